"""Lapor! tickets: created once, routed, dated, and told to nobody who may not know."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core import agencies, conversations, deadlines, notices, outbox, ticket_number
from core.conversations import Said
from core.errors import ConflictError, NotFoundError
from core.models import Reporter, Ticket, TicketAttachment, TicketEvent


class Status(StrEnum):
    RECEIVED = "received"
    VERIFIED = "verified"
    FORWARDED = "forwarded"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    DONE = "done"
    ON_HOLD = "on_hold"
    NOT_OURS = "not_ours"
    ARCHIVED = "archived"


STATUS_WORDS: dict[Status, str] = {
    Status.RECEIVED: "diterima, menunggu pemeriksaan",
    Status.VERIFIED: "sudah diperiksa",
    Status.FORWARDED: "diteruskan ke instansi",
    Status.IN_PROGRESS: "sedang dikerjakan",
    Status.ANSWERED: "sudah ditanggapi",
    Status.DONE: "selesai",
    Status.ON_HOLD: "ditunda, perlu data tambahan",
    Status.NOT_OURS: "bukan wewenang kota",
    Status.ARCHIVED: "diarsipkan",
}

_MOVES: dict[Status, frozenset[Status]] = {
    Status.RECEIVED: frozenset({Status.VERIFIED, Status.ON_HOLD, Status.NOT_OURS, Status.ARCHIVED}),
    Status.VERIFIED: frozenset({Status.FORWARDED, Status.ON_HOLD, Status.NOT_OURS, Status.ARCHIVED}),
    Status.FORWARDED: frozenset({Status.IN_PROGRESS, Status.ANSWERED, Status.ON_HOLD, Status.NOT_OURS}),
    Status.IN_PROGRESS: frozenset({Status.ANSWERED, Status.ON_HOLD, Status.FORWARDED}),
    Status.ANSWERED: frozenset({Status.DONE, Status.IN_PROGRESS}),
    Status.DONE: frozenset({Status.IN_PROGRESS}),
    Status.ON_HOLD: frozenset({Status.VERIFIED, Status.FORWARDED, Status.IN_PROGRESS, Status.ARCHIVED}),
    Status.NOT_OURS: frozenset({Status.FORWARDED}),
    Status.ARCHIVED: frozenset({Status.VERIFIED}),
}


@dataclass(frozen=True)
class NewTicket:
    """What a citizen confirmed."""

    message_id: str  # of the message that confirmed it: the same one never makes a second ticket
    conversation_id: str
    category: str
    title: str
    description: str
    place_text: str
    kelurahan: str | None = None
    kecamatan: str | None = None
    lat: float | None = None
    lon: float | None = None
    privacy: str = "public"  # public, anonymous, secret
    name: str | None = None
    attachments: Sequence[str] = field(default=())
    classification: str = "pengaduan"


@dataclass(frozen=True)
class View:
    """What one reader may see of a ticket; fields they may not see are None."""

    number: str  # BDG-4821-0934
    status: Status
    mine: bool
    category: str | None = None
    kecamatan: str | None = None
    created_at: datetime | None = None
    due_on: date | None = None
    title: str | None = None
    agency_name: str | None = None
    last_note: str | None = None


async def create(session: AsyncSession, new: NewTicket, now: datetime) -> Ticket:
    """The ticket of this message: made now, or found when an earlier try made it."""
    made = (await session.scalars(select(Ticket).where(Ticket.message_id == new.message_id))).first()
    if made is not None:
        return made
    agency = agencies.route(new.category, f"{new.title}\n{new.description}", new.kecamatan)
    due_on = deadlines.due(now, agencies.categories()[new.category].working_days)
    ticket = Ticket(
        number=await _free_number(session),
        message_id=new.message_id,
        classification=new.classification,
        category=new.category,
        title=new.title[:120],
        description=new.description,
        place_text=new.place_text[:300],
        kelurahan=new.kelurahan,
        kecamatan=new.kecamatan,
        lat=new.lat,
        lon=new.lon,
        agency=agency.id,
        agency_name=agency.name,
        status=Status.RECEIVED,
        privacy=new.privacy,
        due_on=due_on,
        created_at=now,
        updated_at=now,
    )
    session.add(ticket)
    try:
        await session.flush()
    except IntegrityError as error:  # another process made it this instant: the caller repeats and finds it
        raise ConflictError("this message makes its ticket right now") from error
    name = new.name if new.privacy == "public" else None
    session.add(Reporter(ticket_id=ticket.id, conversation_id=new.conversation_id, name=name))
    session.add(TicketEvent(ticket_id=ticket.id, kind="created", author="citizen", created_at=now))
    await attach(session, ticket.id, new.attachments)
    return ticket


async def _free_number(session: AsyncSession) -> str:
    while True:  # 9 million numbers: a second round is rare, a third practically never
        number = ticket_number.new(secrets.SystemRandom())
        if (await session.scalars(select(Ticket.id).where(Ticket.number == number))).first() is None:
            return number


async def attach(session: AsyncSession, ticket_id: int, attachment_ids: Sequence[str]) -> None:
    """Add files to a ticket; those it already has are left alone."""
    query = select(TicketAttachment.attachment_id).where(TicketAttachment.ticket_id == ticket_id)
    had = set((await session.scalars(query)).all())
    for attachment_id in dict.fromkeys(attachment_ids):
        if attachment_id not in had:
            session.add(TicketAttachment(ticket_id=ticket_id, attachment_id=attachment_id))
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


async def sign(session: AsyncSession, ticket_id: int, name: str, now: datetime) -> bool:
    """Put the reporter's name under a ticket sent without; False when it is hidden and stays so."""
    ticket = await session.get_one(Ticket, ticket_id)
    if ticket.privacy != "public":
        return False
    reporter = await session.get_one(Reporter, ticket_id)
    reporter.name, ticket.updated_at = name, now
    return True


async def hide(session: AsyncSession, ticket_id: int, privacy: str, now: datetime) -> None:
    """Hide the reporter of a ticket after it was sent; the name is forgotten, a secret stays one."""
    ticket = await session.get_one(Ticket, ticket_id)
    reporter = await session.get_one(Reporter, ticket_id)
    ticket.privacy = "secret" if "secret" in (ticket.privacy, privacy) else privacy
    ticket.updated_at, reporter.name = now, None


async def count_mine(session: AsyncSession, conversation_id: str) -> int:
    """How many tickets this conversation made."""
    query = select(func.count()).where(Reporter.conversation_id == conversation_id)
    return (await session.scalars(query)).one()


async def look_up(session: AsyncSession, number: str, conversation_id: str) -> View:
    """One ticket as this conversation may see it.

    Raises:
        NotFoundError: no ticket has this number.
    """
    ticket = (await session.scalars(select(Ticket).where(Ticket.number == number))).first()
    if ticket is None:
        raise NotFoundError(f"ticket {number}")
    reporter = await session.get_one(Reporter, ticket.id)
    return await _view(session, ticket, mine=reporter.conversation_id == conversation_id)


async def mine(session: AsyncSession, conversation_id: str, limit: int = 5) -> list[View]:
    """The tickets this conversation made, newest first."""
    query = (
        select(Ticket)
        .join(Reporter, Reporter.ticket_id == Ticket.id)
        .where(Reporter.conversation_id == conversation_id)
        .order_by(Ticket.id.desc())
        .limit(limit)
    )
    return [await _view(session, ticket, mine=True) for ticket in (await session.scalars(query)).all()]


async def _view(session: AsyncSession, ticket: Ticket, *, mine: bool) -> View:
    shown, status = ticket_number.show(ticket.number), Status(ticket.status)
    if ticket.privacy == "secret" and not mine:
        return View(shown, status, mine=False)
    common = View(shown, status, mine, ticket.category, ticket.kecamatan, ticket.created_at, ticket.due_on)
    if not mine:
        return common
    note = select(TicketEvent.note).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.note != "", TicketEvent.kind != "note"
    )  # a "note" stays among staff
    return View(
        shown, status, mine, ticket.category, ticket.kecamatan, ticket.created_at, ticket.due_on,
        title=ticket.title,
        agency_name=ticket.agency_name,
        last_note=(await session.scalars(note.order_by(TicketEvent.id.desc()).limit(1))).first(),
    )  # fmt: skip


def next_statuses(status: Status) -> Sequence[Status]:
    """Where a ticket may go from here, in the order of the flow."""
    return [each for each in Status if each in _MOVES[status]]


async def move(
    session: AsyncSession,
    ticket_id: int,
    status: Status,
    now: datetime,
    *,
    staff_id: int | None,
    note: str = "",
) -> Ticket:
    """Change a ticket's status and tell its reporter in the same transaction.

    Raises:
        ConflictError: the flow has no such step.
    """
    ticket = await session.get_one(Ticket, ticket_id)
    if status not in _MOVES[Status(ticket.status)]:
        raise ConflictError(f"{ticket.status} -> {status}")
    ticket.status, ticket.updated_at = status, now
    author = "staff" if staff_id else "system"
    session.add(
        TicketEvent(
            ticket_id=ticket.id, kind=status, author=author, staff_id=staff_id, note=note, created_at=now
        )
    )
    reporter = await session.get_one(Reporter, ticket.id)
    conversation = await conversations.get(session, reporter.conversation_id)
    news = notices.ticket_news(
        ticket_number.show(ticket.number), STATUS_WORDS[status], note, conversation.language
    )
    await outbox.add(session, conversation.id, Said("system", news), now)
    return ticket
