"""What actions may reach: the database and the sources of information."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import integrations
from core.clock import Clock, utc_now
from core.db import Database
from core.settings import Settings, settings
from core.sources import Kept, Sources
from core.traffic.speeds import Speeds
from integrations.http import new_session


@dataclass(frozen=True)
class Services:
    """Every source goes through the stored cache: fresh when possible, with its age when not."""

    db: Database
    sources: Sources
    clock: Clock = utc_now
    speeds: Speeds | None = None  # of roads; None without a provider

    def now(self) -> datetime:
        return self.clock()

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

    async def air_sensors(self) -> Kept:
        """OpenAQ's sensors, the second source; `NoDocumentError` when it is off."""
        return await self.sources.air_sensors()

    async def air_model(self) -> Kept:
        """Open-Meteo's estimate, the last source."""
        return await self.sources.air_model()


def build(options: Settings) -> Services:
    """The services of one process; needs a running event loop."""
    db = Database(options.database_url)
    session = new_session()
    return Services(
        db, integrations.sources(options, session, db), speeds=integrations.speeds(options, session, db)
    )


_built: dict[int, Services] = {}


def default_services() -> Services:
    """The services of this event loop, built at first use."""
    loop = id(asyncio.get_running_loop())
    if loop not in _built:
        _built[loop] = build(settings())
    return _built[loop]
