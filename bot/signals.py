"""Who is woken when something happened: workers, senders, and the pages that wait for a line."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

from core import conversations
from core.db import Database

POLL_SECONDS = 0.5  # how soon a line that another process wrote is seen

logger = logging.getLogger(__name__)


class Signal:
    """Wakes one loop; a call that comes while the loop works is not lost."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def give(self) -> None:
        self._event.set()

    async def wait(self, at_most: float) -> None:
        """Return when the signal was given, or after this many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._event.wait()
        self._event.clear()


class Bell:
    """Lets many readers wait for new lines while the database is asked for all of them together."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._watched: dict[str, set[asyncio.Event]] = {}
        self._seen: dict[str, int] = {}
        self._closed = False

    @property
    def closed(self) -> bool:
        return self._closed

    def ring(self, conversation_id: str) -> None:
        """There may be a new line in this conversation."""
        for event in self._watched.get(conversation_id, ()):
            event.set()

    async def wait(self, conversation_id: str, after: int, at_most: float) -> None:
        """Return when the transcript may have grown beyond line ``after``, or after this many seconds."""
        if self._closed:
            return
        event = asyncio.Event()
        self._watched.setdefault(conversation_id, set()).add(event)
        self._seen[conversation_id] = min(after, self._seen.get(conversation_id, after))
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(at_most):
                    await event.wait()
        finally:
            self._forget(conversation_id, event)

    def _forget(self, conversation_id: str, event: asyncio.Event) -> None:
        events = self._watched[conversation_id]
        events.discard(event)
        if not events:
            del self._watched[conversation_id]
            self._seen.pop(conversation_id, None)

    async def run(self) -> None:
        """Look for lines of other processes until cancelled."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self._look()
            except Exception:
                logger.exception("transcripts could not be read")

    async def _look(self) -> None:
        if not self._watched:
            return
        async with self._db.read(quick=True) as session:
            numbers = await conversations.last_numbers(session, list(self._watched))
        for conversation_id, number in numbers.items():
            if number > self._seen.get(conversation_id, number):
                self._seen[conversation_id] = number
                self.ring(conversation_id)

    def close(self) -> None:
        """Let everybody go; nobody waits any more."""
        self._closed = True
        for events in list(self._watched.values()):
            for event in events:
                event.set()


class Signals:
    """The signals of one gateway process."""

    def __init__(self, db: Database, channels: Sequence[str] = ()) -> None:
        self.turns = Signal()
        self.files = Signal()
        self.deliveries = {name: Signal() for name in channels}
        self.bell = Bell(db)

    def said(self, conversation_id: str) -> None:
        """A line was added for the citizen."""
        self.bell.ring(conversation_id)
        for signal in self.deliveries.values():
            signal.give()
