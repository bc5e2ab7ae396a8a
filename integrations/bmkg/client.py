"""Reading BMKG: raw documents, checked and safe to store; their meaning is core's affair."""

import asyncio
import logging
import re
from collections.abc import Sequence
from typing import Any

import aiohttp

from core.errors import IntegrationError, NoDocumentError
from integrations.bmkg import payloads
from integrations.documents import Document, Gate, Known, Reader

logger = logging.getLogger(__name__)

_TIMEOUT = 4.0  # twice, and still an answer before a citizen thinks we are gone
_DETAILS_SECONDS = 8.0  # for all details together: what the feed says must not wait for them longer
_MAX_DETAILS = 10  # CAP documents read per feed; West Java rarely has more than two warnings at once
_ADM4 = re.compile(r"\d\d\.\d\d\.\d\d\.\d{4}")


class BmkgClient:
    """BMKG's open data. Every method raises `IntegrationError` when BMKG cannot answer properly."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        api_base_url: str = "https://api.bmkg.go.id",
        data_base_url: str = "https://data.bmkg.go.id",
        alerts_base_url: str = "https://www.bmkg.go.id",
        *,
        gate: Gate,
        timeout: float = _TIMEOUT,
    ) -> None:
        self._api = api_base_url.rstrip("/")
        self._data = data_base_url.rstrip("/")
        self._alerts = alerts_base_url.rstrip("/")
        self._reader = Reader(session, gate, "BMKG", timeout)  # one gate for its three hosts

    async def forecast(self, adm4: str, known: Known | None = None) -> Document:
        """The three-day forecast of one kelurahan, by its code ("32.73.01.1001").

        Raises:
            ServiceDownError: no answer, also after a second attempt.
            BadAnswerError: no such code, or not a forecast.
        """
        if not _ADM4.fullmatch(adm4):
            raise NoDocumentError("not the code of a kelurahan")
        url = f"{self._api}/publik/prakiraan-cuaca?adm4={adm4}"
        return await self._reader.document(url, lambda got: payloads.check_forecast(got.json()), known)

    async def latest_quake(self, known: Known | None = None) -> Document:
        """The newest earthquake."""
        return await self._quakes("autogempa", known)

    async def felt_quakes(self, known: Known | None = None) -> Document:
        """The last earthquakes that people felt."""
        return await self._quakes("gempadirasakan", known)

    async def alerts(self, known: Known | None = None) -> Document:
        """The active early warnings; those of West Java carry their CAP document under "cap".

        A warning whose details cannot be read keeps what the feed says of it, and is read again the next
        time; details that are known are not: a change comes as a new warning.
        """
        url = f"{self._alerts}/alerts/nowcast/id"
        feed = await self._reader.document(url, lambda got: payloads.read_feed(got.body), known)
        details = payloads.details(known.body if known else None)
        items = [dict(item) for item in feed.body]
        ours = [item for item in items if payloads.is_west_java(item)][:_MAX_DETAILS]
        for item in ours:
            item["cap"] = details.get(payloads.mark(item))
        unread = [item for item in ours if item["cap"] is None]
        await self._read_details(unread)
        changed = known is None or feed.body is not known.body or any(item["cap"] for item in unread)
        return Document(items, feed.etag, feed.modified) if changed else feed

    async def _read_details(self, items: Sequence[dict[str, Any]]) -> None:
        """Give each item what its CAP document says, as far as that comes in time."""

        async def read(item: dict[str, Any]) -> None:
            item["cap"] = await self._alert(payloads.alert_code(item))

        try:
            async with asyncio.timeout(_DETAILS_SECONDS):
                await asyncio.gather(*(read(item) for item in items))
        except TimeoutError:
            logger.warning("details of BMKG warnings did not come in time")

    async def _quakes(self, name: str, known: Known | None) -> Document:
        url = f"{self._data}/DataMKG/TEWS/{name}.json"
        return await self._reader.document(url, lambda got: payloads.check_quakes(got.json()), known)

    async def _alert(self, code: str | None) -> dict[str, Any] | None:
        if code is None:
            return None
        try:
            answer = await self._reader.get(f"{self._alerts}/alerts/nowcast/id/{code}_alert.xml")
            return payloads.read_alert(answer.body)
        except IntegrationError as error:
            logger.warning("details of BMKG warning %s could not be read: %s", code, error)
            return None
