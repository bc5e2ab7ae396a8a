"""The way of tickets to SP4N-LAPOR!: queued once, leased, and never sent again when that is not safe."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.errors import ConflictError, NotFoundError
from core.models import Audit, LaporPost, Reporter
from core.tickets import Status, lapor, lapor_sending
from core.tickets.lapor_sending import Leaving
from tests.core.tickets.world import World
from tests.fakes import ManualClock


@pytest.fixture
async def world(db: Database, clock: ManualClock) -> World:
    async with db.write() as session:
        await lapor.switch(session, on=True)
    return World(db, clock)


async def forwarded(world: World, **changes: Any) -> int:
    """A ticket that was just forwarded by staff."""
    ticket_id = await world.report(await world.citizen(), "verified", **changes)
    await world.move(ticket_id, Status.FORWARDED)
    return ticket_id


async def post(world: World, ticket_id: int) -> LaporPost | None:
    async with world.db.read() as session:
        return await session.get(LaporPost, ticket_id)


async def claim(world: World) -> Leaving | None:
    async with world.db.write() as session:
        return await lapor_sending.claim(session, world.clock())


async def claimed(world: World) -> Leaving:
    leaving = await claim(world)
    assert leaving is not None
    return leaving


async def write[Result](world: World, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
    async with world.db.write() as session:
        return await work(session)


async def state(world: World, ticket_id: int) -> str | None:
    found = await post(world, ticket_id)
    return found.state if found else None


async def test_a_forwarded_ticket_is_queued_once_however_often_it_is_forwarded(world: World) -> None:
    ticket_id = await forwarded(world)
    leaving = await claimed(world)
    await write(world, lambda s: lapor_sending.sent(s, leaving, "6800001", None, world.clock()))
    await world.move(ticket_id, Status.IN_PROGRESS)
    await world.move(ticket_id, Status.FORWARDED, "Ke dinas lain")

    assert await state(world, ticket_id) == "sent"
    assert await claim(world) is None


async def test_nothing_is_queued_while_the_bridge_is_off(world: World) -> None:
    await write(world, lambda s: lapor.switch(s, on=False))

    assert await post(world, await forwarded(world)) is None


async def test_what_leaves_of_a_public_ticket_carries_the_name_that_was_given(world: World) -> None:
    ticket_id = await forwarded(world, kecamatan="Coblong")
    async with world.db.write() as session:
        reporter = (await session.scalars(select(Reporter).where(Reporter.ticket_id == ticket_id))).one()
        reporter.name = "Asep Sunandar"
    leaving = await claimed(world)

    number = (await world.ticket(ticket_id)).number
    assert (leaving.name, leaving.secret, leaving.anonymous) == ("Asep Sunandar", True, False)
    facts = ("Lubang besar", "Jenis masalah: Jalan rusak", "Lokasi: Jl. Kopo", number[4:])
    assert [fact for fact in facts if fact not in leaving.text] == []


@pytest.mark.parametrize("privacy", ["anonymous", "secret"])
async def test_no_identity_leaves_of_a_protected_ticket(world: World, privacy: str) -> None:
    ticket_id = await forwarded(world, privacy=privacy)
    async with world.db.write() as session:
        reporter = (await session.scalars(select(Reporter).where(Reporter.ticket_id == ticket_id))).one()
        reporter.name = "Asep Sunandar"  # it never should be there
    leaving = await claimed(world)

    assert (leaving.name, leaving.secret, leaving.anonymous) == (None, True, True)


async def test_words_that_wait_for_a_verifier_wait_here_too(world: World) -> None:
    ticket_id = await forwarded(world, privacy="anonymous")
    async with world.db.write() as session:
        ticket = await session.get_one(type(await world.ticket(ticket_id)), ticket_id)
        ticket.revealing, ticket.cleared_by = ["ketua RT"], None
    assert await claim(world) is None

    async with world.db.write() as session:
        ticket = await session.get_one(type(ticket), ticket_id)
        ticket.cleared_by, ticket.agency_text = 1, "Ada lubang."
    world.clock.advance(16 * 60)
    assert (await claimed(world)).text.startswith("Ada lubang.\n")


@pytest.mark.parametrize("change", [{"status": "archived"}, {"status": "not_ours"}, {"erased_at": "now"}])
async def test_a_withdrawn_ticket_does_not_leave(world: World, change: dict[str, Any]) -> None:
    ticket_id = await forwarded(world)
    later = await forwarded(world)
    async with world.db.write() as session:
        ticket = await session.get_one(type(await world.ticket(ticket_id)), ticket_id)
        for name, value in change.items():
            setattr(ticket, name, world.clock() if value == "now" else value)

    assert (await claimed(world)).ticket_id == later
    assert await state(world, ticket_id) == "failed"


async def test_what_surely_did_not_arrive_is_tried_again_with_longer_pauses(world: World) -> None:
    ticket_id = await forwarded(world)
    pauses = []
    while (leaving := await claim(world)) is not None:
        async with world.db.write() as session:
            await lapor_sending.retry_later(session, leaving, "down", world.clock())
        found = await post(world, ticket_id)
        assert found is not None
        pauses.append((found.due_at - world.clock()) // timedelta(minutes=1))
        world.clock.now = max(found.due_at, world.clock())

    assert pauses[:9] == [2, 4, 8, 16, 32, 64, 128, 256, 360]
    assert (len(pauses), await state(world, ticket_id)) == (12, "failed")


async def test_a_lease_that_ran_out_is_unknown_and_never_sent_again(world: World) -> None:
    ticket_id = await forwarded(world)
    await claimed(world)
    assert await write(world, lambda s: lapor_sending.lapse(s, world.clock())) == 0

    world.clock.advance(121)
    assert await write(world, lambda s: lapor_sending.lapse(s, world.clock())) == 1
    assert await state(world, ticket_id) == "unknown"
    world.clock.advance(30 * 86_400)
    assert await claim(world) is None


async def test_an_answer_that_comes_after_the_lease_still_counts(world: World) -> None:
    ticket_id = await forwarded(world)
    leaving = await claimed(world)
    world.clock.advance(121)
    await write(world, lambda s: lapor_sending.lapse(s, world.clock()))
    await write(world, lambda s: lapor_sending.sent(s, leaving, "6800001", "T1", world.clock()))

    found = await post(world, ticket_id)
    assert found is not None
    assert (found.state, found.tracking_id, found.transaction_id) == ("sent", "6800001", "T1")


async def test_a_failure_that_is_told_after_the_lease_changes_nothing(world: World) -> None:
    ticket_id = await forwarded(world)
    leaving = await claimed(world)
    world.clock.advance(121)
    await write(world, lambda s: lapor_sending.lapse(s, world.clock()))
    await write(world, lambda s: lapor_sending.retry_later(s, leaving, "down", world.clock()))

    assert await state(world, ticket_id) == "unknown"


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_two_bridges_never_take_the_same_ticket(world: World) -> None:
    for _ in range(3):
        await forwarded(world)
    found = await asyncio.gather(*(claim(world) for _ in range(3)))

    assert len({leaving.ticket_id for leaving in found if leaving is not None}) == 3


async def test_staff_see_what_is_stuck_and_send_it_again(world: World) -> None:
    ticket_id = await forwarded(world)
    leaving = await claimed(world)
    await write(world, lambda s: lapor_sending.unknown(s, leaving, "silence"))
    number = (await world.ticket(ticket_id)).number
    async with world.db.read() as session:
        shown = [(each.state, each.error, each.number[-4:]) for each in await lapor.stuck(session)]
        assert (shown, (await lapor.counts(session))["unknown"]) == ([("unknown", "silence", number[4:])], 1)

    await write(world, lambda s: lapor.retry(s, number, world.clock()))
    assert (await claimed(world)).ticket_id == ticket_id
    async with world.db.read() as session:
        assert (await session.scalars(select(Audit.action))).all() == ["lapor.retry"]


async def test_staff_settle_what_they_found_over_there(world: World) -> None:
    ticket_id = await forwarded(world)
    number = (await world.ticket(ticket_id)).number
    leaving = await claimed(world)
    await write(world, lambda s: lapor_sending.unknown(s, leaving, "silence"))
    await write(world, lambda s: lapor.settle(s, number, "6812345", world.clock()))

    found = await post(world, ticket_id)
    assert found is not None
    assert (found.state, found.tracking_id) == ("sent", "6812345")


async def test_what_was_sent_is_not_sent_again_by_hand_either(world: World) -> None:
    ticket_id = await forwarded(world)
    number = (await world.ticket(ticket_id)).number
    leaving = await claimed(world)
    with pytest.raises(ConflictError):
        await write(world, lambda s: lapor.retry(s, number, world.clock()))
    await write(world, lambda s: lapor_sending.sent(s, leaving, "6800001", None, world.clock()))
    with pytest.raises(ConflictError):
        await write(world, lambda s: lapor.retry(s, number, world.clock()))
    with pytest.raises(ConflictError):
        await write(world, lambda s: lapor.settle(s, number, "1", world.clock()))


async def test_a_ticket_forwarded_while_the_bridge_was_off_can_follow(world: World) -> None:
    await write(world, lambda s: lapor.switch(s, on=False))
    ticket_id = await forwarded(world)
    number = (await world.ticket(ticket_id)).number
    await write(world, lambda s: lapor.retry(s, number, world.clock()))

    assert (await claimed(world)).ticket_id == ticket_id


async def test_a_ticket_that_no_agency_has_does_not_follow(world: World) -> None:
    number = (await world.ticket(await world.report(None, "received"))).number
    with pytest.raises(ConflictError):
        await write(world, lambda s: lapor.retry(s, number, world.clock()))
    with pytest.raises(NotFoundError):
        await write(world, lambda s: lapor.retry(s, "48210934", world.clock()))
