"""The stream of news: what happened while nobody listened is told at once, and sign-out ends it."""

import asyncio
import re

import pytest
from aiohttp import ClientResponse

from core.conversations import Said
from core.db import Database
from core.staff import SESSION_LASTS
from tests.bot.console.site import NOBODYS_ID, Browser, hear, say
from tests.fakes import ManualClock


def marks(page: str) -> str:
    found = re.search(r'data-since="([^"]*)"', page)
    assert found is not None
    return found[1]


async def until(response: ClientResponse, event: str) -> str:
    """What comes until the first whole event of this name."""
    heard = ""
    while f"event: {event}\n" not in heard or not heard.endswith("\n\n"):
        heard += (await response.content.readany()).decode()
    return heard


async def first_event(browser: Browser, path: str, **headers: str) -> str:
    async with asyncio.timeout(10), browser.client.get(f"/console{path}", headers=headers) as response:
        assert response.content_type == "text/event-stream"
        assert response.headers["Cache-Control"] == "no-store"
        return await until(response, "news")


async def test_news_since_the_page_was_made_come_at_once(
    officer: Browser, db: Database, clock: ManualClock
) -> None:
    since = marks(await officer.page("/"))
    await hear(db, "halo", clock())
    assert "data: list" in await first_event(officer, f"/events?since={since}")


async def test_new_line_reaches_who_reads_the_conversation(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    since = marks(await officer.page(f"/conversations/{talk}"))
    listening = asyncio.create_task(first_event(officer, f"/events?talk={talk}&since={since}"))
    await say(db, talk, Said("bot", "Halo"), clock())
    heard = await listening
    assert "data: talk" in heard
    assert "data: list" in heard


async def test_browser_that_comes_back_hears_what_it_missed(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    since = marks(await officer.page(f"/conversations/{talk}"))
    await say(db, talk, Said("bot", "Halo"), clock())
    path = f"/events?talk={talk}&since={since}"
    last = re.findall(r"id: (.*)", await first_event(officer, path))[-1]
    assert last == marks(await officer.page(f"/conversations/{talk}"))
    await say(db, talk, Said("bot", "Halo lagi"), clock())
    assert "data: talk" in await first_event(officer, path, **{"Last-Event-ID": last})


async def test_stream_ends_when_the_session_does(
    officer: Browser, clock: ManualClock, talk: str, db: Database
) -> None:
    async with asyncio.timeout(10), officer.client.get("/console/events?since=old") as response:
        await until(response, "news")
        clock.advance(SESSION_LASTS.total_seconds())
        await hear(db, "halo", clock())
        assert "event: news" not in await until(response, "out")
        assert await response.content.read() == b""


async def test_stream_is_for_staff_only(visitor: Browser) -> None:
    assert (await visitor.get("/events")).status == 401


@pytest.mark.parametrize("talk", ["x", "../inbox", "g" * 32])
async def test_stream_of_a_malformed_conversation_is_not_found(talk: str, officer: Browser) -> None:
    assert (await officer.get(f"/events?talk={talk}")).status == 404


async def test_stream_of_an_unknown_conversation_stays_silent_about_it(
    officer: Browser, db: Database, clock: ManualClock
) -> None:
    since = marks(await officer.page("/"))
    await hear(db, "halo", clock())
    heard = await first_event(officer, f"/events?talk={NOBODYS_ID}&since={since}_")
    assert "data: talk" not in heard


async def test_streams_end_when_the_gateway_stops(officer: Browser, clock: ManualClock) -> None:
    since = marks(await officer.page("/"))
    async with officer.client.get(f"/console/events?since={since}") as response:
        await response.content.readline()
        async with asyncio.timeout(5):
            await officer.client.server.close()
