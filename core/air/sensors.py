"""Sensors that OpenAQ passes on: PM2.5 in µg/m³, measured, but no station of the ministry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.air.series import HIGHEST, Hours, day_mean, is_stuck
from core.air.stations import CLOCK_SKEW, GONE_AFTER
from core.air.units import unit
from core.outside import moment, number, record, records, text

_DEGREES = 0.25  # around the city's middle; a sensor farther away tells nothing of Bandung
_MIDDLE = (-6.9147, 107.6098)


@dataclass(frozen=True)
class Sensor:
    """The newest hour of one place, and the mean of its last 24 hours when enough of them are known."""

    name: str
    at: datetime
    pm25: float  # µg/m³ in this hour
    lat: float
    lon: float
    pm25_day: float | None = None
    attribution: str = ""
    licence: str = ""
    hours: Hours = ()


def parse_sensors(document: object, now: datetime) -> tuple[Sensor, ...]:
    """Every sensor with a believable value of the last 24 hours, the newest first."""
    places = records(record(document).get("locations"))
    found = [sensor for sensor in (_sensor(place, now) for place in places) if sensor is not None]
    return tuple(sorted(found, key=lambda sensor: sensor.at, reverse=True))


def _sensor(place: Mapping[str, object], now: datetime) -> Sensor | None:
    where = record(place.get("coordinates"))
    lat, lon = number(where.get("latitude")), number(where.get("longitude"))
    sensor = _pm25_sensor(place)
    if lat is None or lon is None or sensor is None or place.get("isMobile") is True:
        return None
    if abs(lat - _MIDDLE[0]) > _DEGREES or abs(lon - _MIDDLE[1]) > _DEGREES:
        return None
    newest = max(
        (hour for row in records(place.get("latest")) for hour in _latest(row, sensor)), default=None
    )
    if newest is None or not -CLOCK_SKEW <= now - newest[0] <= GONE_AFTER:
        return None
    hours = _hours(place, now)
    if is_stuck(hours):
        return None
    attribution, licence = _licence(place)
    return Sensor(
        name=text(place.get("name"), 60) or text(place.get("locality"), 60) or "OpenAQ",
        at=newest[0],
        pm25=newest[1],
        lat=lat,
        lon=lon,
        pm25_day=day_mean(hours, newest[0]),
        attribution=attribution,
        licence=licence,
        hours=hours,
    )


def _pm25_sensor(place: Mapping[str, object]) -> object:
    """The id of the sensor for PM2.5 in µg/m³; another unit (ppm, particles) is no concentration of dust."""
    for sensor in records(place.get("sensors")):
        parameter = record(sensor.get("parameter"))
        if parameter.get("name") == "pm25" and unit(parameter.get("units")) == "µg/m³":
            return sensor.get("id")
    return None


def _latest(row: Mapping[str, object], sensor: object) -> Hours:
    at, value = moment(record(row.get("datetime")).get("utc")), _believable(row.get("value"))
    return ((at, value),) if row.get("sensorsId") == sensor and at and value is not None else ()


def _hours(place: Mapping[str, object], now: datetime) -> Hours:
    """Hourly means by the end of their hour, without flagged ones, other units and the future."""
    found: dict[datetime, float] = {}
    for row in records(place.get("hours")):
        at = moment(record(record(row.get("period")).get("datetimeTo")).get("utc"))
        value, parameter = _believable(row.get("value")), record(row.get("parameter"))
        is_dust = parameter.get("name") == "pm25" and unit(parameter.get("units")) == "µg/m³"
        is_flagged = record(row.get("flagInfo")).get("hasFlags") is True
        if at and value is not None and is_dust and not is_flagged and at <= now + CLOCK_SKEW:
            found[at.replace(minute=0, second=0, microsecond=0)] = value
    return tuple(sorted(found.items()))


def _believable(value: object) -> float | None:
    figure = None if isinstance(value, str) else number(value)
    return figure if figure is not None and 0 <= figure < HIGHEST else None


def _licence(place: Mapping[str, object]) -> tuple[str, str]:
    """Who is to be named, and under which licence; the source names none for some places."""
    licences = records(place.get("licenses"))
    first = licences[0] if licences else {}
    named = text(record(first.get("attribution")).get("name"), 60)
    return named or text(record(place.get("provider")).get("name"), 60), text(first.get("name"), 40)
