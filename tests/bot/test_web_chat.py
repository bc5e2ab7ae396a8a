"""The web chat's API as its page, or anybody, may use it."""

import asyncio
import io
import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import Gateway
from core import conversations, outbox
from core.conversations import Said
from core.messages import Button
from core.models import Address, Conversation, Message
from tests.bot.conftest import Site

MESSAGES = "/channels/web/messages"


async def _session(site: Site) -> str:
    response = await site.post("/channels/web/sessions")
    token: str = (await response.json())["session"]
    return token


async def _send(site: Site, token: object, **body: Any) -> int:
    response = await site.post(MESSAGES, json={"session": token, "id": "m1"} | body)
    return response.status


async def _lines(site: Site, token: str, **query: Any) -> list[dict[str, Any]]:
    response = await site.get(MESSAGES, params={"session": token} | query)
    assert response.status == 200
    lines: list[dict[str, Any]] = (await response.json())["messages"]
    return lines


async def _bot_says(gateway: Gateway, text: str) -> None:
    async with gateway._db.write() as session:
        conversation_id = (await session.scalars(select(Conversation.id))).one()
        said = Said("bot", text, (Button("Menu", "/help"),))
        await outbox.add(session, conversation_id, said, gateway.chat.clock())
    gateway.signals.said(conversation_id)


# --- sessions


async def test_a_session_is_unguessable_and_not_stored_itself(site: Site, gateway: Gateway) -> None:
    token = await _session(site)

    assert len(token) >= 43
    async with gateway._db.read() as session:
        [address] = (await session.scalars(select(Address.address))).all()
    assert len(address) == 64
    assert token not in address


@pytest.mark.parametrize("token", [None, "", "wrong", 5, {"a": 1}, "x" * 5000, "\udcff"])
async def test_nobody_enters_without_a_session(site: Site, token: object) -> None:
    assert await _send(site, token, text="Halo") == 401


async def test_reading_asks_for_the_session(site: Site) -> None:
    assert (await site.get(MESSAGES)).status == 401
    assert (await site.get("/channels/web/events", params={"session": "wrong"})).status == 401


# --- messages in


async def test_a_message_is_accepted_and_shown(site: Site, gateway: Gateway) -> None:
    token = await _session(site)
    assert await _send(site, token, text="NIK saya 3273010101900001") == 202

    [line] = await _lines(site, token)
    assert (line["seq"], line["author"], line["buttons"]) == (1, "citizen", [])
    assert "3273010101900001" not in line["text"]
    assert line["created_at"] == "2026-11-24T03:00:00+00:00"


async def test_a_repeated_id_is_accepted_and_changes_nothing(site: Site) -> None:
    token = await _session(site)
    await _send(site, token, text="Halo")

    assert await _send(site, token, text="Halo") == 202
    assert len(await _lines(site, token)) == 1


async def test_ids_are_unique_per_session_only(site: Site, gateway: Gateway) -> None:
    await _send(site, await _session(site), text="satu")
    await _send(site, await _session(site), text="dua")

    async with gateway._db.read() as session:
        assert len((await session.scalars(select(Message))).all()) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "a" * 8000}, 202),
        ({"text": "a" * 8001}, 413),
        ({"text": "Ya", "payload": "/affirm"}, 202),
        ({"payload": "/affirm"}, 202),
        ({"payload": "/" + "a" * 300}, 400),
        ({"location": {"lat": -6.9, "lon": 107.6}}, 202),
        ({"text": "di sini", "location": {"lat": -6.9, "lon": 107.6}}, 202),
        ({"location": {"lat": 91, "lon": 0}}, 400),
        ({"location": {"lat": 0, "lon": -180.1}}, 400),
        ({"location": {"lat": "0", "lon": 0}}, 400),
        ({"location": {"lat": True, "lon": 0}}, 400),
        ({"location": {"lat": 10**400, "lon": 0}}, 400),
        ({"location": {"lat": 0}}, 400),
        ({"location": [0, 0]}, 400),
        ({}, 400),
        ({"text": ""}, 400),
        ({"text": "  \n"}, 400),
        ({"text": 5}, 400),
        ({"text": None, "payload": None, "location": None}, 400),
        ({"text": "Halo", "payload": ["/affirm"]}, 400),
        ({"text": "Halo", "payload": "\ud800"}, 400),
        ({"text": "Halo", "payload": "/a\x00"}, 400),
        ({"text": "Halo", "id": ""}, 400),
        ({"text": "Halo", "id": 2**70}, 400),
        ({"text": "Halo", "id": "a" * 101}, 400),
        ({"text": "Halo", "id": "a\x00b"}, 400),
        ({"text": "\x00\ud800"}, 202),
        ({"text": "<script>alert(1)</script>'; DROP TABLE inbox;--"}, 202),
    ],
)
async def test_messages_are_checked(site: Site, body: dict[str, Any], status: int) -> None:
    token = await _session(site)
    response = await site.post(MESSAGES, json={"session": token, "id": "m1"} | body)

    assert response.status == status
    assert ("message" in await response.json()) == (status != 202)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"session": NaN}', 400),
        (b"[" * 100_000, 400),
        (b"[" * 200_000, 413),
        (b"\xff", 400),
    ],
)
async def test_a_body_that_is_no_message_is_refused_in_json(site: Site, data: bytes, status: int) -> None:
    response = await site.post(MESSAGES, data=data)

    assert response.status == status
    assert set(await response.json()) == {"error", "message"}


async def test_a_message_over_4_mib_is_413(site: Site) -> None:
    response = await site.post(MESSAGES, data=io.BytesIO(b" " * (4 * 1024**2 + 1)))

    assert (response.status, (await response.json())["error"]) == (413, "too_large")


async def test_a_flood_is_slowed_down(site: Site) -> None:
    token = await _session(site)
    responses = [
        await site.post(MESSAGES, json={"session": token, "id": str(n), "text": "x"}) for n in range(60)
    ]

    assert responses[0].status == 202
    assert responses[-1].status == 429
    assert int(responses[-1].headers["Retry-After"]) >= 1


# --- the transcript


async def test_only_newer_lines_are_given(site: Site, gateway: Gateway) -> None:
    token = await _session(site)
    await _send(site, token, text="Halo")
    await _bot_says(gateway, "Hai!")

    [line] = await _lines(site, token, after=1)
    assert (line["seq"], line["author"], line["text"]) == (2, "bot", "Hai!")
    assert line["buttons"] == [{"title": "Menu", "payload": "/help"}]
    assert await _lines(site, token, after=2) == []
    assert await _lines(site, token, after=10**15) == []


@pytest.mark.parametrize(
    "query", [{"after": "x"}, {"after": "-1"}, {"wait": "x"}, {"wait": "nan"}, {"wait": "-1"}]
)
async def test_bad_numbers_are_refused(site: Site, query: dict[str, str]) -> None:
    response = await site.get(MESSAGES, params={"session": await _session(site)} | query)

    assert response.status == 400


async def test_a_waiting_reader_hears_at_once(site: Site, gateway: Gateway) -> None:
    token = await _session(site)
    reader = asyncio.create_task(_lines(site, token, wait=25))
    await asyncio.sleep(0.05)
    await _bot_says(gateway, "Hai!")

    [line] = await asyncio.wait_for(reader, 2)
    assert line["text"] == "Hai!"


async def test_a_waiting_reader_hears_what_another_process_wrote(site: Site, gateway: Gateway) -> None:
    token = await _session(site)
    looking = asyncio.create_task(gateway.signals.bell.run())
    reader = asyncio.create_task(_lines(site, token, wait=25))
    await asyncio.sleep(0.05)
    async with gateway._db.write() as session:
        conversation_id = (await session.scalars(select(Conversation.id))).one()
        await conversations.say(session, conversation_id, Said("staff", "Halo"), gateway.chat.clock())

    assert len(await asyncio.wait_for(reader, 5)) == 1
    looking.cancel()


async def test_nothing_new_is_an_empty_answer_in_time(site: Site) -> None:
    assert await _lines(site, await _session(site), wait=0.1) == []


async def test_waiting_readers_are_let_go_when_the_gateway_ends(site: Site, gateway: Gateway) -> None:
    reader = asyncio.create_task(_lines(site, await _session(site), wait=25))
    await asyncio.sleep(0.05)
    gateway.signals.bell.close()

    assert await asyncio.wait_for(reader, 2) == []


async def test_events_resume_after_the_last_one_seen(site: Site, gateway: Gateway) -> None:
    token = await _session(site)
    await _send(site, token, text="Halo")
    await _bot_says(gateway, "Hai!")
    headers = {"Last-Event-ID": "1"}
    response = await site.get("/channels/web/events", params={"session": token}, headers=headers)

    assert response.headers["Content-Type"].startswith("text/event-stream")
    async with asyncio.timeout(5):
        block = await response.content.readuntil(b"}\n\n")
    assert b"id: 2\n" in block
    assert json.loads(block.split(b"data: ")[1])["text"] == "Hai!"
    response.close()


# --- pages


async def test_pages_are_protected(site: Site) -> None:
    response = await site.get("/healthz")

    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response.headers
