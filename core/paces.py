"""How fast a platform, and one person on it, may be written to: kept in the database, for all processes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert_into
from core.models import ChatPace, Delivery, Fact

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_PAUSE = "pause:"


@dataclass(frozen=True)
class ChatRate:
    """One message in so many seconds, after a burst that is borrowed from later."""

    seconds: float
    burst: int = 1


@dataclass(frozen=True)
class Rates:
    """What a platform allows."""

    overall: float  # messages a second over all chats
    private: ChatRate
    group: ChatRate


def chat_is_ready(moment: ColumnElement[float]) -> ColumnElement[bool]:
    """Of a `Delivery`: whether its chat may be written to at that moment, in seconds since 1970."""
    return ~exists().where(ChatPace.conversation_id == Delivery.conversation_id, ChatPace.ready_at > moment)


async def count(session: AsyncSession, conversation_id: str, rate: ChatRate, now: datetime) -> datetime:
    """One more message goes to this chat; returns when the next one may."""
    # A chat at rest has its whole burst: as if its last message were that long ago.
    rested = now.timestamp() - (rate.burst - 1) * rate.seconds
    since = case((ChatPace.ready_at > rested, ChatPace.ready_at), else_=rested)
    counted = (
        insert_into(session, ChatPace)
        .values(conversation_id=conversation_id, ready_at=rested + rate.seconds)
        .on_conflict_do_update(index_elements=["conversation_id"], set_={"ready_at": since + rate.seconds})
        .returning(ChatPace.ready_at)
    )
    ready_at: float = (await session.scalars(counted)).one()
    return datetime.fromtimestamp(ready_at, UTC)


async def hold(session: AsyncSession, conversation_id: str, until: datetime) -> None:
    """The platform asks for a pause in this chat: nothing goes there before ``until``, however urgent."""
    moment = until.timestamp()
    await session.execute(
        insert_into(session, ChatPace)
        .values(conversation_id=conversation_id, ready_at=moment)
        .on_conflict_do_update(
            index_elements=["conversation_id"], set_={"ready_at": moment}, where=ChatPace.ready_at < moment
        )
    )


async def pause(session: AsyncSession, channel: str, until: datetime) -> None:
    """A platform-wide limit: nothing of this channel goes out before ``until``, from any process."""
    moment = until.astimezone(UTC).isoformat()  # of one form, so that later is greater
    await session.execute(
        insert_into(session, Fact)
        .values(key=_pause_key(channel), value=moment)
        .on_conflict_do_update(index_elements=["key"], set_={"value": moment}, where=Fact.value < moment)
    )


async def paused_until(session: AsyncSession, channel: str) -> datetime:
    """The end of the channel's last pause; in the past when nothing holds it up."""
    kept = await session.scalar(select(Fact.value).where(Fact.key == _pause_key(channel)))
    return datetime.fromisoformat(kept) if kept else _LONG_AGO


async def pauses(session: AsyncSession) -> dict[str, datetime]:
    """The last pause of every channel that ever had one."""
    query = select(Fact.key, Fact.value).where(Fact.key.startswith(_PAUSE))
    found = await session.execute(query)
    return {row.key.removeprefix(_PAUSE): datetime.fromisoformat(row.value) for row in found}


def _pause_key(channel: str) -> str:
    return f"{_PAUSE}{channel}"
