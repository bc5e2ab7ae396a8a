"""The table of tickets as staff filter it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import deadlines
from core.models import Ticket
from core.tickets import ENDED, OPEN, Status

PAGE = 50
_DUE = func.coalesce(Ticket.promised_on, Ticket.due_on)


class Mark(StrEnum):
    """What makes a ticket stand out."""

    LATE = "late"
    REOPENED = "reopened"
    ESCALATED = "escalated"
    FLAGGED = "flagged"  # its words may tell who reported
    REPLIED = "replied"  # was asked for data, and wrote since
    MINE = "mine"


@dataclass(frozen=True)
class Filter:
    """What to list; an empty field does not narrow. ``staff_id`` is who asks."""

    status: str = ""
    category: str = ""
    kecamatan: str = ""
    agency: str = ""
    mark: Mark | None = None
    staff_id: int | None = None


def is_late(ticket: Ticket, now: datetime) -> bool:
    """Whether its newest promise has passed in Bandung without an answer."""
    return (ticket.promised_on or ticket.due_on) < deadlines.today(now) and Status(ticket.status) not in ENDED


def is_flagged(ticket: Ticket) -> bool:
    """Whether a verifier must look at its words before they leave."""
    in_question = bool(ticket.revealing) or ticket.agency_text is not None
    return ticket.privacy != "public" and in_question and ticket.cleared_by is None


async def listed(session: AsyncSession, wanted: Filter, now: datetime, *, page: int = 1) -> Sequence[Ticket]:
    """One page of tickets, newest first; late and escalated ones by who waits longest."""
    query = select(Ticket).limit(PAGE).offset(PAGE * (page - 1))
    for column in ("status", "category", "kecamatan", "agency"):
        if value := getattr(wanted, column):
            query = query.where(getattr(Ticket, column) == value)
    if wanted.mark is not None:
        query = query.where(_is_marked(wanted.mark, wanted, now))
    return (await session.scalars(query.order_by(*_order(wanted.mark)))).all()


def _is_marked(mark: Mark, wanted: Filter, now: datetime) -> ColumnElement[bool]:
    is_open = Ticket.status.in_(OPEN)  # few among many: the index of statuses finds them
    conditions = {
        Mark.LATE: and_(deadlines.today(now) > _DUE, is_open),
        Mark.REOPENED: Ticket.reopened > 0,
        Mark.ESCALATED: and_(Ticket.escalation > 0, is_open),
        Mark.FLAGGED: and_(_flagged(), is_open),
        Mark.REPLIED: and_(Ticket.status == Status.ON_HOLD, Ticket.step_due_on.is_not(None)),
        Mark.MINE: and_(Ticket.assigned_to == wanted.staff_id, is_open),
    }
    return conditions[mark]


def _order(mark: Mark | None) -> tuple[ColumnElement[Any], ...]:
    """Newest first, but who waits longest where somebody waits."""
    orders: dict[Mark | None, tuple[ColumnElement[Any], ...]] = {
        Mark.LATE: (_DUE, Ticket.id.asc()),
        Mark.ESCALATED: (Ticket.escalation.desc(), Ticket.id.asc()),
    }
    return orders.get(mark, (Ticket.id.desc(),))


def _flagged() -> ColumnElement[bool]:
    found = func.json_array_length(Ticket.revealing) > 0
    return and_(
        Ticket.privacy != "public", Ticket.cleared_by.is_(None), or_(found, Ticket.agency_text.is_not(None))
    )
