"""Two tickets of one incident become one: its reporters stay together, each with their own channel."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations, ticket_number
from core.models import Reporter, Ticket, TicketAttachment
from core.tickets import joining, making, moving, news, reporters, telling
from core.tickets.flow import OPEN, Reason, Status, StepError


async def merge(
    session: AsyncSession, ticket_id: int, into_number: str, now: datetime, *, staff_id: int | None
) -> Ticket:
    """Let this ticket go on as part of the other; returns the other.

    Its reporters become reporters of the other one with their words and files, hear of it, and from then on
    get the other one's news. Its own number still leads them to what became of it.

    Raises:
        StepError: there is no such other ticket, one of them has ended, or one is secret.
    """
    into_id = await id_of(session, into_number)
    if into_id == ticket_id:
        raise StepError(Reason.SAME)
    moved, there = await hold(session, ticket_id, into_id)
    held = {each: await moving.locked(session, each) for each in sorted((ticket_id, into_id))}
    ticket, into = held[ticket_id], held[into_id]
    _check(ticket, into)
    await _bring(session, ticket, into, moved, there, now)
    ticket.merged_into = into.id
    number, other = ticket_number.show(ticket.number), ticket_number.show(into.number)
    moving.step(
        session, ticket, Status.ARCHIVED, now,
        staff_id=staff_id, note=f"Digabung dengan {other}.", detail={"into": other},
    )  # fmt: skip
    moving.record(
        session, into, "merged", now, staff_id=staff_id, detail={"from": number, "reporters": len(moved)}
    )
    into.updated_at = now
    await news.tell_all(session, ticket, moved, telling.merged(ticket, into), now)
    return into


async def id_of(session: AsyncSession, number: str) -> int:
    """The ticket of this number.

    Raises:
        StepError: there is none.
    """
    found = (await session.scalars(select(Ticket.id).where(Ticket.number == number))).one_or_none()
    if found is None:
        raise StepError(Reason.UNKNOWN_TICKET, number)
    return found


async def hold(
    session: AsyncSession, ticket_id: int, into_id: int
) -> tuple[Sequence[Reporter], Sequence[Reporter]]:
    """The reporters of both, all their conversations locked in the one order that everybody keeps."""
    moved = await reporters.everyone(session, ticket_id)
    there = await reporters.everyone(session, into_id)
    for conversation_id in sorted({each.conversation_id for each in (*moved, *there)}):
        await conversations.lock(session, conversation_id)
    return moved, there


def _check(ticket: Ticket, into: Ticket) -> None:
    if ticket.status not in OPEN or into.status not in OPEN:
        raise StepError(Reason.NO_SUCH_STEP, f"{ticket.status} into {into.status}")
    if "secret" in (ticket.privacy, into.privacy):
        raise StepError(Reason.ALONE)


async def _bring(
    session: AsyncSession,
    ticket: Ticket,
    into: Ticket,
    moved: Sequence[Reporter],
    there: Sequence[Reporter],
    now: datetime,
) -> None:
    known = {each.conversation_id: each for each in there}
    for reporter in moved:
        words = ticket.description if reporter.first else reporter.words
        same = known.get(reporter.conversation_id)
        if same is None:
            session.add(_as_joined(reporter, into.id, words, now))
        else:
            await _unite(session, into, same, reporter.privacy, words, now)
    query = select(TicketAttachment.attachment_id, TicketAttachment.purpose)
    for attachment_id, purpose in await session.execute(query.where(TicketAttachment.ticket_id == ticket.id)):
        await making.attach(session, into.id, [attachment_id], purpose=purpose)


async def _unite(
    session: AsyncSession, into: Ticket, reporter: Reporter, privacy: str, words: str, now: datetime
) -> None:
    """Whoever reported both: their words stay with them, and who hid in one of them is hidden in both."""
    said = into.description if reporter.first else reporter.words
    if words not in said:
        reporter.words = joining.longer(reporter.words, words)
    if privacy != "public":
        await joining.hide(session, into.id, reporter.conversation_id, privacy, now)


def _as_joined(reporter: Reporter, into_id: int, words: str, now: datetime) -> Reporter:
    return Reporter(
        ticket_id=into_id,
        conversation_id=reporter.conversation_id,
        first=False,
        privacy=reporter.privacy,
        name=reporter.name,
        words=words,
        joined_at=now,
    )
