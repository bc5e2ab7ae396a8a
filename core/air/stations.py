"""KLH's stations: one row of getStations as a checked value; every figure comes as a text or not at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.air.ispu import ispu
from core.jakarta import JAKARTA
from core.outside import moment, number, record, records, text

GONE_AFTER = timedelta(hours=24)
CLOCK_SKEW = timedelta(minutes=15)
_HIGHEST = 2000
_PARAMETERS = ("pm25", "pm10", "so2", "co", "o3", "no2", "hc")
_SAME = 3  # index points: KLH's own figure and the table agree, so the unit is µg/m³


@dataclass(frozen=True)
class Part:
    """One pollutant: the ministry's index, and the 24-hour mean in µg/m³ where both fit together."""

    parameter: str
    index: int
    mean: float | None = None


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
    parts: tuple[Part, ...] = ()

    def is_current(self, now: datetime) -> bool:
        """At most 24 hours old and not from the future (a wrong station clock)."""
        return -CLOCK_SKEW <= now - self.at <= GONE_AFTER


def parse_stations(document: object) -> tuple[Station, ...]:
    """Bandung's stations that are in service and have data; Kota Bandung before its neighbours."""
    rows = records(record(document).get("rows"))
    stations = dict.fromkeys(station for station in map(_station, rows) if station is not None)
    return tuple(sorted(stations, key=lambda station: ("kota" not in station.city.casefold(), station.name)))


def _station(row: Mapping[str, object]) -> Station | None:
    index, city = number(row.get("val")), text(row.get("kota"), 60) or text(row.get("nama"), 60)
    # The ministry's time_z is sometimes wrong; a station in Bandung reads Bandung's clock.
    at = moment(row.get("waktu"), JAKARTA)
    if "bandung" not in city.casefold() or at is None or index is None or not 0 <= index <= _HIGHEST:
        return None
    if text(str(row.get("is_maintenance"))).casefold() in ("1", "true") or (
        round(index) == 0 and not _is_clean(row)
    ):
        return None
    lat, lon = number(row.get("lat")), number(row.get("lon"))
    on_the_map = lat is not None and lon is not None and -8.5 < lat < -5.5 and 105.5 < lon < 109.5
    return Station(
        name=text(row.get("nama"), 60) or city,
        city=city,
        index=round(index),
        at=at,
        pollutant=_pollutant(row.get("param")),
        lat=lat if on_the_map else None,
        lon=lon if on_the_map else None,
        parts=tuple(part for name in _PARAMETERS if (part := _part(row, name)) is not None),
    )


def _is_clean(row: Mapping[str, object]) -> bool:
    """Whether an index of 0 is a reading: something was measured, and nothing of it gives more than 0."""
    if "integrasi" in f"{text(row.get('tipe_text'))} {text(row.get('tipe'))}".casefold():
        return False  # there 0 means no data
    measured = [number(row.get(f"a_{name}")) for name in _PARAMETERS]
    indices = [number(row.get(f"t_{name}")) for name in _PARAMETERS]
    return any(value is not None and value > 0 for value in measured) and not any(indices)


def _part(row: Mapping[str, object], name: str) -> Part | None:
    index, mean = number(row.get(f"t_{name}")), number(row.get(f"a_{name}"))
    if index is None or not 0 <= index <= _HIGHEST:
        return None
    # Some stations send CO in mg/m³; a concentration that does not give its own index is not shown.
    ours = ispu(name, mean) if mean is not None and mean >= 0 else None
    fits = ours is not None and abs(ours - index) <= _SAME and (ours > 0 or index == 0)
    return Part(name, round(index), mean if fits else None)


def _pollutant(value: object) -> str:
    """ "PM<sub>2.5</sub>" as people write it; anything that is no pollutant's name is dropped."""
    name = text(value, 20).replace(" ", "")
    return name if re.fullmatch(r"[A-Za-z]{1,3}[0-9.,]{0,3}", name) else ""
