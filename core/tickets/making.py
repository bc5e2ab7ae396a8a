"""A ticket is made once, routed, dated, and changed by its reporter."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core import agencies, deadlines, ticket_number
from core.errors import ConflictError
from core.models import Reporter, Ticket, TicketAttachment, TicketEvent
from core.tickets import holds, reporters, revealing
from core.tickets.flow import Status

INFORMATION = "informasi"  # permintaan informasi


@dataclass(frozen=True)
class NewTicket:
    """What a citizen confirmed; without a conversation when a civic app filed it for nobody we can reach."""

    message_id: str  # of the message that confirmed it: the same one never makes a second ticket
    conversation_id: str | None
    category: str
    title: str
    description: str
    place_text: str
    kelurahan: str | None = None
    kecamatan: str | None = None
    street: str | None = None  # its official name
    lat: float | None = None
    lon: float | None = None
    privacy: str = "public"  # public, anonymous, secret
    name: str | None = None
    attachments: Sequence[str] = field(default=())
    classification: str = "pengaduan"  # pengaduan, aspirasi, informasi
    event_on: date | None = None  # when it happened, or since when
    event_said: str | None = None  # the words: "sejak 3 hari lalu"
    source: str = "chat"  # chat, open311


async def create(session: AsyncSession, new: NewTicket, now: datetime) -> Ticket:
    """The ticket of this message: made now, or found when an earlier try made it.

    Raises:
        ConflictError: another process makes it this instant; a repetition finds it.
    """
    made = (await session.scalars(select(Ticket).where(Ticket.message_id == new.message_id))).first()
    if made is not None:
        return made
    ticket = await _ticket(session, new, now)
    session.add(ticket)
    try:
        await session.flush()
    except IntegrityError as error:
        raise ConflictError("this message makes its ticket right now") from error
    if new.conversation_id is not None:
        session.add(_reporter(ticket, new, new.conversation_id, now))
    session.add(TicketEvent(ticket_id=ticket.id, kind="created", author="citizen", created_at=now))
    await attach(session, ticket.id, new.attachments)
    await revealing.mark(session, ticket, new.name)
    return ticket


async def _ticket(session: AsyncSession, new: NewTicket, now: datetime) -> Ticket:
    agency = agencies.route(new.category, f"{new.title}\n{new.description}", new.kecamatan)
    return Ticket(
        number=await _free_number(session),
        message_id=new.message_id,
        classification=new.classification,
        category=new.category,
        title=new.title[:120],
        description=new.description,
        place_text=new.place_text[:300],
        kelurahan=new.kelurahan,
        kecamatan=new.kecamatan,
        street=new.street[:120] if new.street else None,
        lat=new.lat,
        lon=new.lon,
        event_on=new.event_on,
        event_said=new.event_said[:80] if new.event_said else None,
        agency=agency.id,
        agency_name=agency.name,
        status=Status.RECEIVED,
        privacy=new.privacy,
        source=new.source,
        due_on=deadlines.due(now, _working_days(new)),
        step_due_on=deadlines.due(now, deadlines.rules().working_days_for.verification),
        created_at=now,
        updated_at=now,
    )


def _reporter(ticket: Ticket, new: NewTicket, conversation_id: str, now: datetime) -> Reporter:
    return Reporter(
        ticket_id=ticket.id,
        conversation_id=conversation_id,
        first=True,
        privacy=new.privacy,
        name=new.name if new.privacy == "public" else None,
        joined_at=now,
    )


def _working_days(new: NewTicket) -> int:
    if new.classification == INFORMATION:
        return deadlines.rules().working_days_for.information
    return agencies.categories()[new.category].working_days


async def _free_number(session: AsyncSession) -> str:
    while True:  # 9 million numbers: a second round is rare, a third practically never
        number = ticket_number.new(secrets.SystemRandom())
        if (await session.scalars(select(Ticket.id).where(Ticket.number == number))).first() is None:
            return number


async def attach(
    session: AsyncSession, ticket_id: int, attachment_ids: Sequence[str], *, purpose: str = "report"
) -> None:
    """Add files to a ticket; those it already has are left alone. ``purpose``: report or proof."""
    query = select(TicketAttachment.attachment_id).where(TicketAttachment.ticket_id == ticket_id)
    had = set((await session.scalars(query)).all())
    for attachment_id in dict.fromkeys(attachment_ids):
        if attachment_id not in had:
            session.add(TicketAttachment(ticket_id=ticket_id, attachment_id=attachment_id, purpose=purpose))
    await session.flush()


async def pin(
    session: AsyncSession,
    ticket_id: int,
    lat: float | None,
    lon: float | None,
    kelurahan: str | None,
    kecamatan: str | None,
) -> None:
    """Give a ticket its point on the map."""
    ticket = await session.get_one(Ticket, ticket_id)
    ticket.lat, ticket.lon = lat, lon
    ticket.kelurahan, ticket.kecamatan = kelurahan, kecamatan


async def add_words(session: AsyncSession, ticket_id: int, words: str, now: datetime) -> None:
    """What the reporter adds or corrects after sending; the agency reads it below the report."""
    ticket = await session.get_one(Ticket, ticket_id)
    ticket.description, ticket.updated_at = f"{ticket.description}\n\nTambahan pelapor: {words}", now
    await holds.replied(session, ticket, now)
    await revealing.mark(session, ticket)


async def sign(session: AsyncSession, ticket_id: int, name: str, now: datetime) -> bool:
    """Put the first reporter's name under a ticket sent without; False when it is hidden and stays so."""
    ticket = await session.get_one(Ticket, ticket_id)
    reporter = await reporters.first(session, ticket_id)
    if ticket.privacy != "public" or reporter is None:
        return False
    reporter.name, ticket.updated_at = name, now
    return True


async def hide(session: AsyncSession, ticket_id: int, privacy: str, now: datetime) -> None:
    """Hide the first reporter after sending; the name is forgotten, a secret stays one."""
    ticket = await session.get_one(Ticket, ticket_id)
    ticket.privacy = "secret" if "secret" in (ticket.privacy, privacy) else privacy
    ticket.updated_at = now
    reporter = await reporters.first(session, ticket_id)
    name = reporter.name if reporter else None
    if reporter:
        reporter.name, reporter.privacy = None, ticket.privacy
    await revealing.mark(session, ticket, name)
