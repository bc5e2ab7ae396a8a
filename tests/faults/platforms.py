"""Messaging platforms on a bad day: they throttle, break, hang and hang up, and remember what they took."""

import asyncio
import random
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Middleware

from tests.platforms import PlatformServer, TelegramServer, WhatsAppServer, telegram_body

HANG_SECONDS = 20.0  # longer than a sender waits

_SENDS = ("sendMessage", "sendPhoto", "messages")

type Taken = tuple[str, str, tuple[str, ...]]
type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Accepted:
    """A message that the platform took: it stands in the citizen's chat."""

    at: float  # of the event loop
    text: str
    buttons: tuple[str, ...] = ()


class Weather:
    """Decides, from a seed, what happens to a call before the platform sees it."""

    def __init__(self, seed: int, trouble: float) -> None:
        self._random = random.Random(seed)
        self._trouble = trouble
        self.count: defaultdict[str, int] = defaultdict(int)

    def next(self) -> str:
        kind = "fine"
        if self._random.random() < self._trouble:
            kind = self._random.choices(("throttled", "broken", "cut", "hangs"), (4, 4, 3, 1))[0]
        self.count[kind] += 1
        return kind


class _BadDay(PlatformServer):
    """Fails one call in ``1 / trouble`` without having taken the message; notes what it took."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self.weather = weather
        self.chats: defaultdict[str, list[Accepted]] = defaultdict(list)

    def add_routes(self, app: web.Application) -> None:
        super().add_routes(app)  # type: ignore[safe-super]  # the platform's own, behind this class
        app.middlewares.append(self._disturb())

    def _disturb(self) -> Middleware:
        @web.middleware
        async def disturb(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.match_info.get("method", "messages") not in _SENDS:
                return await handler(request)
            trouble = await self._trouble(request)
            if trouble is not None:
                return trouble
            response = await handler(request)
            taken = await self.message(request) if response.status == 200 else None
            if taken:
                chat, text, buttons = taken
                self.chats[chat].append(Accepted(asyncio.get_running_loop().time(), text, buttons))
            return response

        return disturb

    async def _trouble(self, request: web.Request) -> web.Response | None:
        match self.weather.next():
            case "throttled":
                return self.throttled()
            case "broken":
                return web.Response(status=500, text="<html>oops</html>", content_type="text/html")
            case "cut" | "hangs" as kind:
                await asyncio.sleep(HANG_SECONDS if kind == "hangs" else 0)
                assert request.transport is not None
                request.transport.abort()
                return web.Response(status=500)
            case _:
                return None

    @abstractmethod
    def throttled(self) -> web.Response:
        """How this platform says that a chat gets too much."""

    @abstractmethod
    async def message(self, request: web.Request) -> Taken | None:
        """The chat, words and payloads of an accepted call; None when it sent nothing."""


class BadTelegram(_BadDay, TelegramServer):
    """Telegram on a bad day."""

    def throttled(self) -> web.Response:
        body = {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
        return web.json_response(body, status=429)

    async def message(self, request: web.Request) -> Taken | None:
        body = await telegram_body(request)
        rows = (body.get("reply_markup") or {}).get("inline_keyboard", [])
        buttons = tuple(button["callback_data"] for row in rows for button in row)
        words = str(body.get("text") or body.get("caption") or "")
        return (str(body["chat_id"]), words, buttons) if words else None  # a bare picture repeats no words


class BadWhatsApp(_BadDay, WhatsAppServer):
    """The Cloud API on a bad day."""

    def throttled(self) -> web.Response:
        error = {"message": "(#131056) Pair rate limit hit", "type": "OAuthException", "code": 131056}
        return web.json_response({"error": error}, status=400)

    async def message(self, request: web.Request) -> Taken | None:
        if not request.path.endswith("/messages"):
            return None  # a picture on its way up, or a file on its way down
        body: dict[str, Any] = await request.json()
        words = _words(body) if "to" in body else ""
        return (body["to"], words, _buttons(body)) if words else None


def _words(body: dict[str, Any]) -> str:
    if body["type"] == "interactive":
        return str(body["interactive"]["body"]["text"])
    return str(body.get("text", {}).get("body") or body.get("image", {}).get("caption", ""))


def _buttons(body: dict[str, Any]) -> tuple[str, ...]:
    action = body.get("interactive", {}).get("action", {})
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    return tuple(row["id"] for row in [*(b["reply"] for b in action.get("buttons", [])), *rows])
