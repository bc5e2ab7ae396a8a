"""What citizens send, ready for the inbox."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from core.messages import Edited, Incoming, Location, Media, MediaKind

START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PIN = Location(-6.9147, 107.6098)
PHOTO = Media(MediaKind.PHOTO, "file-1", "image/jpeg", size=1000)

_numbers = count(1)


def message(text: str = "", **changes: Any) -> Incoming:
    """A message of the citizen at address 100 on Telegram, each with an id of its own."""
    base = Incoming("telegram", f"update-{next(_numbers)}", "100", START, text=text)
    return replace(base, **changes)


def photo(text: str = "", **changes: Any) -> Incoming:
    return message(text, media=(PHOTO,), **changes)


def pin(**changes: Any) -> Incoming:
    return message(location=PIN, **changes)


def edit(ref: str, text: str, *, after: float = 60, **changes: Any) -> Edited:
    """New words of that citizen for their message ``ref``, written so many seconds after `START`."""
    sent_at = START + timedelta(seconds=after)
    return replace(Edited("telegram", f"update-{next(_numbers)}", ref, "100", text, sent_at), **changes)
