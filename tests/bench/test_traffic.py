"""The benches' own traffic is what the channels accept."""

import aiohttp
import pytest

from bench.citizens import scripts
from bench.platform_traffic import calls
from core.messages import Incoming
from integrations.telegram.channel import TelegramChannel
from integrations.whatsapp.channel import WhatsAppChannel
from tests.platforms import (
    TELEGRAM_SECRET,
    TELEGRAM_TOKEN,
    WHATSAPP_APP_SECRET,
    WHATSAPP_NUMBER,
    WHATSAPP_TOKEN,
    WHATSAPP_VERIFY_TOKEN,
)

NOWHERE = "http://127.0.0.1:1"


def test_the_script_has_turns_enough() -> None:
    assert sum(map(len, scripts())) >= 60


def test_calls_are_spread_evenly() -> None:
    assert [shot.due for shot in calls(NOWHERE, 4, 100)] == [0.0, 0.01, 0.02, 0.03]


def test_a_burst_is_due_at_once() -> None:
    assert {shot.due for shot in calls(NOWHERE, 5, 0)} == {0.0}


@pytest.mark.parametrize("index", range(0, 20, 2))
async def test_whatsapp_takes_its_calls(index: int) -> None:
    shot = calls(NOWHERE, 20, 0)[index]
    async with aiohttp.ClientSession() as session:
        channel = WhatsAppChannel(
            session, WHATSAPP_TOKEN, WHATSAPP_NUMBER, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN, NOWHERE
        )
        (event,) = channel.parse(shot.headers, shot.body.encode())
    assert isinstance(event, Incoming)


@pytest.mark.parametrize("index", range(1, 20, 2))
async def test_telegram_takes_its_calls(index: int) -> None:
    shot = calls(NOWHERE, 20, 0)[index]
    channel = TelegramChannel(TELEGRAM_TOKEN, TELEGRAM_SECRET, NOWHERE)
    (event,) = channel.parse(shot.headers, shot.body.encode())
    await channel.close()
    assert isinstance(event, Incoming)
