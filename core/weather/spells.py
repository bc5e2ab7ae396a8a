"""Grouping three-hour steps into what a person would say: spells of rain, parts of a day, ranges."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.jakarta import JAKARTA, clock
from core.weather.forecast import Step

_STRENGTH = (
    ("petir", 5),
    ("badai", 5),
    ("ekstrem", 5),
    ("lebat", 4),
    ("deras", 4),
    ("sedang", 3),
    ("ringan", 1),
)
_PARTS = ((5, "dini hari"), (11, "pagi"), (15, "siang"), (18, "sore"), (24, "malam"))


@dataclass(frozen=True)
class Spell:
    """Rain without a break; ``rain`` is its strongest description."""

    rain: str
    start: datetime
    end: datetime

    @property
    def hours(self) -> str:
        return f"{clock(self.start)}–{clock(self.end)}"


def rain_words(step: Step) -> str:
    """BMKG's word for the rain; plain "hujan" when only the millimetres tell of it."""
    words = step.description.casefold()
    return words if "hujan" in words else "hujan"


def strength(rain: str) -> int:
    return next((rank for word, rank in _STRENGTH if word in rain), 2)


def spells(steps: Sequence[Step], *, by_words: bool) -> list[Spell]:
    """The wet steps in a row as one spell; with ``by_words`` a change of description begins a new one."""
    found: list[Spell] = []
    for step in steps:
        if not step.is_wet:
            continue
        rain = rain_words(step)
        last = found[-1] if found else None
        if last is None or last.end < step.at or (by_words and last.rain != rain):
            found.append(Spell(rain, step.at, step.end))
        else:
            found[-1] = Spell(max(last.rain, rain, key=strength), last.start, step.end)
    return found


def sky(steps: Sequence[Step]) -> str:
    """The commonest dry description, "" when none is given."""
    words = [step.description.casefold() for step in steps if step.description and not step.is_wet]
    return Counter(words).most_common(1)[0][0] if words else ""


def temperatures(steps: Sequence[Step]) -> str:
    """ "19–28 °C", or "" without data."""
    known = [round(step.temperature) for step in steps if step.temperature is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    return f"{low} °C" if low == high else f"{low}–{high} °C"


def part_of_day(at: datetime) -> str:
    hour = at.astimezone(JAKARTA).hour
    return next(name for end, name in _PARTS if hour < end)


def by_part(steps: Sequence[Step], start: datetime) -> list[tuple[str, str]]:
    """Each part of the day from ``start`` with its weather.

    The small hours are left out unless wet, equal neighbours are joined.
    """
    groups: dict[str, list[Step]] = {}
    for step in steps:
        groups.setdefault(part_of_day(max(step.at, start)), []).append(step)
    told: list[tuple[str, str]] = []
    for part, members in groups.items():
        wet = [rain_words(step) for step in members if step.is_wet]
        words = max(wet, key=strength) if wet else sky(members)
        if not words or (part == "dini hari" and not wet and len(groups) > 1):
            continue
        if told and told[-1][1] == words:
            told[-1] = (f"{told[-1][0].split('–')[0]}–{part}", words)
        else:
            told.append((part, words))
    return told


def by_day(steps: Sequence[Step]) -> dict[date, list[Step]]:
    days: dict[date, list[Step]] = {}
    for step in steps:
        days.setdefault(step.at.astimezone(JAKARTA).date(), []).append(step)
    return days
