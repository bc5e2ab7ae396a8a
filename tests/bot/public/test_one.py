"""`/laporan/{number}`: one report to follow, and no way to guess numbers."""

import pytest
from sqlalchemy import select

from core import ticket_number
from core.models import Ticket
from tests.bot.public.conftest import Site
from tests.core.tickets.world import World

MISTYPED = "48210935"
UNKNOWN = "48210934"


async def ticket(world: World, status: str = "in_progress", **changes: object) -> str:
    """The number of a new report in Coblong."""
    facts: dict[str, object] = {"verified_at": world.clock(), "kecamatan": "Coblong"} | changes
    made = await world.report(await world.citizen(), status, **facts)  # type: ignore[arg-type]
    return (await world.ticket(made)).number


async def read(site: Site, number: str, **headers: str) -> tuple[int, str]:
    async with site.get(f"/laporan/{number}", headers=headers) as response:
        return response.status, await response.text()


@pytest.mark.parametrize("spelling", ["{a}{b}", "BDG-{a}-{b}", "bdg {a} {b}", "Bdg{a}.{b}", "%23{a}-{b}"])
async def test_any_spelling_of_the_number_leads_there(site: Site, world: World, spelling: str) -> None:
    number = await ticket(world)
    status, html = await read(site, spelling.format(a=number[:4], b=number[4:]))

    assert (status, ticket_number.show(number) in html) == (200, True)


async def test_a_report_shows_its_way_and_what_is_promised(site: Site, world: World) -> None:
    _, html = await read(site, await ticket(world))

    facts = ("Sedang dikerjakan", "Jalan rusak", "Coblong", "Paling lambat", "Laporan diterima",
             "Dinas Sumber Daya Air dan Bina Marga", "24 Nov 2026, 10.00 WIB")  # fmt: skip
    assert [fact for fact in facts if fact not in html] == []
    assert "Lubang" not in html
    assert "Kopo" not in html


async def test_of_a_secret_report_only_the_status_is_shown(site: Site, world: World) -> None:
    _, html = await read(site, await ticket(world, privacy="secret"))

    assert "Sedang dikerjakan" in html
    assert [fact for fact in ("Jalan rusak", "Coblong", "Dinas", "Perjalanan") if fact in html] == []


@pytest.mark.parametrize("number", [MISTYPED, "4821", "BDG-4821-093", "482109345", "halo"])
async def test_a_mistyped_number_is_said_to_be_mistyped(site: Site, number: str) -> None:
    status, html = await read(site, number)

    assert (status, "salah ketik" in html) == (404, True)


async def test_an_unknown_number_is_said_to_be_unknown(site: Site) -> None:
    status, html = await read(site, UNKNOWN)

    assert (status, "Tidak ada laporan bernomor" in html) == (404, True)


async def test_what_somebody_typed_is_shown_as_text(site: Site) -> None:
    async with site.get("/laporan", params={"nomor": '"><b>1</b>'}) as response:
        assert response.status == 404
        assert "<b>1</b>" not in await response.text()


async def test_the_form_leads_to_the_report(site: Site, world: World) -> None:
    number = await ticket(world)
    async with site.get("/laporan", params={"nomor": number}, allow_redirects=False) as response:
        assert response.status == 303
        assert response.headers["Location"] == f"/laporan/{ticket_number.show(number)}"


async def test_whoever_guesses_is_stopped_and_others_are_not(site: Site, world: World) -> None:
    number = await ticket(world)
    guesses = [await read(site, UNKNOWN, **{"X-Forwarded-For": "203.0.113.7"}) for _ in range(11)]
    assert [status for status, _ in guesses] == [404] * 10 + [429]

    assert (await read(site, number, **{"X-Forwarded-For": "203.0.113.7"}))[0] == 429
    assert (await read(site, number, **{"X-Forwarded-For": "203.0.113.8"}))[0] == 200


async def test_following_ones_own_report_costs_nothing(site: Site, world: World) -> None:
    number = await ticket(world)
    statuses = {(await read(site, number))[0] for _ in range(20)}

    assert statuses == {200}


async def test_a_report_is_not_kept_by_others(site: Site, world: World) -> None:
    async with site.get(f"/laporan/{await ticket(world)}") as response:
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert 'content="noindex"' in await response.text()


async def test_a_merged_report_leads_to_where_it_goes_on(site: Site, world: World) -> None:
    into = await ticket(world)
    async with world.db.read() as session:
        found = await session.scalar(select(Ticket.id).where(Ticket.number == into))
    merged = await ticket(world, "archived", merged_into=found)
    _, html = await read(site, merged)

    assert f'href="/laporan/{ticket_number.show(into)}"' in html


async def test_a_merged_report_does_not_name_a_secret_one(site: Site, world: World) -> None:
    into = await ticket(world, privacy="secret")
    async with world.db.read() as session:
        found = await session.scalar(select(Ticket.id).where(Ticket.number == into))
    _, html = await read(site, await ticket(world, "archived", merged_into=found))

    assert into[4:] not in html
