"""Has voice notes written down by an engine, away from the loop, and lets their turns go on."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.emergencies import EmergencyNet
from bot.signals import Signals
from core import conversations, notices, outbox, voice_notes
from core.clock import Clock
from core.conversations import Owner, Said
from core.db import Database
from core.errors import NotFoundError, ServiceDownError
from core.messages import Heard
from core.models import Conversation
from core.transcriber import Transcriber
from core.voice_notes import Recording, Words

LOOK_SECONDS = 0.5
LEASE = timedelta(minutes=3)  # longer than an engine's start and its time limit together
_LONGEST_SHOWN = 400  # letters of what was heard

logger = logging.getLogger(__name__)


class Transcribing:
    """One per process, where an engine is configured."""

    def __init__(
        self,
        db: Database,
        engine: Transcriber,
        folder: Path,
        net: EmergencyNet,
        signals: Signals,
        clock: Clock,
    ) -> None:
        self._db = db
        self._engine = engine
        self._folder = folder
        self._net = net
        self._signals = signals
        self._clock = clock
        self._is_down = False
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Listen until cancelled."""
        if self._db.is_sqlite:  # this process has it to itself: what a dead one claimed is free
            async with self._db.write() as session:
                await voice_notes.free_leases(session)
        try:
            await self._engine.prepare()
        except ServiceDownError as error:
            self._note_down(error)
        while True:
            try:
                await self.look()
            except Exception:
                logger.exception("voice notes could not be listened to")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> int:
        """Begin to listen to what is due, as far as the engine has room; returns to how many."""
        free = self._engine.at_once - len(self._running)
        if free <= 0:
            return 0
        now = self._clock()
        async with self._db.read(quick=True) as session:
            if not await voice_notes.something_to_hear(session, now):
                return 0
        async with self._db.write() as session:
            found = await voice_notes.claim(session, now, LEASE, free)
        for recording in found:
            task = asyncio.create_task(self._listen(recording), name=f"voice-{recording.attachment_id}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return len(found)

    async def idle(self) -> None:
        """Return when nothing is listened to."""
        while self._running:
            await asyncio.wait(self._running)

    async def stop(self) -> None:
        """End; what was being listened to is heard after the next start, or by another process."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._engine.close()

    async def _listen(self, recording: Recording) -> None:
        try:
            heard = await self._engine.hear(self._folder / recording.path)
        except ServiceDownError as error:
            self._note_down(error)
            await self._broke(recording)
        except Exception:  # the lease runs out by itself; the turn does not wait so long
            logger.exception("recording %s broke the engine's adapter", recording.attachment_id)
        else:
            self._note_up()
            await self._keep(recording, heard)

    async def _broke(self, recording: Recording) -> None:
        async with self._db.write() as session:
            conversation = await self._lock(session, recording)
            if conversation is None or await voice_notes.try_again(session, recording):
                return
            conversations.wake(conversation, self._clock())
        self._signals.turns.give()

    async def _keep(self, recording: Recording, heard: Heard) -> None:
        told: list[str] = []
        async with self._db.write() as session:
            conversation = await self._lock(session, recording)
            if conversation is None:
                return
            words = await voice_notes.settle(session, recording, heard)
            if words is not None:
                told.extend(await self._tell(session, conversation, words))
            conversations.wake(conversation, self._clock())
        self._net.announce(told)
        self._signals.said(recording.conversation_id)
        self._signals.turns.give()

    async def _tell(self, session: AsyncSession, conversation: Conversation, words: Words) -> list[str]:
        """112 first if need be; then what was heard, so that a mistake can be corrected."""
        told = await self._net.check_words(session, words.message, words.text)
        if words.joined and conversation.owner == Owner.BOT:
            conversations.note_language(conversation, words.text)
            shown = words.text.replace("\n", " ")
            if len(shown) > _LONGEST_SHOWN:
                shown = f"{shown[:_LONGEST_SHOWN]}…"
            said = Said("system", notices.text("voice_heard", conversation.language, words=shown))
            await outbox.add(session, conversation.id, said, self._clock(), message_id=words.message.id)
        return told

    async def _lock(self, session: AsyncSession, recording: Recording) -> Conversation | None:
        """Its conversation, held; None when it was erased."""
        try:
            return await conversations.lock(session, recording.conversation_id)
        except NotFoundError:
            return None

    def _note_down(self, error: ServiceDownError) -> None:
        if not self._is_down:
            logger.error("voice notes are not understood: %s", error)
        self._is_down = True

    def _note_up(self) -> None:
        if self._is_down:
            logger.warning("voice notes are understood again")
        self._is_down = False
