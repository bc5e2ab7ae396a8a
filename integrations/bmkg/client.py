"""Reading BMKG: raw documents, checked and safe to store; their meaning is core's affair."""

import asyncio
import logging
import random
import re
from typing import Any

import aiohttp

from core.errors import BadAnswerError, IntegrationError, ServiceDownError, ThrottledError, UncertainError
from integrations.bmkg import payloads
from integrations.bmkg.limiter import Limiter
from integrations.http import Answer, call

logger = logging.getLogger(__name__)

_ATTEMPTS = 2
_TIMEOUT = 4.0  # twice, and still an answer before a citizen thinks we are gone
_MAX_BYTES = 4 * 1024**2
_MAX_DETAILS = 10  # CAP documents read per feed; West Java rarely has more than two warnings at once
_PAUSE = 60.0  # seconds after a 429 that names none
_ADM4 = re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}")

_process_limiter = Limiter()


class BmkgClient:
    """BMKG's open data. Every method raises `IntegrationError` when BMKG cannot answer properly."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        api_base_url: str = "https://api.bmkg.go.id",
        data_base_url: str = "https://data.bmkg.go.id",
        alerts_base_url: str = "https://www.bmkg.go.id",
        *,
        limiter: Limiter | None = None,
        timeout: float = _TIMEOUT,
    ) -> None:
        self._session = session
        self._api = api_base_url.rstrip("/")
        self._data = data_base_url.rstrip("/")
        self._alerts = alerts_base_url.rstrip("/")
        self._limiter = limiter or _process_limiter  # one per process: BMKG counts per address
        self._timeout = timeout

    async def forecast(self, adm4: str) -> dict[str, Any]:
        """The three-day forecast of one kelurahan, by its code ("32.73.01.1001").

        Raises:
            ServiceDownError: no answer, also after a second attempt.
            BadAnswerError: no such code, or not a forecast.
        """
        if not _ADM4.fullmatch(adm4):
            raise BadAnswerError("not the code of a kelurahan")
        answer = await self._get(f"{self._api}/publik/prakiraan-cuaca?adm4={adm4}")
        return payloads.check_forecast(answer.json())

    async def latest_quake(self) -> dict[str, Any]:
        """The newest earthquake."""
        return await self._quakes("autogempa")

    async def felt_quakes(self) -> dict[str, Any]:
        """The last earthquakes that people felt."""
        return await self._quakes("gempadirasakan")

    async def alerts(self) -> list[dict[str, Any]]:
        """The active early warnings; those of West Java carry their CAP document under "cap".

        A warning whose details cannot be read keeps what the feed says of it.
        """
        feed = payloads.read_feed((await self._get(f"{self._alerts}/alerts/nowcast/id")).body)
        ours = [item for item in feed if payloads.is_west_java(item)][:_MAX_DETAILS]
        for item in ours:
            item["cap"] = await self._alert(payloads.alert_code(item))
        return feed

    async def _quakes(self, name: str) -> dict[str, Any]:
        answer = await self._get(f"{self._data}/DataMKG/TEWS/{name}.json")
        return payloads.check_quakes(answer.json())

    async def _alert(self, code: str | None) -> dict[str, Any] | None:
        if code is None:
            return None
        try:
            answer = await self._get(f"{self._alerts}/alerts/nowcast/id/{code}_alert.xml")
            return payloads.read_alert(answer.body)
        except IntegrationError as error:
            logger.warning("details of BMKG warning %s could not be read: %s", code, error)
            return None

    async def _get(self, url: str) -> Answer:
        """A 2xx answer, after at most two attempts; each counts against the limit."""
        for attempt in range(1, _ATTEMPTS + 1):
            await self._limiter.acquire()
            try:
                return self._judge(await self._call(url))
            except ThrottledError:
                raise
            except ServiceDownError:
                if attempt == _ATTEMPTS:
                    raise
            await asyncio.sleep(0.2 + random.random() * 0.2)  # noqa: S311  jitter, not a secret
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _call(self, url: str) -> Answer:
        try:
            return await call(
                self._session,
                "GET",
                url,
                timeout=self._timeout,
                max_bytes=_MAX_BYTES,
                middlewares=(_send_once,),
            )
        except UncertainError as error:  # reading twice harms nobody
            raise ServiceDownError("no answer in time") from error

    def _judge(self, answer: Answer) -> Answer:
        if answer.status == 429:
            pause = _seconds(answer.headers.get("Retry-After"))
            self._limiter.close_for(pause)
            raise ThrottledError("BMKG asks to slow down", retry_after=pause, everyone=True)
        if answer.status >= 500:
            raise ServiceDownError(f"HTTP {answer.status}")
        if not 200 <= answer.status < 300:
            raise BadAnswerError(f"HTTP {answer.status}")
        return answer


async def _send_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from quietly repeating a GET on a broken connection: BMKG's limit counts that one too."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:  # nothing was sent
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError("the connection broke") from error


def _seconds(header: str | None) -> float:
    """A Retry-After in seconds within reason; BMKG documents none."""
    return min(float(header), 600.0) if header is not None and header.strip().isdecimal() else _PAUSE
