"""Which documents are asked for, and how often: counted in memory, stored now and then, never by whom."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import Clock
from core.db import Database, insert_into
from core.models import SourceAsk
from core.outage import was_told

POPULAR_WITHIN = timedelta(days=1)
STORE_SECONDS = 15.0

logger = logging.getLogger(__name__)


class Tally:
    """What one process counted; the end of the process may cost the last few seconds of it."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._numbers: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None

    def count(self, key: str) -> None:
        self._numbers[key] += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._later())

    async def store(self) -> None:
        """Add what was counted to what all processes counted."""
        numbers, self._numbers = self._numbers, Counter()
        if not numbers:
            return
        try:
            async with self._db.write(durable=False) as session:
                await add(session, numbers, self._clock())
        except (SQLAlchemyError, OSError) as error:
            self._numbers += numbers
            if not was_told(error):
                logger.exception("what was asked for could not be counted")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.store()

    async def _later(self) -> None:
        await asyncio.sleep(STORE_SECONDS)
        await self.store()


async def add(session: AsyncSession, numbers: Counter[str], now: datetime) -> None:
    """Add what one process counted since the last time."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = [{"key": key, "hour": hour, "number": number} for key, number in sorted(numbers.items())]
    new = insert_into(session, SourceAsk).values(rows)
    more = {"number": SourceAsk.number + new.excluded.number}
    await session.execute(new.on_conflict_do_update(index_elements=["key", "hour"], set_=more))


async def popular(session: AsyncSession, now: datetime) -> Sequence[str]:
    """The documents that somebody asked for within a day, those that many asked for first."""
    query = (
        select(SourceAsk.key)
        .where(SourceAsk.hour > now - POPULAR_WITHIN, SourceAsk.hour <= now)
        .group_by(SourceAsk.key)
        .order_by(func.sum(SourceAsk.number).desc(), SourceAsk.key)
    )
    return (await session.scalars(query)).all()
