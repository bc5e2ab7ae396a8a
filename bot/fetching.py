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

LOOK_SECONDS = 2.0
MAX_ATTEMPTS = 5
AT_ONCE = 4

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
        await asyncio.gather(*(self._fetch(each) for each in found))
        return len(found)

    async def _fetch(self, pending: Pending) -> None:
        try:
            data = await self._channels[pending.channel].fetch(pending.media)
            clean, path = await asyncio.to_thread(self._keep, data)
        except PayloadError:
            await self._failed(pending, "not a file we keep", final=True)
        except IntegrationError as error:
            await self._failed(pending, type(error).__name__, final=not error.retryable)
        except OSError:
            await self._failed(pending, "it could not be written", final=False)
        else:
            async with self._db.write() as session:
                await attachments.store_fetched(session, pending.attachment_id, clean, path)

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
                await self._tell(session, pending.conversation_id)

    async def _tell(self, session: AsyncSession, conversation_id: str) -> None:
        """A lost photo is said so: the citizen can send it again, an officer can ask for it."""
        conversation = await conversations.get(session, conversation_id)
        text = notices.text("file_lost", conversation.language)
        await outbox.add(session, conversation_id, Said("system", text), self._clock())
