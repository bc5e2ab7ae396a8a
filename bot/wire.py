"""Passes signals between the processes that share one PostgreSQL, so that nobody waits for the next poll.

Not inside the transactions that have the news: there, PostgreSQL would let them commit only one after the
other. What gets lost with a connection is found by polling.
"""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from bot.signals import Signals
from core.db import Database
from core.outage import was_told

CHANNEL = "sobat"
GATHER_SECONDS = 0.02  # between two messages
HEARTBEAT_SECONDS = 15.0  # a connection that died silently is noticed by then
SEND_SECONDS = 5.0
LONGEST_PAUSE = 5.0
MAX_BYTES = 7900  # PostgreSQL takes 8,000

logger = logging.getLogger(__name__)


class Wire:
    """One connection: says what was signalled here, hears what was signalled elsewhere."""

    def __init__(self, db: Database, signals: Signals) -> None:
        self._db = db
        self._signals = signals
        self._topics: dict[str, None] = {}  # in order, each once
        self._news = asyncio.Event()
        self.connected = asyncio.Event()
        signals.pass_on = self._gather

    async def run(self) -> None:
        """Work until cancelled; a lost connection is made anew."""
        pause = GATHER_SECONDS
        while True:
            try:
                async with self._db.driver() as connection:
                    await self._listen(connection)
                    pause = GATHER_SECONDS
                    await self._talk(connection)
            except Exception as error:  # noqa: BLE001  whatever broke it, the connection is made anew
                if not was_told(error):
                    logger.warning("the wire to other processes broke (%s)", type(error).__name__)
            finally:
                self.connected.clear()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _listen(self, connection: Any) -> None:
        connection.add_termination_listener(lambda _: self._news.set())
        await connection.add_listener(CHANNEL, self._hear)
        self._topics.clear()
        self.connected.set()
        self._signals.hear_all()  # what came while nobody listened

    async def _talk(self, connection: Any) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await self._news.wait()
            self._news.clear()
            payload = _payload(self._topics)
            self._topics.clear()
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload, timeout=SEND_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)

    def _gather(self, topic: str) -> None:
        if self.connected.is_set():
            self._topics[topic] = None
            self._news.set()

    def _hear(self, connection: Any, sender: int, _channel: str, payload: str) -> None:
        if sender != connection.get_server_pid():
            for topic in payload.split():
                self._signals.hear(topic)


def _payload(topics: Iterable[str]) -> str:
    """The topics in one message; too many conversations become a look at all of them."""
    payload = " ".join(topics)
    if len(payload.encode()) <= MAX_BYTES:
        return payload
    return " ".join(["lines", *(topic for topic in topics if not topic.startswith("line:"))])
