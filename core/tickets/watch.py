"""What a ticket owes by itself as days go by: late told, silence climbing, questions that run out.

`find` looks without holding anything; `do` takes one ticket in its caller's transaction and looks again, so
that several processes may sweep at once and a sweep may be repeated at any moment.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, assert_never

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core import deadlines
from core.db import UtcDateTime
from core.jakarta import JAKARTA
from core.models import LookUpMiss, Ticket, TicketEvent
from core.tickets import closing, holds, ladder, moving, news, promises, telling
from core.tickets.flow import OPEN, Status
from core.tickets.taking import Taken, take

_LEVELS = range(1, ladder.TOP + 1)
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
    values = {"after": after, "limit": limit, **_days(deadlines.today(now))}
    return (await session.scalars(_query(work), values)).all()


@cache
def _days(today: date) -> Mapping[str, Any]:
    """Until which day something must lie back for it to be due today."""
    answered, hold = deadlines.rules().answered, deadlines.rules().on_hold
    left = hold.archive_after_days - hold.remind_after_days
    days: dict[str, Any] = {
        "today": today,
        "soon": today + timedelta(days=answered.remind_days_before),
        "asked_by": _end_of(today - timedelta(days=hold.remind_after_days)),
        "reminded_by": _end_of(today - timedelta(days=left + 1)),
    }
    for level in _LEVELS:
        days[f"broken_{level}"] = ladder.broken_before(level, today)
        days[f"silent_{level}"] = days[f"broken_{level}"].isoformat()
    return days


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), JAKARTA)


@cache
def _query(work: Work) -> Select[int]:
    query = select(Ticket.id).where(Ticket.id > bindparam("after"), *_seems_due(work))
    return query.order_by(Ticket.id).limit(bindparam("limit"))


def _seems_due(work: Work) -> tuple[ColumnElement[bool], ...]:
    match work:
        case Work.LATE:
            untold = Ticket.late_told.is_distinct_from(_PROMISE)
            return Ticket.status.in_(ladder.WATCHED), _day("broken_1") >= _PROMISE, untold
        case Work.CLIMB:
            return Ticket.status.in_(OPEN), Ticket.escalation < ladder.TOP, or_(*map(_climbs, _LEVELS))
        case Work.ASK_AGAIN:
            asked = Ticket.ask_until.between(_day("today"), _day("soon"))
            return Ticket.status == Status.ANSWERED, asked, ~_since(Status.ANSWERED, "reminded")
        case Work.CLOSE:
            return Ticket.status == Status.ANSWERED, Ticket.ask_until < _day("today")
        case Work.REMIND:
            old = _last_at(Status.ON_HOLD) < _moment("asked_by")
            return _unreplied(), old, ~_since(Status.ON_HOLD, "reminded")
        case Work.ARCHIVE:
            return _unreplied(), _since(Status.ON_HOLD, "reminded", before=_moment("reminded_by"))
        case _:
            assert_never(work)


def _day(name: str) -> ColumnElement[date]:
    return bindparam(name, type_=Date)


def _moment(name: str) -> ColumnElement[datetime]:
    return bindparam(name, type_=UtcDateTime)


def _unreplied() -> ColumnElement[bool]:
    """On hold, and no reply has given staff a day to look at it."""
    return and_(Ticket.status == Status.ON_HOLD, Ticket.step_due_on.is_(None))


def _climbs(level: int) -> ColumnElement[bool]:
    told = aliased(TicketEvent)
    since = (
        select(told.detail["since"].as_string())
        .where(told.ticket_id == Ticket.id, told.kind == "escalated")
        .order_by(told.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    broken = and_(Ticket.status.in_(ladder.WATCHED), _day(f"broken_{level}") >= _PROMISE)
    silent = and_(Ticket.escalation > 0, since <= bindparam(f"silent_{level}"))
    late = or_(Ticket.step_due_on <= _day(f"broken_{level}"), broken, silent)
    return and_(Ticket.escalation < level, late)


def _since(begin: str, kind: str, *, before: ColumnElement[datetime] | None = None) -> ColumnElement[bool]:
    """Whether such an event came after the last ``begin``, if that is given before a moment."""
    event, last = aliased(TicketEvent), aliased(TicketEvent)
    began = select(func.max(last.id)).where(last.ticket_id == Ticket.id, last.kind == begin)
    found = exists().where(event.ticket_id == Ticket.id, event.kind == kind)
    found = found.where(event.id > began.correlate(Ticket).scalar_subquery())
    return (found if before is None else found.where(event.created_at < before)).correlate(Ticket)


def _last_at(kind: str) -> ColumnElement[datetime]:
    event = aliased(TicketEvent)
    last = select(func.max(event.created_at)).where(event.ticket_id == Ticket.id, event.kind == kind)
    return last.correlate(Ticket).scalar_subquery()


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
