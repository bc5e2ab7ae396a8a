"""The public pages in Chromium on a small phone without scripts, and their colours."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, async_playwright, expect

from bot.public import site as public_site
from core import ticket_number
from tests.core.tickets.world import World

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
CSS = (Path(public_site.__file__).parent / "static" / "laporan.css").read_text()


@pytest.fixture
def engine() -> str:
    """A browser sees the same whatever stores it."""
    return "sqlite"


@pytest.fixture
async def address(app: web.Application) -> AsyncIterator[str]:
    async with TestServer(app, host="127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
async def page(address: str) -> AsyncIterator[Page]:
    """A phone whose browser runs no scripts; it asks no other server and breaks no policy."""
    asked: list[str] = []
    faults: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        opened = await browser.new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
        opened.set_default_timeout(15_000)
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("console", lambda message: faults.append(message.text))
        yield opened
        await browser.close()
    assert [url for url in asked if not url.startswith(address)] == []
    assert [fault for fault in faults if "404" not in fault] == []


async def wide_enough(page: Page) -> bool:
    """Whether nothing sticks out of the screen."""
    parts = await page.locator("header, main > *, footer").all()
    boxes = [await part.bounding_box() for part in parts]
    return all(part is None or part["x"] + part["width"] <= 360 for part in boxes)


async def test_a_visitor_filters_looks_closer_and_follows_a_report(
    page: Page, address: str, world: World
) -> None:
    facts = {"verified_at": world.clock(), "kecamatan": "Coblong", "lat": -6.89, "lon": 107.615}
    made = await world.report(await world.citizen(), "in_progress", **facts)  # type: ignore[arg-type]
    number = ticket_number.show((await world.ticket(made)).number)
    await page.goto(f"{address}/laporan")
    assert await wide_enough(page)
    await page.get_by_label("Jenis masalah").select_option("Jalan rusak")
    await page.get_by_role("button", name="Tampilkan").click()
    await expect(page.locator(".what")).to_contain_text("Coblong")
    await page.locator("svg a", has_text="Gedebage").locator("path").click()
    await expect(page.locator("h1")).to_have_text("Laporan warga di Gedebage")
    await page.get_by_text("Jumlah per kecamatan").click()
    await page.get_by_role("link", name="Coblong 1").click()
    await expect(page.locator("h1")).to_have_text("Laporan warga di Coblong")
    await expect(page.get_by_label("Jenis masalah")).to_have_value("road_damage")

    await page.get_by_label("Lacak laporan dengan nomornya").fill(number)
    await page.get_by_role("button", name="Lacak").click()
    await expect(page.locator("article h1")).to_have_text("Sedang dikerjakan")
    assert await wide_enough(page)


def colours(scheme: str) -> dict[str, str]:
    """The colours of the light or the dark scheme."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", part)) for part in CSS.split("@media")[:2]
    )
    return light if scheme == "light" else light | dark


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(letter * 2 for letter in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "ground"), ("ink", "surface"), ("soft", "ground"), ("soft", "surface"), ("accent", "ground"),
        ("accent", "surface"), ("accent-ink", "accent"), ("top-ink", "top"), ("top-soft", "top"),
        ("running", "running-ground"), ("answered", "answered-ground"), ("done", "done-ground"),
        ("other", "other-ground"), ("late", "late-ground"),
    ],
)  # fmt: skip
def test_everything_can_be_read(scheme: str, ink: str, ground: str) -> None:
    found = colours(scheme)
    bright, dark = sorted((luminance(found[ink]), luminance(found[ground])), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5
