"""One ticket as staff see it; without its reporters where they are protected."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import staff, ticket_number, tickets
from core.errors import NotFoundError
from core.models import (
    Attachment,
    Conversation,
    Delivery,
    Line,
    Reporter,
    Staff,
    Ticket,
    TicketAttachment,
    TicketEvent,
    TicketVerdict,
)
from core.ticket_table import is_flagged, is_late
from core.tickets import news, reporters
from core.tickets.near import Near, Spot, near


@dataclass(frozen=True)
class Step:
    """One event of a ticket with the name of the officer who made it, and of the one it went to."""

    event: TicketEvent
    officer: str | None
    assigned: str | None = None


@dataclass(frozen=True)
class File:
    """A file of a ticket; ``place`` is its address, since its id would lead to the reporter's chat."""

    place: int
    kind: str
    purpose: str  # report, proof
    transcript: str | None = None  # of a recording: what a machine wrote down
    is_sure: bool = True  # whether the machine believes it


@dataclass(frozen=True)
class Opinion:
    """What a reporter said of the answer; without the words of somebody who hides."""

    fixed: bool | None
    rating: int | None
    words: str
    is_hidden: bool
    at: datetime


@dataclass(frozen=True)
class Told:
    """Whether news reached the reporters."""

    waiting: int = 0  # for the morning
    until: datetime | None = None
    failed: int = 0
    stopped: int = 0  # reporters who want no news


@dataclass(frozen=True)
class Detail:
    """A ticket with all that staff may know of it; ``named`` are the reporters who do not hide."""

    ticket: Ticket
    steps: Sequence[Step]
    files: Sequence[File]
    reporters: int
    named: Sequence[Reporter]
    joined: Sequence[Reporter]  # who joined and had something to say; of these only the words are shown
    verdicts: Sequence[Opinion]
    similar: Sequence[Near]  # open reports of the same thing near by
    late: bool
    flagged: bool
    told: Told = field(default_factory=Told)
    assigned: str | None = None
    barred: str | None = None
    merged_into: str | None = None  # a number

    @property
    def mark(self) -> int:
        """Differs whenever the ticket changed."""
        return self.steps[-1].event.id if self.steps else 0


async def detail(session: AsyncSession, number: str, now: datetime) -> Detail:
    """One ticket.

    Raises:
        NotFoundError: no ticket has this number.
    """
    ticket = await by_number(session, number)
    everyone = await reporters.everyone(session, ticket.id)
    named = _named(ticket, everyone)
    return Detail(
        ticket=ticket,
        steps=await _steps(session, ticket.id),
        files=[
            File(place, file.kind, purpose, file.transcript, file.heard == "words")
            for place, (file, purpose) in enumerate(await _files(session, ticket.id))
        ],
        reporters=len(everyone),
        named=named,
        joined=_with_words(everyone),
        verdicts=await _verdicts(session, ticket.id, [each.conversation_id for each in named]),
        similar=await _similar(session, ticket, now),
        late=is_late(ticket, now),
        flagged=is_flagged(ticket),
        told=await _told(session, ticket, [each.conversation_id for each in everyone]),
        assigned=await staff.name_of(session, ticket.assigned_to),
        barred=await staff.name_of(session, ticket.barred_id),
        merged_into=await session.scalar(select(Ticket.number).where(Ticket.id == ticket.merged_into)),
    )


def _with_words(everyone: Sequence[Reporter]) -> Sequence[Reporter]:
    """Words of the hidden stay hidden: no verifier has read them for what they tell about their writer."""
    told = (each for each in everyone if each.words and each.privacy == "public")
    return sorted(told, key=lambda each: each.joined_at)


def _named(ticket: Ticket, everyone: Sequence[Reporter]) -> Sequence[Reporter]:
    """Those who do not hide, the first one first."""
    is_open = ticket.privacy == "public"
    named = [each for each in everyone if is_open and each.privacy == "public"]
    return sorted(named, key=lambda each: (not each.first, each.joined_at))


async def by_number(session: AsyncSession, number: str) -> Ticket:
    """The ticket with this number.

    Raises:
        NotFoundError: there is none.
    """
    ticket = (await session.scalars(select(Ticket).where(Ticket.number == number))).first()
    if ticket is None:
        raise NotFoundError(f"ticket {number}")
    return ticket


async def _steps(session: AsyncSession, ticket_id: int) -> Sequence[Step]:
    events = (
        select(TicketEvent, Staff.name)
        .outerjoin(Staff, Staff.id == TicketEvent.staff_id)
        .where(TicketEvent.ticket_id == ticket_id)
        .order_by(TicketEvent.id)
    )
    return [
        Step(event, officer, await staff.name_of(session, event.detail.get("assigned")))
        for event, officer in await session.execute(events)
    ]


async def _files(session: AsyncSession, ticket_id: int) -> Sequence[tuple[Attachment, str]]:
    query = (
        select(Attachment, TicketAttachment.purpose)
        .join(TicketAttachment, TicketAttachment.attachment_id == Attachment.id)
        .where(TicketAttachment.ticket_id == ticket_id, Attachment.state == "stored")
        .order_by(Attachment.created_at, Attachment.id)
    )
    return [(file, purpose) for file, purpose in await session.execute(query)]


async def _verdicts(session: AsyncSession, ticket_id: int, open_talks: Sequence[str]) -> Sequence[Opinion]:
    query = select(TicketVerdict).where(TicketVerdict.ticket_id == ticket_id).order_by(TicketVerdict.id)
    return [
        Opinion(
            each.fixed, each.rating, each.words if each.conversation_id in open_talks else "",
            bool(each.words) and each.conversation_id not in open_talks, each.created_at,
        )
        for each in await session.scalars(query)
    ]  # fmt: skip


async def _similar(session: AsyncSession, ticket: Ticket, now: datetime) -> Sequence[Near]:
    if ticket.status not in tickets.OPEN or ticket.privacy == "secret":
        return []
    spot = Spot(ticket.lat, ticket.lon, ticket.street, ticket.kelurahan, ticket.kecamatan)
    found = await near(session, ticket.category, spot, now)
    return [each for each in found if each.ticket_id != ticket.id]


async def _told(session: AsyncSession, ticket: Ticket, talks: Sequence[str]) -> Told:
    waiting, until = await news.waiting_for(session, ticket.id)
    failed = (
        select(func.count(Delivery.id))
        .join(Line, (Line.conversation_id == Delivery.conversation_id) & (Line.seq == Delivery.seq))
        .where(Delivery.conversation_id.in_(talks), Delivery.state == "failed")
        .where(Line.text.contains(ticket_number.show(ticket.number)))
    )
    stopped = select(func.count()).where(Conversation.id.in_(talks), Conversation.news_stopped)
    return Told(waiting, until, (await session.scalars(failed)).one(), (await session.scalars(stopped)).one())


async def photo(session: AsyncSession, number: str, place: int) -> Attachment:
    """The file at this place of a ticket.

    Raises:
        NotFoundError: the ticket has no such file.
    """
    files = await _files(session, (await by_number(session, number)).id)
    if not 0 <= place < len(files):
        raise NotFoundError(f"file {place} of ticket {number}")
    return files[place][0]
