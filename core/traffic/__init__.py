"""How a road flows right now, from a source that measures it; without one nobody guesses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from core.outside import number, record

type Level = Literal["free", "busy", "jammed", "closed"]

FRESH_FOR = timedelta(minutes=3)
USABLE_FOR = timedelta(minutes=15)  # a jam is another one after that
_ENOUGH_CONFIDENCE = 0.7  # of 1; below it speeds are guessed from other days
_BESIDE = 150.0  # metres; a measured road further away is another road
_FREE, _BUSY = 0.8, 0.5  # of the speed on an empty road
_SLOW = 15.0  # km/h; nobody calls this flowing, whatever the road allows


class TrafficSource(Protocol):
    """A provider of speeds. ``flow`` gives the keys that `read_flow` looks for, checked."""

    name: str

    async def flow(self, lat: float, lon: float) -> Mapping[str, Any]:
        """The road nearest to a point.

        Raises:
            IntegrationError: it could not be asked, or has no such road.
        """


@dataclass(frozen=True)
class Flow:
    """One stretch of road at one moment."""

    speed_kmh: float
    free_flow_kmh: float
    closed: bool
    confidence: float
    at: datetime
    away_m: float = 0.0

    @property
    def level(self) -> Level | None:
        """What people call it; None when the numbers are not good enough to say anything."""
        if self.confidence < _ENOUGH_CONFIDENCE or self.away_m > _BESIDE:
            return None
        if self.closed:
            return "closed"
        if self.free_flow_kmh <= 0:
            return None
        share = self.speed_kmh / self.free_flow_kmh
        if share >= _FREE:
            return "free"
        return "busy" if share >= _BUSY and self.speed_kmh > _SLOW else "jammed"


def read_flow(document: object, at: datetime) -> Flow | None:
    """A stored answer of a source; None when it is none of ours."""
    told = record(document)
    speed, free, sure = (number(told.get(key)) for key in ("speed_kmh", "free_flow_kmh", "confidence"))
    if speed is None or free is None or sure is None:
        return None
    return Flow(speed, free, told.get("closed") is True, sure, at, number(told.get("away_m")) or 0.0)
