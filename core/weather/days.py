"""The days a question names, and our words for a day."""

import re
from datetime import date, timedelta

from core.jakarta import DAYS
from core.jakarta import MONTHS as MONTH_NAMES
from core.weather.words import MONTHS, WEEKDAYS

_DAY = timedelta(days=1)
WEEKDAY = "|".join(WEEKDAYS)
_MONTH = "|".join(MONTHS)


def named_days(words: str, today: date) -> list[date]:
    """Every day the question names, in order."""
    words = re.sub(rf"\b({WEEKDAY}) kemarin\b", r"\1 lalu", words)  # "Senin kemarin" is not yesterday
    found = set[date]()
    for word, shift in (("hari ini", 0), ("besok", 1), ("lusa", 2), ("kemarin", -1)):
        if _has(words, word):
            found.add(today + _DAY * shift)
    if _has(words, "akhir pekan"):
        sunday = next_weekday(today, 6)
        found |= {max(today, sunday - _DAY), sunday}
    for match in re.finditer(rf"(?<!malam )\b({WEEKDAY})\b(?: (depan|lalu))?", words):
        found.add(_weekday(match[1], match[2], today))
    found |= set(_dates(words, today))
    return sorted(found)


def _weekday(name: str, which: str | None, today: date) -> date:
    index = WEEKDAYS.index(name)
    if which is None:
        return next_weekday(today, index)
    following = next_weekday(today + _DAY, index)
    return following if which == "depan" else following - 7 * _DAY


def next_weekday(day: date, index: int) -> date:
    return day + _DAY * ((index - day.weekday()) % 7)


def _dates(words: str, today: date) -> list[date]:
    """ "tanggal 27", "27 november", "tanggal 27/11": the next such date ("03/05" alone may be RT/RW)."""
    pattern = rf"\b(?:(tanggal) )?(\d{{1,2}})(?:/(\d{{1,2}})(?:/\d{{2,4}})?| ({_MONTH}))?\b"
    found = []
    for match in re.finditer(pattern, words):
        month = int(match[3]) if match[3] else MONTHS.get(match[4] or "")
        if match[1] or match[4]:
            found.append(_next_date(int(match[2]), month, today))
    return [day for day in found if day is not None]


def _next_date(day: int, month: int | None, today: date) -> date | None:
    for ahead in range(366):
        candidate = today + _DAY * ahead
        if candidate.day == day and month in (None, candidate.month):
            return candidate
    return None


def is_weekday_named(words: str) -> bool:
    return _has(words, WEEKDAY)


def day_name(day: date, today: date, *, named: bool = False) -> str:
    near = {-1: "kemarin", 0: "hari ini", 1: "besok", 2: "lusa"}
    distance = (day - today).days
    if distance == 0 or (distance in near and not named):
        return near[distance]
    weekday = DAYS[day.weekday()]
    return weekday if 0 < distance < 7 else f"{weekday}, {day.day} {MONTH_NAMES[day.month - 1]}"


def span_name(days: list[date], words: str, today: date) -> str:
    named = is_weekday_named(words)
    first, last = (day_name(day, today, named=named) for day in (days[0], days[-1]))
    return f"{first} sampai {last}" if (days[-1] - days[0]).days > 1 else f"{first} dan {last}"


def _has(words: str, pattern: str) -> bool:
    return re.search(rf"\b(?:{pattern})\b", words) is not None
