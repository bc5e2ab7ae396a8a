"""What officers do with a ticket: on the state they saw, and written down."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core import ticket_acts, ticket_desk
from core.db import Database
from core.errors import OvertakenError
from core.ticket_acts import Act, NoteError
from core.ticket_desk import Detail
from core.tickets import Reason, Status, StepError
from tests.core.tickets.world import World
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


async def test_what_happened_meanwhile_must_be_read_first(world: World) -> None:
    ticket = await world.report(await world.citizen())
    stale = await act(world, ticket)
    await world.move(ticket, Status.VERIFIED)
    with pytest.raises(OvertakenError):
        async with world.db.write() as session:
            await ticket_acts.move(session, stale, Status.VERIFIED)


async def test_a_colleagues_note_is_no_obstacle(world: World) -> None:
    ticket = await world.report(await world.citizen())
    before, note = await act(world, ticket), await act(world, ticket, "Tunggu tim.")
    async with world.db.write() as session:
        await ticket_acts.add_note(session, note)
        await ticket_acts.move(session, before, Status.VERIFIED)

    assert await world.kinds(ticket) == ["created", "note", "verified"]


@pytest.mark.parametrize("note", ["", "   ", "a" * 2001])
async def test_an_unusable_note_is_refused(world: World, note: str) -> None:
    unusable = await act(world, await world.report(None), note)
    with pytest.raises(NoteError):
        async with world.db.write() as session:
            await ticket_acts.add_note(session, unusable)


async def test_each_act_is_done_and_audited(world: World) -> None:
    ticket, officer = await world.report(await world.citizen(), "forwarded"), await world.officer()
    proof = await world.file()
    await do(
        world,
        ticket,
        officer,
        partial(ticket_acts.recategorise, category="waste", new_agency=False, new_due=False),
    )
    await do(world, ticket, officer, partial(ticket_acts.reroute, agency="dpkp"))
    await do(world, ticket, officer, partial(ticket_acts.promise, day=date(2026, 12, 7)))
    await do(world, ticket, officer, partial(ticket_acts.answer, proof=[proof]))

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
            await ticket_acts.answer(session, too_early, [])

    assert (refused.value.reason, await world.audited()) == (Reason.NO_SUCH_STEP, [])


async def test_a_report_of_the_same_goes_on_in_the_other(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen()
    ticket, other = await world.report(asep), await world.report(neng)
    into = (await world.ticket(other)).number
    await do(world, ticket, await world.officer(), partial(ticket_acts.merge, into=into))

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
        await do(world, ticket, 1, partial(ticket_acts.merge, into=number if into is None else into))

    assert refused.value.reason == reason
