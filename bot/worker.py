"""Finds the conversations that have something to do and works on several of them at a time."""

import asyncio
import logging
import os
import secrets
from datetime import UTC, datetime, timedelta

from bot.dialogue import Dialogue
from bot.emergencies import EmergencyNet
from bot.routing import back_button
from bot.signals import Signals
from core import conversations, notices, outbox, turns
from core.clock import Clock
from core.conversations import Said
from core.db import Database
from core.faults import collided
from core.outage import reason, was_told

LOOK_SECONDS = 1.0
RENEW_SECONDS = 8.0
AGAIN_SECONDS = 1.0  # between two tries while the database is away
MOST_TRIES = 60  # together less than a lease
FLOOD_LOOK_SECONDS = 0.25  # between two looks while every webhook gives the signal

logger = logging.getLogger(__name__)


class Worker:
    """One per process; the leases in the database keep several processes apart."""

    def __init__(
        self,
        db: Database,
        dialogue: Dialogue,
        net: EmergencyNet,
        signals: Signals,
        clock: Clock,
        *,
        at_once: int,
        absence_after: timedelta,
    ) -> None:
        self._db = db
        self._dialogue = dialogue
        self._net = net
        self._signals = signals
        self._clock = clock
        self._at_once = at_once
        self._absence_after = absence_after
        self._name = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._look_for_absence_at = datetime.min.replace(tzinfo=UTC)
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Work until cancelled; what runs then goes on until `stop`."""
        while True:
            try:
                await self.look()
            except Exception:
                logger.exception("the worker stumbled")
                await asyncio.sleep(LOOK_SECONDS)
            if self._db.rush.flooded:
                await asyncio.sleep(FLOOD_LOOK_SECONDS)
            await self._signals.turns.wait(LOOK_SECONDS)

    async def look(self) -> None:
        """One round: emergencies, people who wait for staff, then new turns."""
        await self._net.look()
        await self._notice_absence()
        free = self._db.rush.room(self._at_once) - len(self._running)
        if free <= 0:
            return
        async with self._db.read(quick=True) as session:
            if not await turns.something_due(session, self._clock()):
                return
        async with self._db.write(durable=False) as session:
            ids = await turns.claim(session, self._name, self._clock(), free)
        for conversation_id in ids:
            task = asyncio.create_task(self._converse(conversation_id), name=f"turns-{conversation_id}")
            self._running[conversation_id] = task

    async def _converse(self, conversation_id: str) -> None:
        keeper = asyncio.create_task(self._keep_lease(conversation_id))
        try:
            await self._persistently(conversation_id)
        except Exception:  # the lease runs out by itself, and then somebody tries again
            logger.exception("a turn of conversation %s broke", conversation_id)
        finally:
            keeper.cancel()
            self._running.pop(conversation_id, None)
            self._signals.turns.wake()

    async def _persistently(self, conversation_id: str) -> None:
        """Converse; again at once when the database was away for a moment, for the lease is still ours.

        A turn that Rasa has run by then is found in its tracker.
        """
        for _ in range(MOST_TRIES):
            try:
                await self._dialogue.converse(conversation_id, self._name)
            except Exception as error:
                if not (collided(error) or reason(error)):
                    raise
                if not was_told(error):
                    logger.warning("a turn of conversation %s is tried again", conversation_id)
            else:
                return
            await asyncio.sleep(AGAIN_SECONDS)

    async def _keep_lease(self, conversation_id: str) -> None:
        is_ours = True
        while is_ours:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                async with self._db.write(durable=False) as session:
                    is_ours = await turns.renew(session, conversation_id, self._name, self._clock())
            except Exception:
                logger.exception("the lease of conversation %s could not be renewed", conversation_id)

    async def _notice_absence(self) -> None:
        now = self._clock()
        if now < self._look_for_absence_at:
            return
        self._look_for_absence_at = now + timedelta(seconds=LOOK_SECONDS)
        since = now - self._absence_after
        async with self._db.read(quick=True) as session:
            if not await conversations.somebody_waits(session, since):
                return
        async with self._db.write(durable=False) as session:
            ids = await conversations.notice_absence(session, since)
            for conversation_id in ids:
                conversation = await conversations.get(session, conversation_id)
                text = notices.text("handoff_absent", conversation.language)
                said = Said("bot", text, (back_button(conversation.language),))
                await outbox.add(session, conversation_id, said, now)
        for conversation_id in ids:
            self._signals.said(conversation_id)

    async def idle(self) -> None:
        """Return when no turn runs."""
        while self._running:
            await asyncio.wait(self._running.values())

    async def stop(self, patience: float) -> None:
        """Let running turns end, but not longer than this many seconds; then give the leases back."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=patience)
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        async with self._db.write(durable=False) as session:
            await turns.free_leases(session, self._name)
