"""Starting, registering and closing, and what reaches the log meanwhile."""

import asyncio
import json
import logging
from pathlib import Path

import pytest

from core.errors import CredentialsError, ServiceDownError
from core.messages import Incoming, Request
from integrations.telegram.channel import TelegramChannel
from tests.platforms import TELEGRAM_SECRET, TELEGRAM_TOKEN, TelegramServer

FIXTURES = Path(__file__).parent / "fixtures"
TEXT = Request("sendMessage", {"chat_id": 5550000001, "text": "Baik."})
DOWN = {"status": 502, "body": "<html></html>"}


async def no_pause(_: float) -> None:
    await asyncio.sleep(0)


async def test_the_webhook_is_registered_with_its_secret(
    server: TelegramServer, channel: TelegramChannel
) -> None:
    await channel.register_webhook("https://bot.example.org/")

    assert server.webhook == {
        "url": "https://bot.example.org/channels/telegram/webhook",
        "secret_token": TELEGRAM_SECRET,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
        "max_connections": 40,
    }


async def test_the_command_menu_is_registered(server: TelegramServer, channel: TelegramChannel) -> None:
    await channel.register_webhook("https://bot.example.org")

    names = [command["command"] for command in server.commands]
    assert names == ["lapor", "status", "cuaca", "macet", "udara", "darurat", "berhenti", "bahasa", "bantuan"]
    assert all(3 <= len(command["description"]) <= 40 for command in server.commands)


async def test_a_failed_registration_is_reported(server: TelegramServer, channel: TelegramChannel) -> None:
    server.fail_next("setWebhook", DOWN)

    with pytest.raises(ServiceDownError):
        await channel.register_webhook("https://bot.example.org")


async def test_mentions_work_once_telegram_said_who_we_are(
    server: TelegramServer, channel: TelegramChannel
) -> None:
    await channel.start()
    async with asyncio.timeout(5):
        await channel.identified.wait()

    event = channel.parse_update(json.loads((FIXTURES / "group_mention.json").read_text()))

    assert isinstance(event, Incoming)
    assert server.sent("getMe") == [{}]


async def test_a_dead_telegram_does_not_stop_the_start(
    server: TelegramServer, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    server.fail_next("getMe", DOWN, times=3)

    await channel.start()
    async with asyncio.timeout(5):
        await channel.identified.wait()

    assert len(server.sent("getMe")) == 4
    assert [record.message for record in caplog.records if record.name.startswith("integrations")] == [
        "telegram: no answer; trying again",
        "telegram: answers again",
    ]


async def test_a_refused_token_is_named_without_being_shown(
    server: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    channel = TelegramChannel("7000000001:rahasia-sekali", TELEGRAM_SECRET, server.url, pause=no_pause)

    await channel.start()
    await server.wait_for("getMe")
    with pytest.raises(CredentialsError):
        await channel.send(TEXT)
    await channel.close()

    assert "TELEGRAM_BOT_TOKEN" in caplog.text
    assert "rahasia-sekali" not in caplog.text


async def test_the_token_never_reaches_the_log(
    server: TelegramServer, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.fail_next("sendMessage", DOWN)

    with pytest.raises(ServiceDownError) as caught:
        await channel.send(TEXT)
    logging.getLogger("test").error("gagal", exc_info=caught.value)
    await channel.send(TEXT)

    assert "gagal" in caplog.text
    assert TELEGRAM_TOKEN not in caplog.text
    assert "uji" not in caplog.text.replace("bandung_uji", "")


async def test_closing_stops_the_introduction(server: TelegramServer) -> None:
    server.fail_next("getMe", DOWN, times=10_000)
    channel = TelegramChannel(TELEGRAM_TOKEN, TELEGRAM_SECRET, server.url)
    await channel.start()
    await channel.start()
    await server.wait_for("getMe")

    await channel.close()

    assert len(server.sent("getMe")) == 1


async def test_a_channel_that_never_started_can_be_closed(server: TelegramServer) -> None:
    channel = TelegramChannel(TELEGRAM_TOKEN, TELEGRAM_SECRET, server.url)

    await channel.close()

    assert server.calls == []
