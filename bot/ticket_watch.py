"""Looks after tickets by itself: tells what is late, lets silence climb, ends questions that ran out.

Every gateway runs one; each ticket is one short transaction, and whoever finds it taken leaves it alone.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence

from bot.metrics import Metrics
from core.clock import Clock
from core.db import Database
from core.faults import collided
from core.outage import reason, was_told
from core.tickets import news, watch
from core.tickets.watch import Work

LOOK_SECONDS = 60.0
BREATH_SECONDS = 0.05  # between two batches: others write meanwhile
BATCH = 50
MOST = 2000  # tickets of one kind of work in one look; the next look goes on

logger = logging.getLogger(__name__)


class TicketWatch:
    """The sweep of one process; ``said`` wakes whoever sends."""

    def __init__(self, db: Database, clock: Clock, said: Callable[[], None], metrics: Metrics) -> None:
        self._db = db
        self._clock = clock
        self._said = said
        self._metrics = metrics
        self._told: set[tuple[Work, int]] = set()  # whose fault is in the log already

    async def run(self) -> None:
        """Look every minute until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:
                if not was_told(error):
                    logger.exception("the look after the tickets broke off; the next one goes on")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> Counter[str]:
        """One round of everything; returns how many times what was done."""
        done: Counter[str] = Counter()
        for work in watch.works(self._clock()):
            done[work] += await self._all(work)
        done["news"] += await self._release()
        done["misses"] += await self._forget_misses()
        for name, number in done.items():
            self._metrics.ticket_watch_done.labels(name).inc(number)
        self._metrics.ticket_watch_at.set(self._clock().timestamp())
        return done

    async def _all(self, work: Work) -> int:
        """Do this for every ticket that needs it; those that fail wait for the next look."""
        done, after = 0, 0
        for _ in range(0, MOST, BATCH):
            ids = await self._find(work, after)
            for ticket_id in ids:
                done += await self._one(work, ticket_id)
            if len(ids) < BATCH:
                break
            after = ids[-1]
            await self._breathe()
        if done:
            self._said()
        return done

    async def _find(self, work: Work, after: int) -> Sequence[int]:
        async with self._db.read() as session:
            return await watch.find(session, work, self._clock(), after, BATCH)

    async def _one(self, work: Work, ticket_id: int) -> bool:
        try:
            async with self._db.write() as session:
                return await watch.do(session, work, ticket_id, self._clock())
        except Exception as error:
            if reason(error):  # the database itself: no other ticket would fare better
                raise
            if not collided(error) and (work, ticket_id) not in self._told:
                self._told.add((work, ticket_id))
                logger.exception("ticket %s: %s failed and is tried again", ticket_id, work)
            return False

    async def _release(self) -> int:
        """Say in the morning what came up at night."""
        said = 0
        while True:
            async with self._db.write() as session:
                step = await news.release(session, self._clock(), BATCH)
            said += step
            if step:
                self._said()
            if step < BATCH:
                return said
            await self._breathe()

    async def _forget_misses(self) -> int:
        forgotten = 0
        while True:
            async with self._db.write(durable=False) as session:
                step = await watch.forget_misses(session, self._clock(), BATCH)
            forgotten += step
            if step < BATCH:
                return forgotten
            await self._breathe()

    async def _breathe(self) -> None:
        await asyncio.sleep(BREATH_SECONDS)
        while self._db.pressed:  # noqa: ASYNC110  measured by the clock, no event tells its end
            await asyncio.sleep(BREATH_SECONDS)
