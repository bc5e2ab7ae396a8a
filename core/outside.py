"""Reading single values of outside documents, which come as numbers, as texts, or not at all."""

import html
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo

_TAG = re.compile(r"<[^<>]{0,100}>")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ud800-\udfff]+")


def number(value: object) -> float | None:
    """A finite number from a number or a text such as "12 km" or "4,7"; otherwise None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        match = re.match(r"\s*(-?\d{1,9}(?:[.,]\d{1,9})?)(?![\d.,]*\d)", value)
        value = float(match[1].replace(",", ".")) if match else None
    if isinstance(value, int) and abs(value) > 10**9:
        return None
    if not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def text(value: object, limit: int = 120) -> str:
    """One plain line: no tags, no control characters, at most ``limit`` characters; "" when not a text."""
    if not isinstance(value, str):
        return ""
    bare = _UNPRINTABLE.sub(" ", _TAG.sub("", html.unescape(value[: limit * 20])))
    line = " ".join(bare.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def moment(value: object, zone: tzinfo = UTC) -> datetime | None:
    """A UTC time from an ISO 8601 text; one without an offset is in ``zone``. None when unreadable."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def record(value: object) -> Mapping[str, object]:
    """The value when it is a JSON object, otherwise an empty one."""
    return value if isinstance(value, Mapping) else {}


def records(value: object) -> tuple[Mapping[str, object], ...]:
    """The objects of a JSON array; anything else in it is left out."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return ()
    return tuple(item for item in value if isinstance(item, Mapping))
