"""Seeing who made a protected report: with the right role and a reason, never without a trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit, conversations
from core.errors import ConflictError, NotFoundError
from core.models import Conversation, Reporter, Staff, Ticket
from core.texts import clean

SHORTEST_REASON = 10
LONGEST_REASON = 500
ROLES = ("admin", "supervisor")


class NotAllowedError(ConflictError):
    """This role may not see who reported."""


class ReasonError(ConflictError):
    """The reason is too short to be one, or too long."""


@dataclass(frozen=True)
class Person:
    """Who reported."""

    conversation_id: str
    channel: str
    name: str | None
    first: bool


async def unmask(
    session: AsyncSession, number: str, staff_id: int, reason: str, now: datetime
) -> Sequence[Person]:
    """Who made and joined this ticket.

    Raises:
        NotFoundError: no ticket has this number.
        NotAllowedError: the role is not enough.
        ReasonError: the reason is too short or too long.
    """
    ticket_id = await session.scalar(select(Ticket.id).where(Ticket.number == number))
    if ticket_id is None:
        raise NotFoundError(f"ticket {number}")
    await _trace(session, "ticket.unmask", f"ticket {number}", staff_id, reason, now)
    query = (
        select(Reporter, Conversation)
        .join(Conversation, Conversation.id == Reporter.conversation_id)
        .where(Reporter.ticket_id == ticket_id)
        .order_by(Reporter.first.desc(), Reporter.joined_at)
    )
    return [
        Person(talk.id, talk.channel, reporter.name or talk.name, reporter.first)
        for reporter, talk in await session.execute(query)
    ]


async def unmask_talk(
    session: AsyncSession, conversation_id: str, staff_id: int, reason: str, now: datetime
) -> None:
    """Permit one look at a whole conversation.

    Raises:
        NotFoundError: there is no such conversation.
        NotAllowedError, ReasonError: as for `unmask`.
    """
    await conversations.get(session, conversation_id)
    await _trace(session, "conversation.unmask", conversation_id, staff_id, reason, now)


async def _trace(
    session: AsyncSession, action: str, target: str, staff_id: int, reason: str, now: datetime
) -> None:
    person = await session.get(Staff, staff_id)
    if person is None or not person.active or person.role not in ROLES:
        raise NotAllowedError("not this role")
    words = clean(reason).strip()
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON:
        raise ReasonError("no reason")
    audit.record(session, staff_id, action, now, target=target, note=words)
