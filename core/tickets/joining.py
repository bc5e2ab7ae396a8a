"""One incident, many reporters: joining somebody's report, adding to it, and leaving it again.

Whoever joins keeps a channel, a name and a privacy of their own; the ticket's words stay the first
reporter's, and what others add is kept with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import concealing, conversations
from core.errors import ConflictError, NotFoundError
from core.models import Reporter, Ticket
from core.places import Place
from core.tickets import holds, making, reporters
from core.tickets.flow import OPEN, Status
from core.tickets.moving import locked, record

_LONGEST = 4_000  # characters of one reporter's words


@dataclass(frozen=True)
class Joined:
    """What somebody who joined is told."""

    ticket: Ticket
    place: int  # "Anda pelapor ke-3"
    new: bool  # False: was a reporter of it before
    first: bool  # made it, so that the words were added to the report itself


async def join(
    session: AsyncSession,
    ticket_id: int,
    conversation_id: str,
    now: datetime,
    *,
    privacy: str = "public",
    name: str | None = None,
    words: str = "",
    attachments: Sequence[str] = (),
) -> Joined:
    """Make this conversation a reporter of the ticket, or of the one it was merged into; once, however often.

    Raises:
        NotFoundError: there is no such ticket, or it is somebody else's secret.
        ConflictError: it no longer waits for the city.
    """
    await conversations.lock(session, conversation_id)
    ticket = await locked(session, await _surviving(session, ticket_id))
    reporter = await reporters.one(session, ticket.id, conversation_id)
    is_new = reporter is None
    if reporter is None:
        _check_open(ticket)
        reporter = _new(ticket.id, conversation_id, privacy, name, now)
        session.add(reporter)
        await session.flush()
        place = await _place(session, reporter)
        record(session, ticket, "joined", now, author="citizen", detail={"reporters": place})
        ticket.updated_at = now
    await _add_words(session, ticket, reporter, words, now)
    await making.attach(session, ticket.id, attachments)
    return Joined(ticket, await _place(session, reporter), is_new, reporter.first)


async def id_of(session: AsyncSession, number: str) -> int:
    """The ticket of this number, for a caller who has seen that it may be joined.

    Raises:
        NotFoundError: no ticket has this number.
    """
    ticket_id = (await session.scalars(select(Ticket.id).where(Ticket.number == number))).one_or_none()
    if ticket_id is None:
        raise NotFoundError(f"ticket {number}")
    return ticket_id


async def _surviving(session: AsyncSession, ticket_id: int) -> int:
    """The ticket itself, or the one it was merged into."""
    return (await _chain(session, ticket_id))[-1]


async def _chain(session: AsyncSession, ticket_id: int) -> Sequence[int]:
    """The ticket, what it was merged into, and so on."""
    found: list[int] = []
    following: int | None = ticket_id
    while following is not None:
        query = select(Ticket.id, Ticket.merged_into).where(Ticket.id == following)
        row = (await session.execute(query)).one_or_none()
        if row is None:
            raise NotFoundError(f"ticket {following}")
        found.append(row.id)
        following = row.merged_into
    return found


def _check_open(ticket: Ticket) -> None:
    if ticket.privacy == "secret":
        raise NotFoundError(f"ticket {ticket.id}")
    if Status(ticket.status) not in OPEN:
        raise ConflictError(f"ticket {ticket.id} has ended")


def _new(ticket_id: int, conversation_id: str, privacy: str, name: str | None, now: datetime) -> Reporter:
    return Reporter(
        ticket_id=ticket_id,
        conversation_id=conversation_id,
        first=False,
        privacy=privacy,
        name=name if privacy == "public" else None,
        words="",
        joined_at=now,
    )


async def _place(session: AsyncSession, reporter: Reporter) -> int:
    """Which reporter this is, from 1. A first one who is unknown, or erased, counts all the same."""
    if reporter.first:
        return 1
    before = select(func.count()).where(
        Reporter.ticket_id == reporter.ticket_id,
        Reporter.first.is_(False),
        (Reporter.joined_at < reporter.joined_at)
        | (
            (Reporter.joined_at == reporter.joined_at) & (Reporter.conversation_id < reporter.conversation_id)
        ),
    )
    return 2 + (await session.scalars(before)).one()


async def add(
    session: AsyncSession,
    ticket_id: int,
    conversation_id: str,
    now: datetime,
    *,
    words: str = "",
    attachments: Sequence[str] = (),
    place: Place | None = None,
) -> bool:
    """More from one of its reporters: the first one's words join the report, others' stay with them.

    A pin (``place``) of the first one moves the report; others' are kept as words. False when this
    conversation is no reporter of it (any more).
    """
    await conversations.lock(session, conversation_id)
    ticket = await locked(session, await _surviving(session, ticket_id))
    reporter = await reporters.one(session, ticket.id, conversation_id)
    if reporter is None:
        return False
    await _add_words(session, ticket, reporter, words, now)
    if place and reporter.first:
        await making.pin(session, ticket.id, place.lat, place.lon, place.kelurahan, place.kecamatan)
    elif place:
        await _add_words(session, ticket, reporter, f"Titik lokasi: {place.lat}, {place.lon}", now)
    await making.attach(session, ticket.id, attachments)
    if attachments or place:
        await holds.replied(session, ticket, now)
    return True


async def _add_words(
    session: AsyncSession, ticket: Ticket, reporter: Reporter, words: str, now: datetime
) -> None:
    kept = ticket.description if reporter.first else reporter.words
    if not words or words in kept:  # said once, however often the turn is repeated
        return
    if reporter.first:
        await making.add_words(session, ticket.id, words, now)
        return
    reporter.words = longer(reporter.words, words)
    ticket.updated_at = now
    await holds.replied(session, ticket, now)


def longer(words: str, more: str) -> str:
    """A reporter's words with more of them."""
    return "\n\n".join(filter(None, (words, more)))[:_LONGEST]


async def hide(
    session: AsyncSession, ticket_id: int, conversation_id: str, privacy: str, now: datetime
) -> None:
    """Hide this reporter, whether they made the report or joined it; the name is forgotten.

    What was merged took the name along, either way: they are hidden in all of it.
    """
    await conversations.lock(session, conversation_id)  # no merge takes the name along meanwhile
    family = await _chain(session, ticket_id)
    for each in [*family, *await _merged_into(session, family, conversation_id)]:
        await _hide_one(session, each, conversation_id, privacy, now)


async def _merged_into(session: AsyncSession, family: Sequence[int], conversation_id: str) -> Sequence[int]:
    """This conversation's tickets that became part of one of these."""
    mine = select(Ticket.id).join(Reporter, Reporter.ticket_id == Ticket.id)
    mine = mine.where(Reporter.conversation_id == conversation_id, Ticket.id.not_in(family))
    found = (await session.scalars(mine.where(Ticket.merged_into.in_(family)).order_by(Ticket.id))).all()
    return [*found, *await _merged_into(session, found, conversation_id)] if found else []


async def _hide_one(
    session: AsyncSession, ticket_id: int, conversation_id: str, privacy: str, now: datetime
) -> None:
    reporter = await reporters.one(session, ticket_id, conversation_id)
    if reporter is None:
        return
    if reporter.first:
        await making.hide(session, ticket_id, privacy, now)
        return
    reporter.name = None
    reporter.privacy = "secret" if "secret" in (reporter.privacy, privacy) else privacy


async def sign(session: AsyncSession, ticket_id: int, conversation_id: str, name: str, now: datetime) -> bool:
    """Put this reporter's name under the ticket; False when it is hidden and stays so."""
    await conversations.lock(session, conversation_id)
    ticket_id = await _surviving(session, ticket_id)
    reporter = await reporters.one(session, ticket_id, conversation_id)
    if reporter is not None and reporter.first:
        return await making.sign(session, ticket_id, name, now)
    if reporter is None or reporter.privacy != "public":
        return False
    reporter.name = name
    return True


async def leave(session: AsyncSession, ticket_id: int, conversation_id: str, now: datetime) -> bool:
    """Forget that this conversation joined: no news any more. A report stays with who made it: False."""
    await conversations.lock(session, conversation_id)
    ticket = await locked(session, ticket_id)
    reporter = await reporters.one(session, ticket_id, conversation_id)
    if reporter is None or reporter.first:
        return False
    if (reporter.privacy, ticket.privacy) != ("public", "public"):
        await concealing.keep_hidden(session, conversation_id)
    await session.delete(reporter)
    record(session, ticket, "left", now, author="citizen")
    return True
