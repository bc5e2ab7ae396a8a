"""The inbox: what platforms delivered, stored before it is answered; `core.turns` reads it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations, notices, outbox, turns
from core.conversations import Owner, Said
from core.db import insert_into
from core.masking import mask
from core.messages import Event, Ignored, Incoming, Location, Reachability, Receipt
from core.models import Attachment, Conversation, Message
from core.texts import clean

STALE = timedelta(hours=48)
_MAX_FILE_BYTES = 2**31 - 1  # what the column holds; platforms stop far below


async def receive(session: AsyncSession, events: Sequence[Event], now: datetime) -> int:
    """Store one webhook call; returns how many of its messages are new. Redeliveries change nothing."""
    new = 0
    for event in events:
        match event:
            case Incoming():
                new += await _receive_message(session, event, now)
            case Ignored():
                new += await _receive_ignored(session, event, now)
            case Receipt():
                await outbox.record_receipt(session, event)
            case Reachability():
                await _record_reachability(session, event)
    return new


async def _receive_message(session: AsyncSession, event: Incoming, now: datetime) -> bool:
    row = await _insert(session, event.channel, event.external_id, event.sent_at, now)
    if row is None:
        return False
    conversation = await conversations.find_or_open(
        session,
        event.channel,
        event.address,
        now,
        aliases=event.aliases,
        name=event.sender_name,
        is_group=event.is_group,
    )
    files = [
        await _add_attachment(session, conversation.id, event, index, now)
        for index in range(len(event.media))
    ]
    row.conversation_id = conversation.id
    row.text = mask(clean(event.text))
    row.payload = event.payload[:200] if event.payload else None
    row.location = _location(event.location)
    row.attachments = files
    row.is_group = event.is_group
    said = Said("citizen", row.text, attachments=files, location=row.location)
    row.seq = (await conversations.say(session, conversation.id, said, now)).seq
    conversation.reachable = True
    if now - event.sent_at > STALE:
        row.state, row.reason, row.settled_at = "ignored", "stale", now
        return True
    conversation.last_heard_at = _latest(conversation.last_heard_at, min(event.sent_at, now))
    # Words never wait for photos that may follow: the emergency net must see them now.
    quiet = turns.is_media(row) and not row.text
    _wake(conversation, now + turns.QUIET if quiet else now)
    return True


async def _receive_ignored(session: AsyncSession, event: Ignored, now: datetime) -> bool:
    row = await _insert(session, event.channel, event.external_id, event.sent_at or now, now)
    if row is None:
        return False
    row.state, row.reason, row.settled_at = "ignored", event.reason[:60], now
    if event.address and event.notice:
        conversation = await conversations.find_or_open(
            session, event.channel, event.address, now, is_group=event.is_group
        )
        row.conversation_id = conversation.id
        conversation.last_heard_at = _latest(conversation.last_heard_at, min(row.sent_at, now))
        await _answer_ignored(
            session, conversation, row, notices.text(event.notice, conversation.language), now
        )
    return True


async def _answer_ignored(
    session: AsyncSession, conversation: Conversation, row: Message, text: str, now: datetime
) -> None:
    if conversation.owner != Owner.BOT or now - row.sent_at > STALE:
        return
    last = await conversations.last_line(session, conversation.id)
    if last is not None and last.text == text:  # ten stickers in a row are answered once
        return
    await outbox.add(session, conversation.id, Said("bot", text), now, message_id=row.id)


def _latest(known: datetime | None, heard: datetime) -> datetime:
    return heard if known is None else max(known, heard)


async def is_known(session: AsyncSession, channel: str, external_id: str) -> bool:
    """Whether this message was received before."""
    query = select(Message.id).where(Message.channel == channel, Message.external_id == external_id)
    return (await session.scalars(query)).first() is not None


async def _insert(
    session: AsyncSession, channel: str, external_id: str, sent_at: datetime, now: datetime
) -> Message | None:
    statement = (
        insert_into(session, Message)
        .values(
            channel=channel,
            external_id=external_id[:200],
            state="received",
            sent_at=sent_at,
            received_at=now,
            text="",
            attachments=[],
            is_group=False,
            danger=False,
            attempts=0,
        )
        .on_conflict_do_nothing()
        .returning(Message)
    )
    return (await session.scalars(statement)).first()


async def _add_attachment(
    session: AsyncSession, conversation_id: str, event: Incoming, index: int, now: datetime
) -> str:
    media = event.media[index]
    if event.channel == "web":  # already stored by the upload that named it
        await session.execute(
            update(Attachment).where(Attachment.id == media.ref).values(conversation_id=conversation_id)
        )
        return media.ref
    attachment = Attachment(
        id=uuid4().hex,
        conversation_id=conversation_id,
        kind=media.kind,
        ref=media.ref,
        state="pending",
        content_type=media.content_type[:100] if media.content_type else None,
        filename=media.filename[:200] if media.filename else None,
        size=min(media.size, _MAX_FILE_BYTES) if media.size else None,
        created_at=now,
    )
    session.add(attachment)
    await session.flush()
    return attachment.id


def _location(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {"lat": location.lat, "lon": location.lon, "name": location.name, "address": location.address}


async def _record_reachability(session: AsyncSession, event: Reachability) -> None:
    conversation = await conversations.by_address(session, event.channel, event.address)
    if conversation is not None:
        conversation.reachable = event.reachable


def _wake(conversation: Conversation, at: datetime) -> None:
    if conversation.wake_at is None or at < conversation.wake_at:
        conversation.wake_at = at


async def ledger(session: AsyncSession) -> dict[str, Any]:
    """Proof that nothing is lost: every message received is in exactly one place."""
    rows = (
        await session.execute(
            select(Message.state, Message.reason, func.count()).group_by(Message.state, Message.reason)
        )
    ).all()
    count = dict.fromkeys(("answered", "with_staff", "received", "failed"), 0)
    ignored: dict[str, int] = {}
    for state, reason, number in rows:
        if state == "ignored":
            ignored[reason or "unknown"] = ignored.get(reason or "unknown", 0) + number
        elif state in count:
            count[state] += number
    received = sum(number for _, _, number in rows)
    known = (
        count["answered"] + count["with_staff"] + count["received"] + count["failed"] + sum(ignored.values())
    )
    return {
        "received": received,
        "answered": count["answered"],
        "with_staff": count["with_staff"],
        "ignored": ignored,
        "waiting": count["received"],
        "failed": count["failed"],
        "remainder": received - known,
    }
