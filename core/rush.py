"""How hard callers from outside press, and how much work inside may go on beside them.

A platform that waits too long for its 200 calls again, which makes a flood worse; a citizen can wait for an
answer. So work inside holds back, but not for ever.
"""

import time
from collections import deque
from collections.abc import Callable

RUSH, RUSH_SECONDS = 8, 0.25  # 32 a second: one piece of work at a time, each takes the loop for milliseconds
FLOOD, FLOOD_SECONDS = 100, 0.5  # 200 a second: none at all
LONGEST_HOLD = 30.0  # seconds; a longer flood leaves the work half of its time, so that answers never starve


class Rush:
    """Counts the callers of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._arrivals: deque[float] = deque(maxlen=FLOOD)
        self._patience = LONGEST_HOLD
        self._asked_at = clock()

    def arrived(self) -> None:
        """Somebody came who must not wait."""
        self._arrivals.append(self._clock())

    @property
    def pressed(self) -> bool:
        """Whether callers come in a rush right now."""
        return self._came(RUSH, RUSH_SECONDS)

    @property
    def flooded(self) -> bool:
        """Whether they come by the hundred a second."""
        return self._came(FLOOD, FLOOD_SECONDS)

    def _came(self, count: int, seconds: float) -> bool:
        return len(self._arrivals) >= count and self._arrivals[-count] > self._clock() - seconds

    def room(self, most: int) -> int:
        """How many pieces of work inside may run at once now, of ``most`` in a calm hour."""
        now = self._clock()
        passed, self._asked_at = now - self._asked_at, now
        if self.flooded and self._patience > 0:
            self._patience -= passed
            return 0
        self._patience = min(LONGEST_HOLD, self._patience + passed)
        return min(most, 1) if self.pressed else most
