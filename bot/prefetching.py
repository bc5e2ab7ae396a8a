"""Renews in advance what citizens asked for within a day: the next answer is fresh and waits for nobody.

Of several gateways one does it at a time. Nothing is fetched that nobody asked for, and whoever waits for an
answer comes first.
"""

import asyncio
import logging
from uuid import uuid4

from core.errors import IntegrationError
from core.outage import was_told
from core.sources import Sources

LOOK_SECONDS = 20.0  # less than the lease of the one that leads
MOST = 20  # documents in one look

logger = logging.getLogger(__name__)


class Prefetching:
    """The looks of one process."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._name = uuid4().hex

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:
                if not was_told(error):
                    logger.exception("the look after the sources broke off; the next one goes on")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> int:
        """Renew what is soon stale; returns how many documents were."""
        due = await self._sources.due()
        if not due or not await self._sources.lead(self._name):
            return 0
        renewed = 0
        for key in due[:MOST]:
            try:
                await self._sources.renew(key)
            except IntegrationError as error:  # its health tells; the next look tries again
                logger.debug("%s was not renewed in advance: %s", key, error)
            else:
                renewed += 1
        return renewed
