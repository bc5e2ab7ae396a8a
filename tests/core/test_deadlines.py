"""Working days in Bandung, and how dates are shown."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from core import deadlines
from core.city_files import FOLDER
from core.deadlines import QuietHours, Rules, due, is_working_day, show_date


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


def _decreed(year: int) -> set[date]:
    found = json.loads((Path(__file__).parent / "free_days.json").read_text())["days"]
    return {day for day in map(date.fromisoformat, found) if day.year == year}


def _free_weekdays(year: int) -> set[date]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    return {day for day in days if day.weekday() < 5 and not is_working_day(day)}


@pytest.mark.parametrize("year", [2025, 2026])
def test_free_days_are_those_of_the_decrees(year: int) -> None:
    assert _free_weekdays(year) == {day for day in _decreed(year) if day.weekday() < 5}


def test_working_days_are_counted_without_the_first_and_with_the_last() -> None:
    assert deadlines.working_days_since(date(2026, 3, 17), date(2026, 3, 26)) == 2  # Nyepi and Idulfitri
    assert deadlines.working_days_since(date(2026, 3, 17), date(2026, 3, 17)) == 0
    assert deadlines.working_days_since(date(2026, 3, 27), date(2026, 3, 17)) == 0


@pytest.mark.parametrize(
    ("at", "quiet"),
    [(time(20, 59), False), (time(21), True), (time(0), True), (time(6, 59), True), (time(7), False)],
)
def test_evening_to_morning_is_quiet(at: time, quiet: bool) -> None:
    assert QuietHours(start=time(21), end=time(7)).hold(at) is quiet


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (wib(2026, 11, 24, 22), wib(2026, 11, 25, 7)),
        (wib(2026, 11, 25, 3), wib(2026, 11, 25, 7)),
        (wib(2026, 11, 25, 12), wib(2026, 11, 25, 12)),
    ],
)
def test_quiet_hours_end_in_the_morning(now: datetime, until: datetime) -> None:
    assert deadlines.quiet_until(now) == until


def test_same_start_and_end_mean_no_quiet_hours() -> None:
    assert not QuietHours(start=time(7), end=time(7)).hold(time(7))


def test_questions_are_answered_sooner() -> None:
    assert deadlines.rules().working_days_for.information == 5


def _file(**changes: Any) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((FOLDER / "deadlines.json").read_text(encoding="utf-8"))
    return kept | changes


_LADDER = [
    {"to": "agency", "working_days_late": 3},
    {"to": "head", "working_days_late": 3},
    {"to": "leadership", "working_days_late": 7},
]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"escalation": _LADDER}, "each rung comes later"),
        ({"escalation": _LADDER[::-1]}, "from agency to head"),
        ({"escalation": _LADDER[:2]}, "at least 3 items"),
        ({"answered": {"ask_days": 3, "remind_days_before": 3, "reopen_days": 30}}, "must come after"),
        ({"on_hold": {"remind_after_days": 14, "archive_after_days": 14}}, "before the end"),
        ({"office_closes": "sore"}, "office_closes"),
        ({"quiet": {}}, "Extra inputs"),
    ],
)
def test_rules_that_make_no_sense_are_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Rules.model_validate(_file(**changes))


def test_a_day_is_not_both_free_and_worked() -> None:
    day = [{"day": "2027-02-17", "name": "Pemilihan"}]
    with pytest.raises(ValidationError, match="2027-02-17 is also in free_days"):
        Rules.model_validate(_file(free_days=day, working_days=day))


def test_city_adds_free_days_and_working_days_of_its_own() -> None:
    election, make_up = {"day": "2026-11-25", "name": "Pilkada"}, {"day": "2026-11-28", "name": "Pengganti"}
    own = Rules.model_validate(_file(free_days=[election], working_days=[make_up]))

    assert not own.is_working_day(date(2026, 11, 25))
    assert own.is_working_day(date(2026, 11, 28))  # a Saturday
    assert own.is_working_day(date(2026, 11, 24))
