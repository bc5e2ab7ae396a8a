"""One webhook body becomes its events: all of them, whatever is broken beside them. Pure.

A body may hold many entries, changes, messages and statuses of different people.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from core.messages import DeliveryState, Edited, Event, Ignored, Incoming, Receipt
from integrations.content import Nothing
from integrations.foreign import (
    Clock,
    ItemError,
    Json,
    identifier,
    items,
    load_object,
    moment,
    name,
    node,
    optional_identifier,
    string,
)
from integrations.whatsapp.content import read_content
from integrations.whatsapp.failures import refusal

CHANNEL = "whatsapp"
_OBJECT = "whatsapp_business_account"
_STATES = {
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "played": DeliveryState.READ,  # a voice message was heard
    "failed": DeliveryState.FAILED,
}

logger = logging.getLogger(__name__)


def read_body(body: bytes, number: str, now: Clock) -> list[Event]:
    """Read all that a webhook call holds for our number, the ``phone_number_id``.

    Raises:
        PayloadError: the body is not a JSON object.
    """
    return list(_Reader(body, number, now).read())


class _Reader:
    def __init__(self, body: bytes, number: str, now: Clock) -> None:
        self._data = load_object(body)
        self._digest = hashlib.sha256(body).hexdigest()[:32]
        self._nameless = 0
        self._number = number
        self._now = now

    def read(self) -> Iterator[Event]:
        if self._data.get("object") != _OBJECT:
            return
        for entry in items(self._data, "entry"):
            if not isinstance(entry, dict):
                yield self._ignored(None, "broken")
            for change in items(entry, "changes"):
                if isinstance(change, dict):
                    yield from self._change(change)
                else:
                    yield self._ignored(None, "broken")

    def _change(self, change: Json) -> Iterator[Event]:
        value = node(change, "value")
        messages, statuses = items(value, "messages"), items(value, "statuses")
        if change.get("field") != "messages":
            yield self._operator_event(string(change, "field"))
        elif not messages and not statuses:
            yield self._operator_event("messages without content")
        elif self._is_foreign(value):
            for message in messages:
                yield self._ignored(message, "other_number")
        else:
            contacts = [node(contact) for contact in items(value, "contacts")]
            for message in messages:
                yield self._message(message, contacts)
            for status in statuses:
                yield self._status(status)

    def _is_foreign(self, value: Json) -> bool:
        number = optional_identifier(node(value, "metadata"), "phone_number_id")
        return number is not None and number != self._number

    def _operator_event(self, field: str) -> Ignored:
        """Something for the people who run the number: an account warning, a template's fate."""
        logger.warning("whatsapp: operator event (%s)", field[:60] or "without a name")
        return self._ignored(None, "operator_event")

    def _message(self, message: object, contacts: list[Json]) -> Event:
        item = node(message)
        try:
            return self._read_message(item, _sender(item, contacts))
        except ItemError:
            return self._ignored(item, "broken")

    def _read_message(self, message: Json, sender: "_Sender") -> Event:
        external_id = identifier(message, "id")
        sent_at = moment(message.get("timestamp"), self._now)
        if "group_id" in message:
            return Ignored(
                CHANNEL, external_id, "group_chatter", sender.address, sent_at=sent_at, is_group=True
            )
        if message.get("type") == "edit":
            return _read_edit(message, sender, external_id, sent_at)
        content = read_content(message)
        if isinstance(content, Nothing):
            return Ignored(CHANNEL, external_id, content.reason, sender.address, content.notice, sent_at)
        return Incoming(
            CHANNEL,
            external_id,
            sender.address,
            sent_at,
            text=content.text,
            payload=content.payload,
            location=content.location,
            media=content.media,
            sender_name=sender.name,
            aliases=sender.aliases,
            ref=external_id,
        )

    def _status(self, status: object) -> Event:
        item = node(status)
        state = _STATES.get(string(item, "status"))
        message_id = optional_identifier(item, "id")
        if state is None or message_id is None:
            return self._ignored(None, "broken" if message_id is None else "unknown_status")
        error = next((node(error) for error in items(item, "errors")), {})
        code = optional_identifier(error, "code") if state is DeliveryState.FAILED else None
        at = moment(item.get("timestamp"), self._now)
        tag = string(item, "biz_opaque_callback_data") or None
        return Receipt(CHANNEL, message_id, state, at, code, tag, refusal(code))

    def _ignored(self, item: object, reason: str) -> Ignored:
        """An `Ignored` for what has no reader; without an id of its own it is named by body and place."""
        external_id = optional_identifier(node(item), "id")
        if external_id is None:
            self._nameless += 1
            external_id = f"{self._digest}:{self._nameless}"
        return Ignored(CHANNEL, external_id, reason, sent_at=self._now())


def _read_edit(message: Json, sender: "_Sender", external_id: str, sent_at: datetime) -> Event:
    """New words for a message sent before; without words there is nothing to change.

    Raises:
        ItemError: it does not say which message.
    """
    ref, changed = identifier(node(message, "edit"), "original_message_id"), node(message, "edit", "message")
    words = string(node(changed, "text"), "body") or string(node(changed, string(changed, "type")), "caption")
    if not words.strip():
        return Ignored(CHANNEL, external_id, "edited", sender.address, "edited", sent_at)
    # Should an edit come under its message's own id, its time still tells the two apart.
    own_id = external_id if external_id != ref else f"{external_id}:{string(message, 'timestamp')}"
    return Edited(CHANNEL, own_id, ref, sender.address, words, sent_at, sender.aliases)


@dataclass(frozen=True)
class _Sender:
    address: str
    aliases: tuple[str, ...]
    name: str | None


def _sender(message: Json, contacts: list[Json]) -> _Sender:
    """Who wrote. The business-scoped id is the address when there is one: the phone may be hidden.

    Raises:
        ItemError: neither a scoped id nor a phone is given.
    """
    phone = optional_identifier(message, "from")
    scoped = optional_identifier(message, "from_user_id")
    contact = _contact(contacts, phone, scoped)
    phone = phone or optional_identifier(contact, "wa_id")
    scoped = scoped or optional_identifier(contact, "user_id")
    address = scoped or phone
    if address is None:
        raise ItemError("a message from nobody")
    aliases = (phone,) if phone and phone != address else ()
    profile = node(contact, "profile")
    return _Sender(address, aliases, name(profile, "name") or name(profile, "username"))


def _contact(contacts: list[Json], phone: str | None, scoped: str | None) -> Json:
    """The contact that belongs to this sender; a lone one belongs to a sender without any id."""
    for contact in contacts:
        ids = (optional_identifier(contact, "wa_id"), optional_identifier(contact, "user_id"))
        if (phone and phone == ids[0]) or (scoped and scoped == ids[1]):
            return contact
    return contacts[0] if len(contacts) == 1 and not phone and not scoped else {}
