"""Long polling: no public address, nothing lost, nothing counted as read too early."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.messages import Event, Ignored, Incoming
from integrations.telegram.channel import TelegramChannel
from tests.platforms import TELEGRAM_SECRET, TELEGRAM_TOKEN, Recorded, TelegramServer

FIXTURES = Path(__file__).parent / "fixtures"
DOWN = {"status": 502, "body": "<html></html>"}
CONFLICT = {
    "status": 409,
    "body": {"ok": False, "description": "Conflict: terminated by other getUpdates request"},
}
REFUSED = {"status": 401, "body": {"ok": False, "error_code": 401, "description": "Unauthorized"}}


def update(number: int, text: str = "Halo") -> dict[str, Any]:
    chat = {"id": 5550000001, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1795400000, "chat": chat, "text": text},
    }


class Pauses:
    """Sleeps for no time and remembers how long it should have been."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await asyncio.sleep(0)

    @property
    def long(self) -> list[float]:
        """Without the short ones after an empty answer."""
        return [seconds for seconds in self.asked if seconds >= 1]


class Inbox:
    """Stores events; fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.batches: list[list[Event]] = []
        self.attempts = 0
        self._failures = failures

    async def __call__(self, events: Sequence[Event]) -> None:
        self.attempts += 1
        if self.attempts <= self._failures:
            raise ConnectionError("database is away")
        self.batches.append(list(events))

    @property
    def texts(self) -> list[str]:
        return [event.text for batch in self.batches for event in batch if isinstance(event, Incoming)]


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


type Polling = Callable[[Inbox, Awaitable[object]], Awaitable[None]]


@pytest.fixture
async def polling(server: TelegramServer, pauses: Pauses) -> AsyncIterator[Polling]:
    """Polls until the awaited thing has happened."""
    channel = TelegramChannel(TELEGRAM_TOKEN, TELEGRAM_SECRET, server.url, pause=pauses)

    async def run(inbox: Inbox, until: Awaitable[object]) -> None:
        task = asyncio.create_task(channel.poll(inbox))
        async with asyncio.timeout(10):
            await until
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    yield run
    await channel.close()


async def test_updates_are_handed_over_and_then_confirmed(server: TelegramServer, polling: Polling) -> None:
    server.push(update(10, "satu"), update(11, "dua"))
    inbox = Inbox()

    await polling(inbox, server.wait_for("getUpdates", 2))

    assert inbox.texts == ["satu", "dua"]
    assert [body.get("offset") for body in server.sent("getUpdates")[:2]] == [None, 12]


async def test_polling_asks_for_the_kinds_we_read(server: TelegramServer, polling: Polling) -> None:
    await polling(Inbox(), server.wait_for("getUpdates"))

    (first, *_) = server.sent("getUpdates")
    assert first["timeout"] == 25
    assert first["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]


async def test_a_webhook_is_deleted_first(server: TelegramServer, polling: Polling) -> None:
    server.webhook = {"url": "https://lama.example.org"}
    server.push(update(10))
    inbox = Inbox()

    await polling(inbox, server.wait_for("getUpdates", 2))

    assert inbox.texts == ["Halo"]
    assert server.webhook == {}


async def test_a_webhook_that_is_set_meanwhile_is_deleted_again(
    server: TelegramServer, polling: Polling, pauses: Pauses
) -> None:
    server.fail_next("getUpdates", json.loads((FIXTURES / "responses/error_409.json").read_text()))

    await polling(Inbox(), server.wait_for("getUpdates", 2))

    assert len(server.sent("deleteWebhook")) == 2


async def test_the_command_menu_is_set(server: TelegramServer, polling: Polling) -> None:
    await polling(Inbox(), server.wait_for("getUpdates"))

    assert server.commands[0]["command"] == "lapor"


async def test_updates_that_could_not_be_stored_come_again(server: TelegramServer, polling: Polling) -> None:
    server.push(update(10, "satu"))
    inbox = Inbox(failures=2)

    await polling(inbox, server.wait_for("getUpdates", 4))

    assert inbox.texts == ["satu"]
    assert [body.get("offset") for body in server.sent("getUpdates")[:4]] == [None, None, None, 11]


async def test_one_broken_update_costs_only_itself(server: TelegramServer, polling: Polling) -> None:
    broken: dict[str, Any] = {"update_id": 11, "message": {"chat": 5, "text": [1]}}
    server.push(update(10, "satu"), broken, {"message": {}}, update(12, "tiga"))
    inbox = Inbox()

    await polling(inbox, server.wait_for("getUpdates", 2))

    assert inbox.texts == ["satu", "tiga"]
    assert [event.reason for event in inbox.batches[0] if isinstance(event, Ignored)] == ["broken"]


async def test_words_of_citizens_are_not_logged(
    server: TelegramServer, polling: Polling, caplog: pytest.LogCaptureFixture
) -> None:
    broken = update(11, "rahasia warga")
    broken["message"]["date"] = "kemarin"
    server.push(broken)

    await polling(Inbox(failures=1), server.wait_for("getUpdates", 3))

    assert "rahasia warga" not in caplog.text


async def test_an_outage_is_survived_with_growing_bounded_pauses(
    server: TelegramServer, polling: Polling, pauses: Pauses
) -> None:
    server.fail_next("getUpdates", DOWN, times=7)
    server.push(update(10))
    inbox = Inbox()

    await polling(inbox, server.wait_for("getUpdates", 9))

    assert inbox.texts == ["Halo"]
    assert pauses.long == [1, 2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize(
    ("response", "line"),
    [
        (DOWN, "telegram: no answer; trying again"),
        (None, "telegram: no answer; trying again"),
        (
            CONFLICT,
            "telegram: another program reads this bot's updates; stop it or change the token; trying again",
        ),
        (REFUSED, "telegram: the bot token is refused; check TELEGRAM_BOT_TOKEN; trying again"),
        ({"status": 200, "body": {"ok": False}}, "telegram: the answer has an unknown shape; trying again"),
        (
            {"status": 200, "body": {"ok": True, "result": 5}},
            "telegram: the answer has an unknown shape; trying again",
        ),
    ],
)
async def test_an_outage_is_logged_once_when_it_starts_and_once_when_it_ends(
    server: TelegramServer,
    polling: Polling,
    caplog: pytest.LogCaptureFixture,
    response: Recorded | None,
    line: str,
) -> None:
    server.fail_next("getUpdates", response, times=3)

    await polling(Inbox(), server.wait_for("getUpdates", 5))

    lines = [record.message for record in caplog.records if record.name.startswith("integrations")]
    assert lines == [line, "telegram: answers again"]


async def test_flood_control_is_obeyed(server: TelegramServer, polling: Polling, pauses: Pauses) -> None:
    flood = {"status": 429, "body": {"ok": False, "parameters": {"retry_after": 40}}}
    server.fail_next("getUpdates", flood)

    await polling(Inbox(), server.wait_for("getUpdates", 2))

    assert pauses.long == [40]


async def test_an_unreachable_telegram_delays_the_start_only(
    server: TelegramServer, polling: Polling
) -> None:
    server.fail_next("setMyCommands", DOWN)
    server.fail_next("deleteWebhook", DOWN, times=2)
    server.push(update(10))
    inbox = Inbox()

    await polling(inbox, server.wait_for("getUpdates", 2))

    assert inbox.texts == ["Halo"]
