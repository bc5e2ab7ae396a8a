"""Puts what channels delivered into the inbox and wakes whoever deals with it."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from bot.signals import Signals
from core import inbox
from core.channels import Channel
from core.clock import Clock
from core.db import Database
from core.messages import Event, Ignored, Incoming

_GONE = (OperationalError, InterfaceError, OSError)  # the database itself: the platform tries again

logger = logging.getLogger(__name__)


class Receiving:
    """The one way in for webhooks and polling."""

    def __init__(self, db: Database, signals: Signals, clock: Clock) -> None:
        self._db = db
        self._signals = signals
        self._clock = clock
        self._thanks: set[asyncio.Task[None]] = set()

    def expecting(self) -> AbstractContextManager[None]:
        """While this block runs, a call of `store` is about to come."""
        return self._db.expecting()

    async def store(self, channel: Channel, events: Sequence[Event]) -> None:
        """Store all events in one transaction; only then the platform may forget them.

        Raises:
            SQLAlchemyError | OSError: the database is not there.
        """
        try:
            await self._store(events)
        except _GONE:
            raise
        except (SQLAlchemyError, ValueError, OverflowError, TypeError):
            logger.exception("%s: a batch has something that can not be stored", channel.name)
            await self._store_singly(channel, events)
        self._signals.turns.give()
        for event in events:
            if isinstance(event, Incoming) and event.media:
                self._signals.files.give()
            if isinstance(event, Incoming) and event.ack_ref:
                self._acknowledge(channel, event.ack_ref)

    async def _store(self, events: Sequence[Event]) -> None:
        async with self._db.write(first=True) as session:
            await inbox.receive(session, events, self._clock())

    async def _store_singly(self, channel: Channel, events: Sequence[Event]) -> None:
        for event in events:
            try:
                await self._store([event])
            except _GONE:
                raise
            except (SQLAlchemyError, ValueError, OverflowError, TypeError):
                logger.error("%s: one event could not be stored", channel.name)  # noqa: TRY400  logged above
                if isinstance(event, Incoming | Ignored):
                    await self._store([Ignored(channel.name, event.external_id, "unstorable")])

    def _acknowledge(self, channel: Channel, ack_ref: str) -> None:
        task = asyncio.create_task(channel.acknowledge(ack_ref))
        self._thanks.add(task)
        task.add_done_callback(self._thanks.discard)
