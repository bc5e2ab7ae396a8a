"""A ticket as one conversation may see it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import deadlines, ticket_number
from core.errors import NotFoundError
from core.jakarta import JAKARTA
from core.models import Reporter, Ticket, TicketAttachment, TicketEvent
from core.tickets import holds, reporters
from core.tickets.flow import OPEN, Status
from core.tickets.reporters import stricter

_TOLD = (*Status, "routed", "promised", "late")  # events whose notes citizens read


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
    id: int | None = None  # of mine only
    promised: bool = False  # `due_on` is a newer date than the receipt named
    has_proof: bool = False
    reporters: int | None = None
    waits_for_reply: bool = False  # mine: the city asked something, and waits or gave up waiting

    def is_late(self, now: datetime) -> bool:
        """Whether its day has passed in Bandung and the city still owes an answer."""
        overdue = self.due_on is not None and self.due_on < now.astimezone(JAKARTA).date()
        return overdue and self.status in OPEN


@dataclass(frozen=True)
class Story:
    """What a reporter once told, to tell it again in a new report."""

    category: str
    text: str  # empty for somebody who joined without words
    place_text: str
    kelurahan: str | None
    kecamatan: str | None
    street: str | None
    lat: float | None
    lon: float | None
    privacy: str = "public"  # the stricter one of the report's and the reporter's


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
    """The tickets this conversation made or joined, newest first; a merged one under what it became."""
    query = _mine(conversation_id).where(Ticket.merged_into.is_(None)).order_by(Ticket.id.desc()).limit(limit)
    return [await _view(session, ticket, reporter) for ticket, reporter in await session.execute(query)]


async def answered(
    session: AsyncSession, conversation_id: str, now: datetime, *, and_closed: bool = False
) -> list[View]:
    """Mine that wait for a verdict, answered last first; on wish also those that can still be reopened."""
    waits = Ticket.status == Status.ANSWERED
    if and_closed:
        since = now - timedelta(days=deadlines.rules().answered.reopen_days)
        waits = or_(waits, (Ticket.status == Status.DONE) & (Ticket.closed_at > since))
    query = _mine(conversation_id).where(waits)
    query = query.order_by(Ticket.answered_at.desc().nulls_last(), Ticket.id.desc()).limit(5)
    return [await _view(session, ticket, reporter) for ticket, reporter in await session.execute(query)]


async def on_hold(session: AsyncSession, conversation_id: str) -> list[View]:
    """Mine that the city asked something about."""
    query = _mine(conversation_id).where(Ticket.status == Status.ON_HOLD).order_by(Ticket.id)
    return [await _view(session, ticket, reporter) for ticket, reporter in await session.execute(query)]


def _mine(conversation_id: str) -> Select[Ticket, Reporter]:
    return (
        select(Ticket, Reporter)
        .join(Reporter, Reporter.ticket_id == Ticket.id)
        .where(Reporter.conversation_id == conversation_id)
    )


async def story(session: AsyncSession, ticket_id: int, conversation_id: str) -> Story:
    """The reporter's own words of a ticket, with its place.

    Raises:
        NotFoundError: this conversation reported no such ticket.
    """
    reporter = await reporters.one(session, ticket_id, conversation_id)
    if reporter is None:
        raise NotFoundError(f"a reporter of ticket {ticket_id}")
    ticket = await session.get_one(Ticket, ticket_id)
    text, place = (ticket.description, ticket.place_text) if reporter.first else (reporter.words, "")
    return Story(
        ticket.category, text, place, ticket.kelurahan, ticket.kecamatan, ticket.street,
        ticket.lat if reporter.first else None, ticket.lon if reporter.first else None,
        stricter(ticket.privacy, reporter.privacy) if reporter.first else reporter.privacy,
    )  # fmt: skip


async def _view(session: AsyncSession, ticket: Ticket, reporter: Reporter | None) -> View:
    shown, status = ticket_number.show(ticket.number), Status(ticket.status)
    if ticket.privacy == "secret" and reporter is None:
        return View(shown, status, mine=False)
    due_on = ticket.promised_on or ticket.due_on
    if reporter is None:
        return View(shown, status, False, ticket.category, ticket.kecamatan, ticket.created_at, due_on)
    return View(
        shown, status, True, ticket.category, ticket.kecamatan, ticket.created_at, due_on,
        title=ticket.title if reporter.first else None,  # the words are the first reporter's
        agency_name=ticket.agency_name,
        last_note=await _last_note(session, ticket.id),
        joined=not reporter.first,
        id=ticket.id,
        promised=ticket.promised_on is not None and ticket.promised_on != ticket.due_on,
        has_proof=await _has_proof(session, ticket.id),
        reporters=len(await reporters.everyone(session, ticket.id)),
        waits_for_reply=await holds.waits_for_reply(session, ticket),
    )  # fmt: skip


async def _last_note(session: AsyncSession, ticket_id: int) -> str | None:
    """What the city said last; what a citizen said of it is that citizen's."""
    query = (
        select(TicketEvent.note)
        .where(TicketEvent.ticket_id == ticket_id, TicketEvent.note != "")
        .where(TicketEvent.kind.in_(_TOLD), TicketEvent.author != "citizen")
    )
    return (await session.scalars(query.order_by(TicketEvent.id.desc()).limit(1))).first()


async def _has_proof(session: AsyncSession, ticket_id: int) -> bool:
    proof = exists().where(TicketAttachment.ticket_id == ticket_id, TicketAttachment.purpose == "proof")
    return bool(await session.scalar(select(proof)))
