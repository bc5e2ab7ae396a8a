"""Tells citizens what they asked to be told of: rain, weather at an hour, warnings, earthquakes, bad air.

Every gateway runs one. Each source is asked once per look for everybody, each person told in a transaction
of their own, and whoever finds that another told them leaves it so. A source that fails is asked again at
the next look; nothing is said of what it does not tell.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import batched
from typing import Protocol

from bot.metrics import Metrics
from core import air, deadlines, places, quakes, weather
from core.clock import Clock
from core.db import Database
from core.errors import IntegrationError
from core.faults import collided
from core.models import Subscription
from core.outage import reason, was_told
from core.sources import Kept
from core.subscriptions import due, store, telling, words
from core.subscriptions.kinds import Kind
from core.subscriptions.telling import News
from core.weather.forecast import Forecast

LOOK_SECONDS = 60.0
BREATH_SECONDS = 0.05  # between two batches: others write meanwhile
BATCH = 50
MOST_AT_ONCE = 500  # rows changed by one statement: databases take no longer lists, and others write too
MOST_WAITING = 300  # lines in the outbox: answers to those who write now must not stand behind thousands
OUT_SECONDS = 1.0  # how long a full outbox is given to become shorter
FETCHES = 20  # of forecasts in one look: BMKG allows 60 requests a minute to all that we do
MOST_FAILURES = 3  # in a row, then the source is left in peace until the next look
# How old a document may be, whoever is to blame for its age: older ones warn nobody.
USABLE = {
    Kind.QUAKE: timedelta(minutes=30),
    Kind.WARNING: timedelta(minutes=30),
    Kind.RAIN: timedelta(hours=12),
    Kind.WEATHER_DAILY: timedelta(hours=24),
    Kind.AIR: timedelta(hours=3),
}

logger = logging.getLogger(__name__)

type Make = Callable[[Subscription], News | None]


class Sources(Protocol):
    """The outside documents, as `core.sources.Sources` keeps them."""

    async def forecast(self, adm4: str) -> Kept: ...

    async def warnings(self) -> Kept: ...

    async def quakes(self) -> tuple[Kept, Kept]: ...

    async def air_stations(self) -> Kept: ...

    async def air_model(self) -> Kept: ...


class SubscriptionWatch:
    """The looks of one process; ``said`` wakes whoever sends."""

    def __init__(
        self, db: Database, sources: Sources, clock: Clock, said: Callable[[], None], metrics: Metrics
    ) -> None:
        self._db = db
        self._sources = sources
        self._clock = clock
        self._said = said
        self._metrics = metrics
        self._told: set[str] = set()  # whose fault is in the log already
        self._left: list[str] = []  # kelurahan that the last look did not come to

    async def run(self) -> None:
        """Look every minute until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:
                if not was_told(error):
                    logger.exception("the look after the subscriptions broke off; the next one goes on")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> Counter[str]:
        """One round of everything, danger first; returns how many were told of what."""
        done: Counter[str] = Counter()
        for kind, work in (
            (Kind.QUAKE, self._quakes),
            (Kind.WARNING, self._warnings),
            (Kind.WEATHER_DAILY, self._forecasts),
            (Kind.AIR, self._air),
        ):
            done += await self._guarded(kind, work)
        for name, number in done.items():
            self._metrics.subscription_news.labels(name).inc(number)
        self._metrics.subscription_watch_at.set(self._clock().timestamp())
        return done

    async def _guarded(self, kind: Kind, work: Callable[[], Awaitable[Counter[str]]]) -> Counter[str]:
        """Do one kind of work; its fault stops no other kind, and is logged once until it works again."""
        try:
            done = await work()
        except IntegrationError as error:
            self._complain(kind, error)
            return Counter()
        except Exception as error:
            if reason(error):  # the database itself: the others would fare no better
                raise
            if kind not in self._told:
                self._told.add(kind)
                logger.exception("subscriptions: %s failed and is tried again", kind)
            return Counter()
        self._told.discard(kind)
        return done

    def _complain(self, kind: str, error: IntegrationError) -> None:
        if kind not in self._told:
            self._told.add(kind)
            logger.warning("subscriptions: no news of %s (%s)", kind, type(error).__name__)

    # Each kind

    async def _quakes(self) -> Counter[str]:
        if not await self._anybody(Kind.QUAKE):
            return Counter()
        latest, felt = await self._sources.quakes()
        now, told = self._clock(), 0
        if self._is_old(Kind.QUAKE, latest) or self._is_old(Kind.QUAKE, felt):
            return Counter()
        async with self._db.read() as session:
            known = await store.told_quakes(session, now - 2 * due.QUAKE_NEWS)
        fetched_at = min(latest.fetched_at, felt.fetched_at)
        for quake in due.quakes(quakes.parse(latest.body), quakes.parse(felt.body), now):
            event = due.quake_event(quake, known)
            text = _once(partial(words.quake_news, quake, now=now, fetched_at=fetched_at))
            told += await self._all(Kind.QUAKE, _same(News(event, text, passes_night=True)), untold=event)
        return Counter({Kind.QUAKE: told})

    async def _warnings(self) -> Counter[str]:
        if not await self._anybody(Kind.WARNING):
            return Counter()
        kept = await self._sources.warnings()
        now, told, districts = self._clock(), 0, places.districts()
        if self._is_old(Kind.WARNING, kept):
            return Counter()
        for found in due.warned(weather.alerts.parse(kept.body), districts, now):
            text = _once(partial(words.warning_news, found, now=now, fetched_at=kept.fetched_at))

            def make(
                wanted: Subscription, found: due.Warned = found, text: Callable[[str], str] = text
            ) -> News | None:
                if not found.concerns(wanted.kecamatan):
                    return None
                wakes = found.wakes(wanted.kecamatan, len(districts))
                return News(found.event, text, passes_night=wakes)

            told += await self._all(Kind.WARNING, make, untold=found.event)
        return Counter({Kind.WARNING: told})

    async def _forecasts(self) -> Counter[str]:
        """Daily weather of all kelurahan, then rain: both read the same documents."""
        now, done = self._clock(), Counter[str]()
        daily, rainy = await self._villages()
        failures, fetched, left = 0, 0, list[str]()
        for adm4 in self._in_turn([*daily, *(code for code in rainy if code not in daily)]):
            if failures >= MOST_FAILURES or fetched >= FETCHES:
                left.append(adm4)
                continue
            try:
                kept = await self._sources.forecast(adm4)
            except IntegrationError as error:
                self._complain("forecast", error)
                failures += 1
                continue
            self._told.discard("forecast")
            failures, fetched = 0, fetched + (kept.fetched_at >= now)
            forecast = weather.parse(kept.body)
            if adm4 in daily:
                done[Kind.WEATHER_DAILY] += await self._daily(adm4, forecast, kept)
            if adm4 in rainy:
                done[Kind.RAIN] += await self._rain(adm4, forecast, kept)
        self._left = left
        return +done

    async def _villages(self) -> tuple[Sequence[str], Sequence[str]]:
        """Those whose daily weather is due, and those where somebody waits for rain, who sleeps at night."""
        now = self._clock()
        async with self._db.read() as session:
            daily = await store.villages(session, Kind.WEATHER_DAILY, now, due_at=now)
            rainy = [] if deadlines.is_quiet(now) else await store.villages(session, Kind.RAIN, now)
        return daily, rainy

    def _in_turn(self, codes: Sequence[str]) -> Sequence[str]:
        """Those first that the last look did not come to."""
        return [
            *(code for code in self._left if code in codes),
            *(code for code in codes if code not in self._left),
        ]

    async def _daily(self, adm4: str, forecast: Forecast, kept: Kept) -> int:
        if self._is_old(Kind.WEATHER_DAILY, kept) or not forecast.steps:
            return 0
        now = self._clock()

        def make(wanted: Subscription) -> News | None:
            at = due.daily_at(wanted, now)
            if at is None:
                return None
            return News(
                due.daily_event(wanted, adm4, at),
                lambda language: words.daily_news(
                    forecast, due.today(now, at), wanted, language, now, kept.fetched_at, live=kept.live
                ),
                passes_night=True,  # the person chose the hour
            )

        return await self._all(Kind.WEATHER_DAILY, make, adm4=adm4)

    async def _rain(self, adm4: str, forecast: Forecast, kept: Kept) -> int:
        if self._is_old(Kind.RAIN, kept):
            return 0
        now, going_on = self._clock(), dict[int, due.Rain]()

        def make(wanted: Subscription) -> News | None:
            found = due.rain(wanted, forecast, now)
            if found is None:
                return None
            if found.told:
                going_on[wanted.id] = found
                return None
            return News(
                found.event(adm4),
                lambda language: words.rain_news(found, forecast, wanted, language, now, kept.fetched_at),
                passes_night=False,
                changes={"told_until": found.spell.end},
            )

        told = await self._all(Kind.RAIN, make, adm4=adm4)
        for until in sorted({found.spell.end for found in going_on.values()}):
            ids = [each for each, found in going_on.items() if found.spell.end == until]
            async with self._db.write(durable=False) as session:
                await store.rain_goes_on(session, ids, until)
        return told

    async def _air(self) -> Counter[str]:
        if not await self._anybody(Kind.AIR):
            return Counter()
        now, better = self._clock(), list[int]()
        readings = await self._readings()

        def make(wanted: Subscription) -> News | None:
            near = (wanted.lat, wanted.lon) if wanted.lat is not None and wanted.lon is not None else None
            found = due.reading(readings, now, near)
            if found is None:
                return None
            if (due.index(found) or 0) <= wanted.level and wanted.raised:
                better.append(wanted.id)
            if not due.air_is_due(wanted, found, now):
                return None
            return News(
                due.air_event(wanted.adm4, found),
                lambda language: words.air_news(found, wanted, language, now),
                passes_night=False,
                changes={"raised": True},
            )

        told = await self._all(Kind.AIR, make)
        for some in batched(better, MOST_AT_ONCE):
            async with self._db.write(durable=False) as session:
                await store.air_is_better(session, some)
        return Counter({Kind.AIR: told})

    async def _readings(self) -> Sequence[air.Reading]:
        """The stations'; the model's only when none of them has one of these hours."""
        now, found = self._clock(), tuple[air.Reading, ...]()
        try:
            kept = await self._sources.air_stations()
            found = () if self._is_old(Kind.AIR, kept) else air.read_stations(kept.body, now)
        except IntegrationError as error:
            self._complain("air stations", error)
        if due.reading(found, now, None) is not None:
            self._told.discard("air stations")
            return found
        kept = await self._sources.air_model()
        return () if self._is_old(Kind.AIR, kept) else air.read_model(kept.body, now)

    def _is_old(self, kind: Kind, kept: Kept) -> bool:
        return self._clock() - kept.fetched_at > USABLE[kind]

    # Everybody

    async def _anybody(self, kind: Kind) -> bool:
        async with self._db.read() as session:
            return bool(await store.find(session, kind, self._clock(), 0, 1))

    async def _all(
        self, kind: Kind, make: Make, *, adm4: str | None = None, untold: str | None = None
    ) -> int:
        """Tell everybody of this kind whom it concerns; those that fail wait for the next look."""
        told, after = 0, 0
        while True:
            async with self._db.read() as session:
                found = await store.find(session, kind, self._clock(), after, BATCH, adm4=adm4, untold=untold)
            step = 0
            asleep = deadlines.is_quiet(self._clock())
            for wanted in found:
                news = make(wanted)
                if news is not None and (news.passes_night or not asleep):
                    step += await self._one(wanted, news)
            told += step
            if step:
                self._said()
            if len(found) < BATCH:
                return told
            after = found[-1].id
            await self._breathe(full=bool(step))

    async def _one(self, wanted: Subscription, news: News) -> bool:
        try:
            async with self._db.write() as session:
                return await telling.tell(session, wanted, news, self._clock())
        except Exception as error:
            if reason(error):  # the database itself: nobody else would fare better
                raise
            name = f"subscription {wanted.id}"
            if not collided(error) and name not in self._told:
                self._told.add(name)
                logger.exception("%s: its news failed and is tried again", name)
            return False

    async def _breathe(self, *, full: bool) -> None:
        await asyncio.sleep(BREATH_SECONDS)
        while self._db.pressed:  # noqa: ASYNC110  measured by the clock, no event tells its end
            await asyncio.sleep(BREATH_SECONDS)
        before: int | None = None
        while full and (waiting := await self._waiting()) > MOST_WAITING and waiting != before:
            before = waiting
            await asyncio.sleep(OUT_SECONDS)

    async def _waiting(self) -> int:
        async with self._db.read() as session:
            return await telling.waiting(session)


def _once(text: Callable[[str], str]) -> Callable[[str], str]:
    """The same words for everybody who reads a language."""
    made: dict[str, str] = {}

    def words_in(language: str) -> str:
        if language not in made:
            made[language] = text(language)
        return made[language]

    return words_in


def _same(news: News) -> Make:
    return lambda _wanted: news
