"""Air quality in Bandung: stations of the ministry (KLH) first, a model as an estimate, never mixed up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.air.ispu import Category, category, ispu
from core.air.phrases import Phrases, phrases
from core.jakarta import JAKARTA, age, stamp
from core.outside import moment, number, record, records, text

__all__ = ["Model", "Station", "answer", "category", "ispu", "parse_model", "parse_stations"]

FRESH_FOR = timedelta(minutes=20)  # the ministry publishes hourly; every 15-30 minutes is polite
USABLE_FOR = timedelta(hours=24)
_OLD_AFTER = timedelta(hours=3)
_GONE_AFTER = timedelta(hours=24)
_CLOCK_SKEW = timedelta(minutes=15)
_ENOUGH_HOURS = 18  # of 24, below which a mean says little
_HIGHEST = 2000


@dataclass(frozen=True)
class Station:
    """One reading; the index is the ministry's own, never computed again by us."""

    name: str
    city: str
    index: int
    at: datetime
    pollutant: str = ""
    lat: float | None = None
    lon: float | None = None

    def is_current(self, now: datetime) -> bool:
        """At most 24 hours old and not from the future (a wrong station clock)."""
        return -_CLOCK_SKEW <= now - self.at <= _GONE_AFTER


@dataclass(frozen=True)
class Model:
    """Open-Meteo's estimate for the city: no measurement."""

    at: datetime
    pm25: float  # µg/m³ in this hour
    pm10: float | None = None
    pm25_day: float | None = None  # mean of the last 24 hours


def parse_stations(document: Mapping[str, object]) -> tuple[Station, ...]:
    """Bandung's stations that are in service and have data; Kota Bandung before its neighbours."""
    rows = records(record(document).get("rows"))
    stations = [station for station in map(_station, rows) if station is not None]
    return tuple(sorted(stations, key=lambda station: ("kota" not in station.city.casefold(), station.name)))


def _station(row: Mapping[str, object]) -> Station | None:
    index, city = number(row.get("val")), text(row.get("kota"), 60) or text(row.get("nama"), 60)
    # The ministry's time_z is sometimes wrong; a station in Bandung reads Bandung's clock.
    at = moment(row.get("waktu"), JAKARTA)
    is_integrated = "integrasi" in f"{text(row.get('tipe_text'))} {text(row.get('tipe'))}".casefold()
    if "bandung" not in city.casefold() or at is None or index is None or not 0 <= index <= _HIGHEST:
        return None
    if text(str(row.get("is_maintenance"))) == "1" or (is_integrated and index == 0):
        return None
    return Station(
        name=text(row.get("nama"), 60) or city,
        city=city,
        index=round(index),
        at=at,
        pollutant=_pollutant(row.get("param")),
        lat=number(row.get("lat")),
        lon=number(row.get("lon")),
    )


def _pollutant(value: object) -> str:
    """ "PM<sub>2.5</sub>" as people write it; anything that is no pollutant's name is dropped."""
    name = text(value, 20).replace(" ", "")
    return name if re.fullmatch(r"[A-Za-z]{1,3}[0-9.,]{0,3}", name) else ""


def parse_model(document: object, now: datetime) -> Model | None:
    """The estimate for this hour; None when the document has none. One place or a list of places."""
    first = records(document)[0] if records(document) else record(document)
    hourly = record(first.get("hourly"))
    times = [_hour(value) for value in _list(hourly.get("time"))]
    pm25, pm10 = _series(times, hourly.get("pm2_5")), _series(times, hourly.get("pm10"))
    past = [at for at in pm25 if at <= now]
    if not past or now - max(past) > _OLD_AFTER:
        return None
    at = max(past)
    day = [pm25[hour] for hour in past if at - hour < timedelta(hours=24)]
    mean = sum(day) / len(day) if len(day) >= _ENOUGH_HOURS else None
    return Model(at=at, pm25=pm25[at], pm10=pm10.get(at), pm25_day=mean)


def _hour(value: object) -> datetime | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 2**33:
        return datetime.fromtimestamp(value, UTC)
    return moment(value)


def _series(times: Sequence[datetime | None], values: object) -> dict[datetime, float]:
    pairs = zip(times, map(number, _list(values)), strict=False)
    return {
        at: figure for at, figure in pairs if at is not None and figure is not None and 0 <= figure < 5000
    }


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def answer(
    stations: Sequence[Station],
    question_text: str,
    language: str,
    now: datetime,
    *,
    near: tuple[float, float] | None = None,
    model: Model | None = None,
) -> str:
    """The station's index, its meaning and advice; the model only when no station has a reading of today.

    ``near`` is a (lat, lon): the nearest station answers, otherwise the worst one does.
    """
    words = phrases(language)
    asks_about_index = re.search(
        r"\b(?:aqi|iqair|ispu (?:itu )?apa|apa (?:itu|eta) ispu|what(?:'s| is) ispu)\b",
        question_text.casefold(),
    )
    explanation = [words.not_aqi] if asks_about_index else []
    current = [station for station in stations if station.is_current(now)]
    if current:
        chosen = _choose(current, near)
        return "\n".join([*_station_lines(chosen, words, now), *explanation, _source(chosen, words, now)])
    lines = [words.no_reading.format(last=_last(stations, words, now))]
    lines += _model_lines(model, words, now) if model else [words.look_here]
    return "\n".join([*lines, *explanation])


def _choose(stations: Sequence[Station], near: tuple[float, float] | None) -> Station:
    located = [s for s in stations if s.lat is not None and s.lon is not None]
    if near is None or not located:
        inside = [s for s in stations if "kota" in s.city.casefold()] or list(stations)
        return max(inside, key=lambda station: (station.index, station.at))
    return min(located, key=lambda s: ((s.lat or 0.0) - near[0]) ** 2 + ((s.lon or 0.0) - near[1]) ** 2)


def _station_lines(station: Station, words: Phrases, now: datetime) -> list[str]:
    level = category(station.index)
    name, colour, advice = _level(level, words)
    main = words.main.format(station.pollutant) if station.pollutant else ""
    line = words.station.format(
        name=station.name, index=station.index, category=name, colour=colour, main=main
    )
    is_old = now - station.at > _OLD_AFTER
    aged = words.old.format(
        age=age(now - station.at, words.language), stamp=stamp(station.at, now, words.language)
    )
    return [aged, line, advice] if is_old else [line, advice]


def _source(station: Station, words: Phrases, now: datetime) -> str:
    return words.source.format(stamp=stamp(station.at, now, words.language))


def _level(level: Category, words: Phrases) -> tuple[str, str, str]:
    match words.language:
        case "su":
            return level.name_su, level.colour_su, level.advice_su
        case "en":
            return level.name_en, level.colour_en, level.advice_en
        case _:
            return level.name, level.colour, level.advice


def _last(stations: Sequence[Station], words: Phrases, now: datetime) -> str:
    past = [station.at for station in stations if station.at <= now]
    return words.last.format(stamp=stamp(max(past), now, words.language)) if past else ""


def _model_lines(model: Model, words: Phrases, now: datetime) -> list[str]:
    """The estimate with its name on it; a day's mean is compared with the table, an hour is not."""
    lines = [words.model.format(pm25=f"{model.pm25:.0f}", stamp=stamp(model.at, now, words.language))]
    if model.pm25_day is not None:
        index = ispu("pm25", model.pm25_day)
        name, _, advice = _level(category(501 if index is None else index), words)
        lines += [words.model_level.format(mean=f"{model.pm25_day:.0f}", category=name), advice]
    return [*lines, words.model_source.format(stamp=stamp(model.at, now, words.language))]
