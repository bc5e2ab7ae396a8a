"""Who reported: the first one and those who joined, each with a channel and a privacy of their own."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations
from core.models import Reporter

_LEVELS = ("public", "anonymous", "secret")


def stricter(one: str, other: str) -> str:
    """The privacy that hides more."""
    return max(one, other, key=_LEVELS.index)


async def first(session: AsyncSession, ticket_id: int) -> Reporter | None:
    """Who made the report; None when a civic app filed it, or its reporter had their data erased."""
    query = select(Reporter).where(Reporter.ticket_id == ticket_id, Reporter.first.is_(True))
    return (await session.scalars(query)).first()


async def everyone(session: AsyncSession, ticket_id: int) -> Sequence[Reporter]:
    """All reporters, in the order in which several conversations are locked."""
    query = select(Reporter).where(Reporter.ticket_id == ticket_id).order_by(Reporter.conversation_id)
    return (await session.scalars(query)).all()


async def one(session: AsyncSession, ticket_id: int, conversation_id: str) -> Reporter | None:
    """This conversation as a reporter of this ticket, if it is one."""
    return await session.get(Reporter, (ticket_id, conversation_id))


async def count_mine(session: AsyncSession, conversation_id: str) -> int:
    """How many tickets this conversation made or joined."""
    query = select(func.count()).where(Reporter.conversation_id == conversation_id)
    return (await session.scalars(query)).one()


async def lock(session: AsyncSession, ticket_id: int) -> Sequence[Reporter]:
    """All reporters, with their conversations held before the ticket is, as a turn does it."""
    found = await everyone(session, ticket_id)
    for reporter in found:
        await conversations.lock(session, reporter.conversation_id)
    return found
