"""What platforms post to us for the citizens of a storm, and how they insist until it is taken."""

import asyncio
import itertools
import json
import random
import time
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.platforms import TELEGRAM_SECRET, WHATSAPP_NUMBER, meta_body, meta_headers

REDELIVERED = 0.1  # of all messages, once more, later and with other bytes
RETRY_SECONDS = 0.4
TIMEOUT = aiohttp.ClientTimeout(total=15)


@dataclass(frozen=True)
class Post:
    """One message of a citizen, as its platform names it."""

    person: str
    external_id: str
    text: str

    def telegram(self) -> dict[str, Any]:
        person = {"id": int(self.person), "first_name": "Warga"}
        return {
            "update_id": int(self.external_id),
            "message": {
                "message_id": int(self.external_id),
                "from": {**person, "is_bot": False},
                "chat": {**person, "type": "private"},
                "date": int(time.time()),
                "text": self.text,
            },
        }

    def whatsapp(self) -> dict[str, Any]:
        return {
            "from": self.person,
            "id": self.external_id,
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": self.text},
        }


class Platforms:
    """Posts in each citizen's order, redelivers some, and never takes no for an answer."""

    def __init__(self, http: aiohttp.ClientSession, base: str, seed: int) -> None:
        self._http, self._base = http, base
        self._random = random.Random(seed)
        self._ids = itertools.count(700_000)
        self._waiting: list[tuple[Post, asyncio.Future[None]]] = []
        self._later: set[asyncio.Task[None]] = set()
        self.refused: defaultdict[str, int] = defaultdict(int)  # answers that were not 200, and none at all
        self.posted = 0
        self.redelivered = 0
        self.broken = 0

    async def telegram(self, person: str, text: str) -> None:
        """Return when the message was accepted."""
        post = Post(person, str(next(self._ids)), text)
        await self._insist_telegram(json.dumps(post.telegram()))
        self.posted += 1
        if self._random.random() < REDELIVERED:
            self._start(self._again(1, self._insist_telegram(json.dumps(post.telegram(), indent=1))))

    async def whatsapp(self, person: str, text: str) -> None:
        """Like `telegram`; what several citizens write at the same time comes in one call."""
        post = Post(person, f"wamid.STORM{next(self._ids)}", text)
        taken = asyncio.get_running_loop().create_future()
        self._waiting.append((post, taken))
        if len(self._waiting) == 1:
            self._start(self._carry())
        await taken
        self.posted += 1

    async def _carry(self) -> None:
        await asyncio.sleep(0.1)
        batch, self._waiting = self._waiting, []
        posts = [post for post, _ in batch]
        await self._insist_whatsapp(meta_body(self._notification(posts)))
        for _, taken in batch:
            taken.set_result(None)
        again = [post for post in posts if self._random.random() < REDELIVERED]
        if again:
            body = json.dumps(self._notification(again), indent=2).encode()
            self._start(self._again(len(again), self._insist_whatsapp(body)))

    def _notification(self, posts: list[Post]) -> dict[str, Any]:
        """Messages of several people, a receipt, and sometimes an item that nobody can read."""
        statuses = [{"id": "wamid.UNKNOWN", "status": "delivered", "timestamp": "1", "recipient_id": "62"}]
        changes = [self._change({"messages": [post.whatsapp()]}, post.person) for post in posts]
        changes.insert(0, self._change({"statuses": statuses}))
        if self._random.random() < 0.2:
            self.broken += 1
            broken = {"from": 5, "id": f"wamid.BROKEN{next(self._ids)}", "type": ["text"], "text": None}
            changes.insert(1, self._change({"messages": [broken]}))
        entries = [{"id": "100200300400500", "changes": [change]} for change in changes]
        return {"object": "whatsapp_business_account", "entry": entries}

    def _change(self, content: dict[str, Any], person: str | None = None) -> dict[str, Any]:
        metadata = {"display_phone_number": "6280055500000", "phone_number_id": WHATSAPP_NUMBER}
        contacts = [{"profile": {"name": "Warga"}, "wa_id": person}] if person else []
        value = {"messaging_product": "whatsapp", "metadata": metadata, "contacts": contacts, **content}
        return {"field": "messages", "value": value}

    async def _again(self, messages: int, post: Coroutine[None, None, None]) -> None:
        await asyncio.sleep(self._random.uniform(0, 6))
        await post
        self.redelivered += messages

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _insist_telegram(self, body: str) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET, "Content-Type": "application/json"}
        await self._insist("telegram", body.encode(), headers)

    async def _insist_whatsapp(self, body: bytes) -> None:
        await self._insist("whatsapp", body, meta_headers(body))

    async def _insist(self, channel: str, body: bytes, headers: dict[str, str]) -> None:
        url = f"{self._base}/channels/{channel}/webhook"
        while True:
            answer = await self._post(url, body, headers)
            if answer == "200":
                return
            self.refused[answer] += 1
            await asyncio.sleep(RETRY_SECONDS)

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> str:
        try:
            async with self._http.post(url, data=body, headers=headers, timeout=TIMEOUT) as response:
                return str(response.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            return type(error).__name__

    async def settle(self) -> None:
        """Wait for the redeliveries that are still under way."""
        while self._later:
            await asyncio.gather(*self._later)
