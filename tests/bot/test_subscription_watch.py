"""The look after the subscriptions: everybody is told once, of what is true now, and at a decent hour."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import select

import integrations
from bot.metrics import Metrics
from bot.subscription_watch import SubscriptionWatch
from core import conversations
from core.db import Database
from core.errors import ServiceDownError
from core.models import Conversation, Delivery, Line, Subscription
from core.sources import Kept, Sources
from core.subscriptions import orders, store, telling, wish
from core.subscriptions.kinds import Kind
from core.subscriptions.orders import Act
from integrations.http import new_session
from tests.bot.conftest import make_settings
from tests.fakes import ManualClock
from tests.sources import SourcesServer

MORNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday, 10.00 WIB
NIGHT = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # 23.00 WIB
TOMORROW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@dataclass
class Stand:
    """Citizens, the stand-in sources and the watch."""

    db: Database
    clock: ManualClock
    server: SourcesServer
    sources: Sources
    woken: int = 0

    def watch(self, db: Database | None = None) -> SubscriptionWatch:
        return SubscriptionWatch(db or self.db, self.sources, self.clock, self._wake, Metrics(self.clock))

    def _wake(self) -> None:
        self.woken += 1

    async def look(self) -> Counter[str]:
        return +await self.watch().look()

    async def citizen(self, address: str, language: str = "id") -> str:
        async with self.db.write(durable=False) as session:
            talk = await conversations.find_or_open(session, "telegram", address, self.clock())
            talk.language = language
            return talk.id

    async def asks(self, address: str, text: str, language: str = "id") -> str:
        """This person subscribes in these words."""
        talk = await self.citizen(address, language)
        heard = wish.read(text)
        assert heard.kind is not None
        async with self.db.write(durable=False) as session:
            await store.subscribe(session, talk, wish.wish_of(heard, heard.kind), self.clock())
        return talk

    async def heard(self, talk: str) -> list[str]:
        async with self.db.read() as session:
            lines = select(Line.text).where(Line.conversation_id == talk).order_by(Line.seq)
            return list((await session.scalars(lines)).all())

    async def change(self, talk: str, **values: object) -> None:
        async with self.db.write(durable=False) as session:
            found = await session.get_one(Conversation, talk)
            for name, value in values.items():
                setattr(found, name, value)


@pytest.fixture
async def server(clock: ManualClock) -> AsyncIterator[SourcesServer]:
    async with SourcesServer(clock) as sources:
        yield sources


@pytest.fixture
async def stand(
    db: Database, clock: ManualClock, server: SourcesServer, tmp_path: Path
) -> AsyncIterator[Stand]:
    clock.now = MORNING
    addresses = ("bmkg_api", "bmkg_data", "bmkg_alerts", "air_quality", "open_meteo")
    settings = make_settings(tmp_path, **{f"{name}_base_url": server.url for name in addresses})
    async with new_session() as session:
        sources = integrations.sources(settings, session, db, clock)
        yield Stand(db, clock, server, sources)
        await sources.close()


async def test_nobody_asked_no_source_is_asked(stand: Stand) -> None:
    assert await stand.look() == Counter()
    assert stand.server.count == Counter()


async def test_a_quake_felt_in_bandung_is_told_once(stand: Stand) -> None:
    talk = await stand.asks("1", "kabari kalau ada gempa")
    assert await stand.look() == Counter()
    stand.server.shake()
    stand.clock.advance(300)
    assert await stand.look() == Counter({Kind.QUAKE: 1})
    assert await stand.look() == Counter()  # a new process, the same row
    [text] = await stand.heard(talk)
    assert "M5,1" in text
    assert "Kota Bandung" in text
    assert "BMKG" in text
    assert stand.woken == 1


async def test_no_old_page_warns_anybody(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    await stand.asks("1", "kabari kalau ada gempa")
    stand.server.shake()
    before = MORNING - timedelta(minutes=50)  # in use by our own limit
    old = tuple(replace(page, fetched_at=before) for page in await stand.sources.quakes())
    monkeypatch.setattr(stand.sources, "quakes", AsyncMock(return_value=old))
    assert (old[0].live, await stand.look()) == (True, Counter())


async def test_two_gateways_at_once_tell_once(stand: Stand) -> None:
    talks = [await stand.asks(str(each), "kabari kalau ada gempa") for each in range(6)]
    stand.server.shake()
    other = Database(stand.db.engine.url.render_as_string(hide_password=False))
    try:
        both = await asyncio.gather(stand.watch().look(), stand.watch(other).look())
        await stand.look()
    finally:
        await other.close()
    assert sum(done[Kind.QUAKE] for done in both) == 6
    assert [len(await stand.heard(talk)) for talk in talks] == [1] * 6


async def test_each_person_reads_their_own_language(stand: Stand) -> None:
    sundanese = await stand.asks("1", "kabari kalau ada gempa", "su")
    english = await stand.asks("2", "kabari kalau ada gempa", "en")
    stand.server.shake()
    await stand.look()
    assert "Lini M5,1" in (await stand.heard(sundanese))[0]
    assert "Earthquake M5.1" in (await stand.heard(english))[0]


async def test_danger_passes_the_night(stand: Stand) -> None:
    talk = await stand.asks("1", "kabari kalau ada gempa")
    named = await stand.asks("2", "peringatan dini Gedebage")
    whole = await stand.asks("3", "peringatan dini cuaca")
    stand.clock.now = NIGHT
    stand.server.shake()
    stand.server.warn()
    assert await stand.look() == Counter({Kind.QUAKE: 1, Kind.WARNING: 1})
    assert len(await stand.heard(talk)) == len(await stand.heard(named)) == 1
    assert await stand.heard(whole) == []  # two kecamatan at the other end wake nobody


async def test_a_warning_reaches_those_whose_kecamatan_it_covers(stand: Stand) -> None:
    inside = await stand.asks("1", "peringatan dini Gedebage")
    elsewhere = await stand.asks("2", "peringatan dini Sukasari")
    whole = await stand.asks("3", "peringatan dini cuaca")
    stand.server.warn()
    assert await stand.look() == Counter({Kind.WARNING: 2})
    assert "Gedebage" in (await stand.heard(inside))[0]
    assert await stand.heard(elsewhere) == []
    assert "Rancasari" in (await stand.heard(whole))[0]
    assert await stand.look() == Counter()


async def test_one_warning_for_two_wishes_of_one_person_is_said_once(stand: Stand) -> None:
    talk = await stand.asks("1", "peringatan dini Gedebage")
    await stand.asks("1", "peringatan dini cuaca")
    stand.server.warn()
    await stand.look()
    assert len(await stand.heard(talk)) == 1


async def test_rain_is_told_once_per_spell(stand: Stand) -> None:
    heavy = await stand.asks("1", "kabari kalau mau hujan deras di Coblong")
    stand.server.rain()
    stand.clock.now = TOMORROW.replace(hour=0)  # 07.00: the rain of 14.00 is too far away
    stand.server.clock = lambda: MORNING  # the document keeps its day
    assert await stand.look() == Counter()
    stand.clock.now = TOMORROW.replace(hour=2)
    assert await stand.look() == Counter({Kind.RAIN: 1})
    for hours in (3, 5, 7, 9):
        stand.clock.now = TOMORROW.replace(hour=hours)
        assert await stand.look() == Counter()
    [text] = await stand.heard(heavy)
    assert "Hujan petir diperkirakan di Kec. Coblong pukul 14.00–17.00 WIB." in text
    assert "BMKG" in text


async def test_who_wants_any_rain_hears_of_the_whole_spell(stand: Stand) -> None:
    light = await stand.asks("1", "kabari kalau mau hujan di Coblong")
    stand.server.rain()
    stand.server.clock = lambda: MORNING
    stand.clock.now = TOMORROW.replace(hour=2)
    await stand.look()
    assert "14.00–23.00" in (await stand.heard(light))[0]


async def test_rain_waits_for_the_morning_and_is_said_only_if_it_still_comes(stand: Stand) -> None:
    talk = await stand.asks("1", "kabari kalau mau hujan di Coblong")
    stand.server.rain()
    stand.server.clock = lambda: MORNING
    stand.clock.now = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # 22.00, it rains until 23.00
    assert await stand.look() == Counter()
    stand.clock.now = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert await stand.look() == Counter()
    assert await stand.heard(talk) == []


async def test_daily_weather_comes_at_its_hour_every_day_once(stand: Stand) -> None:
    talk = await stand.asks("1", "cuaca tiap pagi jam 4 di Antapani")  # asked for in quiet hours
    assert await stand.look() == Counter()
    for day in (24, 25):
        stand.clock.now = datetime(2026, 11, day, 20, 59, tzinfo=UTC)
        assert await stand.look() == Counter()
        stand.clock.now = datetime(2026, 11, day, 21, 1, tzinfo=UTC)
        assert await stand.look() == Counter({Kind.WEATHER_DAILY: 1})
        assert await stand.look() == Counter()
    texts = await stand.heard(talk)
    assert len(texts) == 2
    assert "Antapani" in texts[0]
    assert "BMKG" in texts[0]


async def test_one_forecast_serves_a_whole_kelurahan(stand: Stand) -> None:
    for each in range(5):
        await stand.asks(str(each), "cuaca tiap pagi jam 6 di Antapani")
    stand.clock.now = datetime(2026, 11, 24, 23, 1, tzinfo=UTC)
    assert await stand.look() == Counter({Kind.WEATHER_DAILY: 5})
    assert stand.server.count["forecast"] == 1


async def test_bad_air_is_told_once_until_it_was_better(stand: Stand) -> None:
    talk = await stand.asks("1", "kabari kalau ISPU di atas 70")  # the station says 79
    never = await stand.asks("2", "kabari kalau udara buruk")
    assert await stand.look() == Counter({Kind.AIR: 1})
    stand.clock.advance(13 * 3600)
    stand.clock.now = TOMORROW
    assert await stand.look() == Counter()  # still above: no news
    [text] = await stand.heard(talk)
    assert "ISPU 79" in text
    assert "KLH" in text
    assert await stand.heard(never) == []


async def test_a_paused_wish_is_silent_until_its_end(stand: Stand) -> None:
    talk = await stand.asks("1", "peringatan dini Gedebage")
    order = orders.read("jeda 1 jam", Act.STOP, stand.clock())
    async with stand.db.write() as session:
        mine = await store.of(session, talk)
        await store.pause(session, talk, [each.id for each in mine], order.until)
    stand.server.warn()
    assert await stand.look() == Counter()
    stand.clock.advance(3601)
    assert await stand.look() == Counter({Kind.WARNING: 1})


async def test_a_stopped_wish_is_silent(stand: Stand) -> None:
    talk = await stand.asks("1", "peringatan dini Gedebage")
    async with stand.db.write() as session:
        await store.stop(session, talk, [each.id for each in await store.of(session, talk)])
    stand.server.warn()
    assert await stand.look() == Counter()


@pytest.mark.parametrize("state", [{"news_stopped": True}, {"reachable": False}, {"is_group": True}])
async def test_who_said_berhenti_or_blocked_us_is_left_alone(stand: Stand, state: dict[str, bool]) -> None:
    talk = await stand.asks("1", "peringatan dini Gedebage")
    await stand.change(talk, **state)
    stand.server.warn()
    stand.server.shake()
    assert await stand.look() == Counter()
    assert await stand.heard(talk) == []


@pytest.mark.parametrize("mode", ["down", "garbage", "failing"])
async def test_a_source_that_fails_says_nothing_and_is_asked_again(stand: Stand, mode: str) -> None:
    quake = await stand.asks("1", "kabari kalau ada gempa")
    warning = await stand.asks("1", "peringatan dini Gedebage")
    stand.server.shake()
    stand.server.warn()
    getattr(stand.server, mode)("bmkg")
    assert await stand.look() == Counter()
    assert await stand.heard(quake) == []
    stand.server.up()
    stand.clock.advance(1200)
    assert await stand.look() == Counter({Kind.QUAKE: 1, Kind.WARNING: 1})
    assert len(await stand.heard(warning)) == 2


async def test_one_broken_source_stops_no_other(stand: Stand) -> None:
    await stand.asks("1", "kabari kalau ada gempa")
    await stand.asks("1", "kabari kalau ISPU di atas 70")
    stand.server.garbage("quakes")
    assert await stand.look() == Counter({Kind.AIR: 1})


class Old:
    """Sources that do not answer: what they said once, long ago."""

    def __init__(self, sources: Sources, age: timedelta) -> None:
        self._sources = sources
        self._age = age

    def _old(self, kept: Kept) -> Kept:
        return Kept(kept.body, kept.fetched_at - self._age, live=False)

    async def forecast(self, adm4: str) -> Kept:
        return self._old(await self._sources.forecast(adm4))

    async def warnings(self) -> Kept:
        return self._old(await self._sources.warnings())

    async def quakes(self) -> tuple[Kept, Kept]:
        latest, felt = await self._sources.quakes()
        return self._old(latest), self._old(felt)

    async def air_stations(self) -> Kept:
        return self._old(await self._sources.air_stations())

    async def air_model(self) -> Kept:
        raise ServiceDownError("down")


@pytest.mark.parametrize(("hours", "told"), [(25, 0), (0, 5)])
async def test_old_documents_warn_nobody(stand: Stand, hours: int, told: int) -> None:
    for text in (
        "kabari gempa",
        "peringatan dini",
        "kabari kalau ISPU di atas 70",
        "kabari kalau hujan di Dago",
    ):
        await stand.asks("1", text)
    await stand.asks("2", "cuaca tiap hari jam 10.30 di Dago")
    stand.server.shake()
    stand.server.warn()
    stand.server.rain()
    stand.clock.now = TOMORROW + timedelta(minutes=30)
    stand.server.clock = lambda: stand.clock.now - timedelta(days=1)
    stand.sources = Old(stand.sources, timedelta(hours=hours))  # type: ignore[assignment]
    done = await stand.look()
    del stand.server.clock
    assert done.total() <= told
    assert (done.total() > 0) == (told > 0)


async def test_many_are_told_in_batches(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.subscription_watch.BATCH", 20)
    monkeypatch.setattr("bot.subscription_watch.BREATH_SECONDS", 0.0)
    monkeypatch.setattr("bot.subscription_watch.MOST_WAITING", 30)
    monkeypatch.setattr("bot.subscription_watch.OUT_SECONDS", 0.01)
    for each in range(65):
        await stand.asks(str(each), "kabari gempa")
    stand.server.shake()
    assert await stand.look() == Counter({Kind.QUAKE: 65})
    async with stand.db.read() as session:
        rows = (await session.scalars(select(Delivery))).all()
    assert {row.urgent for row in rows} == {False}  # answers about danger to who writes now go first
    assert len({row.conversation_id for row in rows}) == 65


async def test_a_broken_row_stops_nobody_else(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    broken = await stand.asks("1", "cuaca tiap hari jam 10.30 di Dago")
    whole = await stand.asks("2", "kabari kalau ada gempa")
    async with stand.db.write() as session:
        [row] = await store.of(session, broken)
        (await session.get_one(Subscription, row.id)).days = ""
    stand.server.shake()
    stand.clock.advance(1860)
    watch = stand.watch()
    for _ in range(2):
        await watch.look()
    assert len(await stand.heard(whole)) == 1
    assert caplog.text.count("weather_daily failed") == 1


async def test_news_judged_from_a_row_that_changed_meanwhile_is_judged_again(stand: Stand) -> None:
    talk = await stand.asks("1", "kabari kalau mau hujan di Coblong")
    async with stand.db.read() as session:
        [seen] = await store.of(session, talk)
    news = [
        telling.News(
            f"rain/x/{each}", lambda _: "Hujan", passes_night=False, changes={"told_until": TOMORROW}
        )
        for each in range(2)
    ]
    told = []
    for each in news:  # another process told of the same spell, which began at another hour in its document
        async with stand.db.write() as session:
            told.append(await telling.tell(session, seen, each, stand.clock()))
    assert told == [True, False]
    assert await stand.heard(talk) == ["Hujan"]
