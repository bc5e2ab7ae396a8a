"""Closing needs proof, and the reporters have the last word: fixed or not, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import agencies, deadlines
from core.errors import ConflictError
from core.models import Staff, Ticket, TicketVerdict
from core.tickets import moving, news, reporters, telling
from core.tickets import proof as proofs
from core.tickets.flow import OPEN, Reason, Status, StepError, may_move
from core.tickets.making import attach

LEAST_DAYS = 3  # of the new promise after a reopening


class Outcome(StrEnum):
    """What came of a verdict or a rating."""

    CLOSED = "closed"
    REOPENED = "reopened"
    NOTED = "noted"  # kept, but it decides nothing: of somebody who joined, or after another's verdict
    UNCHANGED = "unchanged"  # said before
    NOT_ASKED = "not_asked"  # nobody has answered the report yet
    TOO_LATE = "too_late"  # closed too long ago: offer a new report
    NOT_YOURS = "not_yours"  # not a reporter of this ticket


@dataclass(frozen=True)
class Judgement:
    """The outcome, and the ticket's dates after it, for the answer to the one who judged."""

    outcome: Outcome
    number: str
    promised_on: date | None = None  # the new promise of a reopened ticket
    until: date | None = None  # until when a closed one can be reopened


async def answer(
    session: AsyncSession,
    ticket_id: int,
    note: str,
    proof: Sequence[str],
    now: datetime,
    *,
    staff_id: int | None,
) -> Ticket:
    """The agency says it is done: keep note and proof (attachment ids), and ask every reporter.

    Raises:
        StepError: no such step from here, a note or proof is missing, or this officer closed it too early.
    """
    everyone = await reporters.lock(session, ticket_id)
    ticket = await moving.locked(session, ticket_id)
    if not may_move(Status(ticket.status), Status.ANSWERED):
        raise StepError(Reason.NO_SUCH_STEP, f"{ticket.status} -> answered")
    if staff_id is not None and staff_id == ticket.barred_id:
        raise StepError(Reason.BARRED)
    moving.require_cleared(ticket)
    if not note.strip():
        raise StepError(Reason.NEEDS_NOTE)
    files = await proofs.checked(session, ticket, proof)
    await attach(session, ticket.id, [file.id for file in files], purpose="proof")
    ticket.answered_at, ticket.answered_by, ticket.escalation = now, staff_id, 0
    ticket.ask_until = deadlines.today(now) + timedelta(days=deadlines.rules().answered.ask_days)
    detail = {"proof": len(files), "ask_until": ticket.ask_until.isoformat()}
    moving.step(session, ticket, Status.ANSWERED, now, staff_id=staff_id, note=note, detail=detail)
    await news.tell_all(session, ticket, everyone, telling.answered(ticket, note, proofs.address(files)), now)
    return ticket


async def judge(
    session: AsyncSession,
    ticket_id: int,
    conversation_id: str,
    fixed: bool,
    now: datetime,
    words: str = "",
) -> Judgement:
    """A reporter says whether it is fixed: while they are asked, or for 30 days after it was closed.

    "Not fixed" of anybody reopens; "fixed" of the first reporter closes, of somebody who joined only when
    there is no first one. The others are told; who judged is answered by the caller.
    """
    everyone = await reporters.lock(session, ticket_id)
    ticket = await moving.locked(session, ticket_id)
    mine = next((each for each in everyone if each.conversation_id == conversation_id), None)
    if mine is None:
        return _judgement(Outcome.NOT_YOURS, ticket)
    refusal = _refusal(ticket, fixed, now)
    if refusal is not None:
        return _judgement(refusal, ticket)
    if await _last_word(session, ticket, conversation_id) == fixed:
        return _judgement(Outcome.UNCHANGED, ticket)
    _keep(session, ticket, conversation_id, now, fixed=fixed, words=words)
    ticket.updated_at = now
    asked = ticket.status in (Status.ANSWERED, Status.DONE)
    decides = mine.first or not any(each.first for each in everyone)
    if asked and not fixed:
        await _reopen(session, ticket, mine.first, now)
        await news.tell_all(session, ticket, everyone, telling.reopened(ticket), now, but=conversation_id)
        return _judgement(Outcome.REOPENED, ticket)
    if ticket.status == Status.ANSWERED and decides:
        _close(session, ticket, now, author="citizen")
        told = telling.closed(ticket, _until(ticket, now), silent=False)
        await news.tell_all(session, ticket, everyone, told, now, but=conversation_id)
        return _judgement(Outcome.CLOSED, ticket)
    return _judgement(Outcome.NOTED, ticket)


def _refusal(ticket: Ticket, fixed: bool, now: datetime) -> Outcome | None:
    """Why no verdict counts now. After a reopening the others may still agree that it is not fixed."""
    if ticket.answered_at is None:
        return Outcome.NOT_ASKED
    if ticket.status == Status.DONE and deadlines.today(now) > _until(ticket, now):
        return Outcome.TOO_LATE
    if ticket.status in (Status.ANSWERED, Status.DONE) or (ticket.status in OPEN and not fixed):
        return None
    return Outcome.NOT_ASKED


def _judgement(outcome: Outcome, ticket: Ticket) -> Judgement:
    until = _until(ticket, ticket.closed_at) if ticket.closed_at else None
    return Judgement(outcome, ticket.number, ticket.promised_on, until)


def _until(ticket: Ticket, now: datetime) -> date:
    closed_on = deadlines.today(ticket.closed_at or now)
    return closed_on + timedelta(days=deadlines.rules().answered.reopen_days)


def _keep(
    session: AsyncSession,
    ticket: Ticket,
    conversation_id: str,
    now: datetime,
    *,
    fixed: bool | None = None,
    rating: int | None = None,
    words: str = "",
) -> None:
    verdict = TicketVerdict(
        ticket_id=ticket.id,
        conversation_id=conversation_id,
        fixed=fixed,
        rating=rating,
        words=words,
        created_at=now,
    )
    session.add(verdict)


async def _last_word(session: AsyncSession, ticket: Ticket, conversation_id: str) -> bool | None:
    """What this reporter said last about the newest answer."""
    query = (
        select(TicketVerdict.fixed)
        .where(TicketVerdict.ticket_id == ticket.id, TicketVerdict.conversation_id == conversation_id)
        .where(TicketVerdict.fixed.is_not(None), TicketVerdict.created_at >= ticket.answered_at)
    )
    return (await session.scalars(query.order_by(TicketVerdict.id.desc()).limit(1))).first()


def _close(session: AsyncSession, ticket: Ticket, now: datetime, *, author: str) -> None:
    ticket.closed_at, ticket.ask_until = now, None
    moving.step(session, ticket, Status.DONE, now, author=author)


async def _reopen(session: AsyncSession, ticket: Ticket, by_first: bool, now: datetime) -> None:
    """Back to work, with a new promise, and not to the one who closed it."""
    before = ticket.status
    days = agencies.categories()[ticket.category].working_days // 2
    ticket.promised_on = deadlines.due(now, max(LEAST_DAYS, days))
    ticket.reopened, ticket.barred_id = ticket.reopened + 1, ticket.answered_by
    ticket.assigned_to = await _somebody_else(session, ticket)
    ticket.closed_at, ticket.ask_until, ticket.escalation = None, None, 0
    moving.enter(ticket, Status.IN_PROGRESS, now)
    detail = {
        "from": before, "status": ticket.status, "by": "first" if by_first else "joined",
        "barred": ticket.barred_id, "assigned": ticket.assigned_to,
        "promised_on": ticket.promised_on.isoformat(),
    }  # fmt: skip
    moving.record(session, ticket, "reopened", now, author="citizen", detail=detail)


async def _somebody_else(session: AsyncSession, ticket: Ticket) -> int | None:
    """Another active person with the fewest open tickets; None when there is nobody."""
    load = (
        select(func.count(Ticket.id))
        .where(Ticket.assigned_to == Staff.id, Ticket.status.in_(OPEN), Ticket.id != ticket.id)
        .correlate(Staff)
        .scalar_subquery()
    )
    query = select(Staff.id).where(Staff.active)
    if ticket.barred_id is not None:
        query = query.where(Staff.id != ticket.barred_id)
    return (await session.scalars(query.order_by(load, Staff.id).limit(1))).first()


async def rate(
    session: AsyncSession,
    ticket_id: int,
    conversation_id: str,
    rating: int,
    now: datetime,
    words: str = "",
) -> Judgement:
    """A reporter rates the newest answer from 1 to 5; a new rating takes the place of their last one.

    Possible while they are asked and for 30 days after it was closed.

    Raises:
        ConflictError: no such rating.
    """
    if rating not in range(1, 6):
        raise ConflictError(f"a rating of {rating}")
    everyone = await reporters.lock(session, ticket_id)
    ticket = await moving.locked(session, ticket_id)
    if all(each.conversation_id != conversation_id for each in everyone):
        return _judgement(Outcome.NOT_YOURS, ticket)
    refusal = _refusal(ticket, True, now)
    if refusal is not None:
        return _judgement(refusal, ticket)
    before = await _last_rating(session, ticket, conversation_id)
    if before is not None and (before.rating, before.words) == (rating, words):
        return _judgement(Outcome.UNCHANGED, ticket)
    _keep(session, ticket, conversation_id, now, rating=rating, words=words)
    moving.record(session, ticket, "rated", now, author="citizen", detail={"rating": rating})
    return _judgement(Outcome.NOTED, ticket)


async def _last_rating(session: AsyncSession, ticket: Ticket, conversation_id: str) -> TicketVerdict | None:
    query = (
        select(TicketVerdict)
        .where(TicketVerdict.ticket_id == ticket.id, TicketVerdict.conversation_id == conversation_id)
        .where(TicketVerdict.rating.is_not(None), TicketVerdict.created_at >= ticket.answered_at)
    )
    return (await session.scalars(query.order_by(TicketVerdict.id.desc()).limit(1))).first()


async def close_silent(session: AsyncSession, ticket_id: int, now: datetime) -> bool:
    """Close an answered ticket whose reporters said nothing until the last day; False when it must not be."""
    everyone = await reporters.lock(session, ticket_id)
    ticket = await moving.locked(session, ticket_id)
    is_over = ticket.ask_until is not None and ticket.ask_until < deadlines.today(now)
    if ticket.status != Status.ANSWERED or not is_over:
        return False
    _close(session, ticket, now, author="system")
    await news.tell_all(
        session, ticket, everyone, telling.closed(ticket, _until(ticket, now), silent=True), now
    )
    return True
