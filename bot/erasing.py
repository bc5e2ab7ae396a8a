"""Carries out the erasures that citizens asked for: nobody has to think of the clock."""

import asyncio
import logging
from collections.abc import Callable

from core import forgetting
from core.clock import Clock
from core.db import Database
from core.outage import was_told
from core.settings import Settings

LOOK_SECONDS = 60.0

logger = logging.getLogger(__name__)


class Erasing:
    """One per process; whoever finds a request taken by another finds it done."""

    def __init__(self, db: Database, settings: Settings, clock: Clock, said: Callable[[], None]) -> None:
        self._db = db
        self._settings = settings
        self._clock = clock
        self._said = said

    async def run(self) -> None:
        """Look every minute until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:
                if not was_told(error):
                    logger.exception("an erasure broke off; the next look goes on")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Carry out what is due, and finish what was begun."""
        if await forgetting.sweep(self._db, self._settings, self._clock()):
            self._said()
