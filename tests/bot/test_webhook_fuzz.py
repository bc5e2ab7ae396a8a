"""Thousands of damaged webhooks, the same ones every time: each is read or refused, none breaks anything."""

import copy
import json
import os
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import Gateway
from core.ledger import ledger
from core.models import Message
from tests.bot.conftest import Site
from tests.platforms import TELEGRAM_SECRET, WHATSAPP_NUMBER, meta_headers

SEED = 112
CALLS = 6_000 if os.environ.get("FAULTS") == "long" else 900
FIXTURES = Path(__file__).parents[1] / "integrations"
SIGNED = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET, "Content-Type": "application/json"}
JUNK: list[Any] = [
    None, True, -1, 0, 2**63, 2**70, -(2**70), 1e308, 0.1, "", " ", "\x00", "\ud800", "\udfff tengah",
    "🚨" * 40, "a" * 9_000, "' OR 1=1 --", "/restart", '/intent{"a": 1}', [], {}, [[]], [None],
    {"id": {}}, ["text"], {"body": []}, "2026-02-30", "NaN", "1e400", "١٢٣", "\u202e", "wamid." + "x" * 400,
]  # fmt: skip


def recorded(platform: str) -> list[Any]:
    folder = FIXTURES / platform / "fixtures"
    return [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with one of its keys or indexes."""
    found: list[tuple[Any, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found.append((value, key))
        found += places(inner)
    return found


def damaged(chance: random.Random, payload: Any) -> Any:
    """A copy with one to four values gone, replaced by junk, buried, or said twice."""
    payload = copy.deepcopy(payload)
    for _ in range(chance.randint(1, 4)):
        spots = places(payload)
        if not spots:
            break
        container, key = chance.choice(spots)
        match chance.randrange(5):
            case 0:
                del container[key]
            case 1 | 2:
                container[key] = copy.deepcopy(chance.choice(JUNK))
            case 3:
                container[key] = buried(container[key], chance.choice((1, 30, 200)))
            case _:
                container[key] = [copy.deepcopy(container[key]), copy.deepcopy(container[key])]
    return payload


def buried(value: Any, depth: int) -> Any:
    for _ in range(depth):
        value = [value]
    return value


def spoilt(chance: random.Random, body: bytes) -> bytes:
    """Sometimes the bytes themselves are damaged: cut off, flipped, or not JSON at all."""
    match chance.randrange(12):
        case 0:
            return body[: chance.randrange(len(body) + 1)]
        case 1:
            cut = chance.randrange(len(body) + 1)
            return body[:cut] + chance.randbytes(3) + body[cut:]
        case 2:
            return chance.randbytes(chance.randrange(200))
        case _:
            return body


def headers_for(platform: str, body: bytes) -> dict[str, str]:
    return dict(SIGNED) if platform == "telegram" else meta_headers(body)


def _telegram(number: int) -> dict[str, Any]:
    person = {"id": 5, "first_name": "Asep"}
    chat = {**person, "type": "private"}
    message = {"message_id": 1, "from": person, "chat": chat, "date": 1795489200, "text": "Halo"}
    return {"update_id": number, "message": message}


def _whatsapp(number: int) -> dict[str, Any]:
    text = {"from": "628", "id": f"wamid.{number}", "timestamp": "1795489200", "type": "text"}
    metadata = {"display_phone_number": "1", "phone_number_id": WHATSAPP_NUMBER}
    value = {
        "messaging_product": "whatsapp",
        "metadata": metadata,
        "messages": [{**text, "text": {"body": "Halo"}}],
    }
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


async def post(site: Site, platform: str, body: bytes, **more: str) -> int:
    headers = headers_for(platform, body) | more
    response = await site.post(f"/channels/{platform}/webhook", data=body, headers=headers)
    return response.status


@pytest.mark.parametrize(("platform", "healthy"), [("telegram", _telegram), ("whatsapp", _whatsapp)])
async def test_no_damaged_webhook_breaks_anything(
    site: Site, gateway: Gateway, platform: str, healthy: Callable[[int], dict[str, Any]]
) -> None:
    chance = random.Random(SEED)
    payloads = recorded(platform)
    statuses: Counter[int] = Counter()
    for _ in range(CALLS):
        body = spoilt(chance, json.dumps(damaged(chance, chance.choice(payloads))).encode())
        statuses[await post(site, platform, body)] += 1

    assert set(statuses) <= {200, 400, 401}
    assert statuses[200] > CALLS / 2
    assert await post(site, platform, json.dumps(healthy(999_999_999)).encode()) == 200
    async with gateway._db.read() as session:
        stored = await session.scalar(select(func.count()).where(Message.text == "Halo"))
        found = await ledger(session)
    assert stored
    assert found["remainder"] == 0


@pytest.mark.parametrize("platform", ["telegram", "whatsapp"])
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
async def test_a_body_that_is_not_what_its_encoding_says_is_refused(
    site: Site, platform: str, encoding: str
) -> None:
    body = json.dumps(_telegram(1)).encode()
    assert 400 <= await post(site, platform, body, **{"Content-Encoding": encoding}) < 500
