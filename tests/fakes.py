"""Stand-ins at the boundary: the time, a channel, and a Rasa server that does as it is told."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from aiohttp import web

from core.errors import IntegrationError
from core.messages import Event, Media, Outgoing, Request


@dataclass
class ManualClock:
    """The time stands still until a test moves it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


@dataclass
class FakeChannel:
    """A platform in memory: one request per line of text, errors as prescribed."""

    name: str = "telegram"
    reply_window: timedelta | None = None
    sent: list[Request] = field(default_factory=list)
    errors: list[IntegrationError | None] = field(default_factory=list)  # for the next sends, in order
    files: dict[str, bytes | IntegrationError] = field(default_factory=dict)
    events: Sequence[Event] = ()
    acknowledged: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    has_template: bool = False
    tries: int = 0

    @property
    def texts(self) -> list[object]:
        return [request.body["text"] for request in self.sent]

    def parse(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        return self.events

    def render(self, message: Outgoing) -> Sequence[Request]:
        buttons = [button.title for button in message.buttons]
        return [
            Request("send", {"to": message.address, "text": part, "buttons": buttons})
            for part in message.text.split("\n")
        ]

    def render_template(self, message: Outgoing) -> Sequence[Request]:
        words = " ".join([message.text, *(button.title for button in message.buttons)])
        return [Request("template", {"to": message.address, "text": words})] if self.has_template else []

    async def send(self, request: Request) -> str:
        self.tries += 1
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        self.sent.append(request)
        return f"{self.name}-{len(self.sent)}"

    async def fetch(self, media: Media) -> bytes:
        found = self.files[media.ref]
        if isinstance(found, IntegrationError):
            raise found
        return found

    async def acknowledge(self, ack_ref: str) -> None:
        self.acknowledged.append(ack_ref)

    async def typing(self, address: str, external_id: str) -> None:
        self.typed.append(external_id)


class FakeRasa:
    """A Rasa server on a free port of 127.0.0.1.

    It answers each message from ``answers`` (else with ``default``) and keeps a tracker as Rasa does:
    a turn that breaks leaves no trace there.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[dict[str, Any]]] = {}
        self.default: list[dict[str, Any]] = [{"text": "Baik."}]
        self.turns: list[dict[str, Any]] = []  # the bodies it was asked with
        self.ready = True  # has a model
        self.actions_up = True  # its action server answers; without it a turn says nothing
        self.empty_turns = 0  # how many turns break inside: 200 with [] and no trace
        self.lost_answers = 0  # how many turns run, but their answer never leaves
        self.late_failures = 0  # how many turns run and are remembered, but end with 503
        self.status = 200
        self.gate = asyncio.Event()  # closed: turns and probes hang, as in a stopped process
        self.gate.set()
        self.slow = asyncio.Event()  # closed: turns hang, the server lives
        self.slow.set()
        self.url = ""
        self._trackers: dict[str, list[dict[str, Any]]] = {}
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def messages(self) -> list[str]:
        return [turn["message"] for turn in self.turns]

    def share_trackers(self, other: "FakeRasa") -> None:
        """Keep conversations where ``other`` keeps them."""
        self._trackers = other._trackers

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after `stop` again on the same port."""
        app = web.Application()
        app.router.add_get("/webhooks/rest/ready", self._ready)
        app.router.add_get("/health", self._health)
        app.router.add_post("/webhooks/rest/webhook", self._turn)
        app.router.add_get("/conversations/{id}/tracker", self._tracker)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _ready(self, _request: web.Request) -> web.Response:
        await self.gate.wait()
        if not self.ready:
            return web.json_response({"status": "failure"}, status=409)
        return web.json_response({"model_file": "models/uji.tar.gz"})

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"}, status=200 if self.actions_up else 503)

    async def _turn(self, request: web.Request) -> web.Response:
        await self.gate.wait()
        body = await request.json()
        self.turns.append(body)
        await self.slow.wait()
        if self.status != 200:
            return web.Response(status=self.status)
        if not self.ready or self.empty_turns > 0:
            self.empty_turns -= 1
            return web.json_response([])
        answers = self.answers.get(body["message"], self.default) if self.actions_up else []
        self._remember(body, answers)
        if self.lost_answers > 0:
            self.lost_answers -= 1
            assert request.transport is not None
            request.transport.abort()
        if self.late_failures > 0:
            self.late_failures -= 1
            return web.Response(status=503)
        return web.json_response([{"recipient_id": body["sender"], **answer} for answer in answers])

    def _remember(self, body: dict[str, Any], answers: Sequence[dict[str, Any]]) -> None:
        events = self._trackers.setdefault(body["sender"], [])
        events.append({"event": "user", "text": body["message"], "metadata": body["metadata"]})
        for answer in answers:
            extras = {key: value for key, value in answer.items() if key != "text"}
            events.append({"event": "bot", "text": answer.get("text"), "data": extras, "metadata": {}})
        events.append({"event": "action", "name": "action_listen"})

    async def _tracker(self, request: web.Request) -> web.Response:
        await self.gate.wait()
        if not self.ready:
            return web.json_response({"status": "failure"}, status=409)
        events = self._trackers.get(request.match_info["id"], [])
        assert request.query["include_events"] == "ALL"
        return web.json_response({"sender_id": request.match_info["id"], "events": events})
