"""One ticket as staff see it and act on it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core import ticket_desk
from core.db import Database
from core.errors import NotFoundError
from core.models import Delivery, Reporter
from core.ticket_desk import Act, Detail, NoteError, OvertakenError
from core.tickets import Reason, Status, StepError, joining
from tests.core.tickets.world import DOCUMENT, World
from tests.fakes import ManualClock


@pytest.fixture
def world(db: Database, clock: ManualClock) -> World:
    return World(db, clock)


async def seen(world: World, ticket: int) -> Detail:
    number = (await world.ticket(ticket)).number
    async with world.db.read() as session:
        return await ticket_desk.detail(session, number, world.clock())


async def act(world: World, ticket: int, note: str = "", *, by: int | None = None) -> Act:
    """An officer acts on the ticket as it is now."""
    detail = await seen(world, ticket)
    return Act(detail.ticket.number, detail.mark, by or await world.officer(), world.clock(), note)


async def do(
    world: World, ticket: int, officer: int, what: Callable[[AsyncSession, Act], Awaitable[None]]
) -> None:
    now = await act(world, ticket, "Sudah dilihat.", by=officer)
    async with world.db.write() as session:
        await what(session, now)


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


async def test_what_happened_meanwhile_must_be_read_first(world: World) -> None:
    ticket = await world.report(await world.citizen())
    stale = await act(world, ticket)
    await world.move(ticket, Status.VERIFIED)
    with pytest.raises(OvertakenError):
        async with world.db.write() as session:
            await ticket_desk.move(session, stale, Status.VERIFIED)


async def test_a_colleagues_note_is_no_obstacle(world: World) -> None:
    ticket = await world.report(await world.citizen())
    before, note = await act(world, ticket), await act(world, ticket, "Tunggu tim.")
    async with world.db.write() as session:
        await ticket_desk.add_note(session, note)
        await ticket_desk.move(session, before, Status.VERIFIED)

    assert await world.kinds(ticket) == ["created", "note", "verified"]


@pytest.mark.parametrize("note", ["", "   ", "a" * 2001])
async def test_an_unusable_note_is_refused(world: World, note: str) -> None:
    unusable = await act(world, await world.report(None), note)
    with pytest.raises(NoteError):
        async with world.db.write() as session:
            await ticket_desk.add_note(session, unusable)


async def test_each_act_is_done_and_audited(world: World) -> None:
    ticket, officer = await world.report(await world.citizen(), "forwarded"), await world.officer()
    proof = await world.file()
    await do(
        world,
        ticket,
        officer,
        partial(ticket_desk.recategorise, category="waste", new_agency=False, new_due=False),
    )
    await do(world, ticket, officer, partial(ticket_desk.reroute, agency="dpkp"))
    await do(world, ticket, officer, partial(ticket_desk.promise, day=date(2026, 12, 7)))
    await do(world, ticket, officer, partial(ticket_desk.answer, proof=[proof]))

    done = await world.ticket(ticket)
    assert (done.category, done.agency, done.promised_on, done.status) == (
        "waste", "dpkp", date(2026, 12, 7), "answered",
    )  # fmt: skip
    assert await world.kinds(ticket) == ["created", "category", "routed", "promised", "answered"]
    assert await world.audited() == [
        "ticket.recategorise", "ticket.reroute", "ticket.promise", "ticket.answer",
    ]  # fmt: skip


async def test_a_refused_act_leaves_no_audit_line(world: World) -> None:
    too_early = await act(world, await world.report(None), "Beres.")
    with pytest.raises(StepError) as refused:
        async with world.db.write() as session:
            await ticket_desk.answer(session, too_early, [])

    assert (refused.value.reason, await world.audited()) == (Reason.NO_SUCH_STEP, [])


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


async def test_a_report_of_the_same_goes_on_in_the_other(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen()
    ticket, other = await world.report(asep), await world.report(neng)
    into = (await world.ticket(other)).number
    await do(world, ticket, await world.officer(), partial(ticket_desk.merge, into=into))

    detail = await seen(world, other)
    assert (detail.reporters, [each.words for each in detail.joined]) == (2, ["Lubang besar"])
    assert await world.audited() == ["ticket.merge"]


@pytest.mark.parametrize(
    ("into", "reason"),
    [("", Reason.UNKNOWN_TICKET), ("12345678", Reason.UNKNOWN_TICKET), (None, Reason.SAME)],
)
async def test_only_another_known_ticket_takes_it(world: World, into: str | None, reason: Reason) -> None:
    ticket = await world.report(await world.citizen())
    number = (await world.ticket(ticket)).number
    with pytest.raises(StepError) as refused:
        await do(world, ticket, 1, partial(ticket_desk.merge, into=number if into is None else into))

    assert refused.value.reason == reason
