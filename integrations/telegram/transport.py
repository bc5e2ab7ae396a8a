"""How the library's calls travel: its own transport, with two differences."""

import json
import math
import ssl
from functools import cache
from typing import Any

import httpx
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from core.errors import PayloadError
from integrations.foreign import Json, load_object, node

DEFAULT_RETRY_AFTER = 5.0
_OK = 200
_TOO_MANY_REQUESTS = 429


@cache
def _tls() -> ssl.SSLContext:
    """Loading the certificates takes a tenth of a second: once is enough."""
    return httpx.create_ssl_context()


class FloodError(TelegramError):
    """HTTP 429."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("flood control")
        self.retry_after = retry_after


class PlainRequest(HTTPXRequest):
    """The library's transport, but 429 raises `FloodError`.

    The library's own `RetryAfter` warns about its future type each time it is made, is logged with a
    traceback by the rate limiter, and is not raised at all when ``retry_after`` is missing.
    """

    def __init__(self, *, read_timeout: float = 5.0, pool_timeout: float = 1.0) -> None:
        super().__init__(
            read_timeout=read_timeout, pool_timeout=pool_timeout, httpx_kwargs={"verify": _tls()}
        )

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, payload = await super().do_request(*args, **kwargs)
        if status == _TOO_MANY_REQUESTS:
            raise FloodError(_retry_after(payload))
        return status, payload


class UpdatesRequest(PlainRequest):
    """Transport for getUpdates that keeps the batch as it came and shows the library an empty one.

    The library builds objects from the whole batch at once: one update of an unexpected shape loses
    all of them, and it logs them, words of citizens included.
    """

    def __init__(self, **options: float) -> None:
        super().__init__(**options)
        self._batch: list[Json] = []

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, payload = await super().do_request(*args, **kwargs)
        batch = _result_list(payload) if status == _OK else None
        if batch is None:
            return status, payload  # the library knows which error this is
        self._batch = batch
        return status, b'{"ok":true,"result":[]}'

    def take(self) -> list[Json]:
        """The updates of the last call, once."""
        batch, self._batch = self._batch, []
        return batch


def _result_list(payload: bytes) -> list[Json] | None:
    try:
        result = load_object(payload).get("result")
    except PayloadError:
        return None
    return [node(update) for update in result] if isinstance(result, list) else None


def _retry_after(payload: bytes) -> float:
    try:
        seconds = node(json.loads(payload), "parameters").get("retry_after")
    except (ValueError, RecursionError):
        return DEFAULT_RETRY_AFTER
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return DEFAULT_RETRY_AFTER
    return float(seconds) if math.isfinite(seconds) and seconds > 0 else DEFAULT_RETRY_AFTER
