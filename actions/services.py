"""What actions may reach: the database and the sources of information."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.clock import Clock, utc_now
from core.db import Database
from core.settings import Settings, settings
from core.snapshots import Kept, keep
from integrations.air_quality.client import AirQualityClient
from integrations.bmkg.client import BmkgClient
from integrations.http import new_session
from integrations.open_meteo.client import OpenMeteoClient

_HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Services:
    """Every source goes through the stored snapshots: fresh when possible, with its age when not."""

    db: Database
    bmkg: BmkgClient
    air_quality: AirQualityClient
    open_meteo: OpenMeteoClient
    clock: Clock = utc_now

    def now(self) -> datetime:
        return self.clock()

    async def forecast(self, adm4: str) -> Kept:
        """BMKG's forecast document of a kelurahan."""
        return await self._keep(f"bmkg/forecast/{adm4}", lambda: self.bmkg.forecast(adm4), usable_hours=24)

    async def warnings(self) -> Kept:
        """BMKG's active early warnings."""
        return await self._keep("bmkg/alerts", self.bmkg.alerts, minutes=5, usable_hours=2)

    async def quakes(self) -> tuple[Kept, Kept]:
        """The latest earthquake, and those that were felt."""
        latest = self._keep("bmkg/quake/latest", self.bmkg.latest_quake, minutes=2, usable_hours=72)
        felt = self._keep("bmkg/quake/felt", self.bmkg.felt_quakes, minutes=2, usable_hours=72)
        one, many = await asyncio.gather(latest, felt)
        return one, many

    async def air_stations(self) -> Kept:
        """KLH's ISPU stations."""
        return await self._keep("klh/stations", self.air_quality.stations, minutes=15, usable_hours=12)

    async def air_model(self) -> Kept:
        """Open-Meteo's estimate, the second source."""
        return await self._keep("open-meteo/air", self.open_meteo.air_quality, minutes=30, usable_hours=6)

    async def _keep(self, key: str, fetch: Any, *, minutes: int = 30, usable_hours: int) -> Kept:
        return await keep(
            self.db,
            key,
            fetch,
            self.now(),
            fresh=timedelta(minutes=minutes),
            usable=timedelta(hours=usable_hours),
        )


def build(options: Settings) -> Services:
    """The services of one process; needs a running event loop."""
    session = new_session()
    return Services(
        db=Database(options.database_url),
        bmkg=BmkgClient(
            session, options.bmkg_api_base_url, options.bmkg_data_base_url, options.bmkg_alerts_base_url
        ),
        air_quality=AirQualityClient(session, options.air_quality_base_url),
        open_meteo=OpenMeteoClient(session, options.open_meteo_base_url),
    )


_built: dict[int, Services] = {}


def default_services() -> Services:
    """The services of this event loop, built at first use."""
    loop = id(asyncio.get_running_loop())
    if loop not in _built:
        _built[loop] = build(settings())
    return _built[loop]
