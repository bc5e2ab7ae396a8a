"""The whole gateway process on free ports: it starts, answers, and ends in order."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot.app import Gateway, serve
from core import inbox
from core.clock import utc_now
from core.db import Database
from core.errors import SettingsError
from tests.bot.conftest import make_settings
from tests.fakes import FakeRasa
from tests.inputs import message
from tests.platforms import WHATSAPP_NUMBER, meta_body, meta_headers


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Running:
    public: str
    internal: str
    client: aiohttp.ClientSession
    ending: asyncio.Event
    task: asyncio.Task[None]

    async def get(self, base: str, path: str) -> tuple[int, Any]:
        async with self.client.get(base + path) as response:
            body = await response.read()
            return response.status, body


async def _run(
    tmp_path: Path, database_url: str, rasa_url: str, client: aiohttp.ClientSession, **changes: Any
) -> Running:
    values = {
        "database_url": database_url,
        "sobat_port": _free_port(),
        "sobat_internal_port": _free_port(),
        "rasa_url": rasa_url,
        "telegram_bot_token": "",
        "whatsapp_api_base_url": "http://127.0.0.1:9",
    }
    settings = make_settings(tmp_path, **(values | changes))
    port, internal = settings.sobat_port, settings.sobat_internal_port
    ending = asyncio.Event()
    task = asyncio.create_task(serve(settings, ending))
    running = Running(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{internal}", client, ending, task)
    async with asyncio.timeout(10):
        while not await _answers(running):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return running


async def _answers(running: Running) -> bool:
    if running.task.done():
        running.task.result()
    try:
        return (await running.get(running.internal, "/healthz"))[0] == 200
    except aiohttp.ClientError:
        return False


@pytest.fixture
async def running(
    tmp_path: Path, database_url: str, server: FakeRasa, session: aiohttp.ClientSession
) -> AsyncIterator[Running]:
    gateway = await _run(tmp_path, database_url, server.url, session)
    yield gateway
    gateway.ending.set()
    await asyncio.wait_for(gateway.task, 15)


async def _chat(running: Running, *texts: str) -> list[str]:
    async with running.client.post(f"{running.public}/channels/web/sessions") as response:
        token = (await response.json())["session"]
    for number, words in enumerate(texts):
        body = {"session": token, "id": str(number), "text": words}
        async with running.client.post(f"{running.public}/channels/web/messages", json=body) as response:
            assert response.status == 202
    query = {"session": token, "after": str(len(texts)), "wait": "10"}
    async with running.client.get(f"{running.public}/channels/web/messages", params=query) as response:
        return [line["text"] for line in (await response.json())["messages"]]


async def test_a_citizen_gets_an_answer(running: Running) -> None:
    assert await _chat(running, "Halo") == ["Baik."]


async def test_health_is_public_and_metrics_are_not(running: Running) -> None:
    assert (await running.get(running.public, "/healthz"))[0] == 200
    assert (await running.get(running.public, "/metrics"))[0] == 404
    assert (await running.get(running.internal, "/metrics"))[0] == 200


async def test_readiness_names_each_part(running: Running) -> None:
    status, body = await running.get(running.internal, "/readyz")

    assert status == 503
    assert b'"database": "ok"' in body
    assert b'"rasa": "ok"' in body
    assert b'"actions": "down"' in body


async def test_metrics_count_what_happened(running: Running) -> None:
    await _chat(running, "Halo")
    _, page = await running.get(running.internal, "/metrics")

    assert b'sobat_inbox{state="answered"} 1.0' in page
    assert b'sobat_outbox{state="sent"} 1.0' in page
    assert b'sobat_turn_seconds_count{outcome="answered"} 1.0' in page
    assert b"sobat_ledger_remainder 0.0" in page


async def test_a_signed_webhook_is_worked_on(running: Running, server: FakeRasa) -> None:
    words = {
        "id": "wamid.1",
        "from": "6281",
        "timestamp": "1795489200",
        "type": "text",
        "text": {"body": "Halo"},
    }
    value = {"metadata": {"phone_number_id": WHATSAPP_NUMBER}, "messages": [words]}
    change = {"field": "messages", "value": value}
    body = meta_body({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]})
    path = f"{running.public}/channels/whatsapp/webhook"
    async with running.client.post(path, data=body, headers=meta_headers(body)) as response:
        assert response.status == 200
    async with asyncio.timeout(5):
        while not server.turns:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    assert server.turns[0]["metadata"]["channel"] == "whatsapp"


async def test_a_running_turn_ends_before_the_process_does(
    tmp_path: Path, database_url: str, server: FakeRasa, session: aiohttp.ClientSession, db: Database
) -> None:
    running = await _run(tmp_path, database_url, server.url, session)
    server.slow.clear()
    chat = asyncio.create_task(_chat(running, "Halo"))
    async with asyncio.timeout(5):
        while not server.turns:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    running.ending.set()
    await asyncio.sleep(0.1)
    server.slow.set()
    await asyncio.wait_for(running.task, 15)
    await asyncio.gather(chat, return_exceptions=True)

    async with db.read() as session_:
        assert (await session_.scalars(text("SELECT state FROM inbox"))).all() == ["answered"]
        assert (await session_.scalars(text("SELECT lease_owner FROM conversations"))).all() == [None]


async def test_a_taken_port_is_one_clear_line(
    tmp_path: Path, database_url: str, session: aiohttp.ClientSession
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = make_settings(tmp_path, database_url=database_url, sobat_port=port, telegram_bot_token="")
        with pytest.raises(SettingsError, match=f"SOBAT_PORT: 127.0.0.1:{port} is taken"):
            await serve(settings, asyncio.Event())


async def _start_beside_a_lease(gateway: Gateway, db: Database) -> list[str | None]:
    """Start the gateway while another worker holds a conversation; returns who holds it then."""
    async with db.write() as session:
        await session.execute(
            text(
                "INSERT INTO conversations (id, channel, address, language, owner, absence_noticed,"
                " reachable, is_group, last_seq, lease_owner, lease_until, created_at)"
                " VALUES ('a', 'web', 'x', 'id', 'bot', false, true, false, 0, 'other', '2030-01-01',"
                " '2026-01-01')"
            )
        )
    for channel in list(gateway.channels):
        del gateway.channels[channel]
    gateway.deliveries.clear()
    await gateway.start()
    async with db.read() as session:
        return list((await session.scalars(text("SELECT lease_owner FROM conversations"))).all())


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_what_a_dead_process_leased_is_free_again(gateway: Gateway, db: Database) -> None:
    assert await _start_beside_a_lease(gateway, db) == [None]


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_what_another_gateway_leased_stays_with_it(gateway: Gateway, db: Database) -> None:
    assert await _start_beside_a_lease(gateway, db) == ["other"]


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_gateways_of_one_installation_share_a_port(
    tmp_path: Path, database_url: str, server: FakeRasa, session: aiohttp.ClientSession
) -> None:
    shared = {"sobat_port": _free_port(), "sobat_processes": 2, "redis_url": "redis://127.0.0.1:9"}
    gateways = [await _run(tmp_path, database_url, server.url, session, **shared) for _ in range(2)]
    for gateway in gateways:
        assert (await gateway.get(gateway.public, "/healthz"))[0] == 200
        gateway.ending.set()
        await asyncio.wait_for(gateway.task, 15)


async def test_a_message_that_nothing_looked_at_is_found_at_the_next_start(
    tmp_path: Path, database_url: str, server: FakeRasa, session: aiohttp.ClientSession, db: Database
) -> None:
    async with db.write() as session_:
        await inbox.receive(session_, [message("Halo", channel="web", sent_at=utc_now())], utc_now())
        await session_.execute(text("UPDATE conversations SET wake_at = NULL"))
    running = await _run(tmp_path, database_url, server.url, session)
    async with asyncio.timeout(5):
        while not server.turns:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    running.ending.set()
    await asyncio.wait_for(running.task, 15)

    assert server.messages == ["Halo"]
