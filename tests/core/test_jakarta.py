from datetime import UTC, datetime, timedelta

import pytest

from core.jakarta import age, stamp

NOW = datetime(2026, 1, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 1, 1, 2, 5, tzinfo=UTC), "09.05 WIB"),
        (datetime(2025, 12, 31, 17, 30, tzinfo=UTC), "00.30 WIB"),
        (datetime(2025, 12, 31, 16, 30, tzinfo=UTC), "31 Des 2025 23.30 WIB"),
        (datetime(2026, 5, 1, 3, tzinfo=UTC), "1 Mei 10.00 WIB"),
    ],
)
def test_time_is_shown_on_bandungs_clock(at: datetime, expected: str) -> None:
    assert stamp(at, NOW) == expected


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        (timedelta(seconds=-5), "baru saja"),
        (timedelta(seconds=59), "baru saja"),
        (timedelta(minutes=59), "59 menit lalu"),
        (timedelta(hours=5, minutes=59), "5 jam lalu"),
        (timedelta(days=2), "2 hari lalu"),
    ],
)
def test_age_in_words(past: timedelta, expected: str) -> None:
    assert age(past) == expected


def test_age_in_sundanese() -> None:
    assert age(timedelta(days=3), "su") == "3 dinten kapengker"
