"""BMKG's earthquakes, read and told to someone in Bandung."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.jakarta import JAKARTA, MONTHS, age, stamp
from core.language import spoken
from core.outside import moment, number, record, records, text
from core.quake_words import WORDS, QuakeWords, shaking

FRESH_FOR = timedelta(minutes=2)
USABLE_FOR = timedelta(days=2)
_BANDUNG = (-6.9147, 107.6098)  # the city's zero-kilometre stone, roughly
_RECENT = timedelta(hours=24)
SURE_FOR = timedelta(minutes=10)  # an older copy is served only while BMKG does not answer
_EARTH_RADIUS = 6371.0  # km


@dataclass(frozen=True)
class Quake:
    """One earthquake; ``felt`` is BMKG's list of intensities and places, "" when nobody felt it."""

    at: datetime
    magnitude: float
    where: str
    depth: float | None = None  # km
    felt: str = ""
    potential: str = ""
    lat: float | None = None
    lon: float | None = None

    @property
    def is_felt_in_bandung(self) -> bool:
        return bool(self.felt_in_bandung)

    @property
    def felt_in_bandung(self) -> str:
        """The parts of the felt list that name Bandung (the city, the regency or West Bandung)."""
        parts = [part.strip() for part in re.split(r"[,;]", self.felt)]
        return ", ".join(part for part in parts if re.search(r"\bbandung\b", part, re.IGNORECASE))

    @property
    def distance(self) -> float | None:
        """Kilometres from the middle of Bandung."""
        if self.lat is None or self.lon is None:
            return None
        return _distance(_BANDUNG, (self.lat, self.lon))


def parse(document: Mapping[str, object]) -> tuple[Quake, ...]:
    """Read "autogempa" (one) or "gempadirasakan" (a list), newest first; unreadable entries are left out."""
    entries = record(record(document).get("Infogempa")).get("gempa")
    raw = (record(entries),) if isinstance(entries, Mapping) else records(entries)
    quakes = [quake for quake in map(_quake, raw) if quake is not None]
    return tuple(sorted(quakes, key=lambda quake: quake.at, reverse=True))


def _quake(item: Mapping[str, object]) -> Quake | None:
    at = moment(item.get("DateTime")) or _told_time(item.get("Tanggal"), item.get("Jam"))
    magnitude = number(item.get("Magnitude"))
    where = text(item.get("Wilayah"))
    if at is None or magnitude is None or not 0 <= magnitude <= 10 or not where:
        return None
    lat, lon = _point(item.get("Coordinates"))
    return Quake(
        at=at,
        magnitude=magnitude,
        where=re.sub(r"(?i)^pusat gempa (?:berada )?", "", where),
        depth=number(item.get("Kedalaman")),
        felt=text(item.get("Dirasakan"), 400).strip("- "),
        potential=text(item.get("Potensi")),
        lat=lat,
        lon=lon,
    )


def _told_time(day: object, clock: object) -> datetime | None:
    """BMKG's "23 Sep 2026" and "19:16:56 WIB", for a document without the ISO time."""
    date = re.fullmatch(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})", text(day))
    time = re.fullmatch(r"(\d{2}):(\d{2}):(\d{2}) WIB", text(clock))
    if date is None or time is None or date[2] not in MONTHS:
        return None
    written = f"{date[3]}-{MONTHS.index(date[2]) + 1:02}-{int(date[1]):02}T{time[0].removesuffix(' WIB')}"
    return moment(written, JAKARTA)


def _point(value: object) -> tuple[float | None, float | None]:
    """BMKG's "lat,lon" (in this order)."""
    match = re.fullmatch(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*", text(value))
    return (float(match[1]), float(match[2])) if match else (None, None)


def _distance(start: tuple[float, float], end: tuple[float, float]) -> float:
    lat1, lon1, lat2, lon2 = map(math.radians, (*start, *end))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half)))


_ENGLISH = {
    "baratlaut": "northwest of", "baratdaya": "southwest of", "timurlaut": "northeast of",
    "tenggara": "southeast of", "utara": "north of", "selatan": "south of", "barat": "west of",
    "timur": "east of", "dilaut": "at sea,", "didarat": "on land,",
}  # fmt: skip
_DIRECTION = re.compile(
    r"(?i)\b(?:di laut|di darat|(?<=km )(?:barat ?laut|barat ?daya|timur ?laut|tenggara|utara|selatan|barat"
    r"|timur))\b"
)


def answer(
    latest: Sequence[Quake],
    felt: Sequence[Quake],
    language: str,
    now: datetime,
    fetched_at: datetime,
    *,
    live: bool = True,
) -> str:
    """A quake felt in Bandung within a day comes first; otherwise the newest one of both lists."""
    words, quakes = WORDS[spoken(language)], known(latest, felt)
    if not quakes:
        return words.nothing
    here = next((quake for quake in quakes if quake.is_felt_in_bandung and now - quake.at <= _RECENT), None)
    lines = _felt_here(here, words, now) if here else _elsewhere(quakes[0], words, now)
    return "\n".join([*lines, source(words, now, fetched_at, live=live)])


def known(latest: Sequence[Quake], felt: Sequence[Quake]) -> list[Quake]:
    """Both lists as one, newest first."""
    return sorted({*latest, *felt}, key=lambda quake: quake.at, reverse=True)


def source(words: QuakeWords, now: datetime, fetched_at: datetime, *, live: bool) -> str:
    """Who says so, and when BMKG was asked."""
    line = words.source.format(stamp=stamp(fetched_at, now, words.language))
    is_live = live and now - fetched_at <= SURE_FOR
    return line if is_live else line + words.old.format(age=age(now - fetched_at, words.language))


def _felt_here(quake: Quake, words: QuakeWords, now: datetime) -> list[str]:
    felt = shaking(quake.felt_in_bandung, words.language)
    return [
        told(words.felt_here, words, quake, now, felt=quake.felt_in_bandung),
        *([words.shaking.format(words=felt)] if felt else []),
        *tsunami(quake, words),
        words.care,
    ]


def _elsewhere(quake: Quake, words: QuakeWords, now: datetime) -> list[str]:
    felt = [words.felt.format(felt=quake.felt)] if quake.felt and not quake.is_felt_in_bandung else []
    here = [] if quake.is_felt_in_bandung else [f"{words.not_here} {words.just_now}"]
    return [" ".join([told(words.latest, words, quake, now), *felt]), *tsunami(quake, words), *here]


def tsunami(quake: Quake, words: QuakeWords) -> list[str]:
    """BMKG's word on a tsunami: the usual "none" in our words, anything else untouched."""
    if "tsunami" not in quake.potential.casefold():
        return []
    is_free = re.match(r"(?i)\s*(?:gempa ini )?tidak berpotensi", quake.potential)
    return [words.tsunami_free if is_free else quake.potential]


def told(template: str, words: QuakeWords, quake: Quake, now: datetime, **more: str) -> str:
    """One earthquake in a sentence: strength, time and age, place, depth and distance."""
    facts = "" if quake.depth is None else f", {words.depth.format(quake.depth)}"
    if quake.distance is not None:
        facts += f", {words.away.format(quake.distance)}"
    magnitude, where = f"{quake.magnitude:.1f}", quake.where
    if words.language == "en":
        where = _DIRECTION.sub(lambda match: _ENGLISH["".join(match[0].casefold().split())], where)
    else:
        magnitude = magnitude.replace(".", ",")
    at = stamp(quake.at, now, words.language)
    if quake.at <= now:  # a clock that is wrong makes no age
        at += f" ({age(now - quake.at, words.language)})"
    return template.format(magnitude=magnitude, at=at, where=where, facts=facts, **more)
