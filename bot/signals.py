"""Who is woken when something happened: workers, senders, and the pages that wait for a line.

To give a signal wakes this process and, where several share the work, the others (see `bot.wire`). To wake
is meant for this process alone.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from core import conversations
from core.db import Database

POLL_SECONDS = 0.5  # how soon a line that another process wrote is seen

logger = logging.getLogger(__name__)


def _nobody() -> None:
    """There is no other process."""


class Signal:
    """Wakes one loop; a call that comes while the loop works is not lost."""

    def __init__(self, tell_others: Callable[[], None] = _nobody) -> None:
        self._event = asyncio.Event()
        self._tell_others = tell_others

    def give(self) -> None:
        """Wake the loop, and its like in other processes."""
        self.wake()
        self._tell_others()

    def wake(self) -> None:
        """Wake the loop of this process."""
        self._event.set()

    async def wait(self, at_most: float) -> None:
        """Return when the signal was given, or after this many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._event.wait()
        self._event.clear()


class Bell:
    """Lets many readers wait for new lines while the database is asked for all of them together."""

    def __init__(self, db: Database, tell_others: Callable[[str], None] = lambda _: None) -> None:
        self._db = db
        self._tell_others = tell_others
        self._news = Signal()
        self._watched: dict[str, set[asyncio.Event]] = {}
        self._seen: dict[str, int] = {}
        self._closed = False

    @property
    def closed(self) -> bool:
        return self._closed

    def ring(self, conversation_id: str) -> None:
        """There may be a new line in this conversation: tell its readers, in other processes too."""
        self.wake(conversation_id)
        self._tell_others(conversation_id)

    def wake(self, conversation_id: str) -> None:
        """Tell the readers of this process."""
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

    def look_soon(self) -> None:
        """There may be a new line somewhere: do not wait for the next look."""
        self._news.wake()

    async def run(self) -> None:
        """Look for lines of other processes until cancelled."""
        while True:
            await self._news.wait(POLL_SECONDS)
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
                self.wake(conversation_id)

    def close(self) -> None:
        """Let everybody go; nobody waits any more."""
        self._closed = True
        for events in list(self._watched.values()):
            for event in events:
                event.set()


class Signals:
    """The signals of one gateway process.

    What is given here goes to ``pass_on`` as a topic; what other processes gave comes in with `hear`.
    """

    def __init__(self, db: Database, channels: Sequence[str] = ()) -> None:
        self.pass_on: Callable[[str], None] = lambda _: None
        self.turns = Signal(partial(self._tell, "turns"))
        self.files = Signal(partial(self._tell, "files"))
        self.deliveries = {name: Signal(partial(self._tell, f"delivery:{name}")) for name in channels}
        self.bell = Bell(db, lambda conversation_id: self._tell(f"line:{conversation_id}"))

    def _tell(self, topic: str) -> None:
        self.pass_on(topic)

    def said(self, conversation_id: str) -> None:
        """A line was added for the citizen."""
        self.bell.ring(conversation_id)
        for signal in self.deliveries.values():
            signal.give()

    def said_somewhere(self) -> None:
        """Lines may have been added for citizens."""
        self.hear("lines")
        self.pass_on("lines")

    def hear(self, topic: str) -> None:
        """Wake this process for a topic; for one that a newer release gives, nobody."""
        kind, _, name = topic.partition(":")
        match kind:
            case "turns":
                self.turns.wake()
            case "files":
                self.files.wake()
            case "delivery" if name in self.deliveries:
                self.deliveries[name].wake()
            case "line":
                self.bell.wake(name)
            case "lines":
                self.bell.look_soon()
                for signal in self.deliveries.values():
                    signal.wake()

    def hear_all(self) -> None:
        """Wake this process for everything."""
        for topic in ("turns", "files", "lines"):
            self.hear(topic)
