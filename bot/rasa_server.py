"""One Rasa server with its action server: a turn, a tracker, a pulse."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp

from core.errors import BadAnswerError, IntegrationError, ServiceDownError, UncertainError
from integrations.http import Answer, call

TURN_SECONDS = 60.0
PULSE_SECONDS = 15.0  # after so much silence in a turn its server must show that it lives
PROBE_SECONDS = 2.0
_TRACKER_SECONDS = 10.0
_PROBE_EVERY = 1.0
_LONGEST_PAUSE = 30.0
_UNAVAILABLE = 503

logger = logging.getLogger(__name__)


class RasaServer:
    """Knows whether it is lost: from when somebody got no answer until a probe gets one."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, actions_url: str, probe_seconds: float
    ) -> None:
        self._session = session
        self._url = url
        self._actions_url = actions_url  # without its actions Rasa runs a turn and says nothing
        self._probe_seconds = probe_seconds
        self._lost = asyncio.Event()
        self._pause = 0.0  # grows while probes are answered and turns are not
        self.busy = 0  # turns it is at now

    @property
    def lost(self) -> bool:
        return self._lost.is_set()

    def lose(self) -> None:
        """It does not answer: `revival` finds out when it does again."""
        if not self.lost:
            logger.error("rasa at %s does not answer", self._url)
            self._lost.set()

    def find(self) -> None:
        """It answers again."""
        if self.lost:
            logger.warning("rasa at %s answers again", self._url)
            self._lost.clear()

    async def revival(self) -> None:
        """Return when a lost server answers; a server that is not lost is waited for."""
        await self._lost.wait()
        await asyncio.sleep(self._pause)
        while not await self.alive():  # noqa: ASYNC110  another process has no events
            await asyncio.sleep(_PROBE_EVERY)
        self._pause = min(max(1.0, self._pause * 2), _LONGEST_PAUSE)

    async def turn(self, body: Mapping[str, Any]) -> list[object]:
        """Run one turn; an empty list is no proof that it ran.

        Raises:
            ServiceDownError: it was not reached, or something it needs is away.
            UncertainError: it was reached and did not finish in time.
            BadAnswerError: it answered an error, or not in its own shape.
        """
        self.busy += 1
        try:
            answer = await self._patiently(body)
        finally:
            self.busy -= 1
        if answer.status == _UNAVAILABLE:
            raise ServiceDownError("rasa misses something it needs")
        if not answer.ok:
            raise BadAnswerError(f"HTTP {answer.status}")
        bubbles = answer.json()
        if not isinstance(bubbles, list):
            raise BadAnswerError("not a list of messages")
        if not bubbles and not await self.has_actions():
            raise ServiceDownError("its action server is down")
        self._pause = 0.0
        return bubbles

    async def _patiently(self, body: Mapping[str, Any]) -> Answer:
        url = f"{self._url}/webhooks/rest/webhook"
        asked = asyncio.create_task(call(self._session, "POST", url, json=body, timeout=TURN_SECONDS))
        try:
            while not (await asyncio.wait({asked}, timeout=PULSE_SECONDS))[0]:
                if not await self.alive() and not asked.done():
                    self.lose()
                    raise UncertainError("rasa hangs")
            return asked.result()
        finally:
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)

    async def events(self, sender: str) -> list[object]:
        """The whole tracker of a conversation.

        Raises:
            ServiceDownError: it can not be read now.
        """
        url = f"{self._url}/conversations/{quote(sender, safe='')}/tracker"
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
        return events

    async def alive(self) -> bool:
        """Whether a turn can be run: it is ready, and its action server answers too."""
        return await self.is_ready() and await self.has_actions()

    async def is_ready(self) -> bool:
        """Whether Rasa itself answers, has loaded a model, and reaches its trackers and locks."""
        return await self._probe(f"{self._url}/webhooks/rest/ready") is not None

    async def has_actions(self) -> bool:
        """Whether its action server answers."""
        return await self._probe(f"{self._actions_url}/health") is not None

    async def _probe(self, url: str) -> Any:
        try:
            answer = await call(self._session, "GET", url, timeout=self._probe_seconds)
            return answer.json() if answer.ok else None
        except IntegrationError:
            return None
