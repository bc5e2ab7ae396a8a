"""Reading a source's document: asked again at most once, in step with everybody, and only if it changed."""

import asyncio
import json
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

import aiohttp

from core.errors import BadAnswerError, NoDocumentError, ServiceDownError, ThrottledError, UncertainError
from integrations.http import Answer, call

_PAUSE = 60.0  # seconds after a 429 that names none
_LONGEST_PAUSE = 600.0
_LONGEST_ETAG, _LONGEST_DATE = 200, 64

logger = logging.getLogger(__name__)


class Gate(Protocol):
    """Where every request asks for leave, retries too."""

    async def acquire(self) -> None:
        """Wait for leave, or raise `ThrottledError`."""

    async def close_for(self, seconds: float, /) -> None:
        """The source asked for a pause."""


class Known(Protocol):
    """The document as it was the last time, with what its server named that version."""

    @property
    def body(self) -> Any: ...

    @property
    def etag(self) -> str | None: ...

    @property
    def modified(self) -> str | None: ...


@dataclass(frozen=True)
class Document:
    """A checked document; the very body that was known when the source said that nothing changed."""

    body: Any
    etag: str | None = None
    modified: str | None = None


class OpenGate:
    """No limit: for a source that is asked once in a while."""

    async def acquire(self) -> None:
        return

    async def close_for(self, _seconds: float) -> None:
        return


@dataclass(frozen=True)
class Reader:
    """How one source is read."""

    session: aiohttp.ClientSession
    gate: Gate
    name: str
    timeout: float
    attempts: int = 2
    max_bytes: int = 4 * 1024**2

    async def document(
        self,
        url: str,
        check: Callable[[Answer], Any],
        known: Known | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Document:
        """The document at this address, or ``known`` again when the source says that nothing changed.

        Raises:
            ServiceDownError: no answer, also after the last attempt; `ThrottledError` when it wants a pause.
            NoDocumentError: the source has none there.
            BadAnswerError: something else than the document.
        """
        answer = await self.get(url, _conditions(known), params)
        if answer.status == 304:
            if known is None:
                raise BadAnswerError("nothing changed, but nothing was known")
            return Document(known.body, known.etag, known.modified)
        return Document(
            _storable(check(answer)),
            _short(_header(answer, "ETag"), _LONGEST_ETAG),
            _short(_header(answer, "Last-Modified"), _LONGEST_DATE),
        )

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> Answer:
        """A 2xx answer, or the 304 that ``headers`` asked for."""
        for attempt in range(1, self.attempts + 1):
            await self.gate.acquire()
            try:
                return await self._judge(await self._call(url, headers, params))
            except ThrottledError:
                raise
            except ServiceDownError:
                if attempt == self.attempts:
                    raise
            await asyncio.sleep(0.2 + random.random() * 0.2)  # noqa: S311  jitter, not a secret
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _call(
        self, url: str, headers: Mapping[str, str] | None, params: Mapping[str, str] | None
    ) -> Answer:
        try:
            return await call(
                self.session,
                "GET",
                url,
                timeout=self.timeout,
                max_bytes=self.max_bytes,
                headers=headers,
                params=params,
                middlewares=(_send_once,),
            )
        except UncertainError as error:  # reading twice harms nobody
            raise ServiceDownError("no answer in time") from error

    async def _judge(self, answer: Answer) -> Answer:
        if answer.status == 429:
            pause = _pause(answer)
            await self.gate.close_for(pause)
            raise ThrottledError(f"{self.name} asks to slow down", retry_after=pause, everyone=True)
        if answer.status >= 500:
            raise ServiceDownError(f"HTTP {answer.status}")
        if answer.status in (404, 410):
            raise NoDocumentError(f"HTTP {answer.status}")
        if not (200 <= answer.status < 300 or answer.status == 304):
            raise BadAnswerError(f"HTTP {answer.status}")
        return answer


async def _send_once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from quietly repeating a GET on a broken connection: a limit counts that one too."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:  # nothing was sent
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError("the connection broke") from error


def _storable(body: Any) -> Any:
    """The body, if every database takes it: NaN and Infinity are read as numbers, and are no JSON."""
    try:
        json.dumps(body, allow_nan=False)
    except (ValueError, TypeError, RecursionError) as error:
        raise BadAnswerError("not a document that can be kept") from error
    return body


def _conditions(known: Known | None) -> dict[str, str] | None:
    if known is None:
        return None
    wanted = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in wanted.items() if value} or None


def _header(answer: Answer, name: str) -> str | None:
    found = (value for key, value in answer.headers.items() if key.lower() == name.lower())
    return next(found, None)


def _short(value: str | None, longest: int) -> str | None:
    return value if value and len(value) <= longest and value.isprintable() else None


def _pause(answer: Answer) -> float:
    """A Retry-After within reason: seconds, or a date, which is read against the server's own clock."""
    wanted = (_header(answer, "Retry-After") or "").strip()
    if wanted.isdecimal():
        return min(float(wanted), _LONGEST_PAUSE)
    try:
        until, now = (parsedate_to_datetime(text) for text in (wanted, _header(answer, "Date") or ""))
        return min(max((until - now).total_seconds(), 1.0), _LONGEST_PAUSE)
    except (ValueError, TypeError):
        return _PAUSE
