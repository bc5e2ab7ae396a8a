"""One way to call outside systems: a timeout, a body limit, bounded retries, and errors of ours."""

import asyncio
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from core.errors import BadAnswerError, ServiceDownError, UncertainError

MAX_BODY_BYTES = 20 * 1024**2
_SERVER_ERROR = 500
_CLIENT_ERROR = 400


@dataclass(frozen=True)
class Answer:
    """A complete HTTP answer; any status is an answer, only transport faults raise."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return self.status < _CLIENT_ERROR

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            BadAnswerError: the body is not JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise BadAnswerError("the answer is not JSON") from error


async def call(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    timeout: float = 10.0,  # noqa: ASYNC109  handed to aiohttp, which cancels the socket as well
    max_bytes: int = MAX_BODY_BYTES,
    **options: Any,
) -> Answer:
    """Make one request and read the whole answer.

    Raises:
        ServiceDownError: no connection could be made; nothing was sent.
        UncertainError: the connection broke or timed out after the request may have arrived.
        BadAnswerError: the answer is larger than ``max_bytes``.
    """
    limit = aiohttp.ClientTimeout(total=timeout, sock_connect=min(timeout, 5.0))
    options.setdefault("allow_redirects", False)
    try:
        async with session.request(method, url, timeout=limit, **options) as response:
            body = await _read(response, max_bytes)
            return Answer(response.status, dict(response.headers), body)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
        raise ServiceDownError("no connection") from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise UncertainError("the connection broke before an answer") from error


async def _read(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_chunked(64 * 1024):
        size += len(chunk)
        if size > max_bytes:
            raise BadAnswerError(f"the answer is larger than {max_bytes} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


async def get_json(
    session: aiohttp.ClientSession,
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    attempts: int = 2,
    timeout: float = 6.0,  # noqa: ASYNC109
    headers: Mapping[str, str] | None = None,
) -> Any:
    """Read a JSON document, trying again once (by default) when the service is down.

    Raises:
        ServiceDownError: still down after all attempts.
        BadAnswerError: a 4xx, or a body that is not JSON.
    """
    for attempt in range(1, attempts + 1):
        try:
            answer = await call(session, "GET", url, timeout=timeout, params=params, headers=headers)
        except UncertainError as error:  # reading twice harms nobody
            if attempt == attempts:
                raise ServiceDownError("no answer in time") from error
        except ServiceDownError:
            if attempt == attempts:
                raise
        else:
            if answer.status < _CLIENT_ERROR:
                return answer.json()
            if answer.status < _SERVER_ERROR and answer.status != 429:
                raise BadAnswerError(f"HTTP {answer.status}")
            if attempt == attempts:
                raise ServiceDownError(f"HTTP {answer.status}")
        await asyncio.sleep(0.2 * attempt + random.random() * 0.2)  # noqa: S311  jitter, not a secret
    raise AssertionError("unreachable: the last attempt returns or raises")


def new_session() -> aiohttp.ClientSession:
    """The one session of a process; call it inside its event loop and close it at the end."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=64, ttl_dns_cache=300),
        headers={"User-Agent": "SobatBandung/1 (+https://www.bandung.go.id)"},
        cookie_jar=aiohttp.DummyCookieJar(),
    )
