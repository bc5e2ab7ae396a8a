"""Slows down whoever tries passwords: counted in memory, bounded, for each account and place."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import SobatError

TRIES = 8  # per account and place
TRIES_ANYWHERE = 100  # per account from all places together
LOCKED_FOR = timedelta(minutes=15)
MOST_KEPT = 20_000


class LockedError(SobatError):
    """Too many wrong tries; nothing is checked before ``until``."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many tries")
        self.until = until


@dataclass
class _Tries:
    count: int
    last: datetime


class SignInGuard:
    """Counts a try before it is checked, so that many at once do not slip through together."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], _Tries] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def attempt(self, email: str, place: str, now: datetime) -> None:
        """Note a try.

        Raises:
            LockedError: there were too many; this one is not counted.
        """
        limits = {(email, place): TRIES, (email, ""): TRIES_ANYWHERE}
        for key, limit in limits.items():
            tries = self._kept.get(key)
            if tries is not None and tries.count >= limit and now - tries.last < LOCKED_FOR:
                raise LockedError(tries.last + LOCKED_FOR)
        for key in limits:
            self._count(key, now)

    def _count(self, key: tuple[str, str], now: datetime) -> None:
        tries = self._kept.pop(key, None)
        if tries is None or now - tries.last >= LOCKED_FOR:
            tries = _Tries(0, now)
        self._kept[key] = _Tries(tries.count + 1, now)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def succeeded(self, email: str, place: str) -> None:
        """The password was right: earlier slips from this place are forgotten."""
        self._kept.pop((email, place), None)
