"""`/laporan`: what the list, the map and the filters show, and what they never do."""

import re

import pytest
from aiohttp import web
from sqlalchemy import text

from bot.public.site import PublicPages
from core.db import Database
from tests.bot.public.conftest import Site
from tests.core.tickets.world import World

WRITTEN = ("Lubang di Kopo", "Lubang besar", "Jl. Kopo")  # by the citizen, see World.report


async def shown(world: World, status: str = "in_progress", **changes: object) -> int:
    facts: dict[str, object] = {"verified_at": world.clock(), "kecamatan": "Coblong"} | changes
    return await world.report(await world.citizen(name="Asep Sunandar"), status, **facts)  # type: ignore[arg-type]


async def page(site: Site, address: str = "/laporan") -> str:
    async with site.get(address) as response:
        assert response.status == 200
        return await response.text()


def listed(html: str) -> list[str]:
    return re.findall(r'<p class="what"><b>(.*?)</b>', html)


async def test_a_report_is_told_in_plain_words(site: Site, world: World) -> None:
    await shown(world)
    world.clock.advance(86_400)
    html = await page(site)

    assert "Jalan rusak</b> · Kec. Coblong" in html
    assert "kemarin, 24 Nov 2026" in html
    assert "Sedang dikerjakan" in html
    assert "1 laporan" in html


async def test_no_words_name_or_number_of_a_report_is_in_the_list(site: Site, world: World) -> None:
    ticket = await world.ticket(await shown(world, lat=-6.8912345, lon=107.6135432))
    html = await page(site)

    secrets = (*WRITTEN, "Asep", ticket.number, ticket.number[:4] + "-", "-6.8912345", "107.6135432")
    assert [secret for secret in secrets if secret in html] == []


async def test_secret_and_unverified_reports_are_not_even_counted(site: Site, world: World) -> None:
    await shown(world, privacy="secret", lat=-6.9, lon=107.6)
    await shown(world, "received", verified_at=None, lat=-6.9, lon=107.6)
    html = await page(site)

    assert "0 laporan" in html
    assert listed(html) == []
    assert 'class="dot ' not in html.partition("</svg>")[0]


async def test_each_report_with_a_point_is_a_dot_of_its_stage(site: Site, world: World) -> None:
    await shown(world, lat=-6.8912, lon=107.6135)
    await shown(world, "done", lat=-6.9, lon=107.61)
    drawing = (await page(site)).partition("</svg>")[0]

    assert re.findall(r'class="dot (\S+)" d="(?:M\d+ \d+h0)+"', drawing) == ["berjalan", "selesai"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kecamatan=Antapani", ["Sampah"]),
        ("kategori=waste", ["Sampah"]),
        ("status=selesai", ["Jalan rusak"]),
        ("status=berjalan&kategori=waste&kecamatan=Antapani&periode=7", ["Sampah"]),
        ("kategori=health", []),
        ("kecamatan=Atlantis&kategori=%00&status=x&periode=-1&sebelum=nol", ["Jalan rusak", "Sampah"]),
        ("sebelum=99999999999999999999", ["Jalan rusak", "Sampah"]),
    ],
)
async def test_filters_narrow_and_nonsense_does_not(
    site: Site, world: World, query: str, expected: list[str]
) -> None:
    await shown(world, category="waste", kecamatan="Antapani")
    await shown(world, "done")

    assert listed(await page(site, f"/laporan?{query}")) == expected


async def test_a_period_counts_days_of_bandung(site: Site, world: World) -> None:
    await shown(world)  # on the 24th
    world.clock.advance(6.5 * 86_400)  # the 30th, 22.00

    assert len(listed(await page(site, "/laporan?periode=7"))) == 1
    world.clock.advance(3 * 3600)
    assert listed(await page(site, "/laporan?periode=7")) == []


async def test_older_reports_are_one_link_away(site: Site, world: World) -> None:
    await shown(world, category="waste")
    for _ in range(25):
        await shown(world)
    first = await page(site, "/laporan?status=berjalan")
    older = re.search(r'href="([^"]*)" rel="next"', first)
    assert older is not None

    second = await page(site, older[1].replace("&amp;", "&"))
    assert (len(listed(first)), listed(second)) == (25, ["Sampah"])
    assert "Ke yang terbaru" in second


async def test_a_kecamatan_is_seen_from_near_with_its_kelurahan(site: Site) -> None:
    assert ">Sekeloa</text>" in await page(site, "/laporan?kecamatan=Coblong")
    assert "<text" not in await page(site)


async def test_counts_are_renewed_behind_the_page_once_a_minute(
    site: Site, world: World, public: PublicPages
) -> None:
    await shown(world)
    assert "1 laporan" in await page(site)
    await shown(world)
    html = await page(site)
    assert (len(listed(html)), "1 laporan" in html) == (2, True)

    world.clock.advance(61)
    await page(site)
    await public.settled()
    assert "2 laporan" in await page(site)


async def test_the_map_is_of_three_months_unless_another_period_is_asked_for(
    site: Site, world: World
) -> None:
    await shown(world)
    world.clock.advance(100 * 86_400)

    html = await page(site)
    assert ("0 laporan, 3 bulan terakhir" in html, len(listed(html))) == (True, 1)
    assert "1 laporan, semua waktu" in await page(site, "/laporan?periode=semua")


async def test_what_a_visitor_has_is_not_sent_again(site: Site) -> None:
    async with site.get("/laporan") as first:
        tag, headers = first.headers["ETag"], first.headers
    async with site.get("/laporan", headers={"If-None-Match": tag}) as second:
        assert (second.status, await second.read()) == (304, b"")

    assert headers["Cache-Control"] == "public, max-age=60"


async def test_nothing_foreign_and_no_script_is_allowed(site: Site) -> None:
    async with site.get("/laporan") as response:
        policy, html = response.headers["Content-Security-Policy"], await response.text()

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert re.findall(r"<script|https?://|//\w|style=|\son\w+=", html) == []


async def test_the_style_sheet_is_served_by_us(site: Site) -> None:
    async with site.get("/static/laporan/laporan.css") as response:
        assert (response.status, response.content_type) == (200, "text/css")


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_broken_database_is_said_in_words(site: Site, db: Database) -> None:
    async with db.write() as session:
        await session.execute(text("DROP TABLE tickets"))
    async with site.get("/laporan") as response:
        assert response.status == 503
        assert "sedang tidak bisa dibuka" in await response.text()


async def test_nobody_asks_without_end(app: web.Application, site: Site) -> None:
    statuses = [(await site.get("/laporan?nomor=1")).status for _ in range(125)]

    assert statuses.count(429) >= 1
