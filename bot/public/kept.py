"""Answers kept for a little while, so that a crowd which asks the same costs one query."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta

from core.clock import Clock

_MOST = 500


class Kept[Key: Hashable, Value]:
    """The newest answer to each question, for so many seconds."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._for = timedelta(seconds=seconds)
        self._clock = clock
        self._answers: OrderedDict[Key, tuple[datetime, Value]] = OrderedDict()

    async def get(self, key: Key, ask: Callable[[], Awaitable[Value]]) -> Value:
        """The kept answer, or a new one."""
        kept = self._answers.get(key)
        now = self._clock()
        if kept is not None and now - kept[0] < self._for:
            return kept[1]
        value = await ask()
        self._answers[key] = (now, value)
        self._answers.move_to_end(key)
        if len(self._answers) > _MOST:
            self._answers.popitem(last=False)
        return value
