"""A ticket as one conversation may see it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import ticket_number
from core.errors import NotFoundError
from core.models import Reporter, Ticket, TicketEvent
from core.tickets import reporters
from core.tickets.flow import Status

_AMONG_STAFF = ("note", "rated", "escalated")  # events whose notes no citizen reads


@dataclass(frozen=True)
class View:
    """What one reader may see of a ticket; fields they may not see are None."""

    number: str  # BDG-4821-0934
    status: Status
    mine: bool
    category: str | None = None
    kecamatan: str | None = None
    created_at: datetime | None = None
    due_on: date | None = None  # the newest promise
    title: str | None = None
    agency_name: str | None = None
    last_note: str | None = None
    joined: bool = False  # mine, but somebody else's words


async def look_up(session: AsyncSession, number: str, conversation_id: str) -> View:
    """One ticket as this conversation may see it.

    Raises:
        NotFoundError: no ticket has this number.
    """
    ticket = (await session.scalars(select(Ticket).where(Ticket.number == number))).first()
    if ticket is None:
        raise NotFoundError(f"ticket {number}")
    return await _view(session, ticket, await reporters.one(session, ticket.id, conversation_id))


async def mine(session: AsyncSession, conversation_id: str, limit: int = 5) -> list[View]:
    """The tickets this conversation made or joined, newest first."""
    query = (
        select(Ticket, Reporter)
        .join(Reporter, Reporter.ticket_id == Ticket.id)
        .where(Reporter.conversation_id == conversation_id)
        .order_by(Ticket.id.desc())
        .limit(limit)
    )
    return [await _view(session, ticket, reporter) for ticket, reporter in await session.execute(query)]


async def _view(session: AsyncSession, ticket: Ticket, reporter: Reporter | None) -> View:
    shown, status = ticket_number.show(ticket.number), Status(ticket.status)
    if ticket.privacy == "secret" and reporter is None:
        return View(shown, status, mine=False)
    due_on = ticket.promised_on or ticket.due_on
    if reporter is None:
        return View(shown, status, False, ticket.category, ticket.kecamatan, ticket.created_at, due_on)
    note = select(TicketEvent.note).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.note != "", TicketEvent.kind.not_in(_AMONG_STAFF)
    )
    return View(
        shown, status, True, ticket.category, ticket.kecamatan, ticket.created_at, due_on,
        title=ticket.title if reporter.first else None,  # the words are the first reporter's
        agency_name=ticket.agency_name,
        last_note=(await session.scalars(note.order_by(TicketEvent.id.desc()).limit(1))).first(),
        joined=not reporter.first,
    )  # fmt: skip
