"""What a ticket owes by itself as days go by: late told, silence climbing, questions that run out.

`find` looks without holding anything; `do` takes one ticket in its caller's transaction and looks again, so
that several processes may sweep at once and a sweep may be repeated at any moment.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import assert_never

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core import deadlines
from core.jakarta import JAKARTA
from core.models import LookUpMiss, Ticket, TicketEvent
from core.tickets import closing, holds, ladder, moving, news, promises, telling
from core.tickets.flow import OPEN, Status
from core.tickets.taking import Taken, take

_PROMISE = func.coalesce(Ticket.promised_on, Ticket.due_on)


class Work(StrEnum):
    """The kinds of work, in the order in which one sweep does them."""

    LATE = "late"  # a broken promise is told
    CLIMB = "climb"  # silence reaches the next level
    ASK_AGAIN = "ask_again"  # "is it fixed?", once more
    CLOSE = "close"  # nobody said whether it is fixed
    REMIND = "remind"  # on hold: the question, once more
    ARCHIVE = "archive"  # on hold: nobody replied


_TELLS_NOBODY = (Work.CLIMB,)  # of the citizens: it goes on at night


def works(now: datetime) -> Sequence[Work]:
    """What can be done at this hour."""
    return [work for work in Work if work in _TELLS_NOBODY or not deadlines.is_quiet(now)]


async def find(session: AsyncSession, work: Work, now: datetime, after: int, limit: int) -> Sequence[int]:
    """The next tickets, by id, for which this work seems due."""
    query = select(Ticket.id).where(Ticket.id > after, *_seems_due(work, deadlines.today(now)))
    return (await session.scalars(query.order_by(Ticket.id).limit(limit))).all()


def _seems_due(work: Work, today: date) -> tuple[ColumnElement[bool], ...]:
    rules = deadlines.rules()
    match work:
        case Work.LATE:
            broken = ladder.broken_before(1, today) >= _PROMISE
            return Ticket.status.in_(ladder.WATCHED), broken, Ticket.late_told.is_distinct_from(_PROMISE)
        case Work.CLIMB:
            return Ticket.status.in_(OPEN), Ticket.escalation < ladder.TOP, or_(*map(_climbs, _levels(today)))
        case Work.ASK_AGAIN:
            soon = Ticket.ask_until <= today + timedelta(days=rules.answered.remind_days_before)
            return _answered(), soon, Ticket.ask_until >= today, ~_since(Status.ANSWERED, "reminded")
        case Work.CLOSE:
            return _answered(), Ticket.ask_until < today
        case Work.REMIND:
            asked_by = _end_of(today - timedelta(days=rules.on_hold.remind_after_days))
            return _on_hold(), _last_at(Status.ON_HOLD) < asked_by, ~_since(Status.ON_HOLD, "reminded")
        case Work.ARCHIVE:
            left = rules.on_hold.archive_after_days - rules.on_hold.remind_after_days
            return _on_hold(), _since(Status.ON_HOLD, "reminded", before=today - timedelta(days=left + 1))
        case _:
            assert_never(work)


def _answered() -> ColumnElement[bool]:
    return Ticket.status == Status.ANSWERED


def _on_hold() -> ColumnElement[bool]:
    return and_(Ticket.status == Status.ON_HOLD, Ticket.step_due_on.is_(None))  # a day: they replied


def _levels(today: date) -> Sequence[tuple[int, date]]:
    return [(level, ladder.broken_before(level, today)) for level in range(1, ladder.TOP + 1)]


def _climbs(due: tuple[int, date]) -> ColumnElement[bool]:
    level, day = due
    told = aliased(TicketEvent)
    since = (
        select(told.detail["since"].as_string())
        .where(told.ticket_id == Ticket.id, told.kind == "escalated")
        .order_by(told.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    broken = and_(Ticket.status.in_(ladder.WATCHED), day >= _PROMISE)
    silent = and_(Ticket.escalation > 0, since <= day.isoformat())
    return and_(Ticket.escalation < level, or_(Ticket.step_due_on <= day, broken, silent))


def _since(begin: str, kind: str, *, before: date | None = None) -> ColumnElement[bool]:
    """Whether such an event came after the last ``begin``, if that is given on or before a day."""
    event, last = aliased(TicketEvent), aliased(TicketEvent)
    began = select(func.max(last.id)).where(last.ticket_id == Ticket.id, last.kind == begin)
    found = exists().where(event.ticket_id == Ticket.id, event.kind == kind)
    found = found.where(event.id > began.correlate(Ticket).scalar_subquery())
    return (found if before is None else found.where(event.created_at < _end_of(before))).correlate(Ticket)


def _last_at(kind: str) -> ColumnElement[datetime]:
    event = aliased(TicketEvent)
    last = select(func.max(event.created_at)).where(event.ticket_id == Ticket.id, event.kind == kind)
    return last.correlate(Ticket).scalar_subquery()


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), JAKARTA)


async def do(session: AsyncSession, work: Work, ticket_id: int, now: datetime) -> bool:
    """Do it, if it is due; False when it is not, or somebody else has the ticket right now."""
    taken = await take(session, ticket_id)
    return taken is not None and await _DOING[work](session, taken, now)


async def _climb(session: AsyncSession, taken: Taken, now: datetime) -> bool:
    return taken.ticket.status in OPEN and await ladder.climb(session, taken.ticket, now)


async def _close(session: AsyncSession, taken: Taken, now: datetime) -> bool:
    return not deadlines.is_quiet(now) and await closing.close_silent(session, taken.ticket.id, now)


async def _ask_again(session: AsyncSession, taken: Taken, now: datetime) -> bool:
    ticket, today = taken.ticket, deadlines.today(now)
    if ticket.status != Status.ANSWERED or ticket.ask_until is None or deadlines.is_quiet(now):
        return False
    first_day = ticket.ask_until - timedelta(days=deadlines.rules().answered.remind_days_before)
    if not first_day <= today <= ticket.ask_until or await _was_reminded(session, ticket):
        return False
    moving.record(session, ticket, "reminded", now, detail={"of": "answer"})
    await news.tell_all(session, ticket, taken.everyone, telling.asked_again(ticket), now)
    return True


async def _was_reminded(session: AsyncSession, ticket: Ticket) -> bool:
    query = (
        select(TicketEvent.kind)
        .where(TicketEvent.ticket_id == ticket.id, TicketEvent.kind.in_((Status.ANSWERED, "reminded")))
        .order_by(TicketEvent.id.desc())
    )
    return (await session.scalars(query.limit(1))).first() == "reminded"


_DOING: Mapping[Work, Callable[[AsyncSession, Taken, datetime], Awaitable[bool]]] = {
    Work.LATE: promises.announce_late,
    Work.CLIMB: _climb,
    Work.ASK_AGAIN: _ask_again,
    Work.CLOSE: _close,
    Work.REMIND: holds.remind,
    Work.ARCHIVE: holds.archive,
}


async def count_late(session: AsyncSession, now: datetime) -> int:
    """How many tickets the city owes something for have a broken promise, told or not."""
    today = deadlines.today(now)
    late = Ticket.status.in_(ladder.WATCHED) & or_(Ticket.due_on < today, today > _PROMISE)
    return (await session.scalars(select(func.count()).select_from(Ticket).where(late))).one()


async def count_escalated(session: AsyncSession) -> Mapping[str, int]:
    """How many open tickets' silence has reached whom; every level is named."""
    counted = (
        select(Ticket.escalation, func.count())
        .where(Ticket.status.in_(OPEN), Ticket.escalation > 0)
        .group_by(Ticket.escalation)
    )
    numbers = {row[0]: row[1] for row in await session.execute(counted)}
    return {rung.to: numbers.get(level, 0) for level, rung in enumerate(deadlines.rules().escalation, 1)}


async def forget_misses(session: AsyncSession, now: datetime, limit: int) -> int:
    """Forget old wrong guesses of ticket numbers, so many at a time; returns how many."""
    before = now - timedelta(days=deadlines.rules().look_up_misses_kept_days)
    old = select(LookUpMiss.id).where(LookUpMiss.created_at < before).limit(limit)
    gone = await session.scalars(delete(LookUpMiss).where(LookUpMiss.id.in_(old)).returning(LookUpMiss.id))
    return len(gone.all())
