"""Measured speeds through the cache that all processes share: one request per place and few minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.clock import Clock
from core.db import Database
from core.sources.cache import Cache, Wanted
from core.sources.kept import Kind, Known
from core.traffic import FRESH_FOR, USABLE_FOR, Flow, TrafficSource, read_flow


@dataclass(frozen=True)
class _Document:
    body: Mapping[str, Any]
    etag: None = None
    modified: None = None


class Speeds:
    """What one source measures; each process has one."""

    def __init__(self, db: Database, source: TrafficSource, clock: Clock) -> None:
        self._cache, self._source = Cache(db, clock), source
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
            return _Document(await self._source.flow(lat, lon))

        kept = await self._cache.get(Wanted(f"{self._kind.service}/{lat},{lon}", self._kind, fetch))
        return read_flow(kept.body, kept.fetched_at)

    async def close(self) -> None:
        """Begin nothing new."""
        await self._cache.close()
