"""How fast each platform may be written to: per chat and over all chats."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

_MOST_CHATS = 10_000


@dataclass(frozen=True)
class Rate:
    """Messages a second over all chats, and per chat after a first burst."""

    overall: float
    per_chat: float | None = None
    burst: int = 1


# Telegram: 30 a second, one a second per chat; WhatsApp: 80 a second per number (their documentation, 2026).
RATES = {"telegram": Rate(30, per_chat=1, burst=3), "whatsapp": Rate(80)}
CAREFUL = Rate(10, per_chat=1, burst=3)  # for a platform whose limits nobody wrote down here


class Pace:
    """Tells senders when it is their turn."""

    def __init__(
        self,
        rate: Rate,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._chats: OrderedDict[str, float] = OrderedDict()  # when the chat's bucket would be full

    async def turn(self, chat: str) -> None:
        """Wait until a message may go to this chat, and count it."""
        now = self._clock()
        at = max(now, self._next, self._chat_allows(chat, now))
        self._next = max(self._next, now) + 1 / self._rate.overall
        self._count(chat, at)
        if at > now:
            await self._sleep(at - now)

    def _chat_allows(self, chat: str, now: float) -> float:
        if self._rate.per_chat is None:
            return now
        full_at = self._chats.get(chat, now)
        return full_at - (self._rate.burst - 1) / self._rate.per_chat

    def _count(self, chat: str, at: float) -> None:
        if self._rate.per_chat is None:
            return
        full_at = max(self._chats.pop(chat, at), at) + 1 / self._rate.per_chat
        self._chats[chat] = full_at
        if len(self._chats) > _MOST_CHATS:
            self._chats.popitem(last=False)
