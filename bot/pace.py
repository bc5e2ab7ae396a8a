"""How fast each platform may be written to, and the pace of this process over all chats."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from core.paces import ChatRate, Rates

# As documented in 2026. Telegram: 30 a second, one a second in a chat (short bursts pass), 20 a minute in a
# group (5 and then one in 4 s never make more). WhatsApp: 80 a second per number, and to one person one in
# 6 s with a burst of 45 that is borrowed from later.
RATES = {
    "telegram": Rates(30, private=ChatRate(1, burst=3), group=ChatRate(4, burst=5)),
    "whatsapp": Rates(80, private=ChatRate(6, burst=45), group=ChatRate(6, burst=45)),
}
# For a platform whose limits nobody wrote down here.
CAREFUL = Rates(10, private=ChatRate(1, burst=3), group=ChatRate(4, burst=5))

HORIZON = 0.25  # seconds: no more are let in than can go out within it, so that urgent ones wait no longer


class Pace:
    """Spaces what one process sends, evenly over time."""

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap = 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0

    def room(self) -> int:
        """How many may ask for their turn now without waiting long; at least one when nobody waits."""
        ahead = max(0.0, self._next - self._clock())
        return max(0, round((HORIZON - ahead) / self._gap)) if ahead else max(1, round(HORIZON / self._gap))

    async def turn(self) -> None:
        """Wait until the next message may go out, and count it."""
        now = self._clock()
        at = max(now, self._next)
        self._next = at + self._gap
        if at > now:
            await self._sleep(at - now)
