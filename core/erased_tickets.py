"""What of tickets goes when a reporter has their data erased, and what stays until the ticket ends.

The city goes on with an open public report, without its reporter. Its words, place and photos go when it
ends; those of ended and of protected reports go at once. A verifier's wording of a protected one stays with
the agency until its end. Notes of staff are the city's own and stay.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import (
    ApiFiling,
    Attachment,
    LaporPost,
    Reporter,
    Ticket,
    TicketAttachment,
    TicketEvent,
    TicketVerdict,
)  # fmt: skip
from core.tickets import Status, moving, revealing

ERASED = "[dihapus atas permintaan pelapor]"
_ENDED = (Status.DONE, Status.NOT_OURS, Status.ARCHIVED)
_NOT_SENT = ("queued", "failed")  # of a post to LAPOR!


@dataclass
class Left:
    """What is left to do: files to remove once this is committed, tickets that keep words until they end."""

    files: list[str] = field(default_factory=list)
    open_ids: list[int] = field(default_factory=list)
    going_on: int = 0  # reports that go on without this reporter


async def leave(session: AsyncSession, conversation_id: str, now: datetime) -> Left:
    """Take this reporter out of all tickets; the caller holds the conversation."""
    query = select(Reporter).where(Reporter.conversation_id == conversation_id).order_by(Reporter.ticket_id)
    mine = (await session.scalars(query)).all()
    left = Left()
    for reporter in mine:
        ticket = await moving.locked(session, reporter.ticket_id)
        left.going_on += _is_open(ticket)
        if reporter.first:
            ticket.erased_at = now
            await _forget_filing(session, ticket.id)
            if not _is_open(ticket):
                await _wipe(session, ticket)
        await _forget_said(session, ticket.id)
        moving.record(session, ticket, "erased", now, author="system")
        await session.delete(reporter)
    await session.flush()
    await _forget_verdicts(session, conversation_id)
    left.files += await _remove_files(session, conversation_id)
    left.open_ids += await _still_theirs(session, mine)
    return left


async def _still_theirs(session: AsyncSession, mine: Sequence[Reporter]) -> Sequence[int]:
    """The open tickets that keep words or files of this reporter until they end."""
    first = [reporter.ticket_id for reporter in mine if reporter.first]
    has_words = or_(Ticket.privacy == "public", Ticket.agency_text.is_not(None))
    has_files = exists().where(TicketAttachment.ticket_id == Ticket.id, *_ownerless())
    query = select(Ticket.id).where(
        Ticket.id.in_([reporter.ticket_id for reporter in mine]),
        Ticket.status.not_in(_ENDED),
        or_(Ticket.id.in_(first) & has_words, has_files),
    )
    return (await session.scalars(query.order_by(Ticket.id))).all()


def _ownerless() -> tuple[ColumnElement[bool], ...]:
    """Files of a report whose owner had their data erased."""
    return (
        TicketAttachment.purpose == "report",
        TicketAttachment.attachment_id == Attachment.id,
        Attachment.conversation_id.is_(None),
    )


def _is_open(ticket: Ticket) -> bool:
    """Whether the city still needs the words: public and not ended."""
    return not revealing.is_protected(ticket) and ticket.status not in _ENDED


async def _wipe(session: AsyncSession, ticket: Ticket) -> None:
    ticket.place_text = revealing.coarse_place(ticket)
    ticket.title = ticket.description = ERASED
    ticket.street = ticket.lat = ticket.lon = ticket.event_said = None
    ticket.revealing = []
    if ticket.status in _ENDED:  # until then the agency works with the verifier's words
        ticket.agency_text = None
    unsent = delete(LaporPost).where(LaporPost.ticket_id == ticket.id, LaporPost.state.in_(_NOT_SENT))
    await session.execute(unsent)


async def _forget_filing(session: AsyncSession, ticket_id: int) -> None:
    """Who filed it through a civic app."""
    filings = update(ApiFiling).where(ApiFiling.ticket_id == ticket_id)
    await session.execute(filings.values(person={}, media_url=None))


async def _forget_said(session: AsyncSession, ticket_id: int) -> None:
    """Citizens' words in the history go; that something happened, and every figure, stays."""
    query = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id, TicketEvent.author == "citizen")
    for event in await session.scalars(query):
        event.note = ""
        event.detail = {key: value for key, value in event.detail.items() if not isinstance(value, str)}


async def _forget_verdicts(session: AsyncSession, conversation_id: str) -> None:
    mine = TicketVerdict.conversation_id == conversation_id
    await session.execute(update(TicketVerdict).where(mine).values(words="", conversation_id=None))


async def _remove_files(session: AsyncSession, conversation_id: str) -> list[str]:
    """Remove the files of a conversation; those that an open public ticket needs only lose their owner."""
    needed = (
        select(TicketAttachment.attachment_id)
        .join(Ticket, Ticket.id == TicketAttachment.ticket_id)
        .where(Ticket.privacy == "public", Ticket.status.not_in(_ENDED))
    )
    mine = Attachment.conversation_id == conversation_id
    kept = mine & (Attachment.state == "stored") & Attachment.id.in_(needed)
    await session.execute(
        update(Attachment).where(kept).values(conversation_id=None, ref=None, filename=None)
    )
    return await _delete_files(session, (await session.scalars(select(Attachment.id).where(mine))).all())


async def _delete_files(session: AsyncSession, ids: Sequence[str]) -> list[str]:
    await session.execute(delete(TicketAttachment).where(TicketAttachment.attachment_id.in_(ids)))
    gone = delete(Attachment).where(Attachment.id.in_(ids)).returning(Attachment.path)
    return [path for path in await session.scalars(gone) if path]


async def ended(session: AsyncSession, ticket_ids: Collection[int]) -> set[int]:
    """Those that have ended."""
    query = select(Ticket.id).where(Ticket.id.in_(ticket_ids), Ticket.status.in_(_ENDED))
    return set(await session.scalars(query))


async def end(session: AsyncSession, ticket_ids: Sequence[int]) -> Left:
    """Erase what was kept for these tickets where they have ended by now."""
    left = Left()
    for ticket_id in sorted(ticket_ids):
        ticket = await moving.locked(session, ticket_id)
        if ticket.status not in _ENDED:
            left.open_ids.append(ticket_id)
            continue
        if ticket.erased_at is not None:
            await _wipe(session, ticket)
        ownerless = select(Attachment.id).where(TicketAttachment.ticket_id == ticket_id, *_ownerless())
        left.files += await _delete_files(session, (await session.scalars(ownerless)).all())
    return left
