"""No wrong door: agency and category change, number and history stay."""

from datetime import date

import pytest

from core import tickets
from core.db import Database
from core.models import Ticket
from core.tickets import Reason, StepError
from tests.core.tickets.world import World
from tests.fakes import ManualClock
from tests.postgres import BOTH_ENGINES

pytestmark = BOTH_ENGINES


@pytest.fixture
def world(db: Database, clock: ManualClock) -> World:
    return World(db, clock)


async def reroute(world: World, ticket: int, agency: str, note: str = "", staff: int | None = None) -> Ticket:
    async with world.db.write() as session:
        return await tickets.reroute(session, ticket, agency, note, world.clock(), staff_id=staff)


async def recategorise(world: World, ticket: int, category: str, **more: bool) -> Ticket:
    async with world.db.write() as session:
        return await tickets.recategorise(
            session, ticket, category, "Salah kotak.", world.clock(), staff_id=None, **more
        )


async def test_another_agency_keeps_number_history_and_promise(world: World) -> None:
    asep, officer = await world.citizen(), await world.officer()
    ticket = await world.report(asep, "in_progress")
    before = await world.ticket(ticket)
    after = await reroute(world, ticket, "dpkp", "Itu jalan lingkungan.", officer)

    assert (after.number, after.due_on, after.agency) == (before.number, before.due_on, "dpkp")
    assert (after.status, after.step_due_on) == ("forwarded", date(2026, 12, 1))
    assert await world.kinds(ticket) == ["created", "routed"]
    event = (await world.events(ticket))[-1]
    assert (event.detail["from"], event.detail["to"], event.staff_id) == (before.agency, "dpkp", officer)
    [told] = await world.told(asep)
    assert f"dari {before.agency_name} ke {after.agency_name}" in told
    assert "Nomornya tetap" in told
    assert "Itu jalan lingkungan." in told


@pytest.mark.parametrize("status", ["received", "verified", "on_hold"])
async def test_what_no_agency_has_yet_stays_where_it_is(world: World, status: str) -> None:
    ticket = await world.report(await world.citizen(), status)

    assert (await reroute(world, ticket, "dpkp")).status == status


async def test_the_office_of_a_kecamatan_carries_its_name(world: World) -> None:
    ticket = await world.report(await world.citizen(), kecamatan="Coblong")

    assert (await reroute(world, ticket, "kecamatan")).agency_name == "Kecamatan Coblong"


@pytest.mark.parametrize("status", ["answered", "done", "not_ours", "archived"])
async def test_an_ended_ticket_is_not_rerouted(world: World, status: str) -> None:
    ticket = await world.report(await world.citizen(), status)
    with pytest.raises(StepError) as refused:
        await reroute(world, ticket, "dpkp")

    assert refused.value.reason == Reason.NO_SUCH_STEP


@pytest.mark.parametrize(
    ("agency", "reason"),
    [("dsdabm", Reason.SAME), ("nasa", Reason.UNKNOWN_AGENCY), ("", Reason.UNKNOWN_AGENCY)],
)
async def test_only_another_known_agency_takes_it(world: World, agency: str, reason: Reason) -> None:
    ticket = await world.report(await world.citizen())
    with pytest.raises(StepError) as refused:
        await reroute(world, ticket, agency)

    assert refused.value.reason == reason


async def test_uncleared_words_do_not_go_to_the_next_agency(world: World) -> None:
    ticket = await world.report(await world.citizen(), "forwarded", privacy="secret", revealing=["ketua RT"])
    with pytest.raises(StepError) as refused:
        await reroute(world, ticket, "dpkp")

    assert refused.value.reason == Reason.UNCLEARED


async def test_a_category_changes_nothing_else_by_itself(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep)
    before = await world.ticket(ticket)
    after = await recategorise(world, ticket, "waste")

    assert (after.category, after.agency, after.promised_on) == ("waste", before.agency, None)
    assert (await world.events(ticket))[-1].detail == {"from": "road_damage", "to": "waste"}
    assert await world.told(asep) == []


async def test_a_category_takes_agency_and_date_along_on_wish(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep)
    world.clock.advance(86400)
    after = await recategorise(world, ticket, "waste", new_agency=True, new_due=True)

    assert (after.agency, after.promised_on) == ("dlh", after.due_on)
    assert await world.kinds(ticket) == ["created", "category", "routed"]
    assert len(await world.told(asep)) == 1


async def test_a_new_date_alone_is_told(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, due_on=date(2026, 11, 30))
    await recategorise(world, ticket, "waste", new_due=True)

    assert "sekarang tercatat sebagai Sampah" in (await world.told(asep))[0]


@pytest.mark.parametrize(
    ("category", "reason"), [("road_damage", Reason.SAME), ("magic", Reason.UNKNOWN_CATEGORY)]
)
async def test_only_another_known_category_is_set(world: World, category: str, reason: Reason) -> None:
    ticket = await world.report(await world.citizen())
    with pytest.raises(StepError) as refused:
        await recategorise(world, ticket, category)

    assert refused.value.reason == reason
