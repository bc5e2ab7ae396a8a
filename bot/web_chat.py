"""The web chat's API: sessions, messages in, and the transcript by polling."""

import asyncio
import hashlib
import math
import secrets
from typing import Any

from aiohttp import web

from bot.limits import Buckets, client
from bot.problems import Problem, read_object
from bot.signals import Signals
from bot.web_lines import shown
from core import conversations, inbox
from core.clock import Clock
from core.db import Database
from core.language import spoken
from core.messages import Incoming, Location
from core.models import Conversation

CHANNEL = "web"
MAX_TEXT = 8000
MAX_ID = 100
MAX_PAYLOAD = 200
MAX_WAIT = 25.0
_MAX_SEQ = 2**31 - 1


class WebChat:
    """Handlers and what they share with uploads and the event stream."""

    def __init__(self, db: Database, signals: Signals, clock: Clock) -> None:
        self.db = db
        self.signals = signals
        self.clock = clock
        # Generous: a school or a mobile network may share one address, a fast thumb is not an attack.
        self._sessions = Buckets(per_second=5, burst=300)
        self._messages = Buckets(per_second=1, burst=40)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/channels/web/sessions", self.open_session),
            web.post("/channels/web/messages", self.accept_message),
            web.get("/channels/web/messages", self.list_messages),
        ]

    async def open_session(self, request: web.Request) -> web.Response:
        """POST /channels/web/sessions: a new, unguessable session, in the language chosen on the page."""
        self._limit(self._sessions, client(request))
        wished = request.query.get("language")
        token = secrets.token_urlsafe(32)
        async with self.db.write(first=True) as session:
            opened = await conversations.find_or_open(session, CHANNEL, address(token), self.clock())
            if wished is not None:
                conversations.choose_language(opened, spoken(wished))
        return web.json_response({"session": token})

    async def accept_message(self, request: web.Request) -> web.Response:
        """POST /channels/web/messages: store one message; its answer comes with the transcript."""
        body = await read_object(request)
        conversation = await self.conversation(body.get("session"))
        incoming = _incoming(body, conversation.address, self.clock)
        await self.store(conversation, incoming)
        return web.json_response({"status": "accepted"}, status=202)

    async def list_messages(self, request: web.Request) -> web.Response:
        """GET /channels/web/messages: the lines after a number, waiting for some when asked to."""
        token = request.query.get("session")
        conversation = await self.conversation(token)
        after = sequence_number(request.query.get("after", "0"))
        wait = min(_seconds(request.query.get("wait", "0")), MAX_WAIT)
        lines = await self.lines(conversation.id, str(token), after, wait)
        return web.json_response({"messages": lines})

    async def lines(self, conversation_id: str, token: str, after: int, wait: float) -> list[dict[str, Any]]:
        """The lines after this number; when there are none, those that come within ``wait`` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait
        while True:
            async with self.db.read(quick=True) as session:
                rows = await conversations.lines_after(session, conversation_id, after)
                lines = await shown(session, rows, token)
            left = deadline - loop.time()
            if lines or left <= 0 or self.signals.bell.closed:
                return lines
            await self.signals.bell.wait(conversation_id, after, left)

    async def conversation(self, token: object) -> Conversation:
        """The conversation of this session.

        Raises:
            Problem: 401, nobody was given this session.
        """
        if not isinstance(token, str) or not token or len(token) > 200:
            raise Problem(401, "bad_session")
        async with self.db.read(quick=True) as session:
            conversation = await conversations.by_address(session, CHANNEL, address(token))
        if conversation is None:
            raise Problem(401, "bad_session")
        return conversation

    async def store(self, conversation: Conversation, incoming: Incoming) -> None:
        """Put a message in the inbox and wake whoever waits for it."""
        self.limit_messages(conversation)
        async with self.db.write(first=True) as session:
            await inbox.receive(session, [incoming], self.clock())
        self.signals.turns.give()
        self.signals.bell.ring(conversation.id)

    def limit_messages(self, conversation: Conversation) -> None:
        """Count one message of this session.

        Raises:
            Problem: 429, there were too many.
        """
        self._limit(self._messages, conversation.id)

    def _limit(self, buckets: Buckets, key: str) -> None:
        seconds = buckets.take(key)
        if seconds > 0:
            raise Problem(429, "too_many", retry_after=seconds)


def address(token: str) -> str:
    """What is stored of a session: a leaked database opens no conversation."""
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).hexdigest()


def external_id(conversation_address: str, message_id: object) -> str:
    """The inbox id of a client's own id.

    Raises:
        Problem: 400, it is not a short text.
    """
    if not isinstance(message_id, str) or not 0 < len(message_id) <= MAX_ID or not message_id.isprintable():
        raise Problem(400, "bad_request")
    return f"{conversation_address}:{message_id}"


def checked_text(value: object) -> str:
    """A message's text.

    Raises:
        Problem: 400, it is no text; 413, it is too long.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Problem(400, "bad_request")
    if len(value) > MAX_TEXT:
        raise Problem(413, "text_too_long")
    return value


def sequence_number(value: str) -> int:
    """A line's number.

    Raises:
        Problem: 400, it is not a whole number.
    """
    if not (value.isascii() and value.isdigit() and len(value) < 20):
        raise Problem(400, "bad_request")
    return min(int(value), _MAX_SEQ)


def _incoming(body: dict[str, Any], conversation_address: str, clock: Clock) -> Incoming:
    text = checked_text(body.get("text"))
    payload = body.get("payload")
    if payload is not None and not (
        isinstance(payload, str) and len(payload) <= MAX_PAYLOAD and payload.isprintable()
    ):
        raise Problem(400, "bad_request")
    location = _location(body.get("location"))
    if not (text.strip() or payload or location):
        raise Problem(400, "empty_message")
    return Incoming(
        channel=CHANNEL,
        external_id=external_id(conversation_address, body.get("id")),
        address=conversation_address,
        sent_at=clock(),
        text=text,
        payload=payload or None,
        location=location,
    )


def _location(value: object) -> Location | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Problem(400, "bad_request")
    return Location(_degrees(value.get("lat"), 90), _degrees(value.get("lon"), 180))


def _degrees(value: object, limit: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Problem(400, "bad_request")
    if not -limit <= value <= limit or not math.isfinite(value):
        raise Problem(400, "bad_request")
    return float(value)


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError as error:
        raise Problem(400, "bad_request") from error
    if not seconds >= 0:
        raise Problem(400, "bad_request")
    return seconds
