"""How each source fares, as all processes found out: for operators and staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import Snapshot, SourceGate, SourceState
from core.sources.kept import KINDS, Kind
from core.sources.store import is_resting

_PROVIDERS = ("bmkg", "klh", "openaq", "open-meteo")
MINUTE = 60.0


class Breaker(StrEnum):
    """Whether a service is asked."""

    CLOSED = "closed"  # as usual
    OPEN = "open"  # left in peace
    PROBING = "probing"  # the next one who asks tries it


@dataclass(frozen=True)
class Service:
    """One service of a source."""

    name: str
    succeeded_at: datetime | None
    failed_at: datetime | None
    reason: str | None  # of the last failure
    failures: int  # in a row
    breaker: Breaker
    open_until: datetime | None
    documents: int  # that are kept
    newest: datetime | None  # when the newest of them was fetched

    def age(self, now: datetime) -> timedelta | None:
        return max(now - self.newest, timedelta(0)) if self.newest else None

    @property
    def works(self) -> bool | None:
        """Whether its last answer was a good one; None before the first."""
        if self.succeeded_at is None and self.failed_at is None:
            return None
        return self.failures == 0


@dataclass(frozen=True)
class Provider:
    """Whoever runs the services, and counts our requests."""

    name: str
    requests: int  # in the last minute, by all processes
    closed_until: datetime | None  # it asked for a pause


@dataclass(frozen=True)
class Health:
    services: Sequence[Service]
    providers: Sequence[Provider]


async def health(session: AsyncSession, now: datetime) -> Health:
    """All sources; those that were never asked have empty figures."""
    states = {row.name: row for row in await session.scalars(select(SourceState))}
    gates = {row.name: row for row in await session.scalars(select(SourceGate))}
    services = [await _service(session, kind, states.get(kind.service), now) for kind in KINDS]
    return Health(services, [_provider(name, gates.get(name), now) for name in _PROVIDERS])


async def _service(session: AsyncSession, kind: Kind, state: SourceState | None, now: datetime) -> Service:
    query = select(func.count(), func.max(Snapshot.fetched_at)).where(
        (Snapshot.key == kind.service) | Snapshot.key.startswith(f"{kind.service}/", autoescape=True)
    )
    documents, newest = (await session.execute(query)).one()
    if state is None:
        return Service(kind.service, None, None, None, 0, Breaker.CLOSED, None, documents, newest)
    return Service(
        kind.service,
        state.succeeded_at,
        state.failed_at,
        state.reason,
        state.failures,
        _breaker(state, now),
        state.open_until,
        documents,
        newest,
    )


def _breaker(state: SourceState, now: datetime) -> Breaker:
    if state.open_until is None:
        return Breaker.CLOSED
    return Breaker.OPEN if is_resting(state.open_until, now) else Breaker.PROBING


def _provider(name: str, gate: SourceGate | None, now: datetime) -> Provider:
    if gate is None:
        return Provider(name, 0, None)
    recent = sum(0 <= now.timestamp() - at < MINUTE for at in gate.recent)
    closed = gate.closed_until if gate.closed_until and gate.closed_until > now else None
    return Provider(name, recent, closed)
