"""Every change of a ticket's state: one event, and news to everybody who reported it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import deadlines
from core.models import Ticket, TicketEvent
from core.tickets import lapor, news, reporters, telling
from core.tickets.flow import (
    ENDED,
    WITH_AGENCY,
    Reason,
    Status,
    StepError,
    may_move,
    needs_note,
    next_statuses,
)
from core.tickets.proof import COMPLAINT


async def move(
    session: AsyncSession,
    ticket_id: int,
    status: Status,
    now: datetime,
    *,
    staff_id: int | None,
    note: str = "",
    door: str = "",
) -> Ticket:
    """Take a simple step and tell the reporters in the same transaction.

    An answer goes through `closing.answer`, an end through the reporters' verdict or their silence.
    ``door`` is whom to turn to when the matter is not the city's.

    Raises:
        StepError: the flow has no such step, a note is missing, or the words might tell who reported.
    """
    everyone = await reporters.lock(session, ticket_id)
    ticket = await locked(session, ticket_id)
    _check(ticket, status, note or door)
    before = Status(ticket.status)
    detail = {"door": door} if door else {}
    if before == Status.ON_HOLD and status != Status.ARCHIVED:
        detail |= await _give_back(session, ticket, now)
    step(session, ticket, status, now, staff_id=staff_id, note=note, detail=detail)
    if before in ENDED:
        _revive(ticket, now)
    if status == Status.DONE:
        ticket.closed_at, ticket.answered_by = now, ticket.answered_by or staff_id
    if status == Status.FORWARDED:
        await lapor.queue(session, ticket, now)
    told = telling.status(ticket, note, door, waited="promised_on" in detail)
    await news.tell_all(session, ticket, everyone, told, now)
    return ticket


def choices(ticket: Ticket) -> Sequence[Status]:
    """The simple steps that staff may take with this ticket now."""
    return [each for each in next_statuses(Status(ticket.status)) if _is_simple(ticket, each)]


def _is_simple(ticket: Ticket, status: Status) -> bool:
    if ticket.merged_into is not None:
        return False  # the other one goes on
    if status == Status.DONE:
        return ticket.classification != COMPLAINT  # that a complaint is fixed says who complained
    return status != Status.ANSWERED


def _check(ticket: Ticket, status: Status, reason: str) -> None:
    before = Status(ticket.status)
    if not may_move(before, status) or not _is_simple(ticket, status):
        raise StepError(Reason.NO_SUCH_STEP, f"{before} -> {status}")
    if needs_note(before, status) and not reason.strip():
        raise StepError(Reason.NEEDS_NOTE)
    if status in WITH_AGENCY:
        require_cleared(ticket)


def require_cleared(ticket: Ticket) -> None:
    """A protected report leaves the verifier only when its words do not tell who reported.

    Raises:
        StepError: nobody has said so yet.
    """
    in_question = bool(ticket.revealing) or ticket.agency_text is not None
    if ticket.privacy != "public" and in_question and ticket.cleared_by is None:
        raise StepError(Reason.UNCLEARED)


def _revive(ticket: Ticket, now: datetime) -> None:
    """An ended ticket is worked on again: its old promise is worth nothing."""
    ticket.closed_at = ticket.answered_at = ticket.ask_until = None
    if (ticket.promised_on or ticket.due_on) <= deadlines.today(now):
        ticket.promised_on = deadlines.due(now, deadlines.rules().working_days_for.new_promise)


async def _give_back(session: AsyncSession, ticket: Ticket, now: datetime) -> dict[str, str]:
    """The working days on which the city waited for the citizen do not count against the agency."""
    asked = await _event(session, ticket, Status.ON_HOLD, TicketEvent.author != "citizen", newest=True)
    if asked is None:
        return {}
    reply = await _event(session, ticket, "replied", TicketEvent.id > asked.id)
    until = reply.created_at if reply else now  # from the reply on the agency is waited for
    waited = deadlines.working_days_since(deadlines.today(asked.created_at), deadlines.today(until))
    if not waited:
        return {}
    ticket.promised_on = deadlines.after(ticket.promised_on or ticket.due_on, waited)
    return {"promised_on": ticket.promised_on.isoformat()}


async def _event(
    session: AsyncSession, ticket: Ticket, kind: str, which: ColumnElement[bool], *, newest: bool = False
) -> TicketEvent | None:
    """The oldest, or newest, event of this kind among those."""
    query = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id, TicketEvent.kind == kind, which)
    order = TicketEvent.id.desc() if newest else TicketEvent.id
    return (await session.scalars(query.order_by(order).limit(1))).first()


async def locked(session: AsyncSession, ticket_id: int) -> Ticket:
    """The ticket as it is now, held until the transaction ends."""
    query = select(Ticket).where(Ticket.id == ticket_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one()


def step(
    session: AsyncSession,
    ticket: Ticket,
    status: Status,
    now: datetime,
    *,
    staff_id: int | None = None,
    author: str = "",
    note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Set the status and record it; the caller holds the ticket and has checked the step."""
    enter(ticket, status, now)
    record(session, ticket, status, now, staff_id=staff_id, author=author, note=note, detail=detail)


def enter(ticket: Ticket, status: Status, now: datetime) -> None:
    """Set the status and the day by which the next step is due; who takes a step is no longer silent."""
    ticket.status, ticket.updated_at, ticket.escalation = status, now, 0
    if ticket.verified_at is None and status in (Status.VERIFIED, *WITH_AGENCY):
        ticket.verified_at = now
    days = deadlines.rules().working_days_for
    match status:
        case Status.VERIFIED:
            ticket.step_due_on = deadlines.due(now, days.verification)
        case Status.FORWARDED:
            ticket.step_due_on = deadlines.due(now, days.first_follow_up)
        case _:
            ticket.step_due_on = None


def record(
    session: AsyncSession,
    ticket: Ticket,
    kind: str,
    now: datetime,
    *,
    staff_id: int | None = None,
    author: str = "",
    note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """One event of a ticket: who, when, what, why. Without ``author``: staff if one is named, else system."""
    session.add(
        TicketEvent(
            ticket_id=ticket.id,
            kind=kind,
            author=author or ("staff" if staff_id else "system"),
            staff_id=staff_id,
            note=note,
            detail=dict(detail or {}),
            created_at=now,
        )
    )
