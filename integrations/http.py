"""One way to call outside systems: a timeout, a body limit, and errors of ours."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from core.errors import BadAnswerError, ServiceDownError, UncertainError

MAX_BODY_BYTES = 20 * 1024**2
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


def new_session() -> aiohttp.ClientSession:
    """The one session of a process; call it inside its event loop and close it at the end."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=64, ttl_dns_cache=300),
        headers={"User-Agent": "SobatBandung/1 (+https://www.bandung.go.id)"},
        cookie_jar=aiohttp.DummyCookieJar(),
    )
