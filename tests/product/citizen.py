"""A citizen on the web chat: says, taps, sends, and reads what comes back."""

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp

SETTLED = 0.4  # seconds without a further line after which the bot is done
PATIENCE = 40


@dataclass
class Reply:
    """The bot's lines for one turn."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(str(line["text"]) for line in self.lines)

    @property
    def buttons(self) -> dict[str, str]:
        return {b["title"]: b["payload"] for line in self.lines for b in line["buttons"]}


class Citizen:
    """One web chat session."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self._http, self._base = http, f"{base}/channels/web"
        self._ids = (f"m{n}" for n in itertools.count(1))
        self.session = ""
        self.seen = 0
        self.offered: dict[str, str] = {}
        self.last_reply = Reply()

    async def arrive(self) -> Self:
        async with self._http.post(f"{self._base}/sessions", json={}) as answer:
            self.session = (await answer.json())["session"]
        return self

    async def say(self, text: str) -> Reply:
        return await self._send({"text": text})

    async def tap(self, title: str) -> Reply:
        """Tap a button that was offered in this conversation."""
        return await self._send({"text": title, "payload": self.offered[title]})

    async def pin(self, lat: float, lon: float) -> Reply:
        return await self._send({"location": {"lat": lat, "lon": lon}})

    async def photo(self, data: bytes, caption: str = "") -> Reply:
        form = aiohttp.FormData({"session": self.session, "id": next(self._ids)})
        if caption:
            form.add_field("text", caption)
        form.add_field("file", data, filename="foto.jpg", content_type="image/jpeg")
        async with self._http.post(f"{self._base}/attachments", data=form) as answer:
            assert answer.status == 202, await answer.text()
        return await self.listen()

    async def _send(self, body: dict[str, Any]) -> Reply:
        message = {"session": self.session, "id": next(self._ids), **body}
        async with self._http.post(f"{self._base}/messages", json=message) as answer:
            assert answer.status == 202, await answer.text()
        return await self.listen()

    async def listen(self) -> Reply:
        """The lines of the bot until it has been quiet for a moment."""
        reply = Reply()
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < deadline:
            new = await self._poll(self._patience(reply))
            if reply.lines and not new:
                break
            reply.lines += [line for line in new if line["author"] != "citizen"]
        self.offered |= reply.buttons
        self.last_reply = reply
        return reply

    @staticmethod
    def _patience(reply: Reply) -> float:
        """The emergency line comes at once; what Rasa adds comes later."""
        if not reply.lines:
            return 5
        return 4 if "112" in reply.text and len(reply.lines) == 1 else SETTLED

    async def _poll(self, wait: float) -> list[dict[str, Any]]:
        query = {"session": self.session, "after": str(self.seen), "wait": str(wait)}
        async with self._http.get(f"{self._base}/messages", params=query) as answer:
            messages: list[dict[str, Any]] = (await answer.json())["messages"]
        if messages:
            self.seen = messages[-1]["seq"]
        return messages
