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
    platforms = itertools.cycle((whatsapp, telegram))
    numbers: Iterator[int] = itertools.islice(_ids, count)
    return [
        platform(
            base, index / per_second if per_second else 0.0, number, number % PEOPLE, _or_pin(index, text)
        )
        for index, (platform, number, text) in enumerate(zip(platforms, numbers, words, strict=False))
    ]


def _or_pin(index: int, text: str) -> str | None:
    return None if index % (2 * PIN_EVERY) in (0, 1) else text


def whatsapp(base: str, due: float, number: int, person: int, text: str | None) -> Shot:
    """A message of this person; without a text it is a pin."""
    phone = f"62800555{person:05d}"
    pin = {"type": "location", "location": {"latitude": -6.92, "longitude": 107.61}}
    content = pin if text is None else {"type": "text", "text": {"body": text}}
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


def telegram(base: str, due: float, number: int, person: int, text: str | None) -> Shot:
    """A message of this person; without a text it is a pin."""
    who = {"id": 5_550_000_000 + person, "first_name": "Warga", "last_name": "Contoh"}
    pin: dict[str, Any] = {"location": {"latitude": -6.92, "longitude": 107.61}}
    message = {
        "message_id": number,
        "from": {**who, "is_bot": False, "language_code": "id"},
        "chat": {**who, "type": "private"},
        "date": int(time.time()),
        **(pin if text is None else {"text": text}),
    }
    headers = {
        "Content-Type": "application/json",
        "X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET,
    }
    body = json.dumps({"update_id": 900_000_000 + number, "message": message})
    return Shot(due, "POST", f"{base}/channels/telegram/webhook", headers, body)
