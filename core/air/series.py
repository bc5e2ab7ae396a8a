"""Hourly figures of one pollutant, and what may be said of them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from core.outside import moment

ENOUGH_HOURS = 18  # of 24, below which a mean says little
HIGHEST = 1000.0  # µg/m³ in an hour; above it a sensor or a unit is wrong
_DAY = timedelta(hours=24)

type Hours = tuple[tuple[datetime, float], ...]


def between(hours: Hours, start: datetime, end: datetime) -> Hours:
    """The hours that begin in this stretch."""
    return tuple(hour for hour in hours if start <= hour[0] < end)


def mean(hours: Iterable[tuple[datetime, float]]) -> float | None:
    values = [value for _, value in hours]
    return sum(values) / len(values) if values else None


def day_mean(hours: Hours, until: datetime) -> float | None:
    """The mean of the 24 hours up to and with ``until``; None when fewer than 18 of them are known."""
    last = tuple(hour for hour in hours if timedelta() <= until - hour[0] < _DAY)
    return mean(last) if len(last) >= ENOUGH_HOURS else None


def whole_day_mean(hours: Hours, start: datetime, end: datetime) -> float | None:
    """The mean of a day's hours; None for less than 18 of them: the table is for 24-hour means."""
    inside = between(hours, start, end)
    return mean(inside) if ENOUGH_HOURS <= len(inside) <= 24 else None


def is_stuck(hours: Sequence[tuple[datetime, float]]) -> bool:
    """A sensor that sends one and the same figure all day measures nothing."""
    return len(hours) >= ENOUGH_HOURS and len({value for _, value in hours}) == 1


def hour_of(value: object) -> datetime | None:
    """A time in Unix seconds or as an ISO text."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 2**33:
        return datetime.fromtimestamp(value, UTC)
    return moment(value)
