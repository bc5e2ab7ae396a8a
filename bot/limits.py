"""How often somebody may do something: buckets that refill with time, in memory and bounded."""

import time
from collections import OrderedDict
from collections.abc import Callable

from aiohttp import web

_MOST_KEYS = 20_000
_LOCAL = ("127.0.0.1", "::1")


def client(request: web.Request) -> str:
    """Who asks: behind a proxy on this machine it is the address that the proxy saw."""
    remote = request.remote or "?"
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded[:64] if remote in _LOCAL and forwarded else remote


class Buckets:
    """One bucket of ``burst`` tokens per key, refilled at ``per_second``."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key: tokens, when

    def take(self, key: str) -> float:
        """Take a token; 0 when there was one, else the seconds until there is (nothing is taken then)."""
        now = self._clock()
        tokens, since = self._levels.pop(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - since) * self._per_second)
        allowed = tokens >= 1
        self._levels[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._levels) > _MOST_KEYS:
            self._levels.popitem(last=False)  # the one unused for longest: its bucket is full anyway
        return 0.0 if allowed else (1 - tokens) / self._per_second
