"""The shapes that travel between channels, storage and dialogue.

A channel turns whatever its platform sends into these; nothing else travels inward.
All times are timezone-aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

MAX_PAYLOAD_BYTES = 64  # Telegram's callback_data, the smallest of all platforms
STALE = timedelta(hours=48)  # what reaches us later than this after it was written is not answered


class MediaKind(StrEnum):
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Media:
    """A file as its platform names it; fetched later, never inside the webhook.

    ``ref`` is the platform's file id (for the web chat: our own attachment id).
    """

    kind: MediaKind
    ref: str
    content_type: str | None = None
    filename: str | None = None
    size: int | None = None  # bytes, as the platform claims


@dataclass(frozen=True)
class Location:
    """A shared pin in decimal degrees (WGS 84); venues also have a name and an address."""

    lat: float
    lon: float
    name: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Incoming:
    """One citizen message, the same shape for every channel."""

    channel: str
    external_id: str  # the platform's id: makes a redelivery harmless
    address: str  # where an answer goes: chat id, phone or business-scoped id, web session
    sent_at: datetime
    text: str = ""  # text or caption
    payload: str | None = None  # of a tapped button; ``text`` then holds its title when known
    location: Location | None = None
    media: tuple[Media, ...] = ()
    sender_name: str | None = None
    aliases: tuple[str, ...] = ()  # other addresses of the same person (WhatsApp phone beside its BSUID)
    is_group: bool = False  # a group message that addresses the bot
    ack_ref: str | None = None  # what `Channel.acknowledge` needs (Telegram: callback query id)
    ref: str | None = None  # what a later edit calls this message, unique in its conversation


@dataclass(frozen=True)
class Edited:
    """New words for a message sent before; never a turn of its own."""

    channel: str
    external_id: str  # of this edit: a message may be edited more than once
    ref: str  # the `Incoming.ref` of the message, which may not have come yet
    address: str
    text: str
    sent_at: datetime
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ignored:
    """Something valid that starts no turn; kept with its reason, sometimes with a courtesy answer.

    ``notice`` names a text of `core.notices` that the citizen gets ("sticker", "edited", ...).
    """

    channel: str
    external_id: str
    reason: str  # short code: sticker, edited, reaction, group_chatter, service_message, unsupported, ...
    address: str | None = None
    notice: str | None = None
    sent_at: datetime | None = None
    is_group: bool = False


class DeliveryState(StrEnum):
    """In the order of their progress; a state never moves backwards."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class Refusal(StrEnum):
    """Why a platform did not deliver, where that decides what to do next."""

    UNREACHABLE = "unreachable"
    WINDOW_CLOSED = "window_closed"


@dataclass(frozen=True)
class Receipt:
    """What the platform says later about a message of ours."""

    channel: str
    external_id: str  # the id that `Channel.send` returned
    state: DeliveryState
    at: datetime
    error_code: str | None = None
    tag: str | None = None  # the `Request.tag`, where the platform returns it
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Reachability:
    """The citizen blocked (False) or unblocked (True) us."""

    channel: str
    address: str
    reachable: bool


type Event = Incoming | Edited | Ignored | Receipt | Reachability


@dataclass(frozen=True)
class Button:
    """A choice under a message. ``payload`` is at most 64 bytes; ``title`` at most 20 characters."""

    title: str
    payload: str


@dataclass(frozen=True)
class Outgoing:
    """One answer, before a channel renders it."""

    address: str
    text: str
    buttons: tuple[Button, ...] = ()
    image: str | None = None  # public URL
    is_group: bool = False
    file: Path | None = None  # the picture on this machine, for platforms that take uploads


class HearingEnd(StrEnum):
    """What listening to a recording came to."""

    WORDS = "words"
    UNCLEAR = "unclear"  # words, but the engine does not believe them itself
    SILENT = "silent"
    TOO_LONG = "too_long"
    TOO_SLOW = "too_slow"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Heard:
    """What an engine understood of a recording; ``text`` is empty unless there were words."""

    end: HearingEnd
    text: str = ""


@dataclass(frozen=True)
class Request:
    """One call to a platform, as `Channel.render` makes it; a long answer needs several, in order."""

    method: str  # the platform's name for it: sendMessage, messages, ...
    body: Mapping[str, object] = field(default_factory=dict)
    tag: str = ""  # our name of this part: comes back with its receipts, where the platform can
