"""Scripted citizens who talk to Rasa over REST exactly as the gateway does."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import yaml

from core import conversations
from core.clock import utc_now
from core.db import Database
from core.settings import ROOT

type Said = str | list[float]  # words, a tapped button ("/..."), or a pin

_ids = itertools.count(1)


def scripts() -> list[list[Said]]:
    """The conversations of conversations.yml."""
    loaded: list[list[Said]] = yaml.safe_load((ROOT / "bench" / "conversations.yml").read_text("utf-8"))
    return loaded


def texts() -> list[str]:
    """Every sentence of them, without buttons and pins."""
    return [
        said for script in scripts() for said in script if isinstance(said, str) and not said.startswith("/")
    ]


async def open_conversations(db: Database, count: int) -> list[str]:
    """Senders that the database knows, so that their tickets belong to somebody."""
    async with db.write() as session:
        opened = [
            await conversations.find_or_open(session, "web", f"bench-{next(_ids)}", utc_now())
            for _ in range(count)
        ]
        return [conversation.id for conversation in opened]


@dataclass
class Talk:
    """What one Rasa did with the turns it was given."""

    seconds: list[float] = field(default_factory=list)
    bubbles: int = 0
    unanswered: int = 0

    def note(self, seconds: float, bubbles: Sequence[object]) -> None:
        self.seconds.append(seconds)
        self.bubbles += len(bubbles)
        self.unanswered += not bubbles


async def converse(
    http: aiohttp.ClientSession, base: str, sender: str, script: Sequence[Said], talk: Talk
) -> None:
    """One conversation, one message after the other; times go into ``talk``."""
    for said in script:
        body = _message(sender, said)
        started = time.perf_counter()
        async with http.post(f"{base}/webhooks/rest/webhook", json=body) as answer:
            answer.raise_for_status()
            bubbles = await answer.json()
        talk.note(time.perf_counter() - started, bubbles)


def _message(sender: str, said: Said) -> dict[str, Any]:
    words = said if isinstance(said, str) else "/share_location"
    metadata = {
        "message_id": f"bench-{next(_ids)}",
        "channel": "web",
        "language": "id",
        "danger": False,
        "text": "" if words.startswith("/") else words,
        "attachments": [],
        "location": None if isinstance(said, str) else {"lat": said[0], "lon": said[1]},
        "name": "Asep",
        "title": None,
        "now": utc_now().isoformat(),
    }
    return {"sender": sender, "message": words, "metadata": metadata}


async def crowd(
    http: aiohttp.ClientSession, base: str, senders: Sequence[str], rounds: int, talk: Talk
) -> float:
    """All senders at once, each with conversations of its own; returns the turns per second."""
    stock = scripts()
    before, started = len(talk.seconds), time.perf_counter()

    async def one(index: int, sender: str) -> None:
        for turn in range(rounds):
            await converse(http, base, sender, stock[(index + turn * 7) % len(stock)], talk)

    await asyncio.gather(*(one(index, sender) for index, sender in enumerate(senders)))
    return (len(talk.seconds) - before) / (time.perf_counter() - started)


async def parse(http: aiohttp.ClientSession, base: str, text: str) -> tuple[float, str]:
    """Seconds and intent of the model alone, without dialogue."""
    started = time.perf_counter()
    async with http.post(f"{base}/model/parse", json={"text": text}) as answer:
        answer.raise_for_status()
        parsed = await answer.json()
    return time.perf_counter() - started, str(parsed["intent"]["name"])
