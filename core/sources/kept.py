"""A document of an outside source as it is kept, and how long each kind of it is good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

SKEW = timedelta(minutes=1)  # clocks of two machines may differ by this
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Kept:
    """A source's document and when it was fetched; ``live`` is False when the source failed lately.

    Everybody who asks gets the same body: it is read, never changed.
    """

    body: Any
    fetched_at: datetime
    live: bool
    fresh: bool = True


@dataclass(frozen=True)
class Known:
    """A document with what its server named that version, and when it was known to be the newest."""

    body: Any
    fetched_at: datetime
    etag: str | None = None
    modified: str | None = None

    def age(self, now: datetime) -> timedelta:
        """How old it is. A time in the future is a clock's mistake: as wrong as it is, it may be old."""
        age = now - self.fetched_at
        return max(age, timedelta(0)) if age >= -SKEW else -age


@dataclass(frozen=True)
class Kind:
    """A kind of document. Younger than ``fresh`` it is simply served. Up to ``prompt`` it is served at once
    while a new one is fetched; up to ``usable`` only when a new one does not come within a few seconds."""

    service: str  # has its own health
    fresh: timedelta
    prompt: timedelta
    usable: timedelta


FORECAST = Kind("bmkg/forecast", 30 * _MINUTE, 3 * _HOUR, 24 * _HOUR)
# Danger is not told from an old page while a new one can be had.
WARNINGS = Kind("bmkg/alerts", 5 * _MINUTE, 10 * _MINUTE, 2 * _HOUR)
QUAKES = Kind("bmkg/quake", 2 * _MINUTE, 4 * _MINUTE, 72 * _HOUR)
STATIONS = Kind("klh/stations", 15 * _MINUTE, 75 * _MINUTE, 12 * _HOUR)
SENSORS = Kind("openaq/sensors", 30 * _MINUTE, 75 * _MINUTE, 6 * _HOUR)
MODEL = Kind("open-meteo/air", 30 * _MINUTE, 2 * _HOUR, 6 * _HOUR)
KINDS = (FORECAST, WARNINGS, QUAKES, STATIONS, SENSORS, MODEL)
