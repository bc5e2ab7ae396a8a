"""The library's errors as ours: which class says what to do next."""

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

from core.errors import (
    CredentialsError,
    IntegrationError,
    RejectedError,
    ServiceDownError,
    ThrottledError,
    UncertainError,
    UnreachableError,
)
from integrations.telegram.transport import FloodError

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
# The platform cannot have taken what was not written to its end.
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.WriteError,
    httpx.WriteTimeout,
)


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
