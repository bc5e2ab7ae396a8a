"""What platforms may send us, and what they get back."""

import asyncio
import gzip
import io
import json
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.app import Gateway
from core import conversations
from core.clock import utc_now
from core.db import Database
from core.models import Attachment, Message
from tests.bot.conftest import Site, make_settings
from tests.platforms import (
    TELEGRAM_SECRET,
    WHATSAPP_NUMBER,
    WHATSAPP_VERIFY_TOKEN,
    meta_body,
    meta_headers,
)
from tests.refusals import refuse

TELEGRAM = "/channels/telegram/webhook"
WHATSAPP = "/channels/whatsapp/webhook"
SIGNED = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
PERSON = {"id": 77, "is_bot": False, "first_name": "Asep"}


def _update(number: int = 1, **message: Any) -> dict[str, Any]:
    base = {
        "message_id": 5,
        "date": 1795489200,
        "chat": {"id": 77, "type": "private"},
        "from": PERSON,
        "text": "Halo",
    }
    given = {key: value for key, value in (base | message).items() if value is not None}
    return {"update_id": number, "message": given}


def _whatsapp(*messages: dict[str, Any]) -> dict[str, Any]:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "1", "phone_number_id": WHATSAPP_NUMBER},
        "messages": list(messages),
    }
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


def _whatsapp_text(message_id: str, words: str = "Halo") -> dict[str, Any]:
    return {
        "id": message_id,
        "from": "6281234567890",
        "timestamp": "1795489200",
        "type": "text",
        "text": {"body": words},
    }


async def _stored(gateway: Gateway) -> list[tuple[str, str]]:
    async with gateway._db.read() as session:
        rows = await session.scalars(select(Message).order_by(Message.id))
        return [(row.state, row.text) for row in rows]


async def test_a_telegram_message_is_stored_and_then_answered_ok(site: Site, gateway: Gateway) -> None:
    response = await site.post(TELEGRAM, json=_update(), headers=SIGNED)

    assert (response.status, await response.text()) == (200, "ok")
    assert await _stored(gateway) == [("received", "Halo")]


async def test_a_redelivery_is_ok_and_stored_once(site: Site, gateway: Gateway) -> None:
    await site.post(TELEGRAM, json=_update(), headers=SIGNED)
    response = await site.post(TELEGRAM, json=_update(), headers=SIGNED)

    assert response.status == 200
    assert len(await _stored(gateway)) == 1


async def test_a_batch_of_whatsapp_messages_is_stored_whole(site: Site, gateway: Gateway) -> None:
    body = meta_body(
        _whatsapp(_whatsapp_text("wamid.1", "satu"), {"id": 5}, _whatsapp_text("wamid.2", "dua"))
    )
    response = await site.post(WHATSAPP, data=body, headers=meta_headers(body))

    assert response.status == 200
    assert ("received", "satu") in await _stored(gateway)
    assert ("received", "dua") in await _stored(gateway)


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, {"X-Telegram-Bot-Api-Secret-Token": "\udcff"}],
)
async def test_an_unsigned_telegram_call_is_refused(
    site: Site, gateway: Gateway, headers: dict[str, str]
) -> None:
    response = await site.post(TELEGRAM, json=_update(), headers=headers)

    assert response.status == 401
    assert (await response.json())["error"] == "bad_signature"
    assert await _stored(gateway) == []


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc"])
async def test_a_forged_whatsapp_call_is_refused(site: Site, gateway: Gateway, signature: str) -> None:
    body = meta_body(_whatsapp(_whatsapp_text("wamid.1")))
    response = await site.post(WHATSAPP, data=body, headers={"X-Hub-Signature-256": signature})

    assert response.status == 401
    assert await _stored(gateway) == []


DEEP = b'{"update_id": 1, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'{"update_id": NaN}', 400),
        (b"\xff\xfe\x00", 400),
        (b"{}", 400),
        (DEEP, 400),
        (json.dumps(_update(2**70)).encode(), 200),
        (json.dumps(_update(text="\x00\ud800<b>'; DROP TABLE inbox")).encode(), 200),
        (json.dumps(_update(text="a" * 100_000)).encode(), 200),
        (json.dumps(_update(chat={"id": 2**70, "type": "private"})).encode(), 200),
        (json.dumps(_update(text=None, poll={"id": "1"})).encode(), 200),
        (json.dumps(_update(date=10**30)).encode(), 200),
        (json.dumps(_update(date="kemarin")).encode(), 200),
        (json.dumps({"update_id": 9, "message": "x"}).encode(), 200),
        (json.dumps({"update_id": 9, "shipping_query": {"id": "1"}}).encode(), 200),
    ],
)
async def test_no_body_ends_in_an_error_of_ours(site: Site, body: bytes, status: int) -> None:
    response = await site.post(TELEGRAM, data=body, headers=SIGNED)

    assert response.status == status


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_body_that_is_not_what_its_encoding_says_is_400(site: Site, encoding: str) -> None:
    headers = SIGNED | {"Content-Encoding": encoding}
    response = await site.post(TELEGRAM, data=b"this is not compressed", headers=headers)

    assert response.status == 400


async def test_a_compressed_bomb_is_413(site: Site) -> None:
    headers = SIGNED | {"Content-Encoding": "gzip"}
    response = await site.post(TELEGRAM, data=gzip.compress(b" " * 20 * 1024**2), headers=headers)

    assert response.status == 413


async def test_a_body_over_4_mib_is_413(site: Site) -> None:
    response = await site.post(TELEGRAM, data=io.BytesIO(b" " * (4 * 1024**2 + 1)), headers=SIGNED)

    assert (response.status, (await response.json())["error"]) == (413, "too_large")


async def test_a_database_that_is_away_is_503_so_that_the_platform_tries_again(
    site: Site, gateway: Gateway
) -> None:
    async with gateway._db.write() as session:
        await session.execute(text("ALTER TABLE inbox RENAME TO gone"))
    response = await site.post(TELEGRAM, json=_update(), headers=SIGNED)

    assert response.status == 503
    assert "Retry-After" in response.headers


async def test_a_database_that_hangs_is_503_before_the_platform_gives_up(
    site: Site, gateway: Gateway, database_url: str
) -> None:
    await site.post(TELEGRAM, json=_update(1), headers=SIGNED)
    gateway.receiving.patience = 0.1
    other = Database(database_url)
    async with other.write() as session:
        await conversations.find_or_open(session, "telegram", "77", utc_now())
        response = await site.post(TELEGRAM, json=_update(2), headers=SIGNED)
    assert (response.status, response.headers["Retry-After"]) == (503, "2")

    gateway.receiving.patience = 5
    response = await site.post(TELEGRAM, json=_update(2), headers=SIGNED)
    await other.close()
    assert response.status == 200
    assert len(await _stored(gateway)) == 2


async def test_one_event_that_can_not_be_stored_does_not_cost_the_others(
    site: Site, gateway: Gateway
) -> None:
    await refuse(gateway._db, "inbox", "NEW.text = 'racun'")
    body = meta_body(_whatsapp(_whatsapp_text("wamid.1", "racun"), _whatsapp_text("wamid.2", "dua")))
    response = await site.post(WHATSAPP, data=body, headers=meta_headers(body))

    assert response.status == 200
    assert await _stored(gateway) == [("ignored", ""), ("received", "dua")]


@pytest.mark.parametrize(
    ("query", "status", "answer"),
    [
        (
            {"hub.mode": "subscribe", "hub.verify_token": WHATSAPP_VERIFY_TOKEN, "hub.challenge": "42"},
            200,
            "42",
        ),
        ({"hub.mode": "subscribe", "hub.verify_token": "wrong", "hub.challenge": "42"}, 403, None),
        ({}, 403, None),
    ],
)
async def test_metas_handshake(site: Site, query: dict[str, str], status: int, answer: str | None) -> None:
    response = await site.get(WHATSAPP, params=query)

    assert response.status == status
    assert (answer is None) or (await response.text() == answer)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/channels/instagram/webhook", 404),
        ("GET", "/channels/telegram/webhook", 405),
        ("PUT", TELEGRAM, 405),
        ("GET", "/channels/nothing", 404),
    ],
)
async def test_what_is_not_there_says_so_in_json(site: Site, method: str, path: str, status: int) -> None:
    response = await site.request(method, path)

    assert response.status == status
    assert set(await response.json()) == {"error", "message"}


async def test_channels_that_are_off_answer_404(
    db: Any, session: Any, clock: Any, tmp_path: Any, aiohttp_client: Any
) -> None:
    settings = make_settings(tmp_path, telegram_bot_token="", whatsapp_app_secret="")
    site = await aiohttp_client(Gateway(settings, db, session, clock).public())

    assert (await site.post(TELEGRAM, json=_update(), headers=SIGNED)).status == 404
    assert (await site.get(WHATSAPP)).status == 404


async def test_a_polling_bot_takes_no_webhooks(
    db: Any, session: Any, clock: Any, tmp_path: Any, aiohttp_client: Any
) -> None:
    gateway = Gateway(make_settings(tmp_path, telegram_mode="polling"), db, session, clock)
    site = await aiohttp_client(gateway.public())

    assert (await site.post(TELEGRAM, json=_update(), headers=SIGNED)).status == 404
    await gateway.stop()


async def test_a_photo_is_stored_before_it_is_fetched(site: Site, gateway: Gateway) -> None:
    photo = [{"file_id": "abc", "file_unique_id": "u", "width": 90, "height": 60, "file_size": 10**14}]
    response = await site.post(TELEGRAM, json=_update(text=None, photo=photo), headers=SIGNED)

    assert response.status == 200
    async with gateway._db.read() as session:
        assert (await session.scalars(select(Attachment.state))).all() == ["pending"]


async def test_webhooks_of_many_people_at_once_are_all_stored(site: Site, gateway: Gateway) -> None:
    calls = [
        site.post(TELEGRAM, json=_update(n, chat={"id": n, "type": "private"}), headers=SIGNED)
        for n in range(1, 41)
    ]
    responses = await asyncio.gather(*calls)

    assert {response.status for response in responses} == {200}
    assert len(await _stored(gateway)) == 40
