"""The library's errors as ours: which class says what to do next."""

import json
import math
from typing import Any

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from core.errors import (
    CredentialsError,
    IntegrationError,
    PayloadError,
    RejectedError,
    ServiceDownError,
    ThrottledError,
    UncertainError,
    UnreachableError,
)
from integrations.foreign import Json, load_object, node

DEFAULT_RETRY_AFTER = 5.0
_OK = 200
_TOO_MANY_REQUESTS = 429

# What the library raises besides its own errors when an answer has an unknown shape: `KeyError` for
# HTTP 200 with ``ok: false``, `TypeError` or `ValueError` for a result of another shape, `RuntimeError`
# after it was shut down.
LIBRARY_ERRORS = (TelegramError, KeyError, TypeError, ValueError, AttributeError, RuntimeError)

# Telegram has one status (400) for our mistakes and for people who cannot be reached.
_UNREACHABLE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_write_forbidden",
    "not enough rights",
    "have no rights",
    "deactivated",
    "group chat was deleted",
)
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


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

    def __init__(self) -> None:
        super().__init__()
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


def translate(error: Exception) -> IntegrationError:
    """Our error for one of ``LIBRARY_ERRORS``. Its text names no token and no person."""
    failure: IntegrationError
    match error:
        case FloodError():
            failure = ThrottledError("flood control", retry_after=error.retry_after)
        case Forbidden() | ChatMigrated():
            failure = UnreachableError("the person blocked us or the group is gone")
        case BadRequest():  # a NetworkError by inheritance, so it must come first
            failure = _translate_bad_request(error)
        case InvalidToken():
            failure = CredentialsError("Telegram refuses the bot token")
        case NetworkError():
            failure = _translate_network_error(error)
        case TelegramError() | KeyError():
            failure = ServiceDownError("Telegram answered nonsense")
        case _:  # an accepted call whose result the library could not read
            failure = UncertainError("Telegram's answer has an unknown shape")
    return failure


def _translate_bad_request(error: BadRequest) -> IntegrationError:
    description = error.message.lower()
    if any(phrase in description for phrase in _UNREACHABLE):
        return UnreachableError("Telegram does not know this chat or forbids writing there")
    return RejectedError(f"Telegram: {error.message[:200]}")


def _translate_network_error(error: NetworkError) -> IntegrationError:
    cause = error.__cause__
    if isinstance(cause, _NEVER_SENT):
        return ServiceDownError("Telegram cannot be reached")
    if isinstance(error, TimedOut) or isinstance(cause, httpx.HTTPError):
        return UncertainError("Telegram did not answer in time")
    return ServiceDownError("Telegram is down")  # a 5xx answer
