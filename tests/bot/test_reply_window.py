"""WhatsApp's reply window, from the outbox to a stand-in Cloud API that enforces it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.delivery import Delivery
from bot.pace import Pace
from bot.proofs import Proofs
from bot.signals import Signal
from core import conversations, failures, inbox
from core.db import Database
from core.messages import Button
from core.tickets import news
from integrations import channels
from tests.bot.conftest import make_settings
from tests.fakes import ManualClock
from tests.inputs import message
from tests.lines import Lines
from tests.platforms import WhatsAppServer

PHONE = "6280055501001"
SITE = "https://sobat.example.id"
TEMPLATE = {"whatsapp_news_template": "kabar_sobat"}


@pytest.fixture
async def server() -> AsyncIterator[WhatsAppServer]:
    async with WhatsAppServer() as server:
        server.templates = {("kabar_sobat", "id"): "Ada kabar: {{1}} Balas untuk melanjutkan."}
        server.open_windows = {PHONE}
        yield server


class Number:
    """Our business number: what it says to one citizen, and what Meta makes of it."""

    def __init__(
        self,
        db: Database,
        clock: ManualClock,
        session: aiohttp.ClientSession,
        server: WhatsAppServer,
        **more: str,
    ) -> None:
        settings = make_settings(Path("var"), whatsapp_api_base_url=server.url, **more)
        channel = channels(settings, session)["whatsapp"]
        self.lines = Lines(db, clock, "whatsapp")
        self.sender = Delivery(
            db, channel, Signal(), clock, pictures=Proofs(db, Path("var"), SITE).reachable, pace=Pace(1e6)
        )

    async def hear(self) -> None:
        async with self.lines.db.write() as session:
            said = message("Halo", channel="whatsapp", address=PHONE, sent_at=self.lines.clock())
            await inbox.receive(session, [said], self.lines.clock())

    async def say(self, text: str) -> None:
        await self.lines.say(text, PHONE)
        await self.send()

    async def tell(self, text: str, image: str) -> None:
        """News of a ticket, with a photo and something to tap."""
        now = self.lines.clock()
        async with self.lines.db.write() as session:
            talk = await conversations.find_or_open(session, "whatsapp", PHONE, now)
            button = Button("Sudah beres", "/confirm_fixed")
            await news.tell(session, talk.id, text, now, buttons=[button], image=image)
        await self.send()

    async def send(self) -> None:
        for _ in range(2):  # the first may only find that it needs the template
            await self.sender.look()
            await self.sender.idle()


async def test_inside_the_window_words_are_free(
    db: Database, clock: ManualClock, session: aiohttp.ClientSession, server: WhatsAppServer
) -> None:
    number = Number(db, clock, session, server, **TEMPLATE)
    await number.hear()
    clock.advance(24 * 3600)
    await number.say("Selesai.")

    assert [body["type"] for body in server.sent("messages")] == ["text"]


@pytest.mark.parametrize("hours", [1, 25])
async def test_outside_it_the_template_is_used_whosever_clock_says_so(
    db: Database, clock: ManualClock, session: aiohttp.ClientSession, server: WhatsAppServer, hours: int
) -> None:
    number = Number(db, clock, session, server, **TEMPLATE)
    await number.hear()
    clock.now += timedelta(hours=hours)
    server.open_windows = set()
    await number.say("Selesai.")

    assert server.sent("messages")[-1]["type"] == "template"
    assert await number.lines.states() == [("sent", None)]


@pytest.mark.parametrize("hours", [1, 25])
async def test_without_a_template_it_fails_visibly(
    db: Database, clock: ManualClock, session: aiohttp.ClientSession, server: WhatsAppServer, hours: int
) -> None:
    number = Number(db, clock, session, server)
    await number.hear()
    clock.now += timedelta(hours=hours)
    server.open_windows = set()
    await number.say("Selesai.")

    assert await number.lines.states() == [("failed", "window_closed")]


async def test_news_of_a_ticket_goes_out_as_a_template_with_what_can_be_typed(
    db: Database, clock: ManualClock, session: aiohttp.ClientSession, server: WhatsAppServer
) -> None:
    number = Number(db, clock, session, server, **TEMPLATE)
    await number.hear()
    clock.now += timedelta(hours=25)
    server.open_windows = set()
    await number.tell("Sudah ditambal.", "/bukti/1")

    [body] = server.sent("messages")
    [words] = body["template"]["components"][0]["parameters"]
    assert words["text"] == f"Sudah ditambal. • Sudah beres {SITE}/bukti/1"
    assert await number.lines.states() == [("sent", None)]


async def test_news_of_a_ticket_without_a_template_fails_visibly(
    db: Database, clock: ManualClock, session: aiohttp.ClientSession, server: WhatsAppServer
) -> None:
    number = Number(db, clock, session, server)
    await number.hear()
    clock.now += timedelta(hours=25)
    server.open_windows = set()
    await number.tell("Sudah ditambal.", "/bukti/1")

    assert await number.lines.states() == [("failed", "window_closed")]
    async with db.read() as reading:
        [failure] = await failures.deliveries(reading)
    assert failure.reason == "window_closed"
