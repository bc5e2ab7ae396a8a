"""The pace of all processes' requests to one provider: a leaky bucket in one row, changed in one step.

A window of 60 s holds at most ``burst + per_minute`` requests that were let through, and at most 60 that
arrive, as long as none is on its way for more than four seconds: 12 + 45 x 64/60 = 60.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import Clock, utc_now
from core.db import Database, insert_into
from core.errors import ThrottledError
from core.models import SourceGate
from core.outage import was_told
from core.sources.kept import SKEW

MINUTE = timedelta(minutes=1)
LONGEST_CLOSURE = timedelta(minutes=15)  # a later end was written by a clock that was wrong
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_NOTHING = timedelta(0)

logger = logging.getLogger(__name__)


class OwnLimitError(ThrottledError):
    """We do not ask, so as not to ask too often: nothing is known against the source."""


@dataclass(frozen=True)
class Pace:
    """How often a provider may be asked: so many at once, then evenly."""

    burst: int
    per_minute: float

    @property
    def step(self) -> timedelta:
        return MINUTE / self.per_minute


BMKG_PACE = Pace(burst=12, per_minute=45)
AIR_PACE = Pace(burst=6, per_minute=12)
OPENAQ_PACE = Pace(burst=8, per_minute=24)  # it allows 60; one look takes seven
ALONE = Pace(burst=3, per_minute=10)  # of one process that cannot ask the others


@dataclass(frozen=True)
class Gate:
    """The gate of one provider. ``patience``: who would have to wait longer is refused at once."""

    db: Database
    name: str
    pace: Pace
    patience: timedelta = timedelta(seconds=3)
    clock: Clock = utc_now
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep

    def __post_init__(self) -> None:
        object.__setattr__(self, "_memory", _Memory())

    async def acquire(self) -> None:
        """Wait for leave to make one request.

        Raises:
            OwnLimitError: there is none within the patience.
        """
        if wait := self.shut():
            raise self._refusal(wait)
        wait = await self._take()
        if wait > self.patience:
            self._remembered.shut(self.clock(), wait - self.patience)
            raise self._refusal(wait)
        if wait > _NOTHING:
            await self.sleep(wait.total_seconds())
            if closed := await self._closed():  # meanwhile the provider asked for a pause
                raise self._refusal(closed)

    async def close_for(self, seconds: float, /) -> None:
        """The provider asked for a pause: no process gets leave before it is over."""
        now, pause = self.clock(), min(timedelta(seconds=seconds), LONGEST_CLOSURE)
        self._remembered.shut(now, pause)
        try:
            async with self.db.write(durable=False) as session:
                row = await self._row(session)
                row.closed_until = now + pause
        except (SQLAlchemyError, OSError) as error:
            _tell(error)

    def shut(self) -> timedelta:
        """How long this process knows that nobody gets leave; costs nothing."""
        memory, now = self._remembered, self.clock()
        if now < memory.shut_at:  # the clock was put back
            memory.shut_until = memory.shut_at = _LONG_AGO
        return max(memory.shut_until - now, _NOTHING)

    async def room(self) -> int:
        """How many requests would be let through at once."""
        async with self.db.read(quick=True) as session:
            row = await session.get(SourceGate, self.name)
        if row is None:
            return self.pace.burst
        now = self.clock()
        if _closure(row.closed_until, now):
            return 0
        return max(0, int((self.pace.burst * self.pace.step - (row.next_at - now)) / self.pace.step))

    @property
    def _remembered(self) -> "_Memory":
        memory: _Memory = self.__dict__["_memory"]
        return memory

    async def _take(self) -> timedelta:
        """Take the next place; returns how long until its time, which is too long if nothing was taken."""
        try:
            async with self.db.write(durable=False) as session:
                row = await self._row(session)
                now = self.clock()
                closed = _closure(row.closed_until, now)
                row.next_at = _believed(row.next_at, self.pace, now, self.patience)
                wait, next_at = _place(row.next_at, self.pace, now)
                if max(wait, closed) <= self.patience:
                    wait = max(wait, closed)
                    row.next_at = next_at
                    row.recent = [*_within_a_minute(row.recent, now), (now + wait).timestamp()]
                return max(wait, closed)
        except (SQLAlchemyError, OSError) as error:
            _tell(error)
            return self._take_alone()

    def _take_alone(self) -> timedelta:
        """Without the database each process has a small share of its own."""
        now = self.clock()
        due = _believed(self._remembered.alone, ALONE, now, self.patience)
        wait, next_at = _place(due, ALONE, now)
        if wait <= self.patience:
            self._remembered.alone = next_at
        return wait

    async def _closed(self) -> timedelta:
        try:
            async with self.db.read(quick=True) as session:
                row = await session.get(SourceGate, self.name)
        except (SQLAlchemyError, OSError) as error:
            _tell(error)
            return _NOTHING
        return _closure(row.closed_until if row else None, self.clock())

    async def _row(self, session: AsyncSession) -> SourceGate:
        query = select(SourceGate).where(SourceGate.name == self.name).with_for_update()
        row = await session.scalar(query)
        if row is None:
            new = insert_into(session, SourceGate).values(name=self.name, next_at=_LONG_AGO, recent=[])
            await session.execute(new.on_conflict_do_nothing())
            row = (await session.scalars(query)).one()
        return row

    def _refusal(self, wait: timedelta) -> OwnLimitError:
        text = f"our own limit for {self.name}"
        return OwnLimitError(text, retry_after=wait.total_seconds(), everyone=True)


@dataclass
class _Memory:
    """What a process knows without asking: places only become free later, never earlier."""

    shut_until: datetime = _LONG_AGO
    shut_at: datetime = _LONG_AGO
    alone: datetime = _LONG_AGO

    def shut(self, now: datetime, pause: timedelta) -> None:
        self.shut_until, self.shut_at = max(self.shut_until, now + pause), now


def _believed(next_at: datetime, pace: Pace, now: datetime, patience: timedelta) -> datetime:
    """A time that can only come from a clock that was put back meanwhile is taken for a full bucket."""
    full = pace.burst * pace.step
    return next_at if next_at <= now + full + patience + SKEW else now + full


def _place(next_at: datetime, pace: Pace, now: datetime) -> tuple[timedelta, datetime]:
    """How long until the next place, and when the one after it is due."""
    due = max(next_at, now)
    return max(due + pace.step - pace.burst * pace.step - now, _NOTHING), due + pace.step


def _closure(until: datetime | None, now: datetime) -> timedelta:
    left = until - now if until else _NOTHING
    return left if _NOTHING < left <= LONGEST_CLOSURE else _NOTHING


def _within_a_minute(times: list[float], now: datetime) -> list[float]:
    return [at for at in times if abs(now.timestamp() - at) < MINUTE.total_seconds()]


def _tell(error: Exception) -> None:
    if not was_told(error):
        logger.warning("the pace of requests could not be shared", exc_info=error)
