"""The emergency net at work: whoever writes of danger reads 112 first, whatever else is going on."""

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.metrics import Metrics
from bot.signals import Signals
from core import conversations, emergency, outbox, turns
from core.clock import Clock
from core.conversations import Said
from core.db import Database
from core.models import Message
from core.turns import Arrival

_BATCH = 1000
_OVERLAP = 500  # with several writers, ids become visible out of order: a batch of each may be late

logger = logging.getLogger(__name__)


@dataclass
class _Checked:
    """The messages looked at lately, so that the rules run once per text."""

    ids: set[int] = field(default_factory=set)
    order: deque[int] = field(default_factory=deque)

    def add(self, message_id: int) -> None:
        self.ids.add(message_id)
        self.order.append(message_id)
        if len(self.order) > 10_000:
            self.ids.discard(self.order.popleft())


class EmergencyNet:
    """Looks at every text once, before any turn, and never waits for one."""

    def __init__(self, db: Database, clock: Clock, signals: Signals, metrics: Metrics) -> None:
        self._db = db
        self._clock = clock
        self._signals = signals
        self._metrics = metrics
        self._last_id = 0
        self._overlap = 0 if db.is_sqlite else _OVERLAP
        self._checked = _Checked()

    async def look(self) -> None:
        """Check what arrived since the last look, in all conversations."""
        while True:
            async with self._db.read(quick=True) as session:
                after = max(0, self._last_id - self._overlap)
                arrived = await turns.arrived_after(session, after, _BATCH)
            dangerous = [each for each in arrived if self._is_danger(each)]
            if dangerous:
                async with self._db.write(first=True) as session:
                    told = await self._tell(session, dangerous)
                self.announce(told)
            last_id = max((each.message_id for each in arrived), default=0)
            if last_id <= self._last_id:
                return
            self._last_id = last_id

    async def check(self, session: AsyncSession, messages: Sequence[Message]) -> list[str]:
        """Check these in the caller's transaction; returns the conversations to `announce` after it."""
        arrived = [Arrival(m.id, m.conversation_id or "", m.text) for m in messages if not m.danger]
        return await self._tell(session, [each for each in arrived if self._is_danger(each)])

    async def check_words(self, session: AsyncSession, message: Message, words: str) -> list[str]:
        """Like `check`, for words that became known after the message: those of a recording."""
        arrival = Arrival(message.id, message.conversation_id or "", words)
        if message.danger or not self._is_danger(arrival, again=True):
            return []
        return await self._tell(session, [arrival])

    def announce(self, conversation_ids: Sequence[str]) -> None:
        """The lines are committed: send them."""
        for conversation_id in conversation_ids:
            self._metrics.emergencies.inc()
            self._signals.said(conversation_id)

    def _is_danger(self, arrival: Arrival, *, again: bool = False) -> bool:
        if not arrival.text or (arrival.message_id in self._checked.ids and not again):
            return False
        try:
            danger = emergency.assess(arrival.text).danger
        except Exception:  # a fault of the rules must not stop the turns
            logger.exception("the emergency net failed on message %s", arrival.message_id)
            danger = False
        if not danger:
            self._checked.add(arrival.message_id)
        return danger

    async def _tell(self, session: AsyncSession, dangerous: Sequence[Arrival]) -> list[str]:
        told = []
        for arrival in dangerous:
            # Before its message, as everybody does: two who lock in different order would wait for ever.
            await conversations.lock(session, arrival.conversation_id)
            flagged = await session.scalars(
                update(Message)
                .where(Message.id == arrival.message_id, Message.danger.is_(False))
                .values(danger=True)
                .returning(Message.id)
            )
            if flagged.first() is not None:
                await self._answer(session, arrival)
                told.append(arrival.conversation_id)
        return told

    async def _answer(self, session: AsyncSession, arrival: Arrival) -> None:
        conversation = await conversations.lock(session, arrival.conversation_id)
        conversations.note_language(conversation, arrival.text)
        verdict = emergency.assess(arrival.text)
        line = emergency.first_line(verdict.kinds, conversation.language)
        await outbox.add(
            session,
            conversation.id,
            Said("bot", line),
            self._clock(),
            message_id=arrival.message_id,
            urgent=True,
        )
