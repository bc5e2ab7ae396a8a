"""Graph API answers as our errors: which class says what to do next."""

import math
import re
from collections.abc import Mapping

from core.errors import (
    BadAnswerError,
    CredentialsError,
    IntegrationError,
    RejectedError,
    ServiceDownError,
    ThrottledError,
    UnreachableError,
    WindowClosedError,
)
from core.messages import Refusal
from integrations.foreign import Json, header, node
from integrations.http import Answer

_NUMBER_THROTTLED = frozenset({4, 80007, 130429, 131048})
_PERSON_THROTTLED = 131056
# 131050: the person wants no templates from us; until they write again, there is nothing else to send.
_UNREACHABLE = frozenset({131026, 131030, 131049, 131050, 130472})
_DOWN = frozenset({1, 2, 131000, 131016, 131057, 133004})
_CREDENTIALS = frozenset({0, 3, 10, 190, 368, 131005, 131031, 131042, 133010, *range(200, 300)})
_WINDOW_CLOSED = 131047

# When Meta does not say: the number's limit is per second, the pair's one message in six seconds.
_NUMBER_PAUSE = 5.0
_PERSON_PAUSE = 6.0
_LONGEST_PAUSE = 24 * 3600.0

_REGAIN = re.compile(r'"estimated_time_to_regain_access"\s*:\s*(\d{1,5})')


def translate(answer: Answer) -> IntegrationError:
    """Our error for an answer that is none of the expected ones."""
    error = _error(answer)
    code = error.get("code")
    if not isinstance(code, int) or isinstance(code, bool):
        return _translate_status(answer)
    failure = _translate_code(code, answer)
    if failure is not None:
        return failure
    if answer.status >= 500 or error.get("is_transient") is True:
        return ServiceDownError(f"WhatsApp is down (code {code})")
    return RejectedError(f"WhatsApp refused the call (code {code})")


def refusal(code: str | None) -> Refusal | None:
    """What the code of a failed status means for what we send next."""
    if code == str(_WINDOW_CLOSED):
        return Refusal.WINDOW_CLOSED
    return Refusal.UNREACHABLE if code in {str(each) for each in _UNREACHABLE} else None


def is_missing_object(answer: Answer) -> bool:
    """An unknown or expired id: Meta says 400 with a subcode, not 404."""
    error = _error(answer)
    return error.get("code") == 100 and error.get("error_subcode") == 33


def _error(answer: Answer) -> Json:
    try:
        return node(answer.json(), "error")
    except BadAnswerError:
        return {}


def _translate_code(code: int, answer: Answer) -> IntegrationError | None:
    failure: IntegrationError | None = None
    if code in _NUMBER_THROTTLED:
        pause = retry_after(answer.headers, _NUMBER_PAUSE)
        failure = ThrottledError(f"the number is throttled ({code})", retry_after=pause, everyone=True)
    elif code == _PERSON_THROTTLED:
        pause = retry_after(answer.headers, _PERSON_PAUSE)
        failure = ThrottledError("too many messages to this person", retry_after=pause)
    elif code == _WINDOW_CLOSED:
        failure = WindowClosedError("more than 24 hours since the person last wrote")
    elif code in _UNREACHABLE:
        failure = UnreachableError(f"WhatsApp does not deliver to this person ({code})")
    elif code in _CREDENTIALS:
        failure = CredentialsError(f"WhatsApp refuses token, number or account ({code})")
    elif code in _DOWN:
        failure = ServiceDownError(f"WhatsApp is down ({code})")
    return failure


def _translate_status(answer: Answer) -> IntegrationError:
    """An answer without Meta's error envelope: a proxy's page, mostly."""
    if answer.status == 429:
        pause = retry_after(answer.headers, _NUMBER_PAUSE)
        return ThrottledError("the number is throttled", retry_after=pause, everyone=True)
    if answer.status in (401, 403):
        return CredentialsError(f"WhatsApp refuses us (HTTP {answer.status})")
    if 400 <= answer.status < 500:
        return RejectedError(f"WhatsApp refused the call (HTTP {answer.status})")
    return ServiceDownError(f"WhatsApp is down (HTTP {answer.status})")


def retry_after(headers: Mapping[str, str], default: float) -> float:
    """Seconds to wait: from ``Retry-After``, or from Meta's usage header, which counts minutes."""
    try:
        seconds = float(header(headers, "Retry-After"))
    except ValueError:  # missing, or a date
        minutes = _REGAIN.search(header(headers, "X-Business-Use-Case-Usage"))
        seconds = float(minutes[1]) * 60 if minutes else default
    if not math.isfinite(seconds) or seconds < 0:
        return default
    return min(seconds or default, _LONGEST_PAUSE)
