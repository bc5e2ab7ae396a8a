"""Reading Open-Meteo's air quality model (CAMS): an estimate for the middle of the city."""

from typing import Any

import aiohttp

from core.errors import BadAnswerError
from integrations.documents import Document, Gate, Known, OpenGate, Reader
from integrations.http import Answer

_TIMEOUT = 3.0
_BANDUNG = (-6.9147, 107.6098)


class OpenMeteoClient:
    """The model's particulates. Raises `IntegrationError` when they cannot be had."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str = "https://air-quality-api.open-meteo.com",
        *,
        gate: Gate | None = None,
        timeout: float = _TIMEOUT,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._reader = Reader(session, gate or OpenGate(), "Open-Meteo", timeout, attempts=1)

    async def air_quality(self, known: Known | None = None) -> Document:
        """Hourly PM2.5 and PM10 from all of yesterday to the day after tomorrow, in µg/m³.

        Raises:
            ServiceDownError: no answer; as the last resort it is asked only once.
            BadAnswerError: not the model's document.
        """
        params = {
            "latitude": f"{_BANDUNG[0]:.4f}",
            "longitude": f"{_BANDUNG[1]:.4f}",
            "hourly": "pm2_5,pm10",
            "past_days": "2",
            "forecast_days": "4",
            "timeformat": "unixtime",
        }
        return await self._reader.document(f"{self._base}/v1/air-quality", _check, known, params)


def _check(answer: Answer) -> dict[str, Any]:
    document = answer.json()
    place = document[0] if isinstance(document, list) and document else document
    match place:
        case {"hourly": {"time": list(), "pm2_5": list()}}:
            return dict(place)
    raise BadAnswerError("not the model's document")
