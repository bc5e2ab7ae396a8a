"""Reading OpenAQ v3: PM2.5 of the sensors around the city's middle, with their last hours."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from core.errors import BadAnswerError, IntegrationError, ThrottledError
from integrations.documents import Document, Gate, Known, OpenGate, Reader
from integrations.http import Answer

_TIMEOUT = 2.0  # three requests one after another, and the citizen has waited for KLH already
_BANDUNG = "-6.9147,107.6098"
_RADIUS_M = 15_000
_PM25 = 2  # OpenAQ's number of the parameter
_MOST_PLACES = 3  # two requests each; the limit is 60 a minute
_ALIVE = timedelta(hours=24)  # a location whose last value is older has died
_KEPT = (
    "id",
    "name",
    "locality",
    "provider",
    "isMobile",
    "sensors",
    "coordinates",
    "licenses",
    "datetimeLast",
)


def utc_now() -> datetime:
    return datetime.now(UTC)


class OpenAQClient:
    """OpenAQ's sensors. Raises `IntegrationError` when they cannot be had."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        api_key: str,
        base_url: str = "https://api.openaq.org",
        *,
        gate: Gate | None = None,
        timeout: float = _TIMEOUT,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._headers = {"X-API-Key": api_key}
        self._base, self._clock = base_url.rstrip("/"), clock
        self._reader = Reader(session, gate or OpenGate(), "OpenAQ", timeout, attempts=1)

    async def sensors(self, _known: Known | None = None) -> Document:
        """The locations near Bandung that still send, each with its ``latest`` values and ``hours``.

        A location that fails costs only itself.

        Raises:
            ServiceDownError: no answer, or a pause is asked for.
            BadAnswerError: no list of locations; a key that is not taken.
        """
        query = {
            "coordinates": _BANDUNG,
            "radius": str(_RADIUS_M),
            "parameters_id": str(_PM25),
            "limit": "100",
        }
        found = await self._results("/v3/locations", query)
        alive = [place for place in found if self._is_alive(place)]
        newest = sorted(alive, key=_last, reverse=True)[:_MOST_PLACES]
        told = await asyncio.gather(*(self._with_values(place) for place in newest), return_exceptions=True)
        failed = [one for one in told if isinstance(one, BaseException)]
        unexpected = [one for one in failed if not isinstance(one, IntegrationError)]
        if unexpected or (failed and len(failed) == len(newest)):
            raise (unexpected or failed)[0]
        return Document({"locations": [one for one in told if isinstance(one, dict)]})

    def _is_alive(self, place: Mapping[str, Any]) -> bool:
        """Whether it sent something within a day; a time in the future is the core's to judge."""
        try:
            last = datetime.fromisoformat(_last(place))
        except ValueError:
            return False
        return last.tzinfo is not None and self._clock() - last <= _ALIVE

    async def _with_values(self, place: Mapping[str, Any]) -> dict[str, Any]:
        number, sensor = place.get("id"), _sensor(place)
        if not isinstance(number, int) or sensor is None:
            raise BadAnswerError("a location without an id or a sensor")
        latest = await self._results(f"/v3/locations/{number}/latest", {})
        since = (self._clock() - _ALIVE - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            hours = await self._results(
                f"/v3/sensors/{sensor}/hours", {"datetime_from": since, "limit": "100"}
            )
        except ThrottledError:
            raise
        except IntegrationError:
            hours = []  # then there is an hour and no mean
        return {name: place.get(name) for name in _KEPT} | {"latest": latest, "hours": hours}

    async def _results(self, path: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        answer = await self._reader.get(f"{self._base}{path}", self._headers, query)
        return _check(answer)


def _check(answer: Answer) -> list[dict[str, Any]]:
    document = answer.json()
    results = document.get("results") if isinstance(document, dict) else None
    if not isinstance(results, list):
        raise BadAnswerError("not OpenAQ's results")
    return [row for row in results if isinstance(row, dict)]


def _last(place: Mapping[str, Any]) -> str:
    match place.get("datetimeLast"):
        case {"utc": str(text)}:
            return text
        case _:
            return ""


def _sensor(place: Mapping[str, Any]) -> int | None:
    """The number of its sensor for PM2.5; the unit is the core's to judge."""
    sensors = place.get("sensors")
    for sensor in sensors if isinstance(sensors, Sequence) and not isinstance(sensors, str) else ():
        match sensor:
            case {"id": int(number), "parameter": {"name": "pm25"}}:
                return number
    return None
