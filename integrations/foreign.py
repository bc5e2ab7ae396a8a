"""Reading data that others made: every value may be missing, of the wrong type, or hostile.

Platforms' webhook bodies are read with these, so that a broken item costs that item and nothing else.
"""

import hmac
import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from core.errors import PayloadError
from integrations.text import clean

MAX_ID_LENGTH = 512  # WhatsApp's longest are about 130 characters; nothing honest comes near
MAX_NAME_LENGTH = 200

type Json = dict[str, object]
type Clock = Callable[[], datetime]


class ItemError(ValueError):
    """One item lacks something it cannot do without; its neighbours may be fine."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def load_object(body: bytes) -> Json:
    """Read a JSON object.

    Raises:
        PayloadError: not JSON, nested beyond reason, or not an object.
    """
    try:
        value = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise PayloadError("the body is not JSON") from error
    if not isinstance(value, dict):
        raise PayloadError("the body is not a JSON object")
    return value


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def node(value: object, *keys: str) -> Json:
    """The object found by following ``keys``; empty when any step is not an object."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: object, key: str) -> list[object]:
    """The array under ``key``; empty when there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def string(value: Json, key: str) -> str:
    """The cleaned text under ``key``; empty when it is missing or no text."""
    found = value.get(key)
    return clean(found) if isinstance(found, str) else ""


def name(value: Json, key: str) -> str | None:
    """A short label (a person's, a file's), or None."""
    return " ".join(string(value, key).split())[:MAX_NAME_LENGTH] or None


def required_text(value: Json, key: str) -> str:
    """The cleaned text under ``key``.

    Raises:
        ItemError: it is missing or no text.
    """
    if not isinstance(value.get(key), str):
        raise ItemError(f"{key} is not a text")
    return string(value, key)


def identifier(value: Json, key: str) -> str:
    """An id of the platform (text or whole number) as text.

    Raises:
        ItemError: it is missing, blank, of another type or absurdly long.
    """
    found = optional_identifier(value, key)
    if found is None:
        raise ItemError(f"{key} is not an id")
    return found


def optional_identifier(value: Json, key: str) -> str | None:
    """Like `identifier`, with None for anything that is not one."""
    found = value.get(key)
    if isinstance(found, bool) or not isinstance(found, str | int):
        return None
    text = str(found)
    if not text.strip() or len(text) > MAX_ID_LENGTH or text != clean(text):
        return None
    return text


def size(value: Json, key: str) -> int | None:
    """A number of bytes, which some platforms write as text."""
    found = value.get(key)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 16:
        return int(found)
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 10**15:
        return found
    return None


def coordinate(value: Json, key: str, limit: float) -> float:
    """Degrees between ``-limit`` and ``limit``.

    Raises:
        ItemError: anything else.
    """
    found = value.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ItemError(f"{key} is not a number")
    if not -limit <= found <= limit or not math.isfinite(found):
        raise ItemError(f"{key} is outside its range")
    return float(found)


def moment(seconds: object, now: Clock) -> datetime:
    """A time in unix seconds (number or text); a missing or senseless one means now."""
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit() and len(seconds) < 16:
        seconds = int(seconds)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
        return now()
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return now()


def header(headers: Mapping[str, str], wanted: str) -> str:
    """A header by name in any case; empty when it is missing."""
    return next((value for key, value in headers.items() if key.lower() == wanted.lower()), "")


def same_secret(given: str, expected: str) -> bool:
    """Compare in constant time; an unset secret matches nothing."""
    # aiohttp hands over undecodable header bytes as surrogates, which plain UTF-8 refuses
    return bool(expected) and hmac.compare_digest(
        given.encode("utf-8", "backslashreplace"), expected.encode("utf-8", "backslashreplace")
    )
