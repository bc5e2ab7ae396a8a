"""Open-Meteo's estimate (CAMS) for the city: hours behind us and ahead, no measurement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.air.series import Hours, day_mean, hour_of
from core.air.units import unit
from core.outside import number, record, records

_OLD_AFTER = timedelta(hours=3)


@dataclass(frozen=True)
class Model:
    """Open-Meteo's estimate for the city: no measurement."""

    at: datetime
    pm25: float  # µg/m³ in this hour
    pm10: float | None = None
    pm25_day: float | None = None  # mean of the last 24 hours
    hours: Hours = ()  # (at, pm25): yesterday, today and what is ahead


def parse_model(document: object, now: datetime) -> Model | None:
    """The estimate for this hour; None when the document has none. One place or a list of places."""
    first = records(document)[0] if records(document) else record(document)
    hourly, units = record(first.get("hourly")), record(first.get("hourly_units"))
    if any(unit(units.get(name, "µg/m³")) != "µg/m³" for name in ("pm2_5", "pm10")):
        return None
    times = [hour_of(value) for value in _list(hourly.get("time"))]
    pm25, pm10 = _series(times, hourly.get("pm2_5")), _series(times, hourly.get("pm10"))
    past = [at for at in pm25 if at <= now]
    if not past or now - max(past) > _OLD_AFTER:
        return None
    at, hours = max(past), tuple(sorted(pm25.items()))
    return Model(at=at, pm25=pm25[at], pm10=pm10.get(at), pm25_day=day_mean(hours, at), hours=hours)


def _series(times: Sequence[datetime | None], values: object) -> dict[datetime, float]:
    pairs = zip(times, map(number, _list(values)), strict=False)
    return {
        at: figure for at, figure in pairs if at is not None and figure is not None and 0 <= figure < 5000
    }


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()
