"""Which tickets staff may connect with a conversation, and which numbers would tell on a reporter."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import Reporter, Ticket

_NUMBER = re.compile(r"\d{4}[\s-]?\d{4}")


async def of_reporter(session: AsyncSession, conversation_id: str) -> Sequence[Ticket]:
    """The tickets whose reporter staff may connect with this conversation, newest first."""
    query = (
        select(Ticket)
        .join(Reporter, Reporter.ticket_id == Ticket.id)
        .where(Reporter.conversation_id == conversation_id)
        .where(Ticket.privacy == "public", Reporter.privacy == "public")
        .order_by(Ticket.id.desc())
        .limit(20)
    )
    return (await session.scalars(query)).all()


async def protected_numbers(session: AsyncSession, conversation_ids: Iterable[str]) -> frozenset[str]:
    """The numbers in these conversations that would tell who made a protected report."""
    query = (
        select(Ticket.number)
        .join(Reporter, Reporter.ticket_id == Ticket.id)
        .where(Reporter.conversation_id.in_(list(conversation_ids)))
        .where(or_(Ticket.privacy != "public", Reporter.privacy != "public"))
    )
    return frozenset((await session.scalars(query)).all())


def conceal(text: str, numbers: frozenset[str]) -> str:
    """The text with protected ticket numbers made unreadable, in whatever way they are written."""
    if not numbers:
        return text

    def hide(match: re.Match[str]) -> str:
        digits = "".join(filter(str.isdigit, match[0]))
        return "••••-••••" if digits in numbers else match[0]

    return _NUMBER.sub(hide, text)
