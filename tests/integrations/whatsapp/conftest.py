"""A stand-in Cloud API and a channel that talks to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from integrations.whatsapp.channel import WhatsAppChannel
from tests.platforms import (
    WHATSAPP_APP_SECRET,
    WHATSAPP_NUMBER,
    WHATSAPP_TOKEN,
    WHATSAPP_VERIFY_TOKEN,
    WhatsAppServer,
)


@pytest.fixture
async def server() -> AsyncIterator[WhatsAppServer]:
    async with WhatsAppServer() as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def channel(session: aiohttp.ClientSession, server: WhatsAppServer) -> WhatsAppChannel:
    return WhatsAppChannel(
        session, WHATSAPP_TOKEN, WHATSAPP_NUMBER, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN, server.url
    )
