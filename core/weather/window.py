"""Which time a weather question is about: "besok sore", "jam 4", "malam minggu", "engke peuting"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.jakarta import JAKARTA
from core.weather.days import WEEKDAY, day_name, is_weekday_named, named_days, next_weekday, span_name
from core.weather.words import MONTHS, WEEKDAYS, plain

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_EVENING_ENDS = 21  # asked after this hour without naming a time, tomorrow is meant
_PARTS = {
    "dini": (0, 5),
    "subuh": (4, 6),
    "pagi": (5, 11),
    "siang": (11, 15),
    "sore": (15, 18),
    "malam": (18, 24),
    "berangkat kerja": (6, 9),
    "zuhur": (12, 14),
    "asar": (15, 17),
    "pulang kerja": (16, 19),
    "magrib": (18, 20),
    "isya": (19, 22),
}
_PART_NAMES = {
    "dini": "dini hari",
    "berangkat kerja": "jam berangkat kerja",
    "pulang kerja": "jam pulang kerja",
}
_NARROWER = {  # the part of the day that is meant more exactly
    "subuh": "pagi",
    "berangkat kerja": "pagi",
    "zuhur": "siang",
    "asar": "sore",
    "pulang kerja": "sore",
    "magrib": "malam",
    "isya": "malam",
}
_CLOCK = re.compile(
    r"\bjam (?P<half>setengah )?(?P<hour>\d{1,2})(?:[.:](?P<minute>[0-5]\d))?(?: ?wib)?(?! jam)(?! menit)"
    r"(?: (?:pagi|siang|sore|malam))?(?: sampai (?:ka )?(?:jam )?(?P<until>\d{1,2})(?:[.:][0-5]\d)?)?\b"
)


@dataclass(frozen=True)
class Window:
    """A stretch of time with the citizen's words for it (in Indonesian)."""

    label: str
    start: datetime
    end: datetime

    @property
    def is_moment(self) -> bool:
        return self.end - self.start <= _HOUR

    @property
    def is_long(self) -> bool:
        return self.end - self.start > _DAY


@dataclass(frozen=True)
class _Asked:
    """A question in plain words with Bandung's time of asking."""

    words: str
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def has(self, pattern: str) -> re.Match[str] | None:
        return re.search(rf"\b(?:{pattern})\b", self.words)


def when(text: str, now: datetime) -> Window:
    """The time asked about; without a word of time the rest of today, late in the evening tomorrow."""
    window = named(text, now)
    if window is not None:
        return window
    asked = _Asked(plain(text), now.astimezone(JAKARTA))
    if asked.now.hour >= _EVENING_ENDS:
        return _whole("besok", asked.today + _DAY, 5)
    return _window("hari ini", asked.now, _midnight(asked.today + _DAY))


def named(text: str, now: datetime) -> Window | None:
    """The time that the words name, None when they name none."""
    asked = _Asked(plain(text), now.astimezone(JAKARTA))
    for reader in _READERS:
        window = reader(asked)
        if window is not None:
            return window
    if asked.has("kapan|iraha|when"):
        return _window("3 hari ke depan", asked.now, asked.now + 3 * _DAY)
    return None


def _ahead(asked: _Asked) -> Window | None:
    """ "2 jam lagi", "6 jam ke depan", "3 hari ke depan", "sebentar lagi"."""
    if match := asked.has(
        r"(?P<n>\d{1,3}|setengah|beberapa) (?P<unit>menit|jam|hari|minggu) (?P<how>lagi|ke depan)"
    ):
        count = {"setengah": 0.5, "beberapa": 3}.get(match["n"]) or float(match["n"])
        unit = {"menit": _HOUR / 60, "jam": _HOUR, "hari": _DAY, "minggu": 7 * _DAY}[match["unit"]]
        later = asked.now + count * unit
        if match["how"] == "ke depan":
            end = later if unit <= _HOUR else _midnight(later.date())
            return _window(match[0], asked.now, max(end, asked.now + _HOUR))
        if unit <= _HOUR:
            return _window(match[0], later, later + _HOUR)
        return _whole(day_name(later.date(), asked.today), later.date())
    if asked.has("sebentar lagi"):
        return _window("sebentar lagi", asked.now, asked.now + 2 * _HOUR)
    return None


def _months(asked: _Asked) -> Window | None:
    """A month or its end or beginning, which mostly lie beyond a three-day forecast."""
    this = asked.today.replace(day=1)
    following = (this + 32 * _DAY).replace(day=1)
    if asked.has("(?:akhir|ahir|tungtung) bulan"):
        opening = max(_midnight(following - 3 * _DAY), asked.now)
        return _window("akhir bulan", opening, _midnight(following))
    if asked.has("awal bulan"):
        return _window("awal bulan depan", _midnight(following), _midnight(following + 5 * _DAY))
    if asked.has("bulan depan"):
        return _window("bulan depan", _midnight(following), _midnight(following + 28 * _DAY))
    if match := asked.has(rf"bulan (?P<month>{'|'.join(MONTHS)})"):
        ahead = (MONTHS[match["month"]] - this.month) % 12
        first = (this + ahead * 31 * _DAY).replace(day=1)
        start = max(_midnight(first), asked.now)
        return _window(
            f"bulan {match['month'].title()}", start, max(_midnight(first) + 28 * _DAY, start + _DAY)
        )
    return None


def _calendar(asked: _Asked) -> Window | None:
    """This or next week, which mostly lie beyond a three-day forecast."""
    monday = asked.today + _DAY * (7 - asked.today.weekday())
    if re.search(r"(?<!hari )\bminggu depan\b", asked.words):
        return _window("minggu depan", _midnight(monday), _midnight(monday + 7 * _DAY))
    if re.search(r"(?<!hari )(?<!malam )\bminggu ini\b", asked.words):
        return _window("minggu ini", asked.now, _midnight(monday))
    return None


def _at_clock(asked: _Asked) -> Window | None:
    match = _CLOCK.search(asked.words)
    if match is None or int(match["hour"]) > 24 or asked.has("tadi jam"):
        return None
    days = named_days(asked.words, asked.today)
    day, part = (days[0] if days else asked.today), _part(asked.words)
    start = _clock(day, int(match["hour"]), part, asked, free=not days)
    start += timedelta(minutes=int(match["minute"] or 0)) - (_HOUR / 2 if match["half"] else timedelta())
    if not days and start + _HOUR <= asked.now:
        start += _DAY
    end = start + _HOUR
    if match["until"]:
        gap = (int(match["until"]) - int(match["hour"])) % 12
        end = start + _HOUR * (gap or 12)
    hours = f"jam {start:%H.%M}" + (f"–{end:%H.%M}" if match["until"] else "")
    day_words = day_name(start.date(), asked.today, named=is_weekday_named(asked.words))
    label = f"nanti {hours}" if start.date() == asked.today else f"{day_words} {hours}"
    return _window(label, start, end)


def _clock(day: date, hour: int, part: str | None, asked: _Asked, *, free: bool) -> datetime:
    """A spoken hour on its day; "jam 4" alone is the next one, on another day the one people mean."""
    base = _midnight(day)
    if hour > 12:
        return base + _HOUR * hour
    if part == "malam":  # 12 and 1-4 "malam" come after midnight
        return base + _HOUR * (hour + 12 if 5 <= hour < 12 else hour % 12 + 24)
    if part is not None:
        is_late = (part == "siang" and hour < 10) or (part == "sore" and hour < 12)
        early = 0 if part in ("dini", "pagi", "subuh") and hour == 12 else hour
        return base + _HOUR * (hour + 12 if is_late else early)
    if not free or day != asked.today:
        return base + _HOUR * (hour + 12 if hour < 6 else hour)
    candidates = [base + _HOUR * (hour % 12 + shift) for shift in (0, 12, 24)]
    return next(at for at in candidates if at + _HOUR > asked.now)


def _eve(asked: _Asked) -> Window | None:
    """ "Malam minggu" is Saturday evening."""
    match = asked.has(rf"malam (?P<day>{WEEKDAY})")
    if match is None:
        return None
    day = next_weekday(asked.today + _DAY, WEEKDAYS.index(match["day"])) - _DAY
    return _part_of(day, "malam", asked, named=True)


def _parts_named(asked: _Asked) -> Window | None:
    """ "sore", "besok siang", "Sabtu siang sampai sore"; of several days the parts do not matter."""
    days, parts = named_days(asked.words, asked.today), _parts(asked.words)
    if not parts or len(days) > 1 or asked.has("tadi") or (asked.has("sekarang") and not days):
        return None
    day = days[0] if days else None
    if len(parts) == 1 and asked.has(rf"sampai (?:nanti )?{parts[0]}") and day in (None, asked.today):
        end = _midnight(asked.today) + _HOUR * _PARTS[parts[0]][1]
        if end > asked.now:
            return _window(f"sampai {_PART_NAMES.get(parts[0], parts[0])}", asked.now, end)
    if len(parts) > 1:
        return _parts_of(day, parts[0], parts[-1], asked)
    return _part_of(day, parts[0], asked, named=is_weekday_named(asked.words))


def _days_named(asked: _Asked) -> Window | None:
    days = named_days(asked.words, asked.today)
    if not days:
        return _window("sekarang", asked.now, asked.now + _HOUR) if asked.has("sekarang") else None
    if len(days) > 1:
        label = "akhir pekan" if asked.has("akhir pekan") else span_name(days, asked.words, asked.today)
        start, end = _midnight(days[0]), _midnight(days[-1] + _DAY)
        return _window(label, _not_past(start, end, asked.now), end)
    label = day_name(days[0], asked.today, named=is_weekday_named(asked.words))
    if days[0] == asked.today:
        return _window(label, asked.now, _midnight(asked.today + _DAY))
    return _whole(label, days[0])


def _past(asked: _Asked) -> Window | None:
    if asked.has("tadi malam"):
        start = _midnight(asked.today) - 6 * _HOUR
        return _window("tadi malam", start, start + 6 * _HOUR)
    if asked.has("tadi"):
        parts = _parts(asked.words)
        start = min(_midnight(asked.today), asked.now - _HOUR)
        return _window(f"tadi {parts[0]}" if parts else "tadi", start, asked.now)
    return None


def _part_of(day: date | None, part: str, asked: _Asked, *, named: bool) -> Window:
    first, last = _PARTS[part]
    name = _PART_NAMES.get(part, part)
    if part == "malam" and day in (None, asked.today) and asked.now.hour < 4 and "malam ini" in asked.words:
        return _window("malam ini", asked.now, _midnight(asked.today) + 5 * _HOUR)
    is_over = _midnight(asked.today) + _HOUR * last <= asked.now
    if day is None:
        day = asked.today + _DAY if is_over and f"{part} ini" not in asked.words else asked.today
    start, end = _midnight(day) + _HOUR * first, _midnight(day) + _HOUR * last
    if day != asked.today:
        return _window(f"{day_name(day, asked.today, named=named)} {name}", start, end)
    label = f"nanti {name}" if start > asked.now else f"{name} ini"
    return _window(label, _not_past(start, end, asked.now), end)


def _parts_of(day: date | None, first: str, last: str, asked: _Asked) -> Window:
    """ "besok siang sampai sore"; "malam ini sampai besok pagi" begins the day before the one named."""
    end = _part_of(day, last, asked, named=is_weekday_named(asked.words))
    opening = _PARTS[first][0]
    last_day = (end.end - _HOUR).astimezone(JAKARTA).date()
    first_day = last_day if opening < _PARTS[last][0] else last_day - _DAY
    start = _not_past(_midnight(first_day) + _HOUR * opening, end.end, asked.now)
    name = _PART_NAMES.get(first, first)
    soon = "nanti " if first_day == asked.today and start > asked.now else ""
    if first_day != last_day:
        return _window(f"{soon}{name} sampai {end.label}", start, end.end)
    day_words = day_name(last_day, asked.today, named=is_weekday_named(asked.words))
    label = f"{soon}{name} sampai {last}"
    label = label if last_day == asked.today else f"{day_words} {label}"
    return _window(label, start, end.end)


def _parts(words: str) -> list[str]:
    found = list(dict.fromkeys(re.findall(rf"\b({'|'.join(_PARTS)})\b", words)))
    wider = {_NARROWER[part] for part in found if part in _NARROWER}
    return found if re.search(r"\bsampai\b", words) else [part for part in found if part not in wider]


def _part(words: str) -> str | None:
    found = _parts(words)
    if not found or found[-1] == "subuh":
        return found[-1] if found else None
    return _NARROWER.get(found[-1], found[-1])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JAKARTA)


def _whole(label: str, day: date, first_hour: int = 0) -> Window:
    return _window(label, _midnight(day) + _HOUR * first_hour, _midnight(day + _DAY))


def _not_past(start: datetime, end: datetime, now: datetime) -> datetime:
    """What is over of a running stretch does not matter; one wholly past stays as it was."""
    return max(start, now) if end > now else start


def _window(label: str, start: datetime, end: datetime) -> Window:
    return Window(label, start.astimezone(UTC), end.astimezone(UTC))


_Reader = Callable[[_Asked], Window | None]
_READERS: tuple[_Reader, ...] = (
    _ahead,
    _months,
    _calendar,
    _at_clock,
    _eve,
    _parts_named,
    _days_named,
    _past,
)
