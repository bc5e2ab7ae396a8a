"""A reading knows what it is: an index or a concentration, measured or reckoned, by whom, when and where."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.air.ispu import Category, category, of_mean
from core.air.model import parse_model
from core.air.sensors import parse_sensors
from core.air.series import Hours
from core.air.stations import CLOCK_SKEW, GONE_AFTER, Part, parse_stations
from core.places.city_map import distance_m

FRESH_FOR = timedelta(hours=3)


class Kind(StrEnum):
    """What the figure of a reading is; the order is the order in which they are believed."""

    INDEX = "ISPU, measured by a station of the ministry"
    MEASURED = "µg/m³, measured by a sensor of somebody else"
    MODEL = "µg/m³, reckoned by a model, no measurement"


@dataclass(frozen=True)
class Reading:
    """One source's word on the air. ``index`` is KLH's own and only KLH's; ``pm25`` is µg/m³ in one hour."""

    kind: Kind
    name: str
    at: datetime
    city: str = ""
    index: int | None = None
    pollutant: str = ""
    parts: tuple[Part, ...] = ()
    pm25: float | None = None
    pm25_day: float | None = None  # mean of the last 24 hours, µg/m³
    lat: float | None = None
    lon: float | None = None
    attribution: str = ""
    licence: str = ""
    hours: Hours = ()

    def is_fresh(self, now: datetime) -> bool:
        return -CLOCK_SKEW <= now - self.at <= FRESH_FOR

    def is_usable(self, now: datetime) -> bool:
        """At most 24 hours old and not from the future (a wrong clock)."""
        return -CLOCK_SKEW <= now - self.at <= GONE_AFTER

    @property
    def level(self) -> Category | None:
        """The category of KLH's index, or of a 24-hour mean; a single hour has none."""
        if self.index is not None:
            return category(self.index)
        return None if self.pm25_day is None else of_mean("pm25", self.pm25_day)[1]

    def away(self, point: tuple[float, float]) -> float | None:
        """Kilometres from a point; None without a place."""
        if self.lat is None or self.lon is None:
            return None
        return distance_m(self.lat, self.lon, *point) / 1000


type Parser = Callable[[object, datetime], tuple[Reading, ...]]


def read_stations(document: object, _now: datetime) -> tuple[Reading, ...]:
    """KLH's getStations; of a station that is there twice, the newest."""
    newest: dict[str, Reading] = {}
    for s in parse_stations(document):
        reading = Reading(
            Kind.INDEX, s.name, s.at, s.city, s.index, s.pollutant, s.parts, lat=s.lat, lon=s.lon
        )
        kept = newest.get(s.name)
        if kept is None or (s.at <= _now + CLOCK_SKEW and (s.at > kept.at or kept.at > _now + CLOCK_SKEW)):
            newest[s.name] = reading
    return tuple(newest.values())


def read_sensors(document: object, now: datetime) -> tuple[Reading, ...]:
    """OpenAQ's locations with their latest values and hours, as our client keeps them."""
    return tuple(
        Reading(
            Kind.MEASURED,
            s.name,
            s.at,
            pm25=s.pm25,
            pm25_day=s.pm25_day,
            lat=s.lat,
            lon=s.lon,
            attribution=s.attribution,
            licence=s.licence,
            hours=s.hours,
        )
        for s in parse_sensors(document, now)
    )


def read_model(document: object, now: datetime) -> tuple[Reading, ...]:
    """Open-Meteo's hours for the middle of the city."""
    model = parse_model(document, now)
    if model is None:
        return ()
    return (
        Reading(Kind.MODEL, "Bandung", model.at, pm25=model.pm25, pm25_day=model.pm25_day, hours=model.hours),
    )


def is_answered(readings: Iterable[Reading], now: datetime) -> bool:
    """Whether no further source needs to be asked: somebody measured lately."""
    return any(reading.kind is not Kind.MODEL and reading.is_fresh(now) for reading in readings)


def choose(
    readings: Sequence[Reading], now: datetime, near: tuple[float, float] | None = None, *, best: bool = False
) -> Reading | None:
    """The reading that answers: fresh before old, the ministry before others, measured before reckoned.

    Near a point the nearest one; otherwise the worst (or the best) of Kota Bandung.
    """
    for usable in (Reading.is_fresh, Reading.is_usable):
        for kind in Kind:
            found = [reading for reading in readings if reading.kind is kind and usable(reading, now)]
            if found:
                return _one_of(found, near, best=best)
    return None


def ranked(readings: Iterable[Reading], now: datetime) -> list[Reading]:
    """The ministry's fresh readings, the worst first."""
    current = [reading for reading in readings if reading.kind is Kind.INDEX and reading.is_fresh(now)]
    return sorted(current, key=_height, reverse=True)


def _one_of(found: Sequence[Reading], near: tuple[float, float] | None, *, best: bool) -> Reading:
    if near is not None:
        located = [(away, place) for place in found if (away := place.away(near)) is not None]
        if located:
            return min(located, key=lambda pair: pair[0])[1]
    inside = [reading for reading in found if is_inside(reading)] or list(found)
    return min(inside, key=_height) if best else max(inside, key=_height)


def is_inside(reading: Reading) -> bool:
    """Whether a station stands in Kota Bandung; its neighbours have Bandung in their names too."""
    return "kab" not in reading.city.casefold()


def _height(reading: Reading) -> tuple[float, datetime]:
    figure = reading.index if reading.index is not None else reading.pm25
    return figure or 0.0, reading.at
