"""One ticket as staff see it and act on it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core import ticket_desk
from core.db import Database
from core.errors import NotFoundError
from core.models import Delivery, Reporter
from core.ticket_desk import Detail
from core.tickets import Status, joining
from tests.core.tickets.world import DOCUMENT, World
from tests.fakes import ManualClock


@pytest.fixture
def world(db: Database, clock: ManualClock) -> World:
    return World(db, clock)


async def seen(world: World, ticket: int) -> Detail:
    number = (await world.ticket(ticket)).number
    async with world.db.read() as session:
        return await ticket_desk.detail(session, number, world.clock())


async def test_open_reporters_are_named_and_the_others_counted(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen()
    ticket = await world.report(asep)
    await world.join(ticket, neng)
    async with world.db.write() as session:
        (await session.get_one(Reporter, (ticket, neng))).privacy = "anonymous"
    detail = await seen(world, ticket)

    assert ([each.conversation_id for each in detail.named], detail.reporters) == ([asep], 2)


async def test_of_a_protected_ticket_nobody_is_named(world: World) -> None:
    ticket = await world.report(await world.citizen(), privacy="secret")
    await world.join(ticket, await world.citizen())
    detail = await seen(world, ticket)

    assert (detail.named, detail.reporters) == ([], 2)


async def test_proof_stands_apart_from_what_citizens_sent(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, "in_progress")
    await world.answer(ticket, None, [await world.file(), await world.file(DOCUMENT)])

    files = (await seen(world, ticket)).files
    assert [(file.place, file.purpose) for file in files] == [(0, "proof"), (1, "proof")]


async def test_news_that_did_not_arrive_is_seen(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen(news_stopped=True)
    ticket = await world.report(asep)
    await world.join(ticket, neng)
    await world.move(ticket, Status.VERIFIED)
    async with world.db.write() as session:
        (await session.get_one(Delivery, 1)).state = "failed"
    world.at(datetime(2026, 11, 24, 16, 0, tzinfo=UTC))  # 23.00 in Bandung
    await world.move(ticket, Status.FORWARDED)

    told = (await seen(world, ticket)).told
    assert (told.waiting, told.until, told.failed, told.stopped) == (
        1, datetime(2026, 11, 25, 0, 0, tzinfo=UTC), 1, 1,
    )  # fmt: skip


async def test_verdicts_and_officers_are_named(world: World) -> None:
    asep, closer, other = await world.citizen(), await world.officer("Dadang"), await world.officer("Citra")
    ticket = await world.report(asep, "in_progress")
    await world.answer(ticket, closer)
    await world.judge(ticket, asep, fixed=False, words="masih bolong")
    detail = await seen(world, ticket)

    assert [(each.fixed, each.words) for each in detail.verdicts] == [(False, "masih bolong")]
    assert (detail.assigned, detail.barred, detail.ticket.assigned_to) == ("Citra", "Dadang", other)
    assert detail.steps[-1].assigned == "Citra"


async def test_files_beyond_the_last_are_not_found(world: World) -> None:
    ticket = await world.ticket(await world.report(None))
    for place in (0, 99, -1):
        with pytest.raises(NotFoundError):
            async with world.db.read() as session:
                await ticket_desk.photo(session, ticket.number, place)


async def test_a_merged_ticket_names_the_one_it_joined(world: World) -> None:
    kept = await world.report(None)
    changes: dict[str, Any] = {"merged_into": kept}
    merged = await world.report(None, **changes)

    assert (await seen(world, merged)).merged_into == (await world.ticket(kept)).number


async def test_an_unknown_number_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError):
        async with world.db.read() as session:
            await ticket_desk.detail(session, "12345678", world.clock())


async def test_open_reports_of_the_same_thing_near_by_are_shown(world: World) -> None:
    here: dict[str, Any] = {"lat": -6.9301, "lon": 107.6001}
    ticket = await world.report(await world.citizen(), **here)
    same = await world.report(await world.citizen(), **here)
    await world.report(await world.citizen(), privacy="secret", **here)
    await world.report(None, "done", **here)

    assert [each.ticket_id for each in (await seen(world, ticket)).similar] == [same]


@pytest.mark.parametrize(
    ("privacy", "words"), [("public", ["di sini juga"]), ("anonymous", []), ("secret", [])]
)
async def test_words_of_a_hidden_one_who_joined_stay_hidden(
    world: World, privacy: str, words: list[str]
) -> None:
    ticket, neng = await world.report(await world.citizen()), await world.citizen()
    async with world.db.write() as session:
        await joining.join(session, ticket, neng, world.clock(), privacy=privacy, words="di sini juga")

    assert [each.words for each in (await seen(world, ticket)).joined] == words


async def test_verdicts_of_the_hidden_are_counted_without_their_words(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, "in_progress", privacy="anonymous")
    await world.answer(ticket, None)
    await world.judge(ticket, asep, fixed=False, words="depan rumah saya")

    [said] = (await seen(world, ticket)).verdicts
    assert (said.fixed, said.words, said.is_hidden) == (False, "", True)
