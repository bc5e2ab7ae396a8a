"""One Telegram update becomes one event. Pure: the same for webhook and polling.

Read from the plain JSON rather than through the library's `Update.de_json`: that raises on the first
value of a wrong type and, when polling, takes the whole batch with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.errors import PayloadError
from core.messages import Edited, Event, Ignored, Incoming, Reachability
from integrations.content import SERVICE, Nothing
from integrations.foreign import (
    Clock,
    ItemError,
    Json,
    identifier,
    items,
    moment,
    name,
    node,
    optional_identifier,
    string,
)
from integrations.telegram.addressing import BotIdentity, is_addressed, without_address
from integrations.telegram.content import read_content

CHANNEL = "telegram"
_MAX_UPDATE_ID_LENGTH = 64
_REACHABLE = {"member": True, "kicked": False}
_UNANSWERED = {
    "message_reaction": "reaction",
    "channel_post": "channel_post",
    "edited_channel_post": "channel_post",
}


@dataclass(frozen=True)
class _Chat:
    address: str
    is_group: bool  # or a channel: in any case not one person


@dataclass(frozen=True)
class _Context:
    """What every reader needs besides the item itself."""

    external_id: str
    me: BotIdentity
    now: Clock

    def ignored(
        self,
        reason: str,
        chat: _Chat | None = None,
        *,
        notice: str | None = None,
        sent_at: datetime | None = None,
    ) -> Ignored:
        """An `Ignored`; a group never gets a notice."""
        is_group = chat is not None and chat.is_group
        return Ignored(
            CHANNEL,
            self.external_id,
            reason,
            address=chat.address if chat else None,
            notice=None if is_group else notice,
            sent_at=sent_at or self.now(),
            is_group=is_group,
        )


def read_update(update: Json, me: BotIdentity, now: Clock) -> Event:
    """Read one update; whatever cannot be used becomes `Ignored`.

    Raises:
        PayloadError: it has no ``update_id``, so that not even ignoring it could be recorded.
    """
    context = _Context(_update_id(update), me, now)
    for kind, read in _READERS.items():
        if kind in update:
            try:
                return read(context, node(update, kind))
            except ItemError:
                return context.ignored("broken")
    return context.ignored(next((why for kind, why in _UNANSWERED.items() if kind in update), "unsupported"))


def _update_id(update: Json) -> str:
    number = update.get("update_id")
    if isinstance(number, bool) or not isinstance(number, int):
        raise PayloadError("no update_id")
    text = str(number)
    if len(text) > _MAX_UPDATE_ID_LENGTH:
        raise PayloadError("update_id is absurd")
    return text


def _read_chat(chat: Json, address: str | None = None) -> _Chat:
    """Where an answer goes; ``address`` helps when the chat is unknown.

    Raises:
        ItemError: there is no usable chat id.
    """
    address = optional_identifier(chat, "id") or address or identifier(chat, "id")
    kind = chat.get("type")
    is_group = kind in ("group", "supergroup", "channel") or (kind != "private" and address.startswith("-"))
    return _Chat(address, is_group)


def _read_message(context: _Context, message: Json) -> Event:
    chat = _read_chat(node(message, "chat"))
    sent_at = moment(message.get("date"), context.now)
    if _is_automatic(message):
        return context.ignored("bot_message", chat, sent_at=sent_at)
    content = read_content(message)
    if content == SERVICE:
        return context.ignored(SERVICE.reason, chat, sent_at=sent_at)
    words = "" if isinstance(content, Nothing) else content.text
    if chat.is_group and not is_addressed(message, words, context.me):
        return context.ignored("group_chatter", chat, sent_at=sent_at)
    if isinstance(content, Nothing):
        return context.ignored(content.reason, chat, notice=content.notice, sent_at=sent_at)
    return Incoming(
        CHANNEL,
        context.external_id,
        chat.address,
        sent_at,
        text=without_address(words, context.me, is_group=chat.is_group),
        location=content.location,
        media=content.media,
        sender_name=_full_name(node(message, "from")),
        is_group=chat.is_group,
        ref=optional_identifier(message, "message_id"),
    )


def _is_automatic(message: Json) -> bool:
    """Written by a bot or forwarded by Telegram; an anonymous group admin only looks like a bot."""
    if message.get("is_automatic_forward") is True:
        return True
    if node(message, "from").get("is_bot") is not True:
        return False
    speaker = node(message, "sender_chat").get("id")
    return speaker is None or speaker != node(message, "chat").get("id")


def _full_name(user: Json) -> str | None:
    parts = [name(user, "first_name"), name(user, "last_name")]
    return " ".join(part for part in parts if part) or None


def _read_edit(context: _Context, message: Json) -> Event:
    """New words for a message sent before; a moving live location is not even an edit.

    In groups nothing is reported, and without words there is nothing to change.
    """
    chat = _read_chat(node(message, "chat"))
    sent_at = moment(message.get("edit_date"), context.now)
    if "location" in message:
        return context.ignored("live_location", chat, sent_at=sent_at)
    if _is_automatic(message):
        return context.ignored("edited", chat, sent_at=sent_at)
    ref = optional_identifier(message, "message_id")
    words = string(message, "text") or string(message, "caption")
    if chat.is_group or ref is None or not words.strip():
        return context.ignored("edited", chat, notice="edited", sent_at=sent_at)
    return Edited(CHANNEL, context.external_id, ref, chat.address, words, sent_at)


def _read_tap(context: _Context, query: Json) -> Event:
    """A tapped button; its message may be missing or too old to be shown.

    The tap carries no time of its own (``message.date`` is when we sent the buttons), so it is now.
    """
    message = node(query, "message")
    user = node(query, "from")
    chat = _read_chat(node(message, "chat"), optional_identifier(user, "id"))
    payload = string(query, "data")
    if not payload or user.get("is_bot") is True:
        return context.ignored("unsupported", chat)
    return Incoming(
        CHANNEL,
        context.external_id,
        chat.address,
        context.now(),
        text=_title(message, query.get("data")),
        payload=payload,
        sender_name=_full_name(user),
        is_group=chat.is_group,
        ack_ref=optional_identifier(query, "id"),
    )


def _title(message: Json, data: object) -> str:
    rows = items(node(message, "reply_markup"), "inline_keyboard")
    buttons = [node(button) for row in rows if isinstance(row, list) for button in row]
    return next((string(button, "text") for button in buttons if button.get("callback_data") == data), "")


def _read_membership(context: _Context, change: Json) -> Event:
    chat = _read_chat(node(change, "chat"))
    status = node(change, "new_chat_member").get("status")
    if not chat.is_group and isinstance(status, str) and status in _REACHABLE:
        return Reachability(CHANNEL, chat.address, _REACHABLE[status])
    return context.ignored("service_message", chat, sent_at=moment(change.get("date"), context.now))


_READERS: dict[str, Callable[[_Context, Json], Event]] = {
    "message": _read_message,
    "callback_query": _read_tap,
    "edited_message": _read_edit,
    "my_chat_member": _read_membership,
}
