"""BMKG's earthquakes, read and told to someone in Bandung."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.jakarta import age, stamp
from core.language import Language, spoken
from core.outside import moment, number, record, records, text

FRESH_FOR = timedelta(minutes=2)
USABLE_FOR = timedelta(days=2)
_BANDUNG = (-6.9147, 107.6098)  # the city's zero-kilometre stone, roughly
_RECENT = timedelta(hours=24)
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
    at, magnitude = moment(item.get("DateTime")), number(item.get("Magnitude"))
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


@dataclass(frozen=True)
class _Phrases:
    language: Language
    felt_here: str
    latest: str
    not_here: str
    felt: str
    tsunami_free: str
    care: str
    just_now: str
    nothing: str
    source: str
    old: str
    depth: str
    away: str


_TEXTS: Mapping[Language, _Phrases] = {
    "id": _Phrases(
        language="id",
        felt_here="Gempa M{magnitude} dirasakan di Bandung ({felt}), {at}: {where}{facts}.",
        latest="Gempa terakhir: M{magnitude}, {at}, {where}{facts}.",
        not_here="Tidak ada laporan dirasakan di Bandung.",
        felt="Dirasakan: {felt}.",
        tsunami_free="Tidak berpotensi tsunami.",
        care="Kalau bangunan retak, jangan masuk dulu; darurat telepon 112.",
        just_now="Guncangan yang baru saja terjadi mungkin belum tercatat.",
        nothing="Maaf, data gempa belum bisa saya ambil. Silakan lihat BMKG: https://www.bmkg.go.id",
        source="BMKG, dicek {stamp}",
        old=" ({age}; BMKG sedang tidak bisa dihubungi)",
        depth="kedalaman {:.0f} km",
        away="sekitar {:.0f} km dari Bandung",
    ),
    "su": _Phrases(
        language="su",
        felt_here="Lini M{magnitude} karaos di Bandung ({felt}), {at}: {where}{facts}.",
        latest="Lini pamungkas: M{magnitude}, {at}, {where}{facts}.",
        not_here="Teu aya laporan karaos di Bandung.",
        felt="Karaos: {felt}.",
        tsunami_free="Moal aya tsunami.",
        care="Upami wangunan retak, ulah lebet heula; darurat telepon 112.",
        just_now="Lini nu nembé pisan karaos panginten teu acan kacatet.",
        nothing="Punten, data lini teu acan tiasa dicandak. Mangga tingali BMKG: https://www.bmkg.go.id",
        source="BMKG, dipariksa {stamp}",
        old=" ({age}; BMKG nuju teu tiasa dikontak)",
        depth="jerona {:.0f} km",
        away="sakitar {:.0f} km ti Bandung",
    ),
    "en": _Phrases(
        language="en",
        felt_here="Earthquake M{magnitude} felt in Bandung ({felt}), {at}: {where}{facts}.",
        latest="Latest earthquake: M{magnitude}, {at}, {where}{facts}.",
        not_here="Nobody has reported feeling it in Bandung.",
        felt="Felt: {felt}.",
        tsunami_free="No tsunami expected.",
        care="If your building has cracks, do not go in yet; in an emergency call 112.",
        just_now="A tremor of the last few minutes may not be listed yet.",
        nothing="Sorry, I cannot get the earthquake data. Please see BMKG: https://www.bmkg.go.id",
        source="BMKG, checked {stamp}",
        old=" ({age}; BMKG cannot be reached right now)",
        depth="depth {:.0f} km",
        away="about {:.0f} km from Bandung",
    ),
}


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
    words = _TEXTS[spoken(language)]
    known = sorted({*latest, *felt}, key=lambda quake: quake.at, reverse=True)
    if not known:
        return words.nothing
    here = next((quake for quake in known if quake.is_felt_in_bandung and now - quake.at <= _RECENT), None)
    lines = _felt_here(here, words, now) if here else _elsewhere(known[0], words, now)
    source = words.source.format(stamp=stamp(fetched_at, now, language))
    if not live:
        source += words.old.format(age=age(now - fetched_at, language))
    return "\n".join([*lines, source])


def _felt_here(quake: Quake, words: _Phrases, now: datetime) -> list[str]:
    return [
        _told(words.felt_here, words, quake, now, felt=quake.felt_in_bandung),
        *_tsunami(quake, words),
        words.care,
    ]


def _elsewhere(quake: Quake, words: _Phrases, now: datetime) -> list[str]:
    felt = [words.felt.format(felt=quake.felt)] if quake.felt and not quake.is_felt_in_bandung else []
    here = [] if quake.is_felt_in_bandung else [f"{words.not_here} {words.just_now}"]
    return [" ".join([_told(words.latest, words, quake, now), *felt]), *_tsunami(quake, words), *here]


def _tsunami(quake: Quake, words: _Phrases) -> list[str]:
    """BMKG's word on a tsunami: the usual "none" in our words, anything else untouched."""
    if "tsunami" not in quake.potential.casefold():
        return []
    is_free = re.match(r"(?i)\s*tidak berpotensi", quake.potential)
    return [words.tsunami_free if is_free else quake.potential]


def _told(template: str, words: _Phrases, quake: Quake, now: datetime, **more: str) -> str:
    facts = "" if quake.depth is None else f", {words.depth.format(quake.depth)}"
    if quake.distance is not None:
        facts += f", {words.away.format(quake.distance)}"
    magnitude, where = f"{quake.magnitude:.1f}", quake.where
    if words.language == "en":
        where = _DIRECTION.sub(lambda match: _ENGLISH["".join(match[0].casefold().split())], where)
    else:
        magnitude = magnitude.replace(".", ",")
    at = stamp(quake.at, now, words.language)
    return template.format(magnitude=magnitude, at=at, where=where, facts=facts, **more)
