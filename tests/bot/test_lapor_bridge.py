"""The bridge against a stand-in for LAPOR!: whatever happens on the way, no report arrives twice."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import pytest

from bot.lapor_bridge import LaporBridge
from core.db import Database
from core.models import LaporPost
from core.tickets import Status, lapor
from integrations.sp4n_lapor.client import LaporClient
from tests.core.tickets.world import World
from tests.fakes import ManualClock
from tests.lapor import TOKEN, FakeLapor


@pytest.fixture
async def door() -> AsyncIterator[FakeLapor]:
    async with FakeLapor() as running:
        yield running


@pytest.fixture
def client(door: FakeLapor, session: aiohttp.ClientSession) -> LaporClient:
    return LaporClient(session, door.url, TOKEN, timeout=0.5)


@pytest.fixture
def bridge(db: Database, client: LaporClient, clock: ManualClock) -> LaporBridge:
    return LaporBridge(db, client, clock)


@pytest.fixture
async def ticket_id(db: Database, clock: ManualClock) -> int:
    """A ticket that was just forwarded."""
    world = World(db, clock)
    async with db.write() as session:
        await lapor.switch(session, on=True)
    made = await world.report(await world.citizen(), "verified")
    await world.move(made, Status.FORWARDED)
    return made


async def post(db: Database, ticket_id: int) -> LaporPost:
    async with db.read() as session:
        return await session.get_one(LaporPost, ticket_id)


async def test_a_forwarded_ticket_arrives_once_and_its_ids_are_kept(
    bridge: LaporBridge, client: LaporClient, door: FakeLapor, db: Database, ticket_id: int
) -> None:
    await bridge.look(client)
    await bridge.look(client)

    found = await post(db, ticket_id)
    assert (found.state, found.tracking_id, found.transaction_id) == ("sent", "6800001", "T6800001")
    assert len(door.filed) == 1


async def test_a_closed_door_is_knocked_at_again_until_it_opens(
    bridge: LaporBridge, client: LaporClient, door: FakeLapor, db: Database, ticket_id: int,
    clock: ManualClock, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    await door.stop()
    await bridge.look(client)
    clock.advance(121)
    await bridge.look(client)
    await door.start()
    door.answers = [503]
    clock.advance(300)
    await bridge.look(client)
    assert (await post(db, ticket_id)).state == "queued"
    clock.advance(600)
    await bridge.look(client)

    assert ((await post(db, ticket_id)).state, len(door.filed)) == ("sent", 1)
    outages = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(outages) == 1


@pytest.mark.parametrize("answer", ["hang", "drop", 500, 504, b"<html>maintenance</html>"])
async def test_what_may_have_arrived_waits_for_a_person(
    bridge: LaporBridge, client: LaporClient, door: FakeLapor, db: Database, ticket_id: int,
    clock: ManualClock, answer: str | int | bytes,
) -> None:  # fmt: skip
    door.answers = [answer]
    await bridge.look(client)
    clock.advance(30 * 86_400)
    await bridge.look(client)

    assert ((await post(db, ticket_id)).state, len(door.filed)) == ("unknown", 1)


async def test_what_was_refused_is_failed_with_its_reason(
    bridge: LaporBridge, client: LaporClient, door: FakeLapor, db: Database, ticket_id: int
) -> None:
    door.answers = [400]
    await bridge.look(client)

    found = await post(db, ticket_id)
    assert (found.state, found.error) == ("failed", "RejectedError: HTTP 400")


async def test_one_that_stumbles_does_not_stop_the_next(
    bridge: LaporBridge,
    client: LaporClient,
    door: FakeLapor,
    db: Database,
    ticket_id: int,
    clock: ManualClock,
) -> None:
    world = World(db, clock)
    second = await world.report(await world.citizen(), "verified")
    clock.advance(1)
    await world.move(second, Status.FORWARDED)
    door.answers = [500]
    await bridge.look(client)

    assert [(await post(db, each)).state for each in (ticket_id, second)] == ["unknown", "sent"]


async def test_a_bridge_that_dies_while_sending_leaves_it_to_a_person(
    bridge: LaporBridge,
    client: LaporClient,
    door: FakeLapor,
    db: Database,
    ticket_id: int,
    clock: ManualClock,
) -> None:
    door.answers = ["hang"]
    looking = asyncio.create_task(bridge.look(client))
    async with asyncio.timeout(5):
        while not door.filed:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    looking.cancel()
    await bridge.stop(patience=0)
    with suppress(asyncio.CancelledError):
        await looking
    clock.advance(121)
    await LaporBridge(db, client, clock).look(client)

    assert ((await post(db, ticket_id)).state, len(door.filed)) == ("unknown", 1)


async def test_what_is_being_sent_may_end_when_the_bridge_stops(
    bridge: LaporBridge, client: LaporClient, door: FakeLapor, db: Database, ticket_id: int
) -> None:
    looking = asyncio.create_task(bridge.look(client))
    async with asyncio.timeout(5):
        while not door.filed:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    looking.cancel()
    await bridge.stop(patience=5)

    assert (await post(db, ticket_id)).state == "sent"


async def runs_until_known(db: Database, bridge: LaporBridge, *, on: bool) -> None:
    """Run it until the database says that it is on, or off."""
    running = asyncio.create_task(bridge.run())
    async with asyncio.timeout(5):
        while await is_on(db) is not on:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    running.cancel()


async def is_on(db: Database) -> bool:
    async with db.read() as session:
        return await lapor.is_on(session)


async def test_every_process_knows_whether_the_bridge_runs(
    bridge: LaporBridge, db: Database, clock: ManualClock
) -> None:
    await runs_until_known(db, bridge, on=True)
    await runs_until_known(db, LaporBridge(db, None, clock), on=False)


async def test_neither_words_nor_token_reach_the_log(
    bridge: LaporBridge,
    client: LaporClient,
    door: FakeLapor,
    ticket_id: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    door.answers = [500]
    await bridge.look(client)

    assert [word for word in ("Lubang", "Kopo", TOKEN) if word in caplog.text] == []
