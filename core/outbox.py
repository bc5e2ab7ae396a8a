"""The outbox: lines that must reach a platform, in order per conversation, each part once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core import conversations, paces
from core.conversations import Said
from core.db import UtcDateTime
from core.messages import Button, Outgoing
from core.models import Conversation, Delivery, Line
from core.paces import Rates

# Longer than one send may take. Nothing else is done under a lease: who must wait gives it back.
LEASE = timedelta(seconds=30)
SERVICE_DOWN = "service down"  # the error of a line whose platform did not answer
UNREACHABLE = "unreachable"
WINDOW_CLOSED = "window_closed"
UNCERTAIN = "uncertain"  # nobody knows whether the last try arrived

_QUEUED: ColumnElement[str] = literal_column(
    "'queued'"
)  # as it stands in the index: a parameter would not find it


class Form(StrEnum):
    """How a line is rendered; as words or as a template once the platform refused it whole."""

    FULL = "full"
    PLAIN = "plain"
    TEMPLATE = "template"


@dataclass(frozen=True)
class Job:
    """The next part of one line, leased to one sender."""

    delivery_id: int
    channel: str
    conversation_id: str
    message: Outgoing
    form: Form
    parts_done: int
    external_ids: Sequence[str]  # of the parts done
    attempts: int
    unknown_sends: int
    last_heard_at: datetime | None  # of the citizen: decides whether the reply window is open
    lease_until: datetime
    chat_ready_at: datetime  # when the next message may go to this chat


async def add(
    session: AsyncSession,
    conversation_id: str,
    said: Said,
    now: datetime,
    *,
    message_id: int | None = None,
    urgent: bool = False,
) -> Line:
    """Say a line and queue it for its platform, in the caller's transaction.

    The web chat reads the transcript itself, so its lines are delivered by being said. What is said to
    somebody who blocked us fails at once, visibly.
    """
    conversation = await conversations.lock(session, conversation_id)
    line = conversations.add_line(session, conversation, said, now)
    at_once = conversation.channel == "web"
    reachable = conversation.reachable is not False  # None: opened in this transaction
    session.add(
        Delivery(
            conversation_id=conversation_id,
            channel=conversation.channel,
            seq=line.seq,
            message_id=message_id,
            urgent=urgent,
            state="sent" if at_once else "queued" if reachable else "failed",
            error=None if reachable else UNREACHABLE,
            due_at=now,
            created_at=now,
            sent_at=now if at_once else None,
        )
    )
    await session.flush()
    return line


async def something_due(
    session: AsyncSession, channel: str, now: datetime, *, urgent_only: bool = False
) -> bool:
    """Whether a `claim` would find anything; a read, so that idle looks cost the writers nothing."""
    values = {"channel": channel, "now": now, "moment": now.timestamp()}
    return bool(await session.scalar(_whether_due(urgent_only), values))


async def claim(
    session: AsyncSession, channel: str, now: datetime, limit: int, rates: Rates, *, urgent_only: bool = False
) -> Sequence[Job]:
    """Lease what may go out on this channel now, urgent lines first, each counted for its chat's pace.

    Per conversation only the oldest unsent line is free; an urgent one waits for urgent ones only. Lines of
    a chat that was written to too fast are left alone: they hold up nobody else.
    """
    jobs: list[Job] = []
    busy: set[str] = set()
    for urgent in (True,) if urgent_only else (True, False):
        values = {"channel": channel, "now": now, "moment": now.timestamp(), "limit": limit - len(jobs)}
        for delivery, conversation, line in (await session.execute(_next(urgent), values)).all():
            if conversation.id in busy:
                continue
            rate = rates.group if conversation.is_group else rates.private
            ready_at = await paces.count(session, conversation.id, rate, now)
            if ready_at > now:
                busy.add(conversation.id)
            jobs.append(_lease(delivery, conversation, line, now, ready_at))
    await session.flush()
    return jobs


# Asked for after each send: built once, because building them costs more than running them.


@cache
def _whether_due(urgent_only: bool) -> Select[bool]:
    urgent = _due(urgent=True).exists()
    return select(urgent) if urgent_only else select(or_(urgent, _due(urgent=False).exists()))


@cache
def _next(urgent: bool) -> Select[Delivery, Conversation, Line]:
    in_order = _due(urgent=urgent).order_by(Delivery.due_at, Delivery.id)
    return in_order.limit(bindparam("limit")).with_for_update(skip_locked=True, of=Delivery)


def _due(*, urgent: bool) -> Select[Delivery, Conversation, Line]:
    earlier = aliased(Delivery)
    blocked = exists().where(
        earlier.conversation_id == Delivery.conversation_id,
        earlier.id < Delivery.id,
        earlier.state == _QUEUED,
        *([earlier.urgent] if urgent else []),
    )
    now = bindparam("now", type_=UtcDateTime)
    free = or_(Delivery.lease_until.is_(None), Delivery.lease_until < now)
    return (
        select(Delivery, Conversation, Line)
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .join(Line, and_(Line.conversation_id == Delivery.conversation_id, Line.seq == Delivery.seq))
        .where(Delivery.channel == bindparam("channel"), Delivery.urgent.is_(urgent))
        .where(Delivery.state == _QUEUED, Delivery.due_at <= now, free)
        .where(~blocked, paces.chat_is_ready(bindparam("moment", type_=Float)))
    )


def _lease(
    delivery: Delivery, conversation: Conversation, line: Line, now: datetime, chat_ready_at: datetime
) -> Job:
    if delivery.lease_until is not None:  # its sender died, perhaps after the platform took the part
        delivery.unknown_sends += 1
    delivery.lease_until = now + LEASE
    message = Outgoing(
        address=conversation.address,
        text=line.text,
        buttons=tuple(Button(b["title"], b["payload"]) for b in line.buttons),
        image=line.image,
        is_group=conversation.is_group,
    )
    return Job(
        delivery_id=delivery.id,
        channel=conversation.channel,
        conversation_id=conversation.id,
        message=message,
        form=Form(delivery.form),
        parts_done=delivery.parts_done,
        external_ids=delivery.external_ids,
        attempts=delivery.attempts,
        unknown_sends=delivery.unknown_sends,
        last_heard_at=conversation.last_heard_at,
        lease_until=delivery.lease_until,
        chat_ready_at=chat_ready_at,
    )


async def free_leases(session: AsyncSession) -> None:
    """Forget the leases of a process that died; only for a database that one gateway has to itself."""
    await _hand_back(session, Delivery.state == "queued", Delivery.lease_until.is_not(None))


async def hand_back(session: AsyncSession, jobs: Sequence[Job]) -> None:
    """Free lines whose sending was broken off: whether the platform took their part is not known."""
    ids = [job.delivery_id for job in jobs]
    leases = {job.lease_until for job in jobs}
    await _hand_back(session, Delivery.id.in_(ids), Delivery.lease_until.in_(leases))


async def _hand_back(session: AsyncSession, *which: ColumnElement[bool]) -> None:
    await session.execute(
        update(Delivery).where(*which).values(lease_until=None, unknown_sends=Delivery.unknown_sends + 1)
    )


async def fail_unreachable(session: AsyncSession, conversation_id: str) -> None:
    """This person cannot be reached: note it, and let all that waits for them fail at once, visibly.

    They are reachable again when they write.
    """
    conversation = await conversations.lock(session, conversation_id)
    conversation.reachable = False
    await session.execute(
        update(Delivery)
        .where(Delivery.conversation_id == conversation_id, Delivery.state == "queued")
        .values(state="failed", error=UNREACHABLE, lease_until=None)
    )
