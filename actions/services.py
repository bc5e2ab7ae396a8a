"""What actions may reach: the database and the sources of information."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from core.clock import Clock, utc_now
from core.db import Database
from core.settings import Settings, settings
from core.sources import Kept, Sources
from integrations.air_quality.client import AirQualityClient
from integrations.bmkg.client import BmkgClient
from integrations.http import new_session
from integrations.open_meteo.client import OpenMeteoClient


@dataclass(frozen=True)
class Services:
    """Every source goes through the stored cache: fresh when possible, with its age when not."""

    db: Database
    bmkg: BmkgClient
    air_quality: AirQualityClient
    open_meteo: OpenMeteoClient
    clock: Clock = utc_now

    def now(self) -> datetime:
        return self.clock()

    @cached_property
    def sources(self) -> Sources:
        return Sources(self.db, self.bmkg, self.air_quality, self.open_meteo, clock=self.clock)

    async def forecast(self, adm4: str) -> Kept:
        """BMKG's forecast document of a kelurahan."""
        return await self.sources.forecast(adm4)

    async def warnings(self) -> Kept:
        """BMKG's active early warnings."""
        return await self.sources.warnings()

    async def quakes(self) -> tuple[Kept, Kept]:
        """The latest earthquake, and those that were felt."""
        return await self.sources.quakes()

    async def air_stations(self) -> Kept:
        """KLH's ISPU stations."""
        return await self.sources.air_stations()

    async def air_model(self) -> Kept:
        """Open-Meteo's estimate, the second source."""
        return await self.sources.air_model()


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
