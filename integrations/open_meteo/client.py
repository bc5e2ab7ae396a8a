"""Reading Open-Meteo's air quality model (CAMS): an estimate for the middle of the city."""

from typing import Any

import aiohttp

from core.errors import BadAnswerError
from integrations.http import get_json

_TIMEOUT = 3.0
_BANDUNG = (-6.9147, 107.6098)


class OpenMeteoClient:
    """The model's particulates. Raises `IntegrationError` when they cannot be had."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str = "https://air-quality-api.open-meteo.com",
        *,
        timeout: float = _TIMEOUT,
    ) -> None:
        self._session, self._base, self._timeout = session, base_url.rstrip("/"), timeout

    async def air_quality(self, lat: float = _BANDUNG[0], lon: float = _BANDUNG[1]) -> dict[str, Any]:
        """Hourly PM2.5 and PM10 from yesterday to tonight (UTC), in µg/m³.

        Raises:
            ServiceDownError: no answer; as the last resort it is asked only once.
            BadAnswerError: not the model's document.
        """
        params = {
            "latitude": f"{lat:.4f}",
            "longitude": f"{lon:.4f}",
            "hourly": "pm2_5,pm10",
            "past_days": "1",
            "forecast_days": "1",
            "timeformat": "unixtime",
        }
        url = f"{self._base}/v1/air-quality"
        document = await get_json(self._session, url, params=params, attempts=1, timeout=self._timeout)
        place = document[0] if isinstance(document, list) and document else document
        match place:
            case {"hourly": {"time": list(), "pm2_5": list()}}:
                return dict(place)
        raise BadAnswerError("not the model's document")
