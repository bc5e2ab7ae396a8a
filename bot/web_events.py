"""The web chat's transcript as server-sent events."""

import json
from collections import Counter
from contextlib import suppress

from aiohttp import web

from bot.problems import Problem
from bot.web_chat import WebChat, sequence_number

HEARTBEAT_SECONDS = 15.0
MAX_PER_CONVERSATION = 6


class WebEvents:
    """The stream's handler."""

    def __init__(self, chat: WebChat) -> None:
        self._chat = chat
        self._open: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/channels/web/events", self.stream)]

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """GET /channels/web/events: every line after ``Last-Event-ID`` or ``after``, then new ones."""
        token = request.query.get("session")
        conversation = await self._chat.conversation(token)
        start = request.headers.get("Last-Event-ID") or request.query.get("after") or "0"
        after = sequence_number(start)
        if self._open[conversation.id] >= MAX_PER_CONVERSATION:
            raise Problem(429, "too_many", retry_after=HEARTBEAT_SECONDS)
        self._open[conversation.id] += 1
        try:
            return await self._send(request, conversation.id, str(token), after)
        finally:
            self._open[conversation.id] -= 1
            if not self._open[conversation.id]:
                del self._open[conversation.id]

    async def _send(
        self, request: web.Request, conversation_id: str, token: str, after: int
    ) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            }
        )
        await response.prepare(request)
        with suppress(ConnectionError):  # the reader left
            await response.write(b"retry: 2000\n\n")
            while not self._chat.signals.bell.closed:
                lines = await self._chat.lines(conversation_id, token, after, HEARTBEAT_SECONDS)
                for line in lines:
                    data = json.dumps(line, ensure_ascii=False)
                    await response.write(f"id: {line['seq']}\ndata: {data}\n\n".encode())
                    after = line["seq"]
                if not lines:
                    await response.write(b": ok\n\n")
        return response
