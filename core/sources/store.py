"""Documents, leases and the breakers in the database. Every change is one short transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert_into
from core.models import Snapshot, SourceRefresh, SourceState
from core.sources.kept import SKEW, Kind, Known

LEASE = timedelta(seconds=30)  # of one refresh; if its process dies, another may begin after that
TRIES = 3  # failures in a row that open the breaker
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=5)
PROBE = timedelta(seconds=15)  # the others wait this long for what the probe finds
LONGEST_REASON = 120
NOBODY = ""


@dataclass(frozen=True)
class Look:
    """What is stored about a document: itself, and how trying to renew it went."""

    known: Known | None
    failed: str | None = None  # why the last attempt failed, if it did
    resting: bool = False  # its service is left in peace


async def look(session: AsyncSession, key: str, kind: Kind, now: datetime) -> Look:
    row = await session.get(Snapshot, key)
    known = Known(row.body, row.fetched_at, row.etag, row.modified) if row else None
    if known is not None and known.age(now) < kind.fresh:
        return Look(known)
    refresh = await session.get(SourceRefresh, key)
    state = await session.get(SourceState, kind.service)
    failed = refresh.reason if refresh and refresh.failed_at else None
    return Look(known, failed, state is not None and is_resting(state.open_until, now))


async def claim(session: AsyncSession, key: str, holder: str, now: datetime) -> bool:
    """Take the refresh of a document, or keep it for longer; False while somebody else has it."""
    until = now + LEASE
    free = or_(
        SourceRefresh.holder.in_((NOBODY, holder)),
        SourceRefresh.until <= now,
        SourceRefresh.until > until + SKEW,  # by a clock that was wrong
    )
    taken = await session.scalars(
        insert_into(session, SourceRefresh)
        .values(key=key, holder=holder, until=until)
        .on_conflict_do_update(index_elements=["key"], set_={"holder": holder, "until": until}, where=free)
        .returning(SourceRefresh.key)
    )
    return taken.first() is not None


async def holder_of(session: AsyncSession, key: str, now: datetime) -> str:
    """Who refreshes a document right now."""
    row = await session.get(SourceRefresh, key)
    return row.holder if row and now < row.until <= now + LEASE + SKEW else NOBODY


async def may_ask(session: AsyncSession, service: str, now: datetime) -> bool:
    """Whether the breaker lets a request through: after a rest it lets one, to see."""
    query = select(SourceState).where(SourceState.name == service)
    state = await session.scalar(query)
    if state is None or state.open_until is None:
        return True
    state = (await session.scalars(query.with_for_update(), execution_options=_ANEW)).one()
    if is_resting(state.open_until, now):
        return False
    if state.open_until is not None:
        state.open_until = now + PROBE
    return True


def is_resting(until: datetime | None, now: datetime) -> bool:
    """Whether a breaker is open; an end beyond the longest rest was written by a clock that was wrong."""
    return until is not None and now < until <= now + LONGEST_REST + SKEW


async def save(session: AsyncSession, key: str, known: Known, *, unchanged: bool = False) -> None:
    """Keep a document; one that did not change is only marked as new."""
    if unchanged:
        same = update(Snapshot).where(Snapshot.key == key).values(fetched_at=known.fetched_at)
        if (await session.scalars(same.returning(Snapshot.key))).first() is not None:
            return
    values = {
        "body": known.body,
        "fetched_at": known.fetched_at,
        "etag": known.etag,
        "modified": known.modified,
    }
    new = insert_into(session, Snapshot).values(key=key, **values)
    await session.execute(new.on_conflict_do_update(index_elements=["key"], set_=values))


async def worked(session: AsyncSession, service: str, now: datetime) -> None:
    """The service answered properly: its breaker closes."""
    state = await _state(session, service)
    state.failures, state.open_until, state.succeeded_at = 0, None, now


async def failed(
    session: AsyncSession, service: str, why: str, started: datetime, now: datetime, *, counts: bool
) -> None:
    """The service failed; several times in a row, and it is left in peace, each time for longer.

    Requests that were on their way when the breaker opened say nothing new.
    """
    state = await _state(session, service)
    is_news = state.failures < TRIES or state.failed_at is None or started > state.failed_at
    state.failed_at, state.reason = now, why[:LONGEST_REASON]
    if not counts or not is_news:
        return
    state.failures += 1
    if state.failures >= TRIES:
        rest = FIRST_REST * 2 ** min(state.failures - TRIES, 10)
        state.open_until = now + min(rest, LONGEST_REST)


async def release(session: AsyncSession, key: str, holder: str) -> None:
    """Give a refresh back that came to nothing."""
    mine = update(SourceRefresh).where(SourceRefresh.key == key, SourceRefresh.holder == holder)
    await session.execute(mine.values(holder=NOBODY))


async def release_failed(session: AsyncSession, key: str, holder: str, now: datetime, why: str) -> None:
    """Give a refresh back that failed."""
    mine = update(SourceRefresh).where(SourceRefresh.key == key, SourceRefresh.holder == holder)
    await session.execute(mine.values(holder=NOBODY, failed_at=now, reason=why[:LONGEST_REASON]))


async def release_done(session: AsyncSession, key: str, holder: str) -> None:
    """Give a refresh back that brought the document: what failed before is over."""
    row = update(SourceRefresh).where(SourceRefresh.key == key, SourceRefresh.holder.in_((holder, NOBODY)))
    await session.execute(row.values(holder=NOBODY, failed_at=None, reason=None))


async def ages(session: AsyncSession, keys: Collection[str]) -> dict[str, datetime]:
    """When these documents were fetched; those that are not kept are missing."""
    query = select(Snapshot.key, Snapshot.fetched_at).where(Snapshot.key.in_(keys))
    return {row.key: row.fetched_at for row in await session.execute(query)}


async def failed_lately(session: AsyncSession, since: datetime) -> set[str]:
    """The documents whose last attempt failed after this moment."""
    return set(await session.scalars(select(SourceRefresh.key).where(SourceRefresh.failed_at > since)))


async def _state(session: AsyncSession, service: str) -> SourceState:
    new = insert_into(session, SourceState).values(name=service, failures=0)
    await session.execute(new.on_conflict_do_nothing())
    query = select(SourceState).where(SourceState.name == service).with_for_update()
    return (await session.scalars(query, execution_options=_ANEW)).one()


_ANEW = {"populate_existing": True}
