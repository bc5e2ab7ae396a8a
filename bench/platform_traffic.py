"""Webhook calls as WhatsApp and Telegram make them, signed, from a crowd of invented citizens."""

import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

from bench.citizens import texts
from bench.sender import Shot
from tests.platforms import TELEGRAM_SECRET, WHATSAPP_NUMBER, meta_body, meta_headers

PEOPLE = 400
PIN_EVERY = 10  # messages
_ids = itertools.count(1)


def calls(base: str, count: int, per_second: float) -> list[Shot]:
    """``count`` calls in turn from both platforms, evenly spaced; all at once when ``per_second`` is 0."""
    words = itertools.cycle(texts())
    platforms = itertools.cycle((_whatsapp, _telegram))
    numbers: Iterator[int] = itertools.islice(_ids, count)
    return [
        platform(base, index / per_second if per_second else 0.0, number, text)
        for index, (platform, number, text) in enumerate(zip(platforms, numbers, words, strict=False))
    ]


def _whatsapp(base: str, due: float, number: int, text: str) -> Shot:
    phone = f"62800555{number % PEOPLE:05d}"
    pin = {"type": "location", "location": {"latitude": -6.92, "longitude": 107.61}}
    content = pin if number % PIN_EVERY == 0 else {"type": "text", "text": {"body": text}}
    message = {"from": phone, "id": f"wamid.BENCH{number:08d}", "timestamp": str(int(time.time())), **content}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "6280055500000", "phone_number_id": WHATSAPP_NUMBER},
        "contacts": [{"profile": {"name": "Warga Contoh"}, "wa_id": phone}],
        "messages": [message],
    }
    entry = {"id": "100200300400500", "changes": [{"value": value, "field": "messages"}]}
    body = meta_body({"object": "whatsapp_business_account", "entry": [entry]})
    return Shot(due, "POST", f"{base}/channels/whatsapp/webhook", meta_headers(body), body.decode())


def _telegram(base: str, due: float, number: int, text: str) -> Shot:
    person = {"id": 5_550_000_000 + number % PEOPLE, "first_name": "Warga", "last_name": "Contoh"}
    pin: dict[str, Any] = {"location": {"latitude": -6.92, "longitude": 107.61}}
    content = pin if number % PIN_EVERY == 1 else {"text": text}
    message = {
        "message_id": number,
        "from": {**person, "is_bot": False, "language_code": "id"},
        "chat": {**person, "type": "private"},
        "date": int(time.time()),
        **content,
    }
    headers = {
        "Content-Type": "application/json",
        "X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET,
    }
    body = json.dumps({"update_id": 900_000_000 + number, "message": message})
    return Shot(due, "POST", f"{base}/channels/telegram/webhook", headers, body)
