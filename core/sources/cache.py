"""One document at a time: from memory or storage while it is good, and one refresh of it for everybody."""

import asyncio
import logging
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from core.clock import Clock
from core.db import Database
from core.errors import BadAnswerError, IntegrationError, NoDocumentError, ServiceDownError, ThrottledError
from core.outage import was_told
from core.sources import store
from core.sources.clients import Document
from core.sources.gate import Gate, OwnLimitError
from core.sources.kept import Kept, Kind, Known
from core.sources.store import Look

WAIT_SECONDS = 10.0  # for a document of which nothing usable is kept
GRACE_SECONDS = 3.0  # for a newer one than the old that would do
FETCH_SECONDS = 25.0  # less than the lease
POLL_SECONDS = 0.1
AT_ONCE = 8  # refreshes of a service in one process: a crowd must not stand in line for the database
SAVE_AGAIN_SECONDS = 5.0
MOST_REMEMBERED = 200
_DATABASE_ERRORS = (SQLAlchemyError, OSError)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """A document and the way to get it."""

    key: str
    kind: Kind
    fetch: Callable[[Known | None], Awaitable[Document]]
    gate: Gate | None = None


class Cache:
    """The documents of one process, in step with all others through the database."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._memory: OrderedDict[str, Known] = OrderedDict()
        self._looks: dict[str, asyncio.Task[Kept]] = {}
        self._refreshes: dict[str, asyncio.Task[Known]] = {}
        self._slots: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
        self._unsaved: dict[str, Known] = {}
        self._saving: asyncio.Task[None] | None = None

    async def get(self, wanted: Wanted) -> Kept:
        """The document, as new as it can be had in good time.

        Raises:
            IntegrationError: there is none that could still be used.
        """
        known = self._memory.get(wanted.key)
        if known is not None and known.age(self._clock()) < wanted.kind.fresh:
            return self._kept(known, live=True, fresh=True)
        return await asyncio.shield(_shared(self._looks, wanted.key, lambda: self._decide(wanted)))

    async def renew(self, wanted: Wanted) -> None:
        """Fetch the document now, unless somebody already does.

        Raises:
            IntegrationError: it could not be had.
        """
        found = await self._look(wanted)
        if closed := _closed(wanted, found):
            raise closed
        await asyncio.shield(self._refreshing(wanted, found.known))

    async def close(self) -> None:
        """End what runs; what could not be stored is tried once more."""
        running = [*self._looks.values(), *self._refreshes.values()]
        running += [self._saving] if self._saving else []
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._save_all()

    async def _decide(self, wanted: Wanted) -> Kept:
        found, now = await self._look(wanted), self._clock()
        kind, known = wanted.kind, found.known
        if known is not None and known.age(now) < kind.fresh:
            self._remember(wanted.key, known)
            return self._kept(known, live=True, fresh=True)
        usable = known if known is not None and known.age(now) < kind.usable else None
        if closed := _closed(wanted, found):
            return self._old(usable, closed)
        renewal = self._refreshing(wanted, known)
        if usable and (
            usable.age(now) < kind.prompt or found.failed
        ):  # it failed: nobody waits for more of it
            return self._kept(usable, live=found.failed is None)
        return await self._await(renewal, usable)

    async def _await(self, renewal: asyncio.Task[Known], usable: Known | None) -> Kept:
        try:
            async with asyncio.timeout(GRACE_SECONDS if usable else WAIT_SECONDS):
                return self._kept(await asyncio.shield(renewal), live=True, fresh=True)
        except TimeoutError:
            return self._old(usable, ServiceDownError("no answer in time"))
        except IntegrationError as error:
            return self._old(usable, error)

    def _old(self, usable: Known | None, error: IntegrationError) -> Kept:
        if usable is None:
            raise error
        return self._kept(usable, live=isinstance(error, OwnLimitError))

    def _kept(self, known: Known, *, live: bool, fresh: bool = False) -> Kept:
        return Kept(known.body, min(known.fetched_at, self._clock()), live, fresh)

    def _remember(self, key: str, known: Known) -> None:
        self._memory[key] = known
        self._memory.move_to_end(key)
        if len(self._memory) > MOST_REMEMBERED:
            self._memory.popitem(last=False)

    async def _look(self, wanted: Wanted) -> Look:
        """What is stored, or what this process has and could not store."""
        mine = self._unsaved.get(wanted.key) or self._memory.get(wanted.key)
        try:
            async with self._db.read(quick=True) as session:
                found = await store.look(session, wanted.key, wanted.kind, self._clock())
        except _DATABASE_ERRORS as error:
            _tell(error)
            return Look(mine)
        now = self._clock()
        if mine is not None and (found.known is None or mine.age(now) < found.known.age(now)):
            return Look(mine, found.failed, found.resting)
        return found

    def _refreshing(self, wanted: Wanted, known: Known | None) -> asyncio.Task[Known]:
        return _shared(self._refreshes, wanted.key, lambda: self._refresh(wanted, known))

    async def _refresh(self, wanted: Wanted, known: Known | None) -> Known:
        async with self._slots[wanted.kind.service]:
            if wanted.gate is not None and (wait := wanted.gate.shut()):
                raise _own_limit(wanted.gate, wait)
            holder = uuid4().hex
            if await self._claim(wanted, known, holder):
                return await self._fetch(wanted, known, holder)
        return await self._follow(wanted, known)

    async def _fetch(self, wanted: Wanted, known: Known | None, holder: str) -> Known:
        started = self._clock()
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                document = await wanted.fetch(known)
        except TimeoutError as error:
            slow = ServiceDownError("no answer in time")
            await self._fail(wanted, holder, started, slow)
            raise slow from error
        except IntegrationError as error:
            await self._fail(wanted, holder, started, error)
            raise
        except Exception as error:  # a fault of ours must not hold the lease, nor keep anybody from an answer
            logger.exception("%s could not be read", wanted.key)
            ours = BadAnswerError("not read")
            await self._fail(wanted, holder, started, ours)
            raise ours from error
        new = Known(document.body, started, document.etag, document.modified)
        self._remember(wanted.key, new)
        await self._keep(wanted, holder, new, unchanged=known is not None and document.body is known.body)
        return new

    async def _claim(self, wanted: Wanted, known: Known | None, holder: str) -> bool:
        """Whether this process does the refresh; without the database it does.

        It does not when another one ended it while this one waited for its turn.
        """
        now = self._clock()
        try:
            async with self._db.write(durable=False) as session:
                if not await store.claim(session, wanted.key, holder, now):
                    return False
                there = (await store.look(session, wanted.key, wanted.kind, now)).known
                is_newer = there is not None and (known is None or there.fetched_at > known.fetched_at)
                if there is not None and is_newer and there.age(now) < wanted.kind.fresh:
                    await store.release(session, wanted.key, holder)
                    return False
                if not await store.may_ask(session, wanted.kind.service, now):
                    raise ServiceDownError("left in peace for a while")
        except _DATABASE_ERRORS as error:
            _tell(error)
        return True

    async def _follow(self, wanted: Wanted, known: Known | None) -> Known:
        """Wait for what another process fetches; if it gives up without a word, try instead."""
        while await self._is_busy(wanted.key):  # noqa: ASYNC110  another process has no event for us
            await asyncio.sleep(POLL_SECONDS)
        found = await self._look(wanted)
        if found.known is not None and (known is None or found.known.fetched_at != known.fetched_at):
            self._remember(wanted.key, found.known)
            return found.known
        if found.failed:
            raise ServiceDownError(found.failed)
        return await self._refresh(wanted, known)

    async def _is_busy(self, key: str) -> bool:
        try:
            async with self._db.read(quick=True) as session:
                return bool(await store.holder_of(session, key, self._clock()))
        except _DATABASE_ERRORS as error:
            _tell(error)
            return False

    async def _keep(self, wanted: Wanted, holder: str, new: Known, *, unchanged: bool) -> None:
        try:
            async with self._db.write(durable=False) as session:
                # First the refresh, then its service: as `_claim` does, or two could wait for each other.
                await store.release_done(session, wanted.key, holder)
                await store.save(session, wanted.key, new, unchanged=unchanged)
                await store.worked(session, wanted.kind.service, self._clock())
        except _DATABASE_ERRORS as error:
            _tell(error)
            self._unsaved[wanted.key] = new
            if self._saving is None or self._saving.done():
                self._saving = asyncio.create_task(self._save_later())
        else:
            self._unsaved.pop(wanted.key, None)

    async def _fail(self, wanted: Wanted, holder: str, started: datetime, error: IntegrationError) -> None:
        own = isinstance(error, OwnLimitError)
        counts = not isinstance(error, ThrottledError | NoDocumentError)
        now, why = self._clock(), str(error)
        try:
            async with self._db.write(durable=False) as session:
                if own:
                    await store.release(session, wanted.key, holder)
                    return
                await store.release_failed(session, wanted.key, holder, now, why)
                await store.failed(session, wanted.kind.service, why, started, now, counts=counts)
        except _DATABASE_ERRORS as failure:
            _tell(failure)

    async def _save_later(self) -> None:
        while self._unsaved:
            await asyncio.sleep(SAVE_AGAIN_SECONDS)
            await self._save_all()

    async def _save_all(self) -> None:
        for key, known in list(self._unsaved.items()):
            try:
                async with self._db.write(durable=False) as session:
                    await store.save(session, key, known)
            except _DATABASE_ERRORS as error:
                _tell(error)
                return
            if self._unsaved.get(key) is known:
                del self._unsaved[key]


def _closed(wanted: Wanted, found: Look) -> IntegrationError | None:
    """Why the source is not asked at all right now, as far as that is known without trying."""
    if found.resting:
        return ServiceDownError(found.failed or "left in peace for a while")
    if wanted.gate is not None and (wait := wanted.gate.shut()):
        return _own_limit(wanted.gate, wait)
    return None


def _own_limit(gate: Gate, wait: timedelta) -> OwnLimitError:
    return OwnLimitError(f"{gate.name} is asked enough", retry_after=wait.total_seconds())


def _shared[T](
    running: dict[str, asyncio.Task[T]], key: str, start: Callable[[], Awaitable[T]]
) -> asyncio.Task[T]:
    """The task of this key, begun now if there is none."""
    task = running.get(key)
    if task is None:
        task = running[key] = asyncio.ensure_future(start())

        def end(done: asyncio.Task[T]) -> None:
            running.pop(key, None)
            if not done.cancelled():
                done.exception()  # whoever waits is told; if nobody does, nothing is lost

        task.add_done_callback(end)
    return task


def _tell(error: Exception) -> None:
    if not was_told(error):
        logger.warning("the cache of sources could not use the database", exc_info=error)
