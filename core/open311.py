"""What the civic API reads of tickets, and how it files one. No ticket's words are ever read here."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core import agencies, places, tickets
from core.clock import Clock
from core.errors import NotFoundError
from core.models import ApiFiling, ApiKey, Ticket
from core.models.reports import PUBLISHED
from core.places import Place
from core.reports import gist, place_words
from core.tickets import NewTicket, Status

CLOSED: Final = (Status.DONE, Status.NOT_OURS, Status.ARCHIVED)
REPEATED_WITHIN = timedelta(minutes=10)  # the same words from the same app are one filing
_ROUGHLY = 3  # decimals of a degree: about 100 metres

# Everything but the words. The last column says whether the ticket may stand in a list.
_COLUMNS = (
    Ticket.number, Ticket.category, Ticket.status, Ticket.privacy, Ticket.kelurahan, Ticket.kecamatan,
    Ticket.street, Ticket.lat, Ticket.lon, Ticket.agency_name,
    func.coalesce(Ticket.promised_on, Ticket.due_on).label("due_on"),
    Ticket.verified_at, Ticket.created_at, Ticket.updated_at,
)  # fmt: skip


@dataclass(frozen=True)
class PublicTicket:
    """What anybody may know of a ticket; of one that is not published, no place but the kecamatan."""

    number: str
    category: str
    status: Status
    street: str | None
    kelurahan: str | None
    kecamatan: str | None
    lat: float | None
    lon: float | None
    agency_name: str
    due_on: date
    created_at: datetime
    updated_at: datetime
    merged_into: str | None = None  # the number of the ticket as which it goes on

    @property
    def closed(self) -> bool:
        return self.status in CLOSED


@dataclass(frozen=True)
class Wanted:
    """Which tickets, newest first. Numbers count alone; an empty list of anything else means all."""

    start: datetime
    end: datetime
    numbers: Sequence[str] | None = None
    categories: Sequence[str] = ()
    closed: bool | None = None  # None: open and closed ones
    limit: int = 1000
    offset: int = 0


async def published(session: AsyncSession, wanted: Wanted) -> list[PublicTicket]:
    """Verified tickets that are neither secret nor archived."""
    return [_public(row) for row in await session.execute(_query(wanted))]


def _query(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    query = select(*_COLUMNS).where(PUBLISHED).order_by(Ticket.created_at.desc(), Ticket.id.desc())
    if wanted.numbers is not None:
        query = query.where(Ticket.number.in_(wanted.numbers))
    else:
        query = query.where(Ticket.created_at.between(wanted.start, wanted.end))
        if wanted.categories:
            query = query.where(Ticket.category.in_(wanted.categories))
        if wanted.closed is not None:
            ended = Ticket.status.in_(CLOSED)
            query = query.where(ended if wanted.closed else ~ended)
    return query.limit(wanted.limit).offset(wanted.offset)


async def one(session: AsyncSession, number: str) -> PublicTicket:
    """The ticket of this number, in any state.

    Raises:
        NotFoundError: nobody has it, or it is secret.
    """
    other = aliased(Ticket)
    query = (
        select(*_COLUMNS, other.number.label("merged_into"))
        .outerjoin(other, (other.id == Ticket.merged_into) & (other.privacy != "secret"))
        .where(Ticket.number == number, Ticket.privacy != "secret")
    )
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFoundError(f"ticket {number}")
    return replace(_public(row), merged_into=row.merged_into)


async def number_of(session: AsyncSession, token: str) -> str:
    """The number of the ticket that this filing became.

    Raises:
        NotFoundError: there is no such filing, or its ticket is secret.
    """
    query = (
        select(Ticket.number)
        .join(ApiFiling, ApiFiling.ticket_id == Ticket.id)
        .where(ApiFiling.token == token, Ticket.privacy != "secret")
    )
    number = await session.scalar(query)
    if number is None:
        raise NotFoundError("token")
    return number


def _public(row: Row[*tuple[Any, ...]]) -> PublicTicket:
    shown = row.verified_at is not None and row.status != Status.ARCHIVED
    roughly = row.privacy != "public" or is_sensitive(row.category)
    return PublicTicket(
        number=row.number,
        category=row.category,
        status=Status(row.status),
        street=places.listed_street(row.street) if shown and row.street else None,
        kelurahan=row.kelurahan if shown else None,
        kecamatan=row.kecamatan,
        lat=_rounded(row.lat, roughly) if shown else None,
        lon=_rounded(row.lon, roughly) if shown else None,
        agency_name=row.agency_name,
        due_on=row.due_on,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def is_sensitive(category: str) -> bool:
    """Whether this category's places are often homes; one that the city no longer lists counts as such."""
    known = agencies.categories().get(category)
    return known is None or known.sensitive


def _rounded(degrees: float | None, roughly: bool) -> float | None:
    return round(degrees, _ROUGHLY if roughly else 6) if degrees is not None else None


@dataclass(frozen=True)
class Filing:
    """What a civic app files; its texts are clean and masked, the person stays apart from the ticket."""

    category: str
    description: str
    place: Place
    body_hash: str  # of everything the app sent but its key
    privacy: str = "public"
    classification: str = "pengaduan"
    event_on: date | None = None
    person: Mapping[str, str] | None = None
    media_url: str | None = None


async def file(session: AsyncSession, key_id: int, filing: Filing, clock: Clock) -> Ticket:
    """The ticket of this filing: made now, or found when the app repeats itself.

    Raises:
        NotFoundError: the key was revoked meanwhile.
    """
    # Held until the end: two copies of one filing that come together are judged one after the other.
    query = select(ApiKey.key_hash).where(ApiKey.id == key_id, ApiKey.active).with_for_update()
    key_hash = await session.scalar(query)
    if key_hash is None:
        raise NotFoundError("API key")
    now = clock()
    message_ids = _message_ids(key_hash, filing.body_hash, now)
    repeated = select(Ticket).where(Ticket.message_id.in_(message_ids)).order_by(Ticket.id.desc())
    made = (await session.scalars(repeated)).first()
    if made is not None and now - made.created_at < REPEATED_WITHIN:
        return made
    ticket = await tickets.create(session, _new_ticket(filing, message_ids[0]), now)
    session.add(
        ApiFiling(
            token=hashlib.sha256(message_ids[0].encode()).hexdigest()[:40],
            key_id=key_id,
            ticket_id=ticket.id,
            person=dict(filing.person or {}),
            media_url=filing.media_url,
            created_at=now,
        )
    )
    return ticket


def _message_ids(key_hash: str, body_hash: str, now: datetime) -> tuple[str, str]:
    """The id of a filing made in this stretch of ten minutes, and in the one before."""
    stretch = int(now.timestamp() // REPEATED_WITHIN.total_seconds())
    digest = hashlib.sha256(f"{key_hash}\n{body_hash}".encode()).hexdigest()[:40]
    return f"open311:{digest}:{stretch}", f"open311:{digest}:{stretch - 1}"


def _name(person: Mapping[str, str] | None) -> str | None:
    known = person or {}
    return " ".join(known[part] for part in ("first_name", "last_name") if part in known) or None


def _new_ticket(filing: Filing, message_id: str) -> NewTicket:
    place = filing.place
    exact = not place.approximate  # a street's middle is no place to send a crew to
    label = agencies.categories()[filing.category].label_id
    return NewTicket(
        message_id=message_id,
        conversation_id=None,
        category=filing.category,
        title=gist(filing.description) or label,
        description=filing.description,
        place_text=place_words(place),
        kelurahan=place.kelurahan,
        kecamatan=place.kecamatan,
        street=place.street,
        lat=place.lat if exact else None,
        lon=place.lon if exact else None,
        privacy=filing.privacy,
        name=_name(filing.person),  # stored nowhere; tells whether a hidden report names its own reporter
        classification=filing.classification,
        event_on=filing.event_on,
        source="open311",
    )
