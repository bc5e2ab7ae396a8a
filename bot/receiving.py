"""Puts what channels delivered into the inbox and wakes whoever deals with it."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager

from bot.signals import Signals
from core import inbox
from core.channels import Channel
from core.clock import Clock
from core.db import Database
from core.faults import collided, values_at_fault
from core.messages import Edited, Event, Ignored, Incoming

MAX_BATCH = 100
LINGER_SECONDS = 0.02  # in a flood: a larger batch costs less per message
PATIENCE = 8.0  # seconds; platforms give up on us after 10 or more, and then know less than from a 503

logger = logging.getLogger(__name__)


type _Waiting = tuple[Sequence[Event], asyncio.Future[None]]


class Receiving:
    """The one way in for webhooks and polling."""

    def __init__(self, db: Database, signals: Signals, clock: Clock) -> None:
        self._db = db
        self._signals = signals
        self._clock = clock
        self.patience = PATIENCE
        self._thanks: set[asyncio.Task[None]] = set()
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    def expecting(self) -> AbstractContextManager[None]:
        """While this block runs, a call of `store` is about to come."""
        return self._db.expecting()

    async def store(self, channel: Channel, events: Sequence[Event]) -> None:
        """Store all events in one transaction; only then the platform may forget them.

        Raises:
            SQLAlchemyError | OSError: the database did not take them, so the platform must try again. A
                TimeoutError is one: what is stored nevertheless is recognised when it comes again.
        """
        with self._db.outage.watching(writes=True):
            async with asyncio.timeout(self.patience):
                await self._store_all(channel, events)
        self._signals.turns.give()
        for event in events:
            if isinstance(event, Incoming) and event.media:
                self._signals.files.give()
            if isinstance(event, Incoming) and event.ack_ref:
                self._acknowledge(channel, event.ack_ref)

    async def _store_all(self, channel: Channel, events: Sequence[Event]) -> None:
        try:
            await self._store(events)
        except Exception as error:
            if not values_at_fault(error):
                raise
            logger.exception("%s: a batch has something that can not be stored", channel.name)
            await self._store_singly(channel, events)

    async def _store(self, events: Sequence[Event]) -> None:
        stored = asyncio.get_running_loop().create_future()
        self._waiting.append((events, stored))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_waiting(), name="receiving")
        await stored

    async def _write_waiting(self) -> None:
        """Write in one transaction what came while the last one was written.

        That keeps the order in which a person's messages came, and costs one wait for the disk.
        """
        while self._waiting:
            if self._db.rush.flooded and len(self._waiting) < MAX_BATCH:
                await asyncio.sleep(LINGER_SECONDS)
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            batch = [each for each in batch if not each[1].done()]  # the others' callers left
            try:
                await self._write([events for events, _ in batch])
            except Exception as error:  # noqa: BLE001  handed to those who wait for it
                await self._write_apart(batch, error)
            else:
                for _, stored in batch:
                    _conclude(stored, None)

    async def _write_apart(self, batch: Sequence[_Waiting], error: Exception) -> None:
        if len(batch) == 1 or not (values_at_fault(error) or collided(error)):
            for _, stored in batch:
                _conclude(stored, error)
            return
        for each in batch:
            try:
                await self._write([each[0]])
            except Exception as own:  # noqa: BLE001  as above
                _conclude(each[1], own)
            else:
                _conclude(each[1], None)

    async def _write(self, calls: Sequence[Sequence[Event]]) -> None:
        if not calls:
            return
        async with self._db.write(first=True) as session:
            await inbox.receive(session, [event for events in calls for event in events], self._clock())

    async def _store_singly(self, channel: Channel, events: Sequence[Event]) -> None:
        for event in events:
            try:
                await self._store([event])
            except Exception as error:
                if not values_at_fault(error):
                    raise
                logger.error("%s: one event could not be stored", channel.name)  # noqa: TRY400  logged above
                if isinstance(event, Incoming | Edited | Ignored):
                    await self._store([Ignored(channel.name, event.external_id, "unstorable")])

    def _acknowledge(self, channel: Channel, ack_ref: str) -> None:
        task = asyncio.create_task(channel.acknowledge(ack_ref))
        self._thanks.add(task)
        task.add_done_callback(self._thanks.discard)


def _conclude(stored: asyncio.Future[None], error: Exception | None) -> None:
    if stored.done():  # its caller left
        return
    if error is None:
        stored.set_result(None)
    else:
        stored.set_exception(error)
