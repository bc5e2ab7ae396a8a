"""The day by which a ticket is promised: moved with a reason, and its breach told before the citizen asks."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import deadlines
from core.models import Ticket, TicketEvent
from core.tickets import ladder, moving, news, reporters, telling
from core.tickets.flow import OPEN, Reason, StepError
from core.tickets.ladder import WATCHED
from core.tickets.taking import Taken

_FARTHEST = timedelta(days=366)


def in_force(ticket: Ticket) -> date:
    """The day by which it is promised now."""
    return ticket.promised_on or ticket.due_on


async def extend(
    session: AsyncSession, ticket_id: int, promised_on: date, reason: str, now: datetime, staff_id: int | None
) -> Ticket:
    """Promise another day, with the reason that every reporter hears.

    Raises:
        StepError: it has ended, the reason is missing, or the day is free, past, too far or promised already.
    """
    everyone = await reporters.lock(session, ticket_id)
    ticket = await moving.locked(session, ticket_id)
    if ticket.status not in OPEN:
        raise StepError(Reason.NO_SUCH_STEP, ticket.status)
    if not reason.strip():
        raise StepError(Reason.NEEDS_NOTE)
    before, today = in_force(ticket), deadlines.today(now)
    too_far = promised_on > today + _FARTHEST
    if promised_on < today or promised_on == before or too_far or not deadlines.is_working_day(promised_on):
        raise StepError(Reason.BAD_DAY, promised_on.isoformat())
    ticket.promised_on, ticket.updated_at, ticket.escalation = promised_on, now, 0
    detail = {"from": before.isoformat(), "promised_on": promised_on.isoformat()}
    moving.record(session, ticket, "promised", now, staff_id=staff_id, note=reason, detail=detail)
    await news.tell_all(session, ticket, everyone, telling.extended(ticket, before, reason), now)
    return ticket


async def announce_late(session: AsyncSession, taken: Taken, now: datetime) -> bool:
    """Tell the reporters that a promise was broken, to whom that went, and the new day; once per promise.

    False when there is nothing to tell, or people sleep.
    """
    ticket, broken, today = taken.ticket, in_force(taken.ticket), deadlines.today(now)
    is_over = deadlines.working_days_since(broken, today) >= ladder.days_late(1)
    if ticket.status not in WATCHED or ticket.late_told == broken or not is_over or deadlines.is_quiet(now):
        return False
    await ladder.climb(session, ticket, now)
    reason = await _reason_for(session, ticket, broken)
    ticket.promised_on = deadlines.after(today, deadlines.rules().working_days_for.new_promise)
    ticket.late_told, ticket.updated_at = broken, now
    to = deadlines.rules().escalation[max(ticket.escalation, 1) - 1].to
    detail = {"from": broken.isoformat(), "promised_on": ticket.promised_on.isoformat(), "to": to}
    moving.record(session, ticket, "late", now, detail=detail)
    await news.tell_all(session, ticket, taken.everyone, telling.late(ticket, broken, to, reason), now)
    return True


async def _reason_for(session: AsyncSession, ticket: Ticket, broken: date) -> str:
    """What staff said when they promised this day."""
    query = (
        select(TicketEvent)
        .where(TicketEvent.ticket_id == ticket.id, TicketEvent.kind == "promised")
        .order_by(TicketEvent.id.desc())
        .limit(1)
    )
    last = (await session.scalars(query)).first()
    return last.note if last is not None and last.detail.get("promised_on") == broken.isoformat() else ""
