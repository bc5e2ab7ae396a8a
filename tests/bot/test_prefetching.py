"""What is asked for is renewed before the next one asks; nothing else is."""

from collections.abc import AsyncIterator

import pytest

import integrations
from bot.prefetching import Prefetching
from core.db import Database
from core.sources import Sources
from integrations.http import new_session
from tests.fakes import ManualClock
from tests.forecasts import kelurahan
from tests.sources import SourcesServer

PLACES = sorted(kelurahan())
DAY = 24 * 3600


@pytest.fixture
async def server(clock: ManualClock) -> AsyncIterator[SourcesServer]:
    async with SourcesServer(clock=clock) as running:
        yield running


@pytest.fixture
async def sources(db: Database, clock: ManualClock, server: SourcesServer) -> AsyncIterator[Sources]:
    session = new_session()
    made = integrations.sources(server.settings(), session, db, clock)
    yield made
    await made.close()
    await session.close()


async def test_a_new_installation_asks_nobody(sources: Sources, server: SourcesServer) -> None:
    assert await Prefetching(sources).look() == 0
    assert server.log == []


async def test_what_was_asked_for_is_renewed_before_it_is_stale(
    sources: Sources, server: SourcesServer, clock: ManualClock
) -> None:
    prefetching = Prefetching(sources)
    await sources.forecast(PLACES[0])
    clock.advance(20 * 60)
    assert await prefetching.look() == 0
    clock.advance(4 * 60)

    assert await prefetching.look() == 1
    clock.advance(20 * 60)

    assert (await sources.forecast(PLACES[0])).fresh
    assert len(server.log) == 2


async def test_what_nobody_asked_for_within_a_day_is_left(
    sources: Sources, server: SourcesServer, clock: ManualClock
) -> None:
    prefetching = Prefetching(sources)
    await sources.forecast(PLACES[0])
    await sources.warnings()
    for _ in range(26):
        clock.advance(3600)
        await prefetching.look()
    before = len(server.log)
    clock.advance(3600)

    assert await prefetching.look() == 0
    assert len(server.log) == before > 30


async def test_the_most_wanted_come_first(
    sources: Sources, server: SourcesServer, clock: ManualClock
) -> None:
    for place in (PLACES[3], PLACES[1], PLACES[1]):
        await sources.forecast(place)
    clock.advance(25 * 60)

    assert await sources.due() == [f"bmkg/forecast/{PLACES[1]}", f"bmkg/forecast/{PLACES[3]}"]


async def test_citizens_keep_requests_for_themselves(
    sources: Sources, server: SourcesServer, clock: ManualClock
) -> None:
    for place in PLACES[:12]:
        await sources.forecast(place)
    clock.advance(25 * 60)

    assert await Prefetching(sources).look() == 9  # of the twelve that go at once
    assert (await sources.warnings()).live


async def test_what_failed_is_not_tried_at_every_look(
    sources: Sources, server: SourcesServer, clock: ManualClock
) -> None:
    prefetching = Prefetching(sources)
    await sources.forecast(PLACES[0])
    server.failing("bmkg", 404)
    clock.advance(25 * 60)
    await prefetching.look()
    clock.advance(20)

    await prefetching.look()

    assert len(server.log) == 2
    clock.advance(5 * 60)
    await prefetching.look()
    assert len(server.log) == 3


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_of_several_gateways_one_does_it(
    sources: Sources, server: SourcesServer, clock: ManualClock
) -> None:
    one, two = Prefetching(sources), Prefetching(sources)
    await sources.forecast(PLACES[0])
    clock.advance(25 * 60)
    assert await one.look() == 1
    clock.advance(25)
    await one.look()
    await sources.forecast(PLACES[1])
    clock.advance(25 * 60 - 10)
    assert await one.look() == 2

    clock.advance(25)
    assert await two.look() == 0
    assert await sources.lead("third") is False
    clock.advance(35)  # the first one died
    assert await sources.lead("third") is True
