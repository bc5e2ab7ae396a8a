"""Silence climbs: from the agency to its head to the leadership, until somebody takes a step.

It counts from the first day that was broken: of the next step (verification, first follow-up) or of the
promise. A new promise that nobody gave, made only because the old one was broken, does not start it anew.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import deadlines
from core.models import Ticket, TicketEvent
from core.tickets import moving
from core.tickets.flow import Status

# What the city owes something for; on hold it waits for the citizen, until they reply.
WATCHED = (Status.RECEIVED, Status.VERIFIED, Status.FORWARDED, Status.IN_PROGRESS)
TOP = 3


def days_late(level: int) -> int:
    """From how many working days late on this level (1 to `TOP`) is told."""
    return deadlines.rules().escalation[level - 1].working_days_late


def broken_before(level: int, today: date) -> date:
    """The last day that, if it was promised, is so late today that this level is told."""
    day = today
    while deadlines.working_days_since(day, today) < days_late(level):
        day -= timedelta(days=1)
    return day


async def climb(session: AsyncSession, ticket: Ticket, now: datetime) -> bool:
    """Tell every level that is due by now, one event each; the caller holds the ticket."""
    today = deadlines.today(now)
    since = await _silent_since(session, ticket, today)
    if since is None:
        return False
    late, before = deadlines.working_days_since(since, today), ticket.escalation
    for level in range(before + 1, TOP + 1):
        if late < days_late(level):
            break
        ticket.escalation = level
        detail = {
            "level": level,
            "to": deadlines.rules().escalation[level - 1].to,
            "since": since.isoformat(),
        }
        moving.record(session, ticket, "escalated", now, detail=detail)
    return ticket.escalation > before


async def _silent_since(session: AsyncSession, ticket: Ticket, today: date) -> date | None:
    """The first of the broken days, with the one that the levels told so far were told of."""
    days = [ticket.step_due_on]
    if ticket.status in WATCHED:
        days.append(ticket.promised_on or ticket.due_on)
    broken = [day for day in days if day is not None and day < today]
    if ticket.escalation:
        query = select(TicketEvent.detail).where(
            TicketEvent.ticket_id == ticket.id, TicketEvent.kind == "escalated"
        )
        told = (await session.scalars(query.order_by(TicketEvent.id.desc()).limit(1))).first()
        broken += [date.fromisoformat(told["since"])] if told else []
    return min(broken, default=None)
