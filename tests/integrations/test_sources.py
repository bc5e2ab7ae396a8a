"""A crowd at two processes, over real HTTP: one request for a document, and BMKG's minute is kept."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import pytest

import integrations
from core.db import Database
from core.errors import IntegrationError
from core.sources import Kept, Sources
from integrations.http import new_session
from tests.fakes import ManualClock
from tests.forecasts import kelurahan
from tests.sources import SourcesServer

CITIZENS = 2000
PLACES = sorted(kelurahan())


@pytest.fixture
async def server(clock: ManualClock) -> AsyncIterator[SourcesServer]:
    async with SourcesServer(clock=clock) as running:
        yield running


@pytest.fixture
async def processes(
    database_url: str, clock: ManualClock, server: SourcesServer
) -> AsyncIterator[tuple[Sources, Sources]]:
    session = new_session()
    databases = [Database(database_url) for _ in range(2)]
    one, two = (integrations.sources(server.settings(), session, db, clock) for db in databases)
    yield one, two
    for sources, db in zip((one, two), databases, strict=True):
        await sources.close()
        await db.close()
    await session.close()


async def crowd(
    processes: tuple[Sources, Sources], places: Sequence[str] = PLACES
) -> tuple[list[Kept], list[IntegrationError]]:
    """Everybody asks at once, each for some kelurahan, at either process."""
    asked = (processes[n % 2].forecast(places[n * 7 % len(places)]) for n in range(CITIZENS))
    ends = await asyncio.gather(*asked, return_exceptions=True)
    told = [end for end in ends if isinstance(end, Kept)]
    refused = [end for end in ends if isinstance(end, IntegrationError)]
    assert len(told) + len(refused) == CITIZENS
    return told, refused


def requests(server: SourcesServer) -> Counter[str]:
    return Counter(seen.path for seen in server.log)


async def test_a_crowd_at_an_empty_cache_asks_once_for_a_document(
    processes: tuple[Sources, Sources], server: SourcesServer
) -> None:
    told, refused = await crowd(processes)

    assert set(requests(server).values()) == {1}
    assert 12 <= server.busiest_minute() <= 60
    assert told
    assert refused  # honestly: nothing is kept of the rest yet


async def test_a_crowd_that_comes_again_and_again_is_served_within_the_limit(
    processes: tuple[Sources, Sources], server: SourcesServer, clock: ManualClock
) -> None:
    server.allowed = 60
    some = PLACES[:39]
    for _ in range(4):
        await crowd(processes, some)
        clock.advance(15)

    told, refused = await crowd(processes, some)

    assert (len(told), refused) == (CITIZENS, [])
    assert requests(server).total() == len(requests(server)) == len(some)
    assert server.busiest_minute() <= 60
    assert {seen.status for seen in server.log} == {200}


async def test_a_429_reaches_every_process(
    processes: tuple[Sources, Sources], server: SourcesServer, clock: ManualClock
) -> None:
    server.failing("bmkg", 429)
    for sources in processes:
        with pytest.raises(IntegrationError):
            await sources.forecast(PLACES[0])
    assert server.count["bmkg"] == 1
    server.up()
    clock.advance(8)  # it said seven

    assert (await processes[1].forecast(PLACES[0])).live


@pytest.mark.parametrize("day", ["down", "failing", "garbage"])
async def test_on_a_bad_day_the_last_answer_comes_with_its_age(
    processes: tuple[Sources, Sources], server: SourcesServer, clock: ManualClock, day: str
) -> None:
    known = await processes[0].forecast(PLACES[0])
    clock.advance(6 * 3600)
    getattr(server, day)("bmkg")

    kept = await processes[1].forecast(PLACES[0])

    assert (kept.body, kept.fetched_at, kept.live) == (known.body, known.fetched_at, False)


async def test_a_document_that_did_not_change_is_not_sent_again(
    processes: tuple[Sources, Sources], server: SourcesServer, clock: ManualClock
) -> None:
    server.dated = "Tue, 24 Nov 2026 01:00:00 GMT"
    for sources in processes:
        await sources.forecast(PLACES[0])
        await sources.air_stations()
        await sources.air_model()
        clock.advance(5 * 3600)

    assert sorted(seen.status for seen in server.log) == [200, 200, 200, 304, 304, 304]
