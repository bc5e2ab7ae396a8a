"""News for open pages: one look at the database each second, shared by all listeners of this process."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

from core import pulse
from core.db import Database

logger = logging.getLogger(__name__)

INBOX = "inbox"
EVERY = 1.0  # seconds between two looks
HEARTBEAT = 15.0  # a silent stream is closed by many a proxy after 30 s


class Feed:
    """Tells streams when the mark of what they watch changed; looks only while somebody watches."""

    def __init__(self, db: Database, every: float = EVERY) -> None:
        self._db = db
        self._every = every
        self._watched: Counter[str] = Counter()
        self._marks: Mapping[str, str] = {}
        self._changed = asyncio.Condition()
        self._stop = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    async def news(self, seen: Mapping[str, str]) -> AsyncIterator[Mapping[str, str]]:
        """The topics whose mark is no longer the one seen, each time; none when nothing happened for a while.

        A topic is `INBOX` or a conversation's id. Ends when the process closes.
        """
        known = dict(seen)
        with self._watching(known):
            while True:
                changed = await self._next(known)
                if self._stop.is_set():
                    return
                known |= changed
                yield changed

    @contextmanager
    def _watching(self, topics: Iterable[str]) -> Iterator[None]:
        watched = list(topics)
        self._watched.update(watched)
        if self._looking is None or self._looking.done():
            self._marks = {}
            self._looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self._watched.subtract(watched)
            self._watched += Counter()  # drops topics that nobody watches

    async def _next(self, known: Mapping[str, str]) -> Mapping[str, str]:
        def changed() -> dict[str, str]:
            return {
                topic: self._marks[topic]
                for topic in known
                if self._marks.get(topic, known[topic]) != known[topic]
            }

        try:
            async with asyncio.timeout(HEARTBEAT), self._changed:
                await self._changed.wait_for(lambda: self._stop.is_set() or changed())
        except TimeoutError:
            return {}
        return changed()

    async def _look(self) -> None:
        is_down = False
        while self._watched and not self._stop.is_set():
            try:
                marks = await self._read()
                is_down = False
            except Exception:
                if not is_down:
                    logger.exception("The console cannot see news")
                is_down = True
            else:
                await self._tell(marks)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), self._every)

    async def _read(self) -> Mapping[str, str]:
        async with self._db.read() as session:
            ids = [topic for topic in self._watched if topic != INBOX]
            marks = dict(await pulse.talks(session, ids)) if ids else {}
            return marks | {INBOX: await pulse.inbox(session)}

    async def _tell(self, marks: Mapping[str, str]) -> None:
        async with self._changed:
            if marks != self._marks:
                self._marks = marks
                self._changed.notify_all()

    async def close(self) -> None:
        """End all streams; the process stops."""
        self._stop.set()
        async with self._changed:
            self._changed.notify_all()
        if self._looking is not None:
            await self._looking  # not cancelled: that would leave a connection open
