"""Rasa: one turn, what is remembered of a turn, and whether anybody answers; spread over all its servers."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import aiohttp

from bot.rasa_server import PROBE_SECONDS, RasaServer
from core.errors import ServiceDownError
from core.messages import Button

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reply:
    """One bubble of the bot."""

    text: str
    buttons: Sequence[Button] = ()
    image: str | None = None


class Rasa:
    """The client; what is known of the servers is shared, so that an outage is found out once.

    A conversation may go to any server: all keep their trackers in the same place.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        urls: Sequence[str],
        actions_urls: Sequence[str],
        *,
        probe_seconds: float = PROBE_SECONDS,
    ) -> None:
        pairs = zip(urls, actions_urls, strict=True)
        self._servers = [RasaServer(session, url, actions, probe_seconds) for url, actions in pairs]
        self._turns = 0

    @property
    def up(self) -> int:
        """How many servers answered lately."""
        return sum(not server.lost for server in self._servers)

    @property
    def down(self) -> bool:
        """Whether no server answers."""
        return not self.up

    def mark_down(self) -> None:
        """Somebody found that nobody answers; `watch` will find out when they do again."""
        for server in self._servers:
            server.lose()

    async def turn(self, sender: str, message: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """Run one turn on a server that is up; an empty list is no proof that it ran.

        A server that failed for want of something may have finished the turn before: that is looked up
        before another runs it.

        Raises:
            ServiceDownError: no server could run it.
            UncertainError: it was started and not finished in time.
            BadAnswerError: the answer was an error, or not in Rasa's own shape.
        """
        body = {"sender": sender, "message": message, "metadata": metadata}
        self._turns += 1
        while True:
            server = self._choose()
            try:
                return _replies(await server.turn(body))
            except ServiceDownError:
                server.lose()
            known = await self.recorded(sender, metadata["message_id"])
            if known:
                return known

    def _choose(self) -> RasaServer:
        """The least busy server that is up, in turns among equals."""
        start = self._turns % len(self._servers)
        up = [server for server in self._servers[start:] + self._servers[:start] if not server.lost]
        if not up:
            raise ServiceDownError("no server is up")
        return min(up, key=lambda server: server.busy)

    async def recorded(self, sender: str, message_id: str) -> list[Reply] | None:
        """What Rasa answered to this message earlier; None when it does not know the message.

        Raises:
            ServiceDownError: no server can be asked now.
        """
        while True:
            server = self._choose()
            try:
                return _answers_to(await server.events(sender), message_id)
            except ServiceDownError:
                server.lose()

    async def alive(self) -> bool:
        """Whether a turn can be run somewhere; servers that would not run it are out until they answer."""
        found = await asyncio.gather(*(server.alive() for server in self._servers))
        if any(found):
            for server, lives in zip(self._servers, found, strict=True):
                if not lives:
                    server.lose()
        return any(found)

    async def is_ready(self) -> bool:
        """Whether a Rasa server answers and has all it needs itself."""
        return any(await asyncio.gather(*(server.is_ready() for server in self._servers)))

    async def has_actions(self) -> bool:
        """Whether an action server answers."""
        return any(await asyncio.gather(*(server.has_actions() for server in self._servers)))

    async def watch(self, recovered: Callable[[], Awaitable[None]]) -> None:
        """Ask for servers that are lost; call ``recovered`` when the first is back. Runs until cancelled."""
        async with asyncio.TaskGroup() as group:
            for server in self._servers:
                group.create_task(self._watch(server, recovered))

    async def _watch(self, server: RasaServer, recovered: Callable[[], Awaitable[None]]) -> None:
        while True:
            await server.revival()
            was_down = self.down
            server.find()
            if was_down:
                try:
                    await recovered()
                except Exception:
                    logger.exception("waiting turns could not be hurried")


def _replies(bubbles: Sequence[object]) -> list[Reply]:
    found: list[Reply] = []
    for bubble in bubbles:
        reply = _reply(bubble, bubble) if isinstance(bubble, dict) else None
        if reply is None:
            continue
        if found and _is_picture_of(reply, found[-1]):
            found[-1] = replace(found[-1], image=reply.image)
        else:
            found.append(reply)
    return found


def _is_picture_of(reply: Reply, before: Reply) -> bool:
    """Rasa's channel tells the image of an answer after its words, as if it were another answer."""
    return bool(reply.image and before.text and not (reply.text or reply.buttons or before.image))


def _answers_to(events: Sequence[object], message_id: str) -> list[Reply] | None:
    """The words of the first run of this message that said something; an empty list when none did."""
    runs: list[list[Reply]] = []
    ours = False
    for event in events:
        if not isinstance(event, dict):
            continue
        if event.get("event") == "user":
            metadata = event.get("metadata")
            ours = isinstance(metadata, dict) and metadata.get("message_id") == message_id
            if ours:
                runs.append([])
        elif event.get("event") == "bot" and ours:
            data = event.get("data")
            reply = _reply(event, data if isinstance(data, dict) else {})
            if reply is not None:
                runs[-1].append(reply)
    return next((run for run in runs if run), [] if runs else None)


def _reply(spoken: Mapping[str, Any], extras: Mapping[str, Any]) -> Reply | None:
    text = spoken.get("text")
    text = text if isinstance(text, str) else ""
    image = extras.get("image")
    image = image if isinstance(image, str) and image else None
    buttons = [button for each in extras.get("buttons") or () if (button := _button(each))]
    if not (text.strip() or buttons or image):
        return None
    return Reply(text, tuple(buttons), image)


def _button(value: object) -> Button | None:
    if not isinstance(value, dict):
        return None
    title, payload = value.get("title"), value.get("payload")
    if isinstance(payload, dict | list):
        payload = json.dumps(payload)
    if not (isinstance(title, str) and title.strip() and isinstance(payload, str) and payload):
        return None
    return Button(title, payload)
