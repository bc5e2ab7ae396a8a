"""The inbox: what platforms delivered, stored before it is answered; `core.turns` reads it."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations, edits, notices, outbox, receipts, turns
from core.conversations import Owner, Said
from core.db import insert_into
from core.masking import mask
from core.messages import STALE, Edited, Event, Ignored, Incoming, Location, Reachability, Receipt
from core.models import Attachment, Conversation, Message
from core.texts import clean

logger = logging.getLogger(__name__)

# What platforms tell operators; the ledger counts what citizens sent.
_NO_MESSAGES = frozenset({"operator_event", "unknown_status"})
_MAX_FILE_BYTES = 2**31 - 1  # what the column holds; platforms stop far below


async def receive(session: AsyncSession, events: Sequence[Event], now: datetime) -> int:
    """Store what platforms delivered; returns how many messages are new. Redeliveries change nothing."""
    with session.no_autoflush:  # lines and conversations of a whole batch are written together at its end
        new = sum([await _receive(session, event, now) for event in events])
        await session.flush()
    return new


async def _receive(session: AsyncSession, event: Event, now: datetime) -> bool:
    match event:
        case Incoming():
            return await _receive_message(session, event, now)
        case Edited():
            return await edits.amend(session, event, now)
        case Ignored():
            return await _receive_ignored(session, event, now)
        case Receipt():
            await receipts.record(session, event, now)
        case Reachability():
            await _record_reachability(session, event)
    return False


async def _receive_message(session: AsyncSession, event: Incoming, now: datetime) -> bool:
    conversation = await conversations.find_or_open(
        session,
        event.channel,
        event.address,
        now,
        aliases=event.aliases,
        name=event.sender_name,
        is_group=event.is_group,
    )
    stale = now - event.sent_at > STALE
    row = Message(
        channel=event.channel,
        external_id=event.external_id[:200],
        conversation_id=conversation.id,
        text=mask(clean(event.text)),
        payload=event.payload[:200] if event.payload else None,
        location=_location(event.location),
        attachments=[uuid4().hex if event.channel != "web" else media.ref for media in event.media],
        is_group=event.is_group,
        seq=conversation.last_seq + 1,
        ref=event.ref[:200] if event.ref else None,
        sent_at=event.sent_at,
        received_at=now,
        state="ignored" if stale else "received",
        reason="stale" if stale else None,
        settled_at=now if stale else None,
    )
    if await _insert(session, row) is None:
        return False
    said = Said("citizen", row.text, attachments=row.attachments, location=row.location)
    conversations.add_line(session, conversation, said, now)
    await _add_files(session, row, event, now)
    conversation.reachable = True
    if not stale:
        # From when it reached us: whether a late message still opens the reply window, its platform decides;
        # an answer that it refuses is visible, one that we never try is lost.
        conversation.last_heard_at = now
        # Words never wait for photos that may follow: the emergency net must see them now.
        quiet = turns.is_media(row) and not row.text
        _wake(conversation, now + turns.QUIET if quiet else now)
    return True


async def _receive_ignored(session: AsyncSession, event: Ignored, now: datetime) -> bool:
    if event.reason in _NO_MESSAGES:
        logger.warning("%s: %s %s", event.channel, event.reason, event.external_id)
        return False
    row = Message(
        channel=event.channel,
        external_id=event.external_id[:200],
        is_group=event.is_group,
        sent_at=event.sent_at or now,
        received_at=now,
        state="ignored",
        reason=event.reason[:60],
        settled_at=now,
    )
    message_id = await _insert(session, row)
    if message_id is None:
        return False
    if event.address and event.notice:
        conversation = await conversations.find_or_open(
            session, event.channel, event.address, now, is_group=event.is_group
        )
        await session.execute(
            update(Message).where(Message.id == message_id).values(conversation_id=conversation.id)
        )
        conversation.last_heard_at = now
        conversation.reachable = True
        if conversation.owner == Owner.BOT and now - row.sent_at <= STALE:
            text = notices.text(event.notice, conversation.language)
            await _answer_ignored(session, conversation, message_id, text, now)
    return True


async def _answer_ignored(
    session: AsyncSession, conversation: Conversation, message_id: int, text: str, now: datetime
) -> None:
    await session.flush()
    last = await conversations.last_line(session, conversation.id)
    if last is not None and last.text == text:  # ten stickers in a row are answered once
        return
    await outbox.add(session, conversation.id, Said("bot", text), now, message_id=message_id)


async def is_known(session: AsyncSession, channel: str, external_id: str) -> bool:
    """Whether this message was received before."""
    query = select(Message.id).where(Message.channel == channel, Message.external_id == external_id)
    return (await session.scalars(query)).first() is not None


_TABLE = cast(Table, Message.__table__)
_DEFAULTS: dict[str, Any] = {"text": "", "attachments": [], "is_group": False, "danger": False, "attempts": 0}


async def _insert(session: AsyncSession, row: Message) -> int | None:
    """Store the message; None when its platform delivered it before."""
    values = {key: getattr(row, key) for key in _TABLE.columns.keys() if key != "id"}  # noqa: SIM118  no dict
    values = {key: _DEFAULTS.get(key) if value is None else value for key, value in values.items()}
    # On the table, not the class: the ORM's own insert costs this busiest of all paths a third of its time.
    statement = insert_into(session, _TABLE).on_conflict_do_nothing().returning(_TABLE.c.id)
    stored: int | None = await session.scalar(statement, values)
    return stored


async def _add_files(session: AsyncSession, row: Message, event: Incoming, now: datetime) -> None:
    if event.channel == "web":  # already stored by the upload that named them
        return
    for attachment_id, media in zip(row.attachments, event.media, strict=True):
        session.add(
            Attachment(
                id=attachment_id,
                conversation_id=row.conversation_id,
                kind=media.kind,
                ref=media.ref,
                state="pending",
                content_type=media.content_type[:100] if media.content_type else None,
                filename=media.filename[:200] if media.filename else None,
                size=min(media.size, _MAX_FILE_BYTES) if media.size else None,
                created_at=now,
            )
        )


def _location(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {"lat": location.lat, "lon": location.lon, "name": location.name, "address": location.address}


async def _record_reachability(session: AsyncSession, event: Reachability) -> None:
    conversation = await conversations.by_address(session, event.channel, event.address)
    if conversation is None:
        return
    if event.reachable:
        conversation.reachable = True
    else:
        await outbox.fail_unreachable(session, conversation.id)


def _wake(conversation: Conversation, at: datetime) -> None:
    if conversation.wake_at is None or at < conversation.wake_at:
        conversation.wake_at = at
