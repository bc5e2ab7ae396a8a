"""All documents that answers are made of, by what they tell."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from core.clock import Clock, utc_now
from core.db import Database
from core.errors import IntegrationError, NoDocumentError
from core.sources import asks, kept, store
from core.sources.cache import Cache, Wanted
from core.sources.clients import ModelClient, SensorsClient, StationsClient, WeatherClient
from core.sources.gate import Gate, OwnLimitError
from core.sources.kept import Kept

_FORECAST = "bmkg/forecast/"
_WARNINGS, _LATEST, _FELT = "bmkg/alerts", "bmkg/quake/latest", "bmkg/quake/felt"
_STATIONS, _SENSORS, _MODEL = "klh/stations", "openaq/sensors", "open-meteo/air"
_SOON_STALE = 0.75  # of the time it is fresh
_AFTER_FAILURE = timedelta(minutes=5)  # a document that failed is not tried again in advance before
_SPARE = 4  # requests that must be free for one in advance: an answer that somebody waits for takes few


class Sources:
    """The one way to outside information; each process has one.

    Each document comes from storage while it is fresh. An older one that is still usable comes at once with
    its age, and is renewed meanwhile, once for all processes. Every method raises `IntegrationError` when
    there is nothing usable, and waits for the source a few seconds at most.
    """

    def __init__(
        self,
        db: Database,
        bmkg: WeatherClient,
        air_quality: StationsClient,
        open_meteo: ModelClient,
        *,
        openaq: SensorsClient | None = None,
        bmkg_gate: Gate | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._db, self._clock = db, clock
        self._bmkg, self._bmkg_gate = bmkg, bmkg_gate
        self._cache = Cache(db, clock)
        self._tally = asks.Tally(db, clock)
        self._single = {
            one.key: one
            for one in (
                Wanted(_WARNINGS, kept.WARNINGS, bmkg.alerts, bmkg_gate),
                Wanted(_LATEST, kept.QUAKES, bmkg.latest_quake, bmkg_gate),
                Wanted(_FELT, kept.QUAKES, bmkg.felt_quakes, bmkg_gate),
                Wanted(_STATIONS, kept.STATIONS, air_quality.stations),
                Wanted(_MODEL, kept.MODEL, open_meteo.air_quality),
            )
        }
        if openaq is not None:
            self._single[_SENSORS] = Wanted(_SENSORS, kept.SENSORS, openaq.sensors)

    async def forecast(self, adm4: str) -> Kept:
        """BMKG's forecast document of a kelurahan."""
        return await self._ask(f"{_FORECAST}{adm4}")

    async def warnings(self) -> Kept:
        """BMKG's active early warnings."""
        return await self._ask(_WARNINGS)

    async def quakes(self) -> tuple[Kept, Kept]:
        """The latest earthquake, and those that were felt."""
        one, many = await asyncio.gather(self._ask(_LATEST), self._ask(_FELT))
        return one, many

    async def air_stations(self) -> Kept:
        """KLH's ISPU stations."""
        return await self._ask(_STATIONS)

    async def air_sensors(self) -> Kept:
        """OpenAQ's sensors, measured by others; `NoDocumentError` when that source is off."""
        if _SENSORS not in self._single:
            raise NoDocumentError("no such source")
        return await self._ask(_SENSORS)

    async def air_model(self) -> Kept:
        """Open-Meteo's estimate, when nobody measured."""
        return await self._ask(_MODEL)

    async def due(self) -> Sequence[str]:
        """The documents that somebody asked for within a day and that are soon stale, most wanted first."""
        await self._tally.store()
        now = self._clock()
        async with self._db.read() as session:
            wanted = [one for key in await asks.popular(session, now) if (one := self._find(key))]
            fetched = await store.ages(session, [one.key for one in wanted])
            failed = await store.failed_lately(session, now - _AFTER_FAILURE)
        return [
            one.key
            for one in wanted
            if one.key not in failed
            and (one.key not in fetched or abs(now - fetched[one.key]) > one.kind.fresh * _SOON_STALE)
        ]

    async def renew(self, key: str) -> None:
        """Fetch a document before somebody asks for it again, unless that is under way.

        Raises:
            OwnLimitError: the requests that are left now are for those who wait for an answer.
            IntegrationError: it could not be had.
        """
        wanted = self._find(key)
        if wanted is None:
            raise NoDocumentError("no such document")
        if wanted.gate is not None and await wanted.gate.room() < _SPARE:
            raise OwnLimitError("left to those who wait", retry_after=wanted.gate.pace.step.total_seconds())
        await self._cache.renew(wanted)

    async def lead(self, name: str) -> bool:
        """Whether it is this process that renews in advance; it stays so while it asks again in time."""
        if self._db.is_sqlite:
            return True
        async with self._db.write(durable=False) as session:
            return await store.claim(session, "prefetch", name, self._clock())

    async def close(self) -> None:
        """Store what was counted and could not be stored; begin nothing new."""
        await self._cache.close()
        await self._tally.close()

    async def _ask(self, key: str) -> Kept:
        wanted = self._find(key)
        assert wanted is not None  # noqa: S101  the keys are ours
        try:
            found = await self._cache.get(wanted)
        except NoDocumentError:  # nothing to fetch in advance
            raise
        except IntegrationError:
            self._tally.count(key)
            raise
        self._tally.count(key)
        return found

    def _find(self, key: str) -> Wanted | None:
        if not key.startswith(_FORECAST):
            return self._single.get(key)
        adm4 = key.removeprefix(_FORECAST)
        return Wanted(key, kept.FORECAST, lambda known: self._bmkg.forecast(adm4, known), self._bmkg_gate)
