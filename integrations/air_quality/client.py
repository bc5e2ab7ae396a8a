"""Reading the ministry's ISPU stations; the document is checked and otherwise left as it came."""

from typing import Any

import aiohttp

from core.errors import BadAnswerError
from integrations.documents import Document, Gate, Known, OpenGate, Reader
from integrations.http import Answer

_TIMEOUT = 3.0  # twice; then the second source still gets its turn


class AirQualityClient:
    """KLH's stations. Raises `IntegrationError` when they cannot be had."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str = "https://ispu.kemenlh.go.id",
        *,
        gate: Gate | None = None,
        timeout: float = _TIMEOUT,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._reader = Reader(session, gate or OpenGate(), "KLH", timeout)

    async def stations(self, known: Known | None = None) -> Document:
        """The newest reading of every station in the country; only West Java's rows are kept.

        Raises:
            ServiceDownError: no answer, also after a second attempt.
            BadAnswerError: not the stations' document.
        """
        return await self._reader.document(f"{self._base}/apimobile/v1/getStations", _check, known)


def _check(answer: Answer) -> dict[str, Any]:
    document = answer.json()
    if not isinstance(document, dict) or not isinstance(document.get("rows"), list):
        raise BadAnswerError("not the stations' document")
    return {"rows": [row for row in document["rows"] if _is_near(row)]}


def _is_near(row: object) -> bool:
    """Rows worth storing: 117 stations weigh 140 KB, Bandung's two."""
    return isinstance(row, dict) and "bandung" in f"{row.get('kota')} {row.get('nama')}".casefold()
