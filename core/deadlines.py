"""Due dates in working days and how dates are shown, all in Bandung's time."""

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from core.jakarta import DAYS, JAKARTA

CLOSING_TIME = time(16, 0)
_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def due(received: datetime, working_days: int) -> date:
    """The last day to answer. What comes after 16.00 or on a free day counts as received next working day."""
    local = received.astimezone(JAKARTA)
    day = local.date()
    if local.time() > CLOSING_TIME:
        day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    for _ in range(working_days):
        day = _next_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Monday to Friday, unless a national holiday or cuti bersama."""
    return day.weekday() < 5 and day not in _free_days(day.year)


def _next_working_day(day: date) -> date:
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@cache
def _free_days(year: int) -> frozenset[date]:
    # Compared with the decrees (SKB 3 Menteri) of 2025 and 2026: identical. Later years are forecasts.
    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))


def show_date(day: date) -> str:
    """ "Senin, 14 Desember 2026"."""
    return f"{DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"
