"""Tickets as staff see them: filtered, dated, and without the reporter where the reporter is protected."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit, tickets
from core.errors import ConflictError, NotFoundError
from core.jakarta import JAKARTA
from core.models import Attachment, Reporter, Staff, Ticket, TicketAttachment, TicketEvent
from core.texts import clean
from core.tickets import Status, reporters

PAGE = 50
LONGEST_NOTE = 2000
_ENDED = (Status.ANSWERED, Status.DONE, Status.NOT_OURS, Status.ARCHIVED)
_NUMBER = re.compile(r"\d{4}[\s-]?\d{4}")


@dataclass(frozen=True)
class Filter:
    """What to list; an empty field does not narrow."""

    status: str = ""
    category: str = ""
    kecamatan: str = ""
    agency: str = ""
    late: bool = False


@dataclass(frozen=True)
class Choices:
    """What occurs among the tickets, for the filters."""

    categories: Sequence[str]
    kecamatan: Sequence[str]
    agencies: Mapping[str, str]  # code -> name


@dataclass(frozen=True)
class Step:
    """One event of a ticket with the name of the officer who made it."""

    event: TicketEvent
    officer: str | None


@dataclass(frozen=True)
class Detail:
    """A ticket; ``reporter`` is None when the reporter is protected."""

    ticket: Ticket
    steps: Sequence[Step]
    photos: Sequence[Attachment]
    reporter: Reporter | None
    late: bool


def is_late(ticket: Ticket, now: datetime) -> bool:
    """Whether its day has passed in Bandung without an answer."""
    return ticket.due_on < _today(now) and Status(ticket.status) not in _ENDED


def _today(now: datetime) -> date:
    return now.astimezone(JAKARTA).date()


async def listed(session: AsyncSession, wanted: Filter, now: datetime, *, page: int = 1) -> Sequence[Ticket]:
    """One page of tickets, newest first; late ones by their day."""
    query = select(Ticket).limit(PAGE).offset(PAGE * (page - 1))
    return (await session.scalars(_narrowed(query, wanted, now))).all()


def _narrowed(query: Select[Ticket], wanted: Filter, now: datetime) -> Select[Ticket]:
    for column in ("status", "category", "kecamatan", "agency"):
        if value := getattr(wanted, column):
            query = query.where(getattr(Ticket, column) == value)
    if wanted.late:
        late = query.where(Ticket.due_on < _today(now), Ticket.status.not_in(_ENDED))
        return late.order_by(Ticket.due_on, Ticket.id)
    return query.order_by(Ticket.id.desc())


async def choices(session: AsyncSession) -> Choices:
    """The values that a filter can take today."""
    categories = await session.scalars(select(Ticket.category).distinct().order_by(Ticket.category))
    kecamatan = await session.scalars(
        select(Ticket.kecamatan).where(Ticket.kecamatan.is_not(None)).distinct().order_by(Ticket.kecamatan)
    )
    agencies = await session.execute(
        select(Ticket.agency, Ticket.agency_name).distinct().order_by(Ticket.agency_name)
    )
    return Choices(
        categories=categories.all(),
        kecamatan=[name for name in kecamatan if name],
        agencies={row.agency: row.agency_name for row in agencies},
    )


async def detail(session: AsyncSession, number: str, now: datetime) -> Detail:
    """One ticket with all that staff may know of it.

    Raises:
        NotFoundError: no ticket has this number.
    """
    ticket = await _by_number(session, number)
    events = (
        select(TicketEvent, Staff.name)
        .outerjoin(Staff, Staff.id == TicketEvent.staff_id)
        .where(TicketEvent.ticket_id == ticket.id)
        .order_by(TicketEvent.id)
    )
    is_public = ticket.privacy == "public"
    return Detail(
        ticket=ticket,
        steps=[Step(event, officer) for event, officer in await session.execute(events)],
        photos=await _photos(session, ticket.id),
        reporter=await reporters.first(session, ticket.id) if is_public else None,
        late=is_late(ticket, now),
    )


async def _by_number(session: AsyncSession, number: str) -> Ticket:
    ticket = (await session.scalars(select(Ticket).where(Ticket.number == number))).first()
    if ticket is None:
        raise NotFoundError(f"ticket {number}")
    return ticket


async def _photos(session: AsyncSession, ticket_id: int) -> Sequence[Attachment]:
    query = (
        select(Attachment)
        .join(TicketAttachment, TicketAttachment.attachment_id == Attachment.id)
        .where(TicketAttachment.ticket_id == ticket_id, Attachment.state == "stored")
        .order_by(Attachment.created_at, Attachment.id)
    )
    return (await session.scalars(query)).all()


async def photo(session: AsyncSession, number: str, place: int) -> Attachment:
    """The file at this place of a ticket. Its id stays hidden: it would lead to the reporter's chat.

    Raises:
        NotFoundError: the ticket has no such file.
    """
    photos = await _photos(session, (await _by_number(session, number)).id)
    if not 0 <= place < len(photos):
        raise NotFoundError(f"photo {place} of ticket {number}")
    return photos[place]


async def move(
    session: AsyncSession, number: str, seen: str, status: Status, note: str, staff_id: int, now: datetime
) -> None:
    """Change the status that the officer saw; the reporter hears of it with the note.

    Raises:
        NotFoundError: no ticket has this number.
        ConflictError: the flow has no such step, a colleague was quicker, or the note is too long.
    """
    ticket = await _by_number(session, number)
    await reporters.lock(session, ticket.id)  # before the ticket, as a turn does: else they wait for ever
    await session.refresh(ticket, with_for_update=True)
    if ticket.status != seen:
        raise ConflictError("the status changed")
    words = _checked(note)
    await tickets.move(session, ticket.id, status, now, staff_id=staff_id, note=words)
    audit.record(session, staff_id, "ticket.move", now, target=f"ticket {number}", note=f"{seen} > {status}")


async def add_note(session: AsyncSession, number: str, note: str, staff_id: int, now: datetime) -> None:
    """Keep a note among staff; the reporter does not see it.

    Raises:
        NotFoundError: no ticket has this number.
        ConflictError: the note is empty or too long.
    """
    ticket = await _by_number(session, number)
    words = _checked(note)
    if not words:
        raise ConflictError("an empty note")
    event = TicketEvent(
        ticket_id=ticket.id, kind="note", author="staff", staff_id=staff_id, note=words, created_at=now
    )
    session.add(event)
    audit.record(session, staff_id, "ticket.note", now, target=f"ticket {number}")


def _checked(note: str) -> str:
    words = clean(note).strip()
    if len(words) > LONGEST_NOTE:
        raise ConflictError("the note is too long")
    return words


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
