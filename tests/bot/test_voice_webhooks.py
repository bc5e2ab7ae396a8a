"""Voice notes as the platforms deliver them: recorded webhook in, listened to, and the answer sent back."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import app
from bot.app import Gateway
from core.clock import utc_now
from core.db import Database
from core.settings import Settings
from integrations.whisper.transcriber import WhisperTranscriber
from tests import listening
from tests.bot.conftest import Site, make_settings
from tests.fakes import FakeRasa
from tests.platforms import TELEGRAM_SECRET, TelegramServer, WhatsAppServer, meta_body, meta_headers

FIXTURES = Path(__file__).parents[1] / "integrations"
POTHOLE = "jalan di Kopo depan SMP 3 berlubang besar"
FIRE = "tolong ada kebakaran rumah, orang terjebak di dalam"
ANSWER = "Siap, laporannya saya catat."


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def whatsapp() -> AsyncIterator[WhatsAppServer]:
    async with WhatsAppServer() as server:
        yield server


@pytest.fixture
def engine() -> str:
    return "whisper"


@pytest.fixture
def settings(
    server: FakeRasa, telegram: TelegramServer, whatsapp: WhatsAppServer, engine: str, tmp_path: Path
) -> Settings:
    server.default = [{"text": ANSWER}]
    return make_settings(
        tmp_path,
        rasa_url=server.url,
        actions_url=server.url,
        telegram_api_base_url=telegram.url,
        whatsapp_api_base_url=whatsapp.url,
        voice_engine=engine,
        voice_model="any" if engine else "",
    )


@pytest.fixture
async def site(
    db: Database,
    session: aiohttp.ClientSession,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    aiohttp_client: Any,
) -> AsyncIterator[Site]:
    """A running gateway between stand-ins; the engine is a process that hears what a file says."""
    command = listening.command(tmp_path / "asked")
    ear = WhisperTranscriber(command, at_once=1, seconds=20.0, start_seconds=20.0)
    monkeypatch.setattr(app, "transcriber", lambda options: ear if options.voice_engine else None)
    gateway = Gateway(settings, db, session)
    client: Site = await aiohttp_client(gateway.public())
    await gateway.start()
    yield client
    await gateway.stop()


def now() -> int:
    return int(utc_now().timestamp())


def telegram_update(name: str) -> dict[str, Any]:
    update: dict[str, Any] = json.loads((FIXTURES / "telegram" / "fixtures" / f"{name}.json").read_text())
    update["message"]["date"] = now()
    return update


async def deliver_telegram(site: Site, name: str) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
    answer = await site.post("/channels/telegram/webhook", json=telegram_update(name), headers=headers)
    assert answer.status == 200


async def deliver_whatsapp(site: Site, name: str) -> None:
    payload = json.loads((FIXTURES / "whatsapp" / "fixtures" / f"{name}.json").read_text())
    payload["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = str(now())
    body = meta_body(payload)
    answer = await site.post("/channels/whatsapp/webhook", data=body, headers=meta_headers(body))
    assert answer.status == 200


async def test_telegram_voice_note_is_heard_and_answered(
    site: Site, telegram: TelegramServer, server: FakeRasa
) -> None:
    telegram.files["AwUJI1"] = listening.recording(POTHOLE)
    await deliver_telegram(site, "voice")
    heard, answer = [body["text"] for body in await telegram.wait_for("sendMessage", 2, seconds=20)]
    assert POTHOLE in heard  # a mistake can be seen, and corrected
    assert answer == ANSWER
    assert server.messages == [POTHOLE]


async def test_whatsapp_voice_note_in_danger_hears_112_first(
    site: Site, whatsapp: WhatsAppServer, server: FakeRasa
) -> None:
    whatsapp.files["1234567890126"] = listening.recording(FIRE)
    await deliver_whatsapp(site, "audio_voice")
    sent = await whatsapp.wait_for("messages", 2, seconds=20)
    assert "112" in sent[0]["text"]["body"].splitlines()[0]
    assert {body.get("to") or body.get("recipient") for body in sent} == {"ID.11000000000000001"}


async def test_caption_of_an_audio_file_and_what_it_says_are_one_turn(
    site: Site, telegram: TelegramServer, server: FakeRasa
) -> None:
    update = telegram_update("audio_with_caption")["message"]
    telegram.files[update["audio"]["file_id"]] = listening.recording(POTHOLE)
    await deliver_telegram(site, "audio_with_caption")
    await telegram.wait_for("sendMessage", 2, seconds=20)
    [turn] = server.messages
    assert update["caption"] in turn
    assert POTHOLE in turn


@pytest.mark.parametrize("engine", [""])
async def test_without_an_engine_the_dialogue_is_told_of_a_recording_it_cannot_hear(
    site: Site, telegram: TelegramServer, server: FakeRasa
) -> None:
    telegram.files["AwUJI1"] = listening.recording(POTHOLE)
    await deliver_telegram(site, "voice")
    [sent] = await telegram.wait_for("sendMessage", 1, seconds=20)
    assert sent["text"] == ANSWER
    [turn] = server.turns
    assert turn["message"] == "/share_media"
    assert len(turn["metadata"]["attachments"]) == 1
    assert POTHOLE not in json.dumps(turn)
