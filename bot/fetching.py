"""Fetches the files that citizens sent from the platforms that hold them."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.signals import Signal
from core import attachments, conversations, notices, outbox
from core.attachments import Pending
from core.channels import Channel
from core.clock import Clock
from core.conversations import Said
from core.db import Database
from core.errors import IntegrationError, PayloadError
from core.messages import MediaKind

LOOK_SECONDS = 2.0
MAX_ATTEMPTS = 5
AT_ONCE = 4
NO_ROOM_PAUSE = timedelta(seconds=30)

logger = logging.getLogger(__name__)


class Fetching:
    """One per process; a claimed file is left alone by others for a while."""

    def __init__(
        self, db: Database, channels: Mapping[str, Channel], folder: Path, signal: Signal, clock: Clock
    ) -> None:
        self._db = db
        self._channels = channels
        self._folder = folder
        self._signal = signal
        self._clock = clock
        self._trouble: str | None = None

    async def run(self) -> None:
        """Fetch until cancelled."""
        while True:
            try:
                while await self.look():
                    pass
            except Exception:
                logger.exception("files could not be fetched")
            await self._signal.wait(LOOK_SECONDS)

    async def look(self) -> int:
        """Fetch a few files that are due; returns how many were tried."""
        names = list(self._channels)
        now = self._clock()
        async with self._db.read(quick=True) as session:
            if not await attachments.something_pending(session, names, now):
                return 0
        async with self._db.write() as session:
            found = await attachments.claim_pending(session, names, now, AT_ONCE)
        ends = await asyncio.gather(*(self._fetch(each) for each in found), return_exceptions=True)
        for error in ends:  # one that fails must not cut off the others
            if error is not None:
                raise error
        return len(found)

    async def _fetch(self, pending: Pending) -> None:
        try:
            data = await self._channels[pending.channel].fetch(pending.media)
            clean, path = await asyncio.to_thread(self._keep, data)
        except PayloadError:
            await self._failed(pending, "not a file we keep", final=True)
        except IntegrationError as error:
            await self._failed(pending, type(error).__name__, final=not error.retryable)
        except OSError as error:  # our disk's fault: no file is lost by it, however long it takes
            self._note(error.strerror or type(error).__name__)
            async with self._db.write() as session:
                await attachments.fetch_later(session, pending.attachment_id, self._clock() + NO_ROOM_PAUSE)
        else:
            self._note(None)
            await self._record(pending, clean, path)

    async def _record(self, pending: Pending, clean: attachments.Clean, path: str) -> None:
        try:
            async with self._db.write() as session:
                await attachments.store_fetched(session, pending.attachment_id, clean, path)
        except Exception:
            await attachments.discard(self._db, self._folder, path)
            raise

    def _note(self, trouble: str | None) -> None:
        """Log an outage of the disk once when it begins and once when it ends."""
        if trouble and not self._trouble:
            logger.error("files cannot be written: %s", trouble)
        elif self._trouble and not trouble:
            logger.warning("files can be written again")
        self._trouble = trouble

    def _keep(self, data: bytes) -> tuple[attachments.Clean, str]:
        clean = attachments.inspect(data)
        return clean, attachments.write(self._folder, clean)

    async def _failed(self, pending: Pending, reason: str, *, final: bool) -> None:
        tries = pending.attempts + 1
        last = final or tries >= MAX_ATTEMPTS
        retry_at = None if last else self._clock() + timedelta(seconds=4.0**tries)
        if last:
            logger.warning("%s: file %s is lost: %s", pending.channel, pending.attachment_id, reason)
        async with self._db.write() as session:
            await attachments.fetch_failed(session, pending.attachment_id, retry_at)
            if last and pending.conversation_id:
                await self._tell(session, pending.conversation_id, pending.media.kind)

    async def _tell(self, session: AsyncSession, conversation_id: str, kind: MediaKind) -> None:
        """A lost photo is said so: the citizen can send it again, an officer can ask for it."""
        conversation = await conversations.get(session, conversation_id)
        notice = "voice_lost" if kind is MediaKind.VOICE else "file_lost"
        text = notices.text(notice, conversation.language)
        await outbox.add(session, conversation_id, Said("system", text), self._clock())
