"""The inbox: what platforms delivered, stored before it is answered, read one turn at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations, notices, outbox
from core.conversations import Said
from core.db import insert_into
from core.masking import mask
from core.messages import Event, Ignored, Incoming, Location, Reachability, Receipt
from core.models import Attachment, Conversation, Message
from core.texts import clean

QUIET = timedelta(seconds=3)  # photos and pins that follow each other this closely are one turn
STALE = timedelta(hours=48)
LEASE = timedelta(seconds=90)


@dataclass(frozen=True)
class Turn:
    """The messages that one Rasa turn answers, oldest first."""

    messages: Sequence[Message]

    @property
    def first(self) -> Message:
        return self.messages[0]

    @property
    def text(self) -> str:
        return "\n".join(m.text for m in self.messages if m.text)

    @property
    def attachments(self) -> list[str]:
        return [a for m in self.messages for a in m.attachments]

    @property
    def location(self) -> dict[str, Any] | None:
        return next((m.location for m in reversed(self.messages) if m.location), None)


@dataclass(frozen=True)
class Wait:
    """Nothing to do for this conversation before ``until``."""

    until: datetime


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
    row.payload = event.payload
    row.location = _location(event.location)
    row.attachments = files
    row.is_group = event.is_group
    said = Said("citizen", row.text, attachments=files, location=row.location)
    row.seq = (await conversations.say(session, conversation.id, said, now)).seq
    conversation.reachable = True
    if now - event.sent_at > STALE:
        row.state, row.reason, row.settled_at = "ignored", "stale", now
        return True
    conversation.last_heard_at = now
    quiet = bool(files or row.location) and not row.payload
    _wake(conversation, now + QUIET if quiet else now)
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
        conversation.last_heard_at = now
        text = notices.text(event.notice, conversation.language)
        await outbox.add(session, conversation.id, Said("bot", text), now, message_id=row.id)
    return True


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
        content_type=media.content_type,
        filename=media.filename,
        size=media.size,
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


async def claim(session: AsyncSession, worker: str, now: datetime, limit: int) -> Sequence[str]:
    """Take the leases of up to ``limit`` conversations that have something to do."""
    free = or_(Conversation.lease_until.is_(None), Conversation.lease_until < now)
    due = (
        select(Conversation.id)
        .where(Conversation.wake_at <= now, free)
        .order_by(Conversation.wake_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = (await session.scalars(due)).all()
    if ids:
        await session.execute(
            update(Conversation)
            .where(Conversation.id.in_(ids))
            .values(lease_owner=worker, lease_until=now + LEASE)
        )
    return ids


async def renew(session: AsyncSession, conversation_id: str, worker: str, now: datetime) -> bool:
    """Keep the lease; False when another worker took it over and this one must stop."""
    result = await session.scalars(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.lease_owner == worker)
        .values(lease_until=now + LEASE)
        .returning(Conversation.id)
    )
    return result.first() is not None


async def release(session: AsyncSession, conversation_id: str, worker: str, now: datetime) -> None:
    """Give the lease back and set when the conversation needs a look again."""
    conversation = await conversations.get(session, conversation_id)
    if conversation.lease_owner != worker:
        return
    step = await next_turn(session, conversation_id, now)
    conversation.lease_owner = conversation.lease_until = None
    match step:
        case Turn():
            conversation.wake_at = now
        case Wait(until):
            conversation.wake_at = until
        case None:
            conversation.wake_at = None


async def next_turn(session: AsyncSession, conversation_id: str, now: datetime) -> Turn | Wait | None:
    """The next turn in order of arrival; media that follow each other within `QUIET` are one turn."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.state == "received")
        .order_by(Message.id)
        .limit(50)
    )
    pending = (await session.scalars(query)).all()
    if not pending:
        return None
    head = pending[0]
    if head.retry_at and head.retry_at > now:
        return Wait(head.retry_at)
    if not _is_media(head):
        return Turn([head])
    group = [head]
    for message in pending[1:]:
        if not _is_media(message):
            return Turn(group)
        if message.received_at - group[-1].received_at > QUIET:
            return Turn(group)
        group.append(message)
    ready = group[-1].received_at + QUIET
    return Turn(group) if ready <= now else Wait(ready)


def _is_media(message: Message) -> bool:
    return bool(message.attachments or message.location) and not message.payload


async def settle(
    session: AsyncSession, turn: Turn, state: str, now: datetime, reason: str | None = None
) -> None:
    """Close the messages of a turn: answered, with_staff, ignored or failed."""
    await session.execute(
        update(Message)
        .where(Message.id.in_([m.id for m in turn.messages]), Message.state == "received")
        .values(state=state, reason=reason, settled_at=now)
    )


async def postpone(session: AsyncSession, turn: Turn, until: datetime, *, counts: bool) -> None:
    """Try this turn again later; ``counts`` when the failure is the turn's own, not an outage."""
    await session.execute(
        update(Message)
        .where(Message.id == turn.first.id)
        .values(retry_at=until, attempts=Message.attempts + (1 if counts else 0))
    )


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
