"""Turns: which messages are answered together, in which order, and by whom right now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations
from core.models import Conversation, Message
from core.reports import goes_with_photo

QUIET = timedelta(seconds=3)  # photos and pins that follow each other this closely are one turn
LEASE = timedelta(seconds=30)  # how long the conversations of a killed worker wait for another
_MOST_PENDING = 50


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

    @property
    def danger(self) -> bool:
        return any(m.danger for m in self.messages)


@dataclass(frozen=True)
class Wait:
    """Nothing to do for this conversation before ``until``."""

    until: datetime


@dataclass(frozen=True)
class Arrival:
    """What the emergency net needs of a message."""

    message_id: int
    conversation_id: str
    text: str


async def something_due(session: AsyncSession, now: datetime) -> bool:
    """Whether a `claim` would find anything; a read, so that idle looks cost the writers nothing."""
    return bool(await session.scalar(select(exists().where(Conversation.wake_at <= now, _free(now)))))


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(Conversation.lease_until.is_(None), Conversation.lease_until < now)


async def claim(session: AsyncSession, worker: str, now: datetime, limit: int) -> Sequence[str]:
    """Take the leases of up to ``limit`` conversations that have something to do."""
    due = (
        select(Conversation.id)
        .where(Conversation.wake_at <= now, _free(now))
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


def release(conversation: Conversation, step: Turn | Wait | None, now: datetime) -> None:
    """Give the lease of a locked conversation back; ``step`` says when it needs a look again."""
    conversation.lease_owner = conversation.lease_until = None
    match step:
        case Turn():
            conversation.wake_at = now
        case Wait(until):
            conversation.wake_at = until
        case None:
            conversation.wake_at = None


async def free_leases(session: AsyncSession, worker: str | None = None) -> None:
    """Give back all leases of this worker.

    Without a name: those of every worker, for a database that one gateway has to itself and that is
    just starting.
    """
    mine = Conversation.lease_owner.is_not(None) if worker is None else Conversation.lease_owner == worker
    freed = conversations.change_all(mine).values(lease_owner=None, lease_until=None)
    await session.execute(freed)


async def pending(session: AsyncSession, conversation_id: str) -> Sequence[Message]:
    """The conversation's oldest messages that nobody has dealt with."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.state == "received")
        .order_by(Message.id)
        .limit(_MOST_PENDING)
    )
    return (await session.scalars(query)).all()


async def arrived_after(session: AsyncSession, message_id: int, limit: int) -> Sequence[Arrival]:
    """Words of all conversations, edited ones too, that wait and had no answer of the net; oldest first."""
    query = (
        select(Message.id, Message.conversation_id, Message.text)
        .where(Message.id > message_id, Message.danger.is_(False), Message.settled_at.is_(None))
        .order_by(Message.id)
        .limit(limit)
    )
    rows = await session.execute(query)
    return [Arrival(row.id, row.conversation_id or "", row.text) for row in rows]


def next_turn(waiting: Sequence[Message], now: datetime) -> Turn | Wait | None:
    """The next turn in order of arrival.

    Media that follow each other within `QUIET` are one turn; the story that follows them as closely ends it.
    Every other text has a turn of its own, at once.
    """
    if not waiting:
        return None
    head = waiting[0]
    if head.retry_at and head.retry_at > now:
        return Wait(head.retry_at)
    if not is_media(head):
        return Turn([head])
    group = [head]
    for message in waiting[1:]:
        if not _belongs(message, group):
            return Turn(group)
        group.append(message)
        if not is_media(message):
            return Turn(group)
    ready = group[-1].received_at + QUIET
    return Turn(group) if ready <= now else Wait(ready)


def _belongs(message: Message, group: Sequence[Message]) -> bool:
    """Whether this message is part of the turn that these media began."""
    if message.received_at - group[-1].received_at > QUIET:
        return False
    if (message.retry_at is None) != (group[0].retry_at is None):  # that turn began without it
        return False
    if is_media(message):
        return True
    captioned = any(each.text for each in group)
    return not captioned and not message.payload and goes_with_photo(message.text)


def is_media(message: Message) -> bool:
    """A photo, a file or a pin: it may belong to what follows."""
    return bool(message.attachments or message.location) and not message.payload


def begin(turn: Turn, now: datetime) -> bool:
    """Note that this turn is going to Rasa; True when an earlier try may have reached it already."""
    repeated = turn.first.retry_at is not None
    for message in turn.messages:
        message.retry_at = now
    return repeated


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


async def hurry(session: AsyncSession, now: datetime) -> None:
    """The outage is over: everything that waits for its next try may have it now."""
    late = select(Message.conversation_id).where(Message.state == "received", Message.retry_at > now)
    await session.execute(conversations.change_all(Conversation.id.in_(late)).values(wake_at=now))
    await session.execute(
        update(Message).where(Message.state == "received", Message.retry_at > now).values(retry_at=now)
    )
