"""Due dates in working days and how dates are shown, all in Bandung's time; the rules are the city's own.

`data/city/deadlines.json` holds every figure, so that a city changes them without touching code.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Literal, Self

import holidays
from pydantic import BaseModel, ConfigDict, Field, model_validator

from core import city_files
from core.jakarta import DAYS_IN, JAKARTA
from core.language import Language, spoken

_MONTHS: Mapping[Language, Sequence[str]] = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "su": (
        *("Januari", "Pébruari", "Maret", "April", "Méi", "Juni"),
        *("Juli", "Agustus", "Séptémber", "Oktober", "Nopémber", "Désémber"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_LONGEST_BREAK = 60  # days; a calendar without a working day for so long is a mistake

type Days = Annotated[int, Field(ge=1, le=366)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WorkingDaysFor(_Part):
    """How long a step may take; categories have their own in categories.json."""

    verification: Days
    first_follow_up: Days
    information: Days  # an answer to a question that is no complaint
    new_promise: Days  # what is promised anew when a promise was broken without a word


class Answered(_Part):
    """In days of the calendar: the reporters are asked, reminded, and may come back."""

    ask_days: Days
    remind_days_before: Annotated[int, Field(ge=0, le=365)]
    reopen_days: Days


class OnHold(_Part):
    """In days of the calendar, from when the reporters were asked for data."""

    remind_after_days: Days
    archive_after_days: Days

    @model_validator(mode="after")
    def _reminds_first(self) -> Self:
        if self.remind_after_days >= self.archive_after_days:
            raise ValueError("the reminder must come before the end")
        return self


class QuietHours(_Part):
    """When nothing is said that can wait; from evening to morning, or none if both are the same."""

    start: time
    end: time

    def hold(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


class Rung(_Part):
    """Whom silence climbs to, and after how many working days."""

    to: Literal["agency", "head", "leadership"]
    working_days_late: Days


class FreeDay(_Part):
    day: date
    name: str


class Rules(_Part):
    """The city's file."""

    source: str
    licence: str
    checked_on: date
    office_closes: time
    working_days_for: WorkingDaysFor
    answered: Answered
    on_hold: OnHold
    quiet_hours: QuietHours
    escalation: Annotated[tuple[Rung, ...], Field(min_length=3, max_length=3)]
    look_up_misses_kept_days: Days
    free_days: tuple[FreeDay, ...]  # besides those that are known already
    working_days: tuple[FreeDay, ...]  # on which people work although they are known as free

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        if [rung.to for rung in self.escalation] != ["agency", "head", "leadership"]:
            raise ValueError("escalation: it climbs from agency to head to leadership")
        late = [rung.working_days_late for rung in self.escalation]
        if late != sorted(set(late)):
            raise ValueError("escalation: each rung comes later than the one before")
        if self.answered.remind_days_before >= self.answered.ask_days:
            raise ValueError("answered.remind_days_before: the reminder must come after the question")
        both = {free.day for free in self.free_days} & {worked.day for worked in self.working_days}
        if both:
            raise ValueError(f"working_days: {min(both)} is also in free_days")
        return self

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, unless a national holiday, cuti bersama or a free day of the city."""
        if any(worked.day == day for worked in self.working_days):
            return True
        if any(free.day == day for free in self.free_days):
            return False
        return day.weekday() < 5 and day not in _free_days(day.year)


@cache
def rules() -> Rules:
    """The city's rules, read once.

    Raises:
        StartError: which field of the file is wrong, and why.
    """
    return city_files.read("deadlines.json", Rules)


def due(received: datetime, working_days: int) -> date:
    """The last day to answer. What comes after closing time or on a free day counts as received next day."""
    local = received.astimezone(JAKARTA)
    day = local.date()
    if local.time() > rules().office_closes:
        day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return after(day, working_days)


def after(day: date, working_days: int) -> date:
    """The day so many working days later."""
    for _ in range(working_days):
        day = _next_working_day(day)
    return day


def working_days_since(day: date, until: date) -> int:
    """How many working days lie after ``day``, up to and including ``until``; 0 when it is not over."""
    following = (day + timedelta(days=n) for n in range(1, (until - day).days + 1))
    return sum(is_working_day(each) for each in following)


def is_working_day(day: date) -> bool:
    """Whether the city's offices are open on this day."""
    return rules().is_working_day(day)


def _next_working_day(day: date) -> date:
    for _ in range(_LONGEST_BREAK):
        day += timedelta(days=1)
        if is_working_day(day):
            return day
    raise ValueError(f"no working day in the {_LONGEST_BREAK} days before {day}")


@cache
def _free_days(year: int) -> frozenset[date]:
    # Compared with the decrees (SKB 3 Menteri) of 2025 and 2026: identical. Later years are forecasts,
    # which the city's own days correct.
    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))


def today(now: datetime) -> date:
    """The date in Bandung."""
    return now.astimezone(JAKARTA).date()


def is_quiet(now: datetime) -> bool:
    """Whether citizens are left in peace with what is not urgent."""
    return rules().quiet_hours.hold(now.astimezone(JAKARTA).time())


def quiet_until(now: datetime) -> datetime:
    """The end of the quiet hours that hold now; now itself when there are none."""
    if not is_quiet(now):
        return now
    local, end = now.astimezone(JAKARTA), rules().quiet_hours.end
    morning = datetime.combine(local.date(), end, JAKARTA)
    return (morning if morning > local else morning + timedelta(days=1)).astimezone(now.tzinfo)


def show_date(day: date, language: str = "id") -> str:
    """ "Senin, 14 Desember 2026"."""
    words = spoken(language)
    return f"{DAYS_IN[words][day.weekday()]}, {day.day} {_MONTHS[words][day.month - 1]} {day.year}"
