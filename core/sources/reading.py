"""Asking the cache: fresh from storage, new from the source, or the last known answer with its age."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from core.clock import Clock, utc_now
from core.db import Database, insert_into
from core.errors import IntegrationError
from core.models import Snapshot
from core.sources.clients import ModelClient, StationsClient, WeatherClient
from core.sources.kept import Kept


class Sources:
    """Every document that answers are made of. Each method raises `IntegrationError` when there is none."""

    def __init__(
        self,
        db: Database,
        bmkg: WeatherClient,
        air_quality: StationsClient,
        open_meteo: ModelClient,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._db = db
        self._bmkg, self._air_quality, self._open_meteo = bmkg, air_quality, open_meteo
        self._clock = clock

    async def forecast(self, adm4: str) -> Kept:
        """BMKG's forecast document of a kelurahan."""
        return await self._keep(f"bmkg/forecast/{adm4}", lambda: self._bmkg.forecast(adm4), usable_hours=24)

    async def warnings(self) -> Kept:
        """BMKG's active early warnings."""
        return await self._keep("bmkg/alerts", self._bmkg.alerts, minutes=5, usable_hours=2)

    async def quakes(self) -> tuple[Kept, Kept]:
        """The latest earthquake, and those that were felt."""
        latest = self._keep("bmkg/quake/latest", self._bmkg.latest_quake, minutes=2, usable_hours=72)
        felt = self._keep("bmkg/quake/felt", self._bmkg.felt_quakes, minutes=2, usable_hours=72)
        one, many = await asyncio.gather(latest, felt)
        return one, many

    async def air_stations(self) -> Kept:
        """KLH's ISPU stations."""
        return await self._keep("klh/stations", self._air_quality.stations, minutes=15, usable_hours=12)

    async def air_model(self) -> Kept:
        """Open-Meteo's estimate, the second source."""
        return await self._keep("open-meteo/air", self._open_meteo.air_quality, usable_hours=6)

    async def _keep(
        self, key: str, fetch: Callable[[], Awaitable[Any]], *, minutes: int = 30, usable_hours: int
    ) -> Kept:
        now = self._clock()
        async with self._db.read() as session:
            row = await session.get(Snapshot, key)
        if row is not None and now - row.fetched_at < timedelta(minutes=minutes):
            return Kept(row.body, row.fetched_at, live=True)
        try:
            body = await fetch()
        except IntegrationError:
            if row is not None and now - row.fetched_at < timedelta(hours=usable_hours):
                return Kept(row.body, row.fetched_at, live=False)
            raise
        async with self._db.write(durable=False) as session:
            await session.execute(
                insert_into(session, Snapshot)
                .values(key=key, body=body, fetched_at=now)
                .on_conflict_do_update(index_elements=["key"], set_={"body": body, "fetched_at": now})
            )
        return Kept(body, now, live=True)
