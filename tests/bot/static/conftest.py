"""A real browser on the page, against the real web chat API."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Geolocation,
    Page,
    ViewportSize,
    async_playwright,
)

from core.db import Database
from tests.bot.static.chat_site import ChatSite

PHONE: ViewportSize = {"width": 360, "height": 740}
PLACE: Geolocation = {"latitude": -6.9301, "longitude": 107.5902}
CHROMIUM = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture
def engine() -> str:
    """A browser sees the same whatever stores it."""
    return "sqlite"


@pytest_asyncio.fixture(loop_scope="module")
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[ChatSite]:
    database = Database(database_url)
    async with ChatSite(database, tmp_path / "files") as running:
        yield running
    await database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(viewport=PHONE, locale="id-ID", geolocation=PLACE)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(site: ChatSite, context: BrowserContext) -> AsyncIterator[Page]:
    """The page, freshly opened; whatever a test does, it asks no other server and breaks no policy."""
    opened = await context.new_page()
    opened.set_default_timeout(15_000)
    asked: list[str] = []
    faults: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text))
    await opened.goto(site.url)
    yield opened
    await opened.close()
    assert [url for url in asked if not url.startswith((site.url, "blob:"))] == []
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []
