"""How often somebody may do something: buckets that refill with time, in memory and bounded."""

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from aiohttp import web

_MOST_KEYS = 20_000
_LOCAL = ("127.0.0.1", "::1")
_ONE_HOME = 64  # bits: whoever has one IPv6 address has all the others that begin with them


def client(request: web.Request) -> str:
    """Who asks: behind a proxy on this machine it is the address that the proxy saw."""
    remote = request.remote or "?"
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded[:64] if remote in _LOCAL and forwarded else remote


def home(address: str) -> str:
    """What to count instead of an address: all of one home, which has more IPv6 addresses than it can use."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, _ONE_HOME), strict=False)) if found.version == 6 else address


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

    def give_back(self, key: str) -> None:
        """Return a token that was taken for something that turned out to be harmless."""
        if key in self._levels:
            tokens, since = self._levels[key]
            self._levels[key] = (min(self._burst, tokens + 1), since)
