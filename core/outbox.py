"""The outbox: lines that must reach a platform, in order per conversation, each part once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core import conversations
from core.conversations import Said
from core.db import insert_into
from core.messages import Button, DeliveryState, Outgoing, Receipt
from core.models import Conversation, Delivery, Fact, Line, SentPart

LEASE = timedelta(seconds=60)
SERVICE_DOWN = "service down"  # the error of a line whose platform did not answer
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_PROGRESS = ("queued", "sent", "delivered", "read")


@dataclass(frozen=True)
class Job:
    """One line to send, with how far an earlier try came."""

    delivery_id: int
    channel: str
    conversation_id: str
    message: Outgoing
    parts_done: int
    attempts: int
    urgent: bool
    reachable: bool
    last_heard_at: datetime | None  # of the citizen: decides whether the reply window is open


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

    The web chat reads the transcript itself, so its lines are delivered by being said.
    """
    conversation = await conversations.lock(session, conversation_id)
    line = conversations.add_line(session, conversation, said, now)
    at_once = conversation.channel == "web"
    session.add(
        Delivery(
            conversation_id=conversation_id,
            seq=line.seq,
            message_id=message_id,
            urgent=urgent,
            state="sent" if at_once else "queued",
            due_at=now,
            created_at=now,
            sent_at=now if at_once else None,
        )
    )
    await session.flush()
    return line


async def something_due(session: AsyncSession, channel: str, now: datetime) -> bool:
    """Whether a `claim` would find anything; a read, so that idle looks cost the writers nothing."""
    return bool(await session.scalar(select(_due(channel, now).exists())))


async def claim(session: AsyncSession, channel: str, now: datetime, limit: int) -> Sequence[Job]:
    """Lease what may go out on this channel now, urgent lines first.

    Per conversation only the oldest unsent line is free; an urgent one waits for urgent ones only.
    """
    if await paused_until(session, channel) > now:
        return []
    due = (
        _due(channel, now)
        .order_by(Delivery.urgent.desc(), Delivery.due_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    jobs = []
    for delivery, conversation, line in (await session.execute(due)).all():
        delivery.lease_until = now + LEASE
        jobs.append(_job(delivery, conversation, line))
    return jobs


def _due(channel: str, now: datetime) -> Select[Delivery, Conversation, Line]:
    earlier = aliased(Delivery)
    blocked = exists().where(
        earlier.conversation_id == Delivery.conversation_id,
        earlier.id < Delivery.id,
        earlier.state == "queued",
        or_(earlier.urgent, ~Delivery.urgent),
    )
    free = or_(Delivery.lease_until.is_(None), Delivery.lease_until < now)
    return (
        select(Delivery, Conversation, Line)
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .join(Line, and_(Line.conversation_id == Delivery.conversation_id, Line.seq == Delivery.seq))
        .where(Conversation.channel == channel)
        .where(Delivery.state == "queued", Delivery.due_at <= now, free, ~blocked)
    )


def _job(delivery: Delivery, conversation: Conversation, line: Line) -> Job:
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
        parts_done=delivery.parts_done,
        attempts=delivery.attempts,
        urgent=delivery.urgent,
        reachable=conversation.reachable,
        last_heard_at=conversation.last_heard_at,
    )


async def part_sent(session: AsyncSession, job: Job, external_id: str, now: datetime, *, last: bool) -> None:
    """A platform accepted one part."""
    delivery = await session.get_one(Delivery, job.delivery_id)
    delivery.parts_done += 1
    delivery.external_ids = [*delivery.external_ids, external_id]
    delivery.lease_until = now + LEASE
    await session.execute(
        insert_into(session, SentPart)
        .values(channel=job.channel, external_id=external_id, delivery_id=job.delivery_id)
        .on_conflict_do_nothing()
    )
    if last:
        await all_sent(session, job, now)


async def all_sent(session: AsyncSession, job: Job, now: datetime) -> None:
    """Nothing of this line is left to send."""
    delivery = await session.get_one(Delivery, job.delivery_id)
    delivery.state, delivery.sent_at, delivery.lease_until, delivery.error = "sent", now, None, None


async def parts_done(session: AsyncSession, job: Job) -> int:
    """How many parts of this line the platform has accepted by now."""
    query = select(Delivery.parts_done).where(Delivery.id == job.delivery_id)
    return (await session.scalars(query)).one()


async def retry_later(
    session: AsyncSession, job: Job, until: datetime, error: str, *, counts: bool = True
) -> None:
    """Keep the line queued until then; the lines behind it wait with it."""
    await session.execute(
        update(Delivery)
        .where(Delivery.id == job.delivery_id)
        .values(
            due_at=until,
            lease_until=None,
            error=error[:200],
            attempts=Delivery.attempts + (1 if counts else 0),
        )
    )


async def pause_channel(session: AsyncSession, channel: str, until: datetime) -> None:
    """A platform-wide limit: nothing of this channel goes out before ``until``, from any process."""
    await session.execute(
        insert_into(session, Fact)
        .values(key=_pause_key(channel), value=until.isoformat())
        .on_conflict_do_update(index_elements=["key"], set_={"value": until.isoformat()})
    )


async def paused_until(session: AsyncSession, channel: str) -> datetime:
    """The end of the channel's last pause; in the past when nothing holds it up."""
    kept = await session.scalar(select(Fact.value).where(Fact.key == _pause_key(channel)))
    return datetime.fromisoformat(kept) if kept else _LONG_AGO


def _pause_key(channel: str) -> str:
    return f"pause:{channel}"


async def hurry(session: AsyncSession, channel: str, now: datetime) -> None:
    """The platform answers again: what waits for its next try may have it now."""
    mine = select(Conversation.id).where(Conversation.channel == channel)
    await session.execute(
        update(Delivery)
        .where(
            Delivery.state == "queued",
            Delivery.due_at > now,
            Delivery.error == SERVICE_DOWN,
            Delivery.conversation_id.in_(mine.scalar_subquery()),
        )
        .values(due_at=now)
    )


async def free_leases(session: AsyncSession) -> None:
    """Forget the leases of a process that died; only for a database that one gateway has to itself."""
    await session.execute(
        update(Delivery)
        .where(Delivery.state == "queued", Delivery.lease_until.is_not(None))
        .values(lease_until=None)
    )


async def give_up(session: AsyncSession, job: Job, error: str, *, unreachable: bool = False) -> None:
    """The line will not go out; it stays visible as failed."""
    await session.execute(
        update(Delivery)
        .where(Delivery.id == job.delivery_id)
        .values(state="failed", lease_until=None, error=error[:200], attempts=Delivery.attempts + 1)
    )
    if unreachable:
        conversation = await conversations.get(session, job.conversation_id)
        conversation.reachable = False


async def record_receipt(session: AsyncSession, receipt: Receipt) -> None:
    """Note what the platform says of a part; a state never moves backwards."""
    part = await session.get(SentPart, (receipt.channel, receipt.external_id))
    if part is None:
        return
    delivery = await session.get_one(Delivery, part.delivery_id)
    if receipt.state is DeliveryState.FAILED:
        if delivery.state in ("queued", "sent"):
            delivery.state, delivery.error = "failed", (receipt.error_code or "unknown")[:200]
        return
    if delivery.state in {"failed", "queued"}:
        return
    if _PROGRESS.index(receipt.state) > _PROGRESS.index(delivery.state):
        delivery.state = receipt.state.value
