"""A stand-in Bot API and a channel that talks to it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from integrations.telegram.channel import TelegramChannel
from tests.platforms import TELEGRAM_SECRET, TELEGRAM_TOKEN, TelegramServer


async def no_pause(_: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def channel(server: TelegramServer) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TELEGRAM_TOKEN, TELEGRAM_SECRET, server.url, pause=no_pause)
    yield channel
    await channel.close()
