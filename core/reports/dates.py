"""When it happened, as told: "tadi malam", "sejak 3 hari lalu", "12/11". All in Bandung's time."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.jakarta import JAKARTA
from core.reports import calendar_words as words

_SOON = timedelta(days=60)  # "12 Desember" written in November is a plan, not last year's
_READ = 2000  # characters
_OLDEST = 50  # years
_DAWN = 4  # o'clock: "semalam jam 2" is this day, "semalam jam 9" the day before


@dataclass(frozen=True)
class Event:
    """The day of what is reported. ``since``: it goes on from then."""

    on: date
    since: bool
    said: str  # the citizen's words


@dataclass(frozen=True)
class _Found:
    start: int  # with "sejak" before it
    named: int  # where the day itself begins
    end: int
    on: date
    since: bool


type _Reader = Callable[[re.Match[str], datetime], date | None]


def event_date(text: str, now: datetime) -> Event | None:
    """The day of the event in this text, never in the future; None when none is told.

    What goes on since a day is told by its beginning; otherwise the first day named counts.
    """
    local = now.astimezone(JAKARTA)
    found = _longest(list(_all(text[:_READ], local)))
    found = [each for each in found if _is_possible(each.on, local)]
    found = [each for each in found if each.since or not _of_a_complaint(text, each)]
    if not found:
        return None
    chosen = min(found, key=lambda each: (not each.since, each.start, -each.end))
    return Event(chosen.on, chosen.since, " ".join(text[chosen.start : chosen.end].split())[:80])


def _all(text: str, local: datetime) -> Iterator[_Found]:
    for pattern, reader in _READERS:
        for match in pattern.finditer(text):
            on = _read(reader, match, local)
            before = text[max(0, match.start() - 30) : match.start()]
            if (
                on is None
                or words.NO_EVENT_AFTER.match(text, match.end())
                or words.NO_EVENT_BEFORE.search(before)
            ):
                continue
            since = words.SINCE.search(before)
            start = match.start() - len(since[0]) if since else match.start()
            yield _Found(start, match.start(), match.end(), on, since is not None or _goes_on(match))


def _longest(found: list[_Found]) -> list[_Found]:
    """Without what is only a part of longer words: "kemarin" in "senin kemarin"."""
    return [each for each in found if not any(_covers(other, each) for other in found)]


def _covers(one: _Found, other: _Found) -> bool:
    longer = one.end - one.named > other.end - other.named
    return longer and one.named <= other.named and other.end <= one.end


def _read(reader: _Reader, match: re.Match[str], local: datetime) -> date | None:
    try:
        return reader(match, local)
    except (ValueError, OverflowError):  # 31 February, 10 000 years ago
        return None


def _goes_on(match: re.Match[str]) -> bool:
    lasting = "goes_on" in match.re.groupindex and match["goes_on"] is not None
    return lasting or words.BEGINS_SINCE.match(match[0]) is not None


def _of_a_complaint(text: str, found: _Found) -> bool:
    """ "Kemarin sudah lapor RT" is not the day of the trouble."""
    return words.COMPLAINED.match(text, found.end) is not None


def _today(match: re.Match[str], local: datetime) -> date:
    """ "Tadi sore" said in the morning was yesterday."""
    part = words.part_of_day(match["part"] or match["from"] or "")
    return local.date() - timedelta(days=int(part is not None and local.hour < part))


def _last_night(match: re.Match[str], local: datetime) -> date:
    """The evening before; "semalam jam 2" was this morning."""
    said = match["hour"] or match["hour_first"]
    this_morning = said is not None and int(said) <= min(_DAWN, local.hour)
    return local.date() - timedelta(days=int(not this_morning))


def _yesterday(_match: re.Match[str], local: datetime) -> date:
    return local.date() - timedelta(days=1)


def _before_yesterday(_match: re.Match[str], local: datetime) -> date:
    return local.date() - timedelta(days=2)


def _ago(match: re.Match[str], local: datetime) -> date | None:
    count = words.number(match["count"])
    return None if count is None else _back(local, count, words.unit(match["unit"]))


def _back(local: datetime, count: float, unit: str) -> date:
    match unit:
        case "minute":
            return (local - timedelta(minutes=count)).date()
        case "hour":
            return (local - timedelta(hours=count)).date()
        case "day":
            return local.date() - timedelta(days=round(count))
        case "week":
            return local.date() - timedelta(days=round(7 * count))
        case "month":
            whole, part = divmod(count, 1)
            return _months_back(local.date(), int(whole)) - timedelta(days=round(30 * part))
        case "year":
            return _months_back(local.date(), round(12 * count))
    raise AssertionError(unit)


def _months_back(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 - count
    year, index = divmod(month, 12)
    return day.replace(year=year, month=index + 1, day=min(day.day, words.days_in(year, index + 1)))


def _last(match: re.Match[str], local: datetime) -> date:
    return _back(local, 1, words.unit(match["unit"] or match["unit_en"]))


def _edge(match: re.Match[str], local: datetime) -> date | None:
    """ "Awal bulan ini", "akhir tahun lalu"."""
    unit, edge = words.unit(match["unit"]), words.edge(match["edge"])
    back = 1 if match["last"] else 0
    if unit == "month":
        first = _months_back(local.date().replace(day=1), back)
        return first.replace(
            day={"start": 1, "middle": 15}.get(edge) or words.days_in(first.year, first.month)
        )
    if unit == "year":
        month, day = {"start": (1, 1), "middle": (7, 1), "end": (12, 31)}[edge]
        return date(local.year - back, month, day)
    monday = local.date() - timedelta(days=local.weekday() + 7 * back)
    return monday + timedelta(days={"start": 0, "middle": 2, "end": 6}[edge])


def _weekday(match: re.Match[str], local: datetime) -> date | None:
    """The last such day; "malam minggu" is the evening before Sunday."""
    if words.DATE_FOLLOWS.match(match.string, match.end()):
        return None
    week = match["day"].lower() == "minggu" and (match["named"] or "").lower() not in words.DAY_BEFORE_NAME
    if not any(match[group] for group in ("eve", "part", *(() if week else ("named", "past")))):
        return None  # a mere word, or a week
    wanted = words.weekday(match["day"])
    if match["eve"]:
        wanted = (wanted - 1) % 7
    back = (local.weekday() - wanted) % 7
    if match["past"] and back == 0:
        back = 7
    return local.date() - timedelta(days=back)


def _weekend(_match: re.Match[str], local: datetime) -> date:
    """The Saturday of the weekend before."""
    return local.date() - timedelta(days=(local.weekday() - 5) % 7 or 7)


def _full_date(match: re.Match[str], local: datetime) -> date | None:
    if match[0] in words.NO_DATES:
        return None
    day, month = int(match["day"]), words.month(match["month"])
    if match["year"]:
        return date(words.year(match["year"]), month, day)
    return _latest(day, month, local)


def _iso_date(match: re.Match[str], _local: datetime) -> date | None:
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


def _latest(day: int, month: int, local: datetime) -> date | None:
    this_year = date(local.year, month, day)
    if this_year <= local.date():
        return this_year
    return None if this_year - local.date() <= _SOON else date(local.year - 1, month, day)


def _day_of_month(match: re.Match[str], local: datetime) -> date | None:
    """ "Tanggal 12": the last twelfth."""
    day = int(match["day"])
    for back in range(3):
        first = _months_back(local.date().replace(day=1), back)
        if day <= words.days_in(first.year, first.month) and first.replace(day=day) <= local.date():
            return first.replace(day=day)
    return None


def _month_alone(match: re.Match[str], local: datetime) -> date | None:
    """ "Sejak Oktober": its first day."""
    month = words.month(match["month"])
    day = {"middle": 15, "end": 25}.get(words.edge(match["edge"]) if match["edge"] else "", 1)
    if match["year"]:
        return date(words.year(match["year"]), month, day)
    this_year = date(local.year, month, day)
    return this_year if this_year <= local.date() else date(local.year - 1, month, day)


def _year_alone(match: re.Match[str], _local: datetime) -> date | None:
    return date(int(match["year"]), 1, 1)


def _is_possible(day: date, local: datetime) -> bool:
    return day <= local.date() and local.year - _OLDEST <= day.year


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (words.LAST_NIGHT, _last_night),
    (words.BEFORE_YESTERDAY, _before_yesterday),
    (words.YESTERDAY, _yesterday),
    (words.TODAY, _today),
    (words.AGO, _ago),
    (words.LASTING, _ago),
    (words.STILL, _ago),
    (words.HANGING, _ago),
    (words.LAST_UNIT, _last),
    (words.WEEKEND, _weekend),
    (words.EDGE, _edge),
    (words.WEEKDAY, _weekday),
    (words.DAY_MONTH, _full_date),
    (words.SLASHED, _full_date),
    (words.ISO, _iso_date),
    (words.DAY_OF_MONTH, _day_of_month),
    (words.MONTH, _month_alone),
    (words.YEAR, _year_alone),
)
