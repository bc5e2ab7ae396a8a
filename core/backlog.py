"""What waits and what failed, counted for those who watch the service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import paces
from core.models import Delivery, Message


@dataclass(frozen=True)
class Failed:
    """So many items of one kind that failed for one reason."""

    kind: str  # message, line
    channel: str
    reason: str
    number: int


@dataclass(frozen=True)
class Backlog:
    """Ages are in seconds; 0 when nothing waits. Lines are told by channel, also of one that is off."""

    oldest_message: float
    oldest_line: Mapping[str, float]
    unknown_sends: Mapping[str, int]
    paused: Mapping[str, float]  # seconds until the platform lets us go on
    failed: Sequence[Failed]


async def backlog(session: AsyncSession, now: datetime) -> Backlog:
    """The state of affairs; every query is answered by an index that holds little."""
    oldest = await session.scalar(select(func.min(Message.received_at)).where(Message.state == "received"))
    queued = (
        select(Delivery.channel, func.min(Delivery.created_at))
        .where(Delivery.state == literal_column("'queued'"))
        .group_by(Delivery.channel)
    )
    unknown = (
        select(Delivery.channel, func.sum(Delivery.unknown_sends))
        .where(Delivery.unknown_sends > literal_column("0"))
        .group_by(Delivery.channel)
    )
    return Backlog(
        oldest_message=_age(oldest, now),
        oldest_line={channel: _age(since, now) for channel, since in await session.execute(queued)},
        unknown_sends={channel: int(number) for channel, number in await session.execute(unknown)},
        paused={
            channel: max(0.0, (until - now).total_seconds())
            for channel, until in (await paces.pauses(session)).items()
        },
        failed=await _failed(session),
    )


async def _failed(session: AsyncSession) -> Sequence[Failed]:
    messages = (
        select(Message.channel, Message.reason, func.count())
        .where(Message.state == "failed")
        .group_by(Message.channel, Message.reason)
    )
    lines = (
        select(Delivery.channel, Delivery.error, func.count())
        .where(Delivery.state == "failed")
        .group_by(Delivery.channel, Delivery.error)
    )
    return [
        Failed(kind, channel, reason or "unknown", number)
        for kind, query in (("message", messages), ("line", lines))
        for channel, reason, number in await session.execute(query)
    ]


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
