"""What everybody may see of reports: verified, not secret, and nothing that a citizen wrote."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from core import tickets
from core.db import Database
from core.errors import NotFoundError
from core.models import TicketEvent
from core.tickets import Status, published
from core.tickets.published import Wanted
from tests.core.tickets.world import World
from tests.fakes import ManualClock


@pytest.fixture
def world(db: Database, clock: ManualClock) -> World:
    return World(db, clock)


async def shown(world: World, status: str = "in_progress", **changes: Any) -> int:
    """A verified report in Coblong."""
    facts: dict[str, Any] = {"verified_at": world.clock(), "kecamatan": "Coblong"} | changes
    return await world.report(await world.citizen(), status, **facts)


async def ids(world: World, wanted: Wanted | None = None, **more: int) -> list[int]:
    async with world.db.read() as session:
        page = await published.listed(session, wanted or Wanted(), world.clock(), **more)
        return [report.id for report in page.reports]


async def test_only_verified_reports_that_are_neither_secret_nor_archived_are_listed(world: World) -> None:
    plain = await shown(world)
    anonymous = await shown(world, privacy="anonymous")
    await shown(world, privacy="secret")
    await shown(world, "archived")
    await shown(world, "received", verified_at=None)

    assert await ids(world) == [anonymous, plain]


async def test_a_report_that_becomes_secret_leaves_the_list(world: World) -> None:
    ticket_id = await shown(world)
    async with world.db.write() as session:
        await tickets.hide(session, ticket_id, "secret", world.clock())

    assert await ids(world) == []


async def test_pages_follow_each_other_without_gap_or_repetition(world: World) -> None:
    made = [await shown(world) for _ in range(5)]
    async with world.db.read() as session:
        first = await published.listed(session, Wanted(), world.clock(), limit=3)
        second = await published.listed(session, Wanted(), world.clock(), before=first.before, limit=3)

    assert [report.id for report in (*first.reports, *second.reports)] == made[::-1]
    assert second.before is None


async def test_each_filter_narrows_the_list(world: World) -> None:
    old = await shown(world)
    world.clock.advance(86_400)
    elsewhere = await shown(world, kecamatan="Antapani")
    waste = await shown(world, category="waste")
    done = await shown(world, "done")

    assert await ids(world, Wanted(kecamatan="Antapani")) == [elsewhere]
    assert await ids(world, Wanted(category="waste")) == [waste]
    assert await ids(world, Wanted(statuses=(Status.DONE, Status.ANSWERED))) == [done]
    since = Wanted(since=world.clock() - timedelta(hours=1))
    assert old not in await ids(world, since)
    assert len(await ids(world, since)) == 3


async def test_counts_are_of_every_kecamatan_whichever_is_chosen(world: World) -> None:
    await shown(world)
    await shown(world)
    await shown(world, kecamatan="Antapani")
    await shown(world, kecamatan=None)
    await shown(world, privacy="secret")
    async with world.db.read() as session:
        found = await published.counts(session, Wanted(kecamatan="Antapani", category="road_damage"))
        nothing = await published.counts(session, Wanted(category="waste"))

    assert found == {"Coblong": 2, "Antapani": 1, None: 1}
    assert nothing == {}


@pytest.mark.parametrize(
    ("category", "privacy", "expected"),
    [
        ("road_damage", "public", (-6.8912, 107.6135)),
        ("road_damage", "anonymous", (-6.891, 107.614)),
        ("social_aid", "public", (-6.891, 107.614)),
        ("water_supply", "anonymous", (-6.891, 107.614)),
        ("no such category", "public", (-6.891, 107.614)),
    ],
)
def test_points_of_homes_and_hidden_reporters_are_rounded_to_100_metres(
    category: str, privacy: str, expected: tuple[float, float]
) -> None:
    assert published.shown_point(-6.8912345, 107.6135432, category, privacy) == expected


async def test_points_are_of_the_same_reports_as_the_list(world: World) -> None:
    await shown(world, lat=-6.8912345, lon=107.6135432)
    await shown(world, lat=-6.9, lon=107.6, privacy="secret")
    await shown(world, lat=-6.9, lon=107.6, kecamatan="Antapani")
    await shown(world)
    async with world.db.read() as session:
        found = await published.points(session, Wanted(kecamatan="Coblong"))

    assert [(point.lat, point.lon) for point in found] == [(-6.8912, 107.6135)]


async def test_a_report_is_late_once_its_newest_promise_has_passed(world: World) -> None:
    yesterday = date(2026, 11, 23)
    await shown(world, due_on=yesterday)
    await shown(world, due_on=yesterday, promised_on=date(2026, 11, 24))
    await shown(world, "done", due_on=yesterday)
    async with world.db.read() as session:
        page = await published.listed(session, Wanted(), world.clock())

    assert [report.late for report in page.reports] == [False, False, True]


async def test_one_report_is_told_with_its_way_and_its_reporters(world: World) -> None:
    ticket_id = await shown(world, promised_on=date(2026, 12, 24))
    await world.join(ticket_id, await world.citizen())
    number = (await world.ticket(ticket_id)).number
    async with world.db.write() as session:
        for kind in ("verified", "note", "joined", "routed", "escalated", "rated"):
            session.add(
                TicketEvent(
                    ticket_id=ticket_id, kind=kind, author="staff", note="x", created_at=world.clock()
                )
            )
    async with world.db.read() as session:
        found = await published.one(session, number, world.clock())

    assert [step.kind for step in found.steps] == ["created", "verified", "routed"]
    assert (found.reporters, found.due_on) == (2, date(2026, 12, 24))
    assert found.first_due_on == (await world.ticket(ticket_id)).due_on


async def test_of_a_secret_report_nothing_but_its_status_is_told(world: World) -> None:
    number = (await world.ticket(await shown(world, privacy="secret"))).number
    async with world.db.read() as session:
        found = await published.one(session, number, world.clock())

    told = {name for name, value in asdict(found).items() if value}
    assert told == {"number", "status", "secret"}


async def test_an_unknown_number_is_not_found(world: World) -> None:
    async with world.db.read() as session:
        with pytest.raises(NotFoundError):
            await published.one(session, "48210934", world.clock())


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_the_list_is_read_from_its_index(world: World) -> None:
    query = published.list_query(Wanted(), 1000, 26)
    async with world.db.write() as session:
        bind = session.get_bind()
        statement = query.compile(bind, compile_kwargs={"literal_binds": True})
        await session.execute(text("SET LOCAL enable_seqscan = off"))  # on an empty table it would do
        plan = await session.scalars(text(f"EXPLAIN {statement}"))
        assert "ix_tickets_published" in "\n".join(plan)
