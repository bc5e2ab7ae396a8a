"""Two tickets of one incident become one, and nobody is lost on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import ticket_number, tickets
from core.db import Database
from core.models import Reporter, Ticket, TicketAttachment
from core.tickets import Reason, Status, StepError, joining, merging, reporters
from tests.core.tickets.world import World
from tests.fakes import ManualClock
from tests.postgres import BOTH_ENGINES

pytestmark = BOTH_ENGINES


@pytest.fixture
def world(db: Database, clock: ManualClock) -> World:
    return World(db, clock)


async def merge(world: World, ticket_id: int, into: int, staff_id: int | None = None) -> None:
    number = (await world.ticket(into)).number
    async with world.db.write() as session:
        await merging.merge(session, ticket_id, number, world.clock(), staff_id=staff_id)


async def people(world: World, ticket_id: int) -> dict[str, Reporter]:
    async with world.db.read() as session:
        return {each.conversation_id: each for each in await reporters.everyone(session, ticket_id)}


async def test_reporters_go_on_with_the_other_ticket_and_hear_its_number(world: World) -> None:
    asep, euis = await world.citizen(), await world.citizen("su")
    one, other = await world.report(asep), await world.report(euis, "forwarded")
    await merge(world, one, other)
    found = await people(world, other)
    assert (found[asep].first, found[asep].words, found[euis].first) == (False, "Lubang besar", True)
    shown = ticket_number.show((await world.ticket(other)).number)
    assert shown in (await world.told(asep))[-1]
    assert await world.told(euis) == []
    await world.move(other, Status.IN_PROGRESS)
    assert len(await world.told(asep)) == 2


@pytest.mark.parametrize("named", [0, 1])
async def test_who_hides_after_a_merge_is_hidden_in_both_tickets(world: World, named: int) -> None:
    asep = await world.citizen()
    one, other = await world.report(asep), await world.report(await world.citizen())
    async with world.db.write() as session:
        assert await joining.sign(session, one, asep, "Asep", world.clock())
    await merge(world, one, other)
    async with world.db.write() as session:
        await joining.hide(session, (one, other)[named], asep, "anonymous", world.clock())
    for ticket in (one, other):
        found = (await people(world, ticket))[asep]
        assert (found.name, found.privacy) == (None, "anonymous")
    assert ((await world.ticket(one)).privacy, (await world.ticket(other)).privacy) == ("anonymous", "public")


async def test_words_and_name_after_a_merge_reach_the_living_ticket(world: World) -> None:
    asep = await world.citizen()
    one, other = await world.report(asep), await world.report(await world.citizen())
    await merge(world, one, other)
    async with world.db.write() as session:
        assert await joining.add(session, one, asep, world.clock(), words="Makin dalam")
        assert await joining.sign(session, one, asep, "Asep", world.clock())
    found = (await people(world, other))[asep]
    assert (found.words, found.name) == ("Lubang besar\n\nMakin dalam", "Asep")
    assert (await world.ticket(one)).description == "Lubang besar"


async def test_the_merged_ticket_keeps_its_number_and_history(world: World) -> None:
    asep = await world.citizen()
    one, other = await world.report(asep), await world.report(await world.citizen())
    await merge(world, one, other, await world.officer())
    ticket = await world.ticket(one)
    assert (ticket.status, ticket.merged_into) == ("archived", other)
    assert await world.kinds(one) == ["created", "archived"]
    assert (await world.events(other))[-1].detail["reporters"] == 1
    async with world.db.read() as session:
        view = await tickets.look_up(session, ticket.number, asep)
    assert "Digabung dengan" in (view.last_note or "")


async def test_whoever_reported_both_is_one_reporter(world: World) -> None:
    asep = await world.citizen()
    one, other = await world.report(asep), await world.report(asep)
    await merge(world, one, other)
    found = await people(world, other)
    assert [each.first for each in found.values()] == [True]


@pytest.mark.parametrize("first", [True, False])
async def test_words_and_hiding_of_whoever_reported_both_are_kept(world: World, first: bool) -> None:
    asep = await world.citizen()
    one = await world.report(asep, description="Lubang di depan SMP", privacy="anonymous")
    other = await world.report(asep if first else await world.citizen())
    async with world.db.write() as session:
        await joining.join(session, other, asep, world.clock())
        assert await joining.sign(session, other, asep, "Asep", world.clock())
    await merge(world, one, other)
    found, ticket = (await people(world, other))[asep], await world.ticket(other)
    assert (found.first, found.words) == (first, "Lubang di depan SMP")
    assert (found.name, found.privacy) == (None, "anonymous")
    assert (ticket.description, ticket.privacy) == ("Lubang besar", "anonymous" if first else "public")


async def test_a_proof_stays_a_proof(world: World) -> None:
    one, other = await world.report(await world.citizen()), await world.report(await world.citizen())
    photo, proof = await world.file(), await world.file()
    async with world.db.write() as session:
        await tickets.attach(session, one, [photo])
        await tickets.attach(session, one, [proof], purpose="proof")
    await merge(world, one, other)
    async with world.db.read() as session:
        query = select(TicketAttachment).where(TicketAttachment.ticket_id == other)
        came = {each.attachment_id: each.purpose for each in await session.scalars(query)}
    assert came == {photo: "report", proof: "proof"}


async def test_files_and_those_who_joined_come_along(world: World) -> None:
    asep, euis, budi = [await world.citizen() for _ in range(3)]
    one, other = await world.report(asep), await world.report(budi)
    photo = await world.file(conversation_id=asep)
    async with world.db.write() as session:
        await joining.join(session, one, euis, world.clock(), privacy="anonymous", attachments=[photo])
    await merge(world, one, other)
    found = await people(world, other)
    assert (set(found), found[euis].privacy) == ({asep, euis, budi}, "anonymous")
    neni = await world.citizen()
    world.at(world.clock() + timedelta(minutes=1))
    async with world.db.write() as session:
        joined = await joining.join(session, one, neni, world.clock())
        assert (joined.ticket.id, joined.place) == (other, 4)


async def test_secret_ended_and_same_tickets_stay_alone(world: World) -> None:
    secret = await world.report(await world.citizen(), privacy="secret")
    done = await world.report(await world.citizen(), "done")
    one = await world.report(await world.citizen())
    with pytest.raises(StepError) as refused:
        await merge(world, secret, one)
    assert refused.value.reason == Reason.ALONE
    with pytest.raises(StepError) as refused:
        await merge(world, one, done)
    assert refused.value.reason == Reason.NO_SUCH_STEP
    with pytest.raises(StepError) as refused:
        await merge(world, one, one)
    assert refused.value.reason == Reason.SAME


async def test_an_unknown_number_merges_nothing(world: World) -> None:
    one = await world.report(await world.citizen())
    async with world.db.write() as session:
        with pytest.raises(StepError):
            await merging.merge(session, one, "99999999", world.clock(), staff_id=None)
        assert (await session.get_one(Ticket, one)).status == "received"


async def test_a_merged_ticket_takes_no_further_step(world: World) -> None:
    one, other = await world.report(await world.citizen()), await world.report(await world.citizen())
    await merge(world, one, other)
    assert tickets.choices(await world.ticket(one)) == []
    with pytest.raises(StepError):
        await world.move(one, Status.VERIFIED, "lagi")
