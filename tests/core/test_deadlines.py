"""Working days in Bandung, and how dates are shown."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.deadlines import due, is_working_day, show_date


def wib(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        (wib(2026, 11, 24), 14, date(2026, 12, 14)),  # Tuesday morning
        (wib(2026, 11, 24), 5, date(2026, 12, 1)),
        (wib(2026, 11, 24, 16, 0), 1, date(2026, 11, 25)),  # still in time
        (wib(2026, 11, 24, 16, 1), 1, date(2026, 11, 26)),  # counts as the next morning
        (wib(2026, 11, 27, 17), 1, date(2026, 12, 1)),  # Friday evening counts as Monday
        (wib(2026, 11, 28), 1, date(2026, 12, 1)),  # Saturday
        (wib(2026, 11, 24, 1, 0), 1, date(2026, 11, 25)),  # still the day before in UTC
        (wib(2026, 12, 23), 1, date(2026, 12, 28)),  # cuti bersama, Christmas, weekend
        (wib(2025, 8, 15), 1, date(2025, 8, 19)),  # Sunday 17 August and the added cuti bersama
        (wib(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_due_date_skips_weekends_holidays_and_evenings(received: datetime, days: int, expected: date) -> None:
    assert due(received, days) == expected


@pytest.mark.parametrize(
    "day", [date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2026, 1, 1)]
)
def test_free_days_are_no_working_days(day: date) -> None:
    assert not is_working_day(day)


def test_dates_are_shown_in_indonesian() -> None:
    assert show_date(date(2026, 12, 14)) == "Senin, 14 Desember 2026"
