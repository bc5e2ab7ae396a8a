"""Open reports of the same thing near by, so that a citizen may join one instead of filing it again.

Shown before filing, to anybody who writes of the same place: so never the words of the first reporter, only
what kind of problem, the street, the day and the status; of an anonymous report not even how many or how far.
What `published.shown_point` does not show to everybody cannot be felt out by moving a pin either.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import agencies, places, ticket_number
from core.jakarta import JAKARTA
from core.models import Reporter, Ticket
from core.places import Place
from core.reports import place_words
from core.tickets.flow import OPEN, Status
from core.tickets.published import shown_point

METRES = 250
MOST = 3
_ROWS = 1000  # looked at
_DEGREE = 111_195.0  # metres of latitude
_EARTH = 6_371_000.0
_ROUNDED = 0.001  # degrees: by how much at most a shown point lies beside the true one
_STEP = 50  # metres: a distance told more finely would tell the point
_WAY = re.compile(r"(?:jalan|jln|jl|gang|gg|lorong|komplek|perumahan)\b\.?\s*", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Near:
    """An open report as anybody may see it before filing the same."""

    ticket_id: int
    number: str  # BDG-4821-0934
    category: str
    status: Status
    created_on: date
    due_on: date  # the newest promise
    late: bool
    place: str | None  # street, kelurahan or kecamatan; never the reporter's own words
    mine: bool = False
    joined: bool = False  # mine, but somebody else's words
    reporters: int | None = None  # None: anonymous
    metres: int | None = None  # rounded; None: anonymous, or one of the two has no point


@dataclass(frozen=True)
class Spot:
    """Where the new report is. A street's middle is no point: then ``lat`` and ``lon`` stay empty."""

    lat: float | None = None
    lon: float | None = None
    street: str | None = None  # its official name
    kelurahan: str | None = None
    kecamatan: str | None = None
    words: str = ""  # the place as the report shows it, if it names one spot


def spot_of(place: Place | None) -> Spot:
    """Where a draft's place is, as far as that can be compared."""
    if place is None:
        return Spot()
    point = (None, None) if place.approximate else (place.lat, place.lon)
    words = place_words(place) if _names_a_spot(place) else ""
    return Spot(*point, place.street, place.kelurahan, place.kecamatan, words)


def _names_a_spot(place: Place) -> bool:
    """ "Kopo, depan SMP 3" or "Pasar Kosambi", but not "Jalan Kopo"."""
    if place.kind == "street":
        return _bare(_WAY.sub("", place.text)) != _bare(_WAY.sub("", place.street or ""))
    return place.kind == "landmark"


async def near(
    session: AsyncSession, category: str, spot: Spot, now: datetime, *, asker: str | None = None
) -> Sequence[Near]:
    """Open reports of this category within 250 m, or at the same street or landmark; at most three.

    The asker's own come first, then those with the newest activity. Secret reports of others never appear.
    A street alone is too long to be a place: its kelurahan, kecamatan or the same ``words`` must agree.
    """
    found: dict[int, Row[Any]] = {}
    for condition in _conditions(spot):
        query = _query(category, asker).where(condition)
        rows = await session.execute(query, {"open": [status.value for status in OPEN]})
        found |= {row.id: row for row in rows if _is_there(row, spot)}
    rows_found = sorted(found.values(), key=lambda row: (row.first is not None, row.updated_at), reverse=True)
    chosen = rows_found[:MOST]
    counts = await _counts(session, [row.id for row in chosen])
    return [_near(row, spot, counts.get(row.id, 1), now) for row in chosen]


def _query(category: str, asker: str | None) -> Any:
    # The statuses are written into the statement: else neither database would see that its index of open
    # reports is enough.
    is_open = Ticket.status.in_(bindparam("open", expanding=True, literal_execute=True))
    columns = (
        Ticket.id, Ticket.number, Ticket.category, Ticket.status, Ticket.privacy, Ticket.street,
        Ticket.kelurahan, Ticket.kecamatan, Ticket.place_text, Ticket.lat, Ticket.lon, Ticket.due_on,
        Ticket.promised_on, Ticket.created_at, Ticket.updated_at, Reporter.first,
    )  # fmt: skip
    mine = and_(Reporter.ticket_id == Ticket.id, Reporter.conversation_id == (asker or ""))
    return (
        select(*columns)
        .outerjoin(Reporter, mine)
        .where(is_open, Ticket.category == category, Ticket.merged_into.is_(None))
        .where(or_(Ticket.privacy != "secret", Reporter.conversation_id.is_not(None)))
        .limit(_ROWS)  # not in order: that would tempt a planner to walk through all tickets by their day
    )


def _conditions(spot: Spot) -> Sequence[ColumnElement[bool]]:
    """What an index finds quickly; `_is_there` decides."""
    conditions: list[ColumnElement[bool]] = []
    if spot.lat is not None and spot.lon is not None:
        high = METRES / _DEGREE + _ROUNDED
        wide = METRES / _DEGREE / math.cos(math.radians(spot.lat)) + _ROUNDED
        conditions.append(
            and_(
                Ticket.lat.between(spot.lat - high, spot.lat + high),
                Ticket.lon.between(spot.lon - wide, spot.lon + wide),
            )
        )
    if spot.street:
        conditions.append(Ticket.street == spot.street)
    elif spot.words and spot.kecamatan:
        same = func.lower(Ticket.place_text) == spot.words.lower()
        conditions.append(and_(Ticket.kecamatan == spot.kecamatan, same))
    return conditions


def _is_there(row: Row[Any], spot: Spot) -> bool:
    metres = _metres(row, spot)
    if metres is not None and metres <= METRES:
        return True
    if spot.words and not _is_veiled(row) and _bare(spot.words) == _bare(row.place_text):
        return True
    if spot.street is None or row.street != spot.street:
        return False
    if spot.kelurahan and row.kelurahan:
        return bool(spot.kelurahan == row.kelurahan)
    return spot.kecamatan is not None and spot.kecamatan == row.kecamatan


def _is_veiled(row: Row[Any]) -> bool:
    """Whether the asker may know only roughly where it is: not theirs, and anonymous or delicate."""
    known = agencies.categories().get(row.category)
    return row.first is None and (row.privacy != "public" or known is None or known.sensitive)


def _bare(words: str) -> str:
    return " ".join(_WORD.findall(words.casefold()))


def _metres(row: Row[Any], spot: Spot) -> float | None:
    """The distance along the ground (haversine); None without two points."""
    if row.lat is None or row.lon is None or spot.lat is None or spot.lon is None:
        return None
    lat, lon = row.lat, row.lon
    if _is_veiled(row):
        lat, lon = shown_point(lat, lon, row.category, row.privacy)
    north, south = math.radians(lat), math.radians(spot.lat)
    arc = (
        math.sin((north - south) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(math.radians(lon - spot.lon) / 2) ** 2
    )
    return 2 * _EARTH * math.asin(math.sqrt(arc))


async def _counts(session: AsyncSession, ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(Reporter.ticket_id, func.count())
        .where(Reporter.ticket_id.in_(ids))
        .group_by(Reporter.ticket_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


def _near(row: Row[Any], spot: Spot, reporters: int, now: datetime) -> Near:
    metres = _metres(row, spot)
    due_on = row.promised_on or row.due_on
    is_shown = row.privacy == "public" or row.first is not None
    return Near(
        ticket_id=row.id,
        number=ticket_number.show(row.number),
        category=row.category,
        status=Status(row.status),
        created_on=row.created_at.astimezone(JAKARTA).date(),
        due_on=due_on,
        late=due_on < now.astimezone(JAKARTA).date(),
        place=_place(row),
        mine=row.first is not None,
        joined=row.first is False,
        reporters=reporters if is_shown else None,
        metres=max(_STEP, round(metres / _STEP) * _STEP) if is_shown and metres is not None else None,
    )


def _place(row: Row[Any]) -> str | None:
    street = row.street if row.first is not None else places.listed_street(row.street)
    if street and not _WAY.match(street):
        street = f"Jalan {street}"
    area = f"Kel. {row.kelurahan}" if row.kelurahan else f"Kec. {row.kecamatan}" if row.kecamatan else None
    return ", ".join(filter(None, (street, area))) or None
