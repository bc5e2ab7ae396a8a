"""What went wrong and stays visible until somebody tries it again or discards it, leaving a trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit, conversations, receipts
from core.errors import ConflictError, NotFoundError
from core.ledger import is_unseen
from core.models import Conversation, Delivery, Message
from core.outbox import Form

_MOST = 100
_UNSEEN = "unseen"


@dataclass(frozen=True)
class Failure:
    """One failed item; its conversation is where to look."""

    id: int
    conversation_id: str | None
    channel: str
    name: str | None
    reason: str | None
    attempts: int
    at: datetime


@dataclass(frozen=True)
class Actor:
    """Who acts: somebody signed in, or a name from the command line."""

    name: str
    staff_id: int | None = None


async def messages(session: AsyncSession, limit: int = _MOST) -> Sequence[Failure]:
    """Messages that no turn could answer, newest first."""
    query = (
        select(
            Message.id, Message.conversation_id, Message.channel, Conversation.name, Message.reason,
            Message.attempts, Message.received_at,
        )
        .outerjoin(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.state == "failed")
        .order_by(Message.id.desc())
    )  # fmt: skip
    return await _read(session, query.limit(limit))


async def unseen(session: AsyncSession, limit: int = _MOST) -> Sequence[Failure]:
    """Messages that wait, but that nothing will ever look at; there must be none."""
    query = (
        select(
            Message.id, Message.conversation_id, Message.channel, Conversation.name,
            Message.reason, Message.attempts, Message.received_at,
        )
        .outerjoin(Conversation, Conversation.id == Message.conversation_id)
        .where(is_unseen())
        .order_by(Message.id.desc())
    )  # fmt: skip
    return await _read(session, query.limit(limit))


async def deliveries(session: AsyncSession, limit: int = _MOST) -> Sequence[Failure]:
    """Lines that their platform did not take, newest first."""
    query = (
        select(
            Delivery.id, Delivery.conversation_id, Delivery.channel, Conversation.name, Delivery.error,
            Delivery.attempts, Delivery.created_at,
        )
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .where(Delivery.state == "failed")
        .order_by(Delivery.id.desc())
    )  # fmt: skip
    return await _read(session, query.limit(limit))


async def _read(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> Sequence[Failure]:
    return [Failure(*row) for row in (await session.execute(query)).all()]


async def all_failed(session: AsyncSession) -> tuple[Sequence[int], Sequence[int]]:
    """The numbers of all failed messages and lines, oldest first."""
    failed = select(Message.id).where(or_(Message.state == "failed", is_unseen())).order_by(Message.id)
    lines = select(Delivery.id).where(Delivery.state == "failed").order_by(Delivery.id)
    return (await session.scalars(failed)).all(), (await session.scalars(lines)).all()


async def retry_message(session: AsyncSession, message_id: int, by: Actor, now: datetime) -> None:
    """Put a failed message back in line: it runs now, as a turn of its own, whatever was answered since.

    Raises:
        NotFoundError: there is no such message.
        ConflictError: it has not failed.
    """
    message = await _message(session, message_id)
    unseen = message.state == "received" and await session.scalar(
        select(Message.id).where(Message.id == message_id, is_unseen())
    )
    if message.state != "failed" and not unseen:
        raise ConflictError(f"message {message_id} is {message.state}, not failed")
    _trace(session, by, "message.retry", f"message {message_id}", message.reason or _UNSEEN, now)
    message.state, message.reason, message.settled_at, message.attempts = "received", None, None, 0
    message.retry_at = now  # an earlier try may have reached Rasa: its tracker is asked first
    conversation = await conversations.get(session, message.conversation_id or "")
    conversation.wake_at = min(filter(None, (conversation.wake_at, now)))


async def retry_line(session: AsyncSession, line_id: int, by: Actor, now: datetime) -> None:
    """Send a failed line again, from the first part that did not arrive, even to somebody who blocked us.

    Raises:
        NotFoundError: there is no such line.
        ConflictError: it has not failed.
    """
    line = await _line(session, line_id)
    if line.state != "failed":
        raise ConflictError(f"line {line_id} is {line.state}, not failed")
    _trace(session, by, "line.retry", f"line {line_id}", line.error or "", now)
    await receipts.reset_parts(session, line, await receipts.first_failed(session, line))
    if line.form == Form.TEMPLATE:  # the citizen may have written since: decided anew
        await receipts.reset_parts(session, line, 0)
        line.form = Form.FULL
    line.state, line.error, line.due_at, line.lease_until, line.attempts = "queued", None, now, None, 0
    line.unknown_sends = min(line.unknown_sends, 1)  # the mark stays, the repetitions begin again
    (await conversations.get(session, line.conversation_id)).reachable = True


async def discard_message(
    session: AsyncSession, message_id: int, reason: str, by: Actor, now: datetime
) -> None:
    """Leave a failed message without an answer: from now on it counts as ignored.

    Raises:
        NotFoundError: there is no such message.
        ConflictError: it has not failed.
    """
    message = await _message(session, message_id)
    if message.state != "failed":
        raise ConflictError(f"message {message_id} is {message.state}, not failed")
    _trace(session, by, "message.discard", f"message {message_id}", reason, now)
    message.state, message.reason, message.settled_at = "ignored", "discarded", now


async def discard_line(session: AsyncSession, line_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Do not send a line that failed, or that waits (for a channel that is off, say).

    Raises:
        NotFoundError: there is no such line.
        ConflictError: it was sent, or is being sent now.
    """
    line = await _line(session, line_id)
    waits = line.state == "queued" and (line.lease_until is None or line.lease_until < now)
    if line.state != "failed" and not waits:
        raise ConflictError(f"line {line_id} is {'being sent' if line.lease_until else line.state}")
    _trace(session, by, "line.discard", f"line {line_id}", reason, now)
    line.state, line.lease_until = "discarded", None


async def _message(session: AsyncSession, message_id: int) -> Message:
    """The message, with its conversation locked: no turn of it is closed meanwhile."""
    query = select(Message.conversation_id).where(Message.id == message_id)
    conversation_id = (await session.scalars(query)).first()
    if conversation_id is None:
        raise NotFoundError(f"there is no message {message_id} of a conversation")
    await conversations.lock(session, conversation_id)
    return await session.get_one(Message, message_id, populate_existing=True)


async def _line(session: AsyncSession, line_id: int) -> Delivery:
    conversation_id = await session.scalar(select(Delivery.conversation_id).where(Delivery.id == line_id))
    if conversation_id is None:
        raise NotFoundError(f"there is no line {line_id} in the outbox")
    await conversations.lock(session, conversation_id)
    return await session.get_one(Delivery, line_id, with_for_update=True, populate_existing=True)


def _trace(session: AsyncSession, by: Actor, action: str, target: str, why: str, now: datetime) -> None:
    audit.record(session, by.staff_id, action, now, target=target, note=f"{by.name}: {why}")
