"""Measured speeds through the cache that all processes share: one request per place and few minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.clock import Clock
from core.db import Database
from core.errors import ThrottledError
from core.sources.cache import Cache, Wanted
from core.sources.gate import Gate, Pace
from core.sources.kept import Kind, Known
from core.traffic import FRESH_FOR, USABLE_FOR, Flow, TrafficSource, read_flow

PACE = Pace(burst=12, per_minute=30)  # places asked about, by all processes; the cameras answer without it


@dataclass(frozen=True)
class _Document:
    body: Mapping[str, Any]
    etag: None = None
    modified: None = None


class Speeds:
    """What one source measures; each process has one."""

    def __init__(self, db: Database, source: TrafficSource, clock: Clock) -> None:
        self._cache, self._source = Cache(db, clock), source
        self._gate = Gate(db, source.name.lower(), PACE, timedelta(seconds=1), clock)
        self._kind = Kind(f"{source.name.lower()}/flow", FRESH_FOR, FRESH_FOR, USABLE_FOR)

    @property
    def source(self) -> str:
        """Who measured, as citizens read it."""
        return self._source.name

    async def flow(self, lat: float, lon: float) -> Flow | None:
        """The road at a point, with the time when it was measured; None for an answer that says nothing.

        Raises:
            IntegrationError: nothing is known that could still be told.
        """
        lat, lon = round(lat, 4), round(lon, 4)

        async def fetch(_known: Known | None) -> _Document:
            await self._gate.acquire()
            try:
                return _Document(await self._source.flow(lat, lon))
            except ThrottledError as error:
                await self._gate.close_for(error.retry_after)  # no other place is asked about either
                raise

        kept = await self._cache.get(
            Wanted(f"{self._kind.service}/{lat},{lon}", self._kind, fetch, self._gate)
        )
        return read_flow(kept.body, kept.fetched_at)

    async def close(self) -> None:
        """Begin nothing new."""
        await self._cache.close()
