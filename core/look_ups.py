"""Looking up ticket numbers is free; guessing them is slowed down.

What counts is a number that is nobody's, or somebody else's: nothing tells the two apart here. After eight of
them within an hour a conversation hears "later" for an hour. A web chat costs nothing to open, so all of them
together have a bound as well: whoever opens one chat after the other comes no further than that.
Somebody's own tickets are never refused.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import LookUpMiss

MOST = 8  # of one conversation within `WITHIN`
MOST_ON_THE_WEB = 300  # of all web chats together within `WITHIN`
WITHIN = timedelta(hours=1)
PAUSE = timedelta(hours=1)
_WEB = "web"  # the key of all web chats; no conversation has it as its id


async def miss(session: AsyncSession, conversation_id: str, channel: str, now: datetime) -> bool:
    """Count a number that is not this conversation's; False when it must wait, and nothing may be shown."""
    if await _has_guessed(session, conversation_id, now):
        return False
    if channel == _WEB:
        if await _lately(session, _WEB, now) >= MOST_ON_THE_WEB:
            return False
        await _note(session, _WEB, now)
    await _note(session, conversation_id, now)
    return True


async def _has_guessed(session: AsyncSession, conversation_id: str, now: datetime) -> bool:
    query = (
        select(LookUpMiss.created_at)
        .where(LookUpMiss.conversation_id == conversation_id, LookUpMiss.created_at > now - PAUSE - WITHIN)
        .order_by(LookUpMiss.created_at.desc())
        .limit(MOST)
    )
    times = (await session.scalars(query)).all()
    return len(times) == MOST and times[0] > now - PAUSE and times[0] - times[-1] <= WITHIN


async def _lately(session: AsyncSession, key: str, now: datetime) -> int:
    query = select(func.count()).where(
        LookUpMiss.conversation_id == key, LookUpMiss.created_at > now - WITHIN
    )
    return (await session.scalars(query)).one()


async def _note(session: AsyncSession, key: str, now: datetime) -> None:
    session.add(LookUpMiss(conversation_id=key, created_at=now))
    await session.flush()
