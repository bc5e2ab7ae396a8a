"""Answers kept for a little while, so that a crowd which asks the same costs one query and nobody waits."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta

from core.clock import Clock

_MOST = 500

logger = logging.getLogger(__name__)


class Kept[Key: Hashable, Value]:
    """The newest answer to each question: good while ``fresh``, and until ``stale`` while it is renewed."""

    def __init__(self, fresh: timedelta, stale: timedelta, clock: Clock) -> None:
        self._fresh, self._stale = fresh, stale
        self._clock = clock
        self._answers: OrderedDict[Key, tuple[datetime, Value]] = OrderedDict()
        self._asking: dict[Key, asyncio.Task[Value]] = {}

    async def get(self, key: Key, ask: Callable[[], Awaitable[Value]]) -> Value:
        """The kept answer, or a new one; whoever asks meanwhile waits for the same."""
        kept, now = self._answers.get(key), self._clock()
        if kept is not None and now - kept[0] < self._fresh:
            return kept[1]
        asking = self._asking.get(key) or self._ask(key, ask)
        if kept is not None and now - kept[0] < self._stale:
            return kept[1]
        return await asyncio.shield(asking)

    def _ask(self, key: Key, ask: Callable[[], Awaitable[Value]]) -> asyncio.Task[Value]:
        task = self._asking[key] = asyncio.create_task(self._answer(key, ask))
        task.add_done_callback(lambda done: self._done(key, done))
        return task

    async def _answer(self, key: Key, ask: Callable[[], Awaitable[Value]]) -> Value:
        value = await ask()
        self._answers[key] = (self._clock(), value)
        self._answers.move_to_end(key)
        if len(self._answers) > _MOST:
            self._answers.popitem(last=False)
        return value

    def _done(self, key: Key, task: asyncio.Task[Value]) -> None:
        del self._asking[key]
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.warning("the public page keeps old numbers (%s)", type(error).__name__)

    async def settled(self) -> None:
        """Wait until nothing is being asked; a failure has been logged."""
        await asyncio.gather(*self._asking.values(), return_exceptions=True)
