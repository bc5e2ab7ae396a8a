"""On hold: the city asked for something. Silence is reminded once, then archived; a reply brings it back."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import deadlines
from core.models import Ticket, TicketEvent
from core.tickets import moving, news, telling
from core.tickets.flow import Status
from core.tickets.taking import Taken

_SILENT = "Tidak ada jawaban atas pertanyaan petugas."


async def replied(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """A reporter said or sent more: if the city waited for that, or gave up waiting, staff look again."""
    if ticket.status == Status.ARCHIVED and await _was_silent(session, ticket):
        moving.step(session, ticket, Status.ON_HOLD, now, author="citizen")
    if ticket.status == Status.ON_HOLD and ticket.step_due_on is None:
        ticket.step_due_on = deadlines.due(now, deadlines.rules().working_days_for.first_follow_up)
        moving.record(session, ticket, "replied", now, author="citizen")


async def waits_for_reply(session: AsyncSession, ticket: Ticket) -> bool:
    """Whether what a reporter says now is for the city's question, in time or too late."""
    archived = ticket.status == Status.ARCHIVED
    return ticket.status == Status.ON_HOLD or (archived and await _was_silent(session, ticket))


async def _was_silent(session: AsyncSession, ticket: Ticket) -> bool:
    last = await _last(session, ticket, Status.ARCHIVED)
    return last is not None and bool(last.detail.get("silent"))


async def remind(session: AsyncSession, taken: Taken, now: datetime) -> bool:
    """Ask the reporters once more; False when it is too early, was done, or they replied."""
    ticket, today = taken.ticket, deadlines.today(now)
    question = await _open_question(session, ticket)
    after = timedelta(days=deadlines.rules().on_hold.remind_after_days)
    if question is None or today < deadlines.today(question.created_at) + after or deadlines.is_quiet(now):
        return False
    if await _reminded_on(session, ticket, question) is not None:
        return False
    until = today + _left()
    moving.record(session, ticket, "reminded", now, detail={"of": "hold", "until": until.isoformat()})
    await news.tell_all(
        session, ticket, taken.everyone, telling.hold_again(ticket, question.note, until), now
    )
    return True


async def archive(session: AsyncSession, taken: Taken, now: datetime) -> bool:
    """Archive what nobody replied to after the reminder; False when it is too early or they replied."""
    ticket = taken.ticket
    question = await _open_question(session, ticket)
    reminded_on = await _reminded_on(session, ticket, question) if question is not None else None
    if reminded_on is None or deadlines.today(now) <= reminded_on + _left() or deadlines.is_quiet(now):
        return False
    moving.step(session, ticket, Status.ARCHIVED, now, note=_SILENT, detail={"silent": True})
    await news.tell_all(session, ticket, taken.everyone, telling.hold_over(ticket), now)
    return True


def _left() -> timedelta:
    """From the reminder to the last day of waiting."""
    rules = deadlines.rules().on_hold
    return timedelta(days=rules.archive_after_days - rules.remind_after_days)


async def _open_question(session: AsyncSession, ticket: Ticket) -> TicketEvent | None:
    """What the reporters were asked, if they did not reply."""
    if ticket.status != Status.ON_HOLD or ticket.step_due_on is not None:
        return None
    return await _last(session, ticket, Status.ON_HOLD)


async def _reminded_on(session: AsyncSession, ticket: Ticket, question: TicketEvent) -> date | None:
    last = await _last(session, ticket, "reminded")
    return deadlines.today(last.created_at) if last is not None and last.id > question.id else None


async def _last(session: AsyncSession, ticket: Ticket, kind: str) -> TicketEvent | None:
    query = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id, TicketEvent.kind == kind)
    return (await session.scalars(query.order_by(TicketEvent.id.desc()).limit(1))).first()
