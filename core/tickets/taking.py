"""A ticket in the hands of one process: whoever finds it taken leaves it for the next round."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import addresses
from core.models import Conversation, Reporter, Ticket
from core.tickets import reporters


@dataclass(frozen=True)
class Taken:
    """A ticket as it is now and all who reported it, held until the transaction ends."""

    ticket: Ticket
    everyone: Sequence[Reporter]


async def take(session: AsyncSession, ticket_id: int) -> Taken | None:
    """Hold a ticket without waiting; None when somebody else works on it or talks to a reporter of it.

    Conversations first, in order, then the ticket: as turns and officers do.
    """
    everyone = await reporters.everyone(session, ticket_id)
    ids = [reporter.conversation_id for reporter in everyone]
    query = (
        select(Conversation)
        .where(Conversation.id.in_(ids))
        .order_by(Conversation.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    talks = (await session.scalars(query)).all()
    addresses.hold(session, talks)
    if len(talks) < len(ids):
        return None
    one = select(Ticket).where(Ticket.id == ticket_id).with_for_update(skip_locked=True)
    ticket = (await session.scalars(one.execution_options(populate_existing=True))).first()
    return Taken(ticket, everyone) if ticket is not None else None
