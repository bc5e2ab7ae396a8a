"""A sliding minute of requests: BMKG allows 60 to an address, over all its services together."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

from core.errors import ThrottledError


class Limiter:
    """At most ``limit`` requests in any ``period`` seconds.

    A short wait is waited; a longer one raises, so that whoever asks gets the last known answer at once.
    """

    def __init__(
        self,
        limit: int = 50,
        period: float = 60.0,
        *,
        patience: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._limit, self._period, self._patience = limit, period, patience
        self._clock, self._sleep = clock, sleep
        self._sent: deque[float] = deque()
        self._closed_until = 0.0

    async def acquire(self) -> None:
        """Take a place.

        Raises:
            ThrottledError: no place becomes free within the patience.
        """
        while (wait := self._wait()) > 0:
            if wait > self._patience:
                raise ThrottledError("our own limit for BMKG", retry_after=wait, everyone=True)
            await self._sleep(wait)
        self._sent.append(self._clock())

    def close_for(self, seconds: float) -> None:
        """BMKG asked for a pause: nobody gets a place before it is over."""
        self._closed_until = max(self._closed_until, self._clock() + seconds)

    def _wait(self) -> float:
        now = self._clock()
        while self._sent and self._sent[0] <= now - self._period:
            self._sent.popleft()
        full = self._sent[0] + self._period - now if len(self._sent) >= self._limit else 0.0
        return max(full, self._closed_until - now)
