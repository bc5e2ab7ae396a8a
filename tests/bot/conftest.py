"""A dialogue worker without a gateway around it: real storage, a stand-in Rasa, time in our hands."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from sqlalchemy import select

from bot.app import Gateway
from bot.dialogue import Dialogue
from bot.emergencies import EmergencyNet
from bot.metrics import Metrics
from bot.rasa import Rasa
from bot.signals import Signals
from bot.worker import Worker
from core import conversations, inbox, turns
from core.conversations import Owner
from core.db import Database
from core.messages import Event
from core.models import Conversation, Line, Message
from core.settings import Settings
from tests.fakes import FakeChannel, FakeRasa, ManualClock
from tests.platforms import (
    TELEGRAM_SECRET,
    TELEGRAM_TOKEN,
    WHATSAPP_APP_SECRET,
    WHATSAPP_NUMBER,
    WHATSAPP_TOKEN,
    WHATSAPP_VERIFY_TOKEN,
)

type Site = TestClient[web.Request, web.Application]


def make_settings(folder: Path, **changes: Any) -> Settings:
    """Settings that read nothing from this machine; both channels are on, Telegram by webhook."""
    values: dict[str, Any] = {
        "var_dir": folder,
        "rasa_url": "http://127.0.0.1:9",
        "actions_url": "http://127.0.0.1:9",
        "telegram_bot_token": TELEGRAM_TOKEN,
        "telegram_webhook_secret": TELEGRAM_SECRET,
        "telegram_mode": "webhook",
        "whatsapp_access_token": WHATSAPP_TOKEN,
        "whatsapp_phone_number_id": WHATSAPP_NUMBER,
        "whatsapp_app_secret": WHATSAPP_APP_SECRET,
        "whatsapp_verify_token": WHATSAPP_VERIFY_TOKEN,
    }
    return Settings(_env_file=None, **(values | changes))


@pytest.fixture
async def gateway(
    db: Database, clock: ManualClock, session: aiohttp.ClientSession, tmp_path: Path
) -> AsyncIterator[Gateway]:
    """A gateway whose loops do not run."""
    made = Gateway(make_settings(tmp_path), db, session, clock)
    yield made
    await made.stop()


@pytest.fixture
async def site(gateway: Gateway, aiohttp_client: Any) -> Site:
    """Its public site, called over HTTP."""
    client: Site = await aiohttp_client(gateway.public())
    return client


NOTICE_AFTER = timedelta(seconds=15)
ABSENCE_AFTER = timedelta(seconds=120)


@dataclass
class Stand:
    """What a dialogue test touches."""

    db: Database
    clock: ManualClock
    server: FakeRasa
    rasa: Rasa
    channel: FakeChannel
    net: EmergencyNet
    dialogue: Dialogue
    worker: Worker

    async def receive(self, *events: Event) -> None:
        async with self.db.write() as session:
            await inbox.receive(session, events, self.clock())

    async def work(self) -> None:
        """One look of the worker, and what it starts."""
        await self.worker.look()
        await self.worker.idle()

    async def later(self, seconds: float) -> None:
        self.clock.advance(seconds)
        await self.work()

    async def recover(self) -> None:
        """What the gateway does when Rasa answers again."""
        for server in self.rasa._servers:
            server.find()
        async with self.db.write() as session:
            await turns.hurry(session, self.clock())

    async def conversation(self) -> Conversation:
        async with self.db.read() as session:
            return (await session.scalars(select(Conversation))).one()

    async def hand_over(self, owner: Owner) -> None:
        conversation = await self.conversation()
        async with self.db.write() as session:
            await conversations.hand_over(session, conversation.id, owner, self.clock())

    async def lines(self) -> Sequence[Line]:
        async with self.db.read() as session:
            return (await session.scalars(select(Line).order_by(Line.conversation_id, Line.seq))).all()

    async def said(self) -> list[str]:
        """What the citizen was told, in order."""
        return [line.text for line in await self.lines() if line.author != "citizen"]

    async def states(self) -> list[str]:
        async with self.db.read() as session:
            return list((await session.scalars(select(Message.state).order_by(Message.id))).all())


@pytest.fixture
async def server() -> AsyncIterator[FakeRasa]:
    async with FakeRasa() as rasa:
        yield rasa


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
async def stand(db: Database, clock: ManualClock, server: FakeRasa, session: aiohttp.ClientSession) -> Stand:
    return make_stand(db, clock, server, session)


def make_stand(
    db: Database,
    clock: ManualClock,
    server: FakeRasa,
    session: aiohttp.ClientSession,
    notice_after: timedelta = NOTICE_AFTER,
) -> Stand:
    rasa, channel = Rasa(session, [server.url], [server.url], probe_seconds=0.2), FakeChannel()
    signals, metrics = Signals(db), Metrics()
    net = EmergencyNet(db, clock, signals, metrics)
    channels = {"telegram": channel}
    dialogue = Dialogue(db, rasa, net, signals, metrics, clock, notice_after=notice_after, channels=channels)
    worker = Worker(db, dialogue, net, signals, clock, at_once=16, absence_after=ABSENCE_AFTER)
    return Stand(db, clock, server, rasa, channel, net, dialogue, worker)
