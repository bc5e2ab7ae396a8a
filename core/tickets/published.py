"""What everybody may see of the reports: the list, the map, the counts, and one ticket by its number.

Only verified reports that are neither secret nor archived, and of those only what, roughly where, how far
and since when. No words of a citizen pass through here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core import agencies
from core.errors import NotFoundError
from core.jakarta import JAKARTA
from core.models import Reporter, Ticket, TicketEvent
from core.models.reports import PUBLISHED
from core.tickets.flow import OPEN, Status

PAGE = 25
MOST_POINTS = 300
_ROUGHLY = 3  # decimal places: 0.001 degrees are 111 metres
_NEARLY = 4  # 11 metres
# What the way of a ticket is made of; everything else is between staff and reporters.
_STEPS = ("created", *Status, "routed", "promised", "late", "reopened", "merged")


@dataclass(frozen=True)
class Wanted:
    """What to show; an empty field does not narrow."""

    kecamatan: str = ""
    category: str = ""
    statuses: Sequence[Status] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One report in the list."""

    id: int
    category: str
    kecamatan: str | None
    status: Status
    created_at: datetime
    late: bool


@dataclass(frozen=True)
class Page:
    """Reports, newest first; ``before`` asks for the older ones, None when there are none."""

    reports: Sequence[Listed]
    before: int | None


@dataclass(frozen=True, slots=True)
class Point:
    """Where a report is, as exactly as everybody may know."""

    lat: float
    lon: float
    category: str
    status: Status


@dataclass(frozen=True)
class Step:
    """One step on a ticket's way: "created", a status, "routed", "promised", "late", "reopened", "merged"."""

    kind: str
    at: datetime


@dataclass(frozen=True)
class Followed:
    """One ticket as anybody who knows its number may see it; of a secret one only ``status`` is there."""

    number: str
    status: Status
    secret: bool = False
    category: str = ""
    kecamatan: str | None = None
    agency_name: str = ""
    created_at: datetime | None = None
    due_on: date | None = None  # the day that counts now
    first_due_on: date | None = None  # the day it was before, if another was promised
    late: bool = False
    reporters: int = 0
    steps: Sequence[Step] = ()
    merged_into: str | None = None  # the number under which it goes on, if anybody may see that one


async def listed(
    session: AsyncSession, wanted: Wanted, now: datetime, *, before: int | None = None, limit: int = PAGE
) -> Page:
    """One page of reports, newest first."""
    query = list_query(wanted, before, limit + 1)
    rows = (await session.execute(query)).all()
    reports = [
        Listed(
            row.id, row.category, row.kecamatan, Status(row.status), row.created_at,
            _is_late(Status(row.status), row.promised_on or row.due_on, now),
        )
        for row in rows[:limit]
    ]  # fmt: skip
    return Page(reports, reports[-1].id if len(rows) > limit else None)


def list_query(wanted: Wanted, before: int | None, limit: int) -> Select[*tuple[Any, ...]]:
    """Published reports from the newest on, by the index that holds only those."""
    query = select(
        Ticket.id, Ticket.category, Ticket.kecamatan, Ticket.status, Ticket.created_at,
        Ticket.due_on, Ticket.promised_on,
    )  # fmt: skip
    if before is not None:
        query = query.where(Ticket.id < before)
    return query.where(PUBLISHED, *_narrow(wanted)).order_by(Ticket.id.desc()).limit(limit)


async def points(session: AsyncSession, wanted: Wanted, *, limit: int = MOST_POINTS) -> Sequence[Point]:
    """Where the newest reports are; only roughly where a home or somebody hidden could be found."""
    query = select(Ticket.lat, Ticket.lon, Ticket.category, Ticket.status, Ticket.privacy)
    query = query.where(PUBLISHED, *_narrow(wanted), Ticket.lat.is_not(None), Ticket.lon.is_not(None))
    rows = await session.execute(query.order_by(Ticket.id.desc()).limit(limit))
    return [
        Point(*shown_point(row.lat, row.lon, row.category, row.privacy), row.category, Status(row.status))
        for row in rows
    ]


def shown_point(lat: float, lon: float, category: str, privacy: str) -> tuple[float, float]:
    """The point that everybody may see: to about 100 m for sensitive categories and hidden reporters."""
    known = agencies.categories().get(category)
    exact = privacy == "public" and known is not None and not known.sensitive
    places = _NEARLY if exact else _ROUGHLY
    return round(lat, places), round(lon, places)


async def counts(session: AsyncSession, wanted: Wanted) -> Mapping[str | None, int]:
    """How many reports each kecamatan has; None for those of unknown place. Its own filter is not applied."""
    query = select(Ticket.kecamatan, func.count().label("number")).where(
        PUBLISHED, *_narrow(wanted, place=False)
    )
    rows = await session.execute(query.group_by(Ticket.kecamatan))
    return {row.kecamatan: row.number for row in rows}


def _narrow(wanted: Wanted, *, place: bool = True) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.kecamatan and place:
        conditions.append(Ticket.kecamatan == wanted.kecamatan)
    if wanted.category:
        conditions.append(Ticket.category == wanted.category)
    if wanted.statuses:
        conditions.append(Ticket.status.in_([status.value for status in wanted.statuses]))
    if wanted.since:
        conditions.append(Ticket.created_at >= wanted.since)
    return conditions


async def one(session: AsyncSession, number: str, now: datetime) -> Followed:
    """The ticket of this number.

    Raises:
        NotFoundError: no ticket has this number.
    """
    found = (await session.execute(_one_query(number))).first()
    if found is None:
        raise NotFoundError(f"ticket {number}")
    ticket, status = found.Ticket, Status(found.Ticket.status)
    if ticket.privacy == "secret":
        return Followed(number, status, secret=True)
    due_on = ticket.promised_on or ticket.due_on
    return Followed(
        number,
        status,
        category=ticket.category,
        kecamatan=ticket.kecamatan,
        agency_name=ticket.agency_name,
        created_at=ticket.created_at,
        due_on=due_on,
        first_due_on=ticket.due_on if ticket.due_on != due_on else None,
        late=_is_late(status, due_on, now),
        reporters=found.reporters,
        steps=await _steps(session, ticket.id),
        merged_into=found.merged_into,
    )


def _one_query(number: str) -> Select[*tuple[Any, ...]]:
    """The ticket with all that is one value, in one look."""
    other = aliased(Ticket)
    into = select(other.number).where(other.id == Ticket.merged_into, other.privacy != "secret")
    reporters = select(func.count()).where(Reporter.ticket_id == Ticket.id)
    return select(
        Ticket,
        reporters.correlate(Ticket).scalar_subquery().label("reporters"),
        into.correlate(Ticket).scalar_subquery().label("merged_into"),
    ).where(Ticket.number == number)


async def _steps(session: AsyncSession, ticket_id: int) -> Sequence[Step]:
    query = select(TicketEvent.kind, TicketEvent.created_at).where(TicketEvent.ticket_id == ticket_id)
    rows = await session.execute(query.where(TicketEvent.kind.in_(_STEPS)).order_by(TicketEvent.id))
    return [Step(kind, at) for kind, at in rows]


def _is_late(status: Status, due_on: date, now: datetime) -> bool:
    return status in OPEN and due_on < now.astimezone(JAKARTA).date()
