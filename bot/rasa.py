"""Rasa over HTTP: one turn, what it remembers of a turn, and whether it is alive."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

from core.errors import BadAnswerError, IntegrationError, ServiceDownError
from core.messages import Button
from integrations.http import call

TURN_SECONDS = 60.0
_TRACKER_SECONDS = 10.0
PROBE_SECONDS = 2.0
_PROBE_EVERY = 1.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reply:
    """One bubble of the bot."""

    text: str
    buttons: Sequence[Button] = ()
    image: str | None = None


class Rasa:
    """The client; ``down`` is shared, so that an outage is found out once and not by everybody."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        actions_url: str = "",
        *,
        probe_seconds: float = PROBE_SECONDS,
    ) -> None:
        self._session = session
        self._base = base_url
        self._actions = actions_url  # without its actions Rasa runs a turn and says nothing
        self._probe_seconds = probe_seconds
        self._lost = asyncio.Event()

    @property
    def down(self) -> bool:
        return self._lost.is_set()

    def mark_down(self) -> None:
        """Somebody found that Rasa does not answer; `watch` will find out when it does again."""
        if not self._lost.is_set():
            logger.error("rasa does not answer; messages are kept")
            self._lost.set()

    async def turn(self, sender: str, message: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """Run one turn; an empty list is no proof that it ran.

        Raises:
            ServiceDownError: it was not reached.
            UncertainError: it was reached and did not finish in time.
            BadAnswerError: it answered an error, or not in its own shape.
        """
        body = {"sender": sender, "message": message, "metadata": metadata}
        answer = await call(
            self._session,
            "POST",
            f"{self._base}/webhooks/rest/webhook",
            json=body,
            timeout=TURN_SECONDS,
        )
        if not answer.ok:
            raise BadAnswerError(f"HTTP {answer.status}")
        bubbles = answer.json()
        if not isinstance(bubbles, list):
            raise BadAnswerError("not a list of messages")
        return _replies(bubbles)

    async def recorded(self, sender: str, message_id: str) -> list[Reply] | None:
        """What Rasa answered to this message earlier; None when it does not know the message.

        Raises:
            ServiceDownError: it can not be asked now.
        """
        url = f"{self._base}/conversations/{quote(sender, safe='')}/tracker"
        try:
            answer = await call(
                self._session, "GET", url, params={"include_events": "ALL"}, timeout=_TRACKER_SECONDS
            )
            tracker = answer.json() if answer.ok else None
        except IntegrationError as error:
            raise ServiceDownError("the tracker can not be read") from error
        events = tracker.get("events") if isinstance(tracker, dict) else None
        if not isinstance(events, list):
            raise ServiceDownError("the tracker can not be read")
        return _answers_to(events, message_id)

    async def alive(self) -> bool:
        """Whether a turn can be run: it has a model, and its action server answers too."""
        if not await self.has_model():
            return False
        return not self._actions or await self._probe(f"{self._actions}/health") is not None

    async def has_model(self) -> bool:
        """Whether Rasa itself answers and has loaded a model."""
        status = await self._probe(f"{self._base}/status")
        return isinstance(status, dict) and bool(status.get("model_file"))

    async def _probe(self, url: str) -> Any:
        try:
            answer = await call(self._session, "GET", url, timeout=self._probe_seconds)
            return answer.json() if answer.ok else None
        except IntegrationError:
            return None

    async def watch(self, recovered: Callable[[], Awaitable[None]]) -> None:
        """While Rasa is down, ask for it; call ``recovered`` when it is back. Runs until cancelled."""
        while True:
            await self._lost.wait()
            await self._revival()
            self._lost.clear()
            logger.warning("rasa answers again")
            try:
                await recovered()
            except Exception:
                logger.exception("waiting turns could not be hurried")

    async def _revival(self) -> None:
        while True:
            if await self.alive():
                return
            await asyncio.sleep(_PROBE_EVERY)


def _replies(bubbles: Sequence[object]) -> list[Reply]:
    found = [_reply(bubble, bubble) for bubble in bubbles if isinstance(bubble, dict)]
    return [reply for reply in found if reply is not None]


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
