"""Reading TomTom's Flow Segment Data; the speeds of one stretch of road, checked and in our own names."""

import asyncio
import math
from collections.abc import Iterator, Mapping
from typing import Any

import aiohttp

from core.errors import BadAnswerError, NoDocumentError, ServiceDownError, ThrottledError, UncertainError
from integrations.http import Answer, call

_TIMEOUT = 2.5  # twice: the cameras are an answer without it
_PATH = "/traffic/services/4/flowSegmentData/absolute/10/json"
_FASTEST = 250.0  # km/h
_LARGEST = 512 * 1024
_PAUSE = 0.3  # before the second attempt
_THROTTLED = 60.0
_METRES_PER_DEGREE = 111_195.0


class TomTomClient:
    """One provider of traffic. Raises `IntegrationError` when the speeds cannot be had."""

    name = "TomTom"

    def __init__(
        self,
        session: aiohttp.ClientSession,
        key: str,
        base_url: str = "https://api.tomtom.com",
        *,
        timeout: float = _TIMEOUT,
    ) -> None:
        self._session, self._key, self._timeout = session, key, timeout
        self._url = base_url.rstrip("/") + _PATH

    async def flow(self, lat: float, lon: float) -> Mapping[str, Any]:
        """The road nearest to a point: speeds in km/h, whether it is closed, how sure that is, how far away.

        Raises:
            ServiceDownError: no answer, also after a second attempt.
            ThrottledError: it wants fewer questions.
            NoDocumentError: no road near the point.
            BadAnswerError: the key is refused, or it is not the documented answer.
        """
        params = {"point": f"{lat:.5f},{lon:.5f}", "unit": "KMPH", "key": self._key}
        try:
            answer = await self._ask(params)
        except ThrottledError:
            raise
        except ServiceDownError:
            await asyncio.sleep(_PAUSE)
            answer = await self._ask(params)
        match answer.json():
            case {"flowSegmentData": dict(segment)}:
                return _flow(segment, lat, lon)
        raise BadAnswerError("not a flow segment")

    async def _ask(self, params: Mapping[str, str]) -> Answer:
        try:
            answer = await call(
                self._session, "GET", self._url, params=params, timeout=self._timeout, max_bytes=_LARGEST
            )
        except UncertainError as error:  # reading twice harms nobody
            raise ServiceDownError("no answer in time") from error
        if answer.status == 429:
            raise ThrottledError("HTTP 429", retry_after=_THROTTLED)
        if answer.status >= 500:
            raise ServiceDownError(f"HTTP {answer.status}")
        if answer.status == 400:
            raise NoDocumentError("no road near this point")
        if answer.status != 200:
            raise BadAnswerError(f"HTTP {answer.status}")
        return answer


def _flow(segment: Mapping[str, Any], lat: float, lon: float) -> dict[str, Any]:
    closed = segment.get("roadClosure") in (True, "true")
    speed, free = _number(segment.get("currentSpeed")), _number(segment.get("freeFlowSpeed"))
    if closed:
        speed, free = speed or 0.0, free or 0.0
    if speed is None or free is None or not (0 <= speed <= _FASTEST and 0 <= free <= _FASTEST):
        raise BadAnswerError("no speeds")
    return {
        "speed_kmh": speed,
        "free_flow_kmh": free,
        "closed": closed,
        "confidence": _number(segment.get("confidence")) or 0.0,  # not said: not sure
        "away_m": _away(segment, lat, lon),
    }


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _away(segment: Mapping[str, Any], lat: float, lon: float) -> float:
    """Metres from the point to the stretch of road; 0 when its line is not told."""
    line = list(_line(segment, lat, lon))
    ends = zip(line, line[1:] or line, strict=False)
    return min((_to_stretch(start, end) for start, end in ends), default=0.0)


def _line(segment: Mapping[str, Any], lat: float, lon: float) -> Iterator[tuple[float, float]]:
    """The road's corners in metres east and north of the point."""
    told = segment.get("coordinates")
    corners = told.get("coordinate") if isinstance(told, Mapping) else None
    for corner in corners if isinstance(corners, list) else ():
        if isinstance(corner, Mapping):
            north, east = _number(corner.get("latitude")), _number(corner.get("longitude"))
            if north is not None and east is not None:
                shrunk = math.cos(math.radians(lat))
                yield (east - lon) * _METRES_PER_DEGREE * shrunk, (north - lat) * _METRES_PER_DEGREE


def _to_stretch(start: tuple[float, float], end: tuple[float, float]) -> float:
    """How far the origin is from a straight stretch."""
    along = end[0] - start[0], end[1] - start[1]
    length = along[0] ** 2 + along[1] ** 2
    share = -(start[0] * along[0] + start[1] * along[1]) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return math.hypot(start[0] + share * along[0], start[1] + share * along[1])
