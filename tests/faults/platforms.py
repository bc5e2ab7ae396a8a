"""Messaging platforms on a bad day: they throttle, break, hang and hang up, and remember what they took."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Middleware

from tests.platforms import TelegramServer, WhatsAppServer, telegram_body

HANG_SECONDS = 20.0  # longer than a sender waits

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


def disturbed(
    weather: Weather,
    throttled: Callable[[], web.Response],
    accepted: Callable[[web.Request], Awaitable[None]],
) -> Middleware:
    """A middleware for the calls that send something; all others pass."""

    @web.middleware
    async def disturb(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.match_info.get("method", "messages") not in ("sendMessage", "messages"):
            return await handler(request)
        match weather.next():
            case "throttled":
                return throttled()
            case "broken":
                return web.Response(status=500, text="<html>oops</html>", content_type="text/html")
            case "cut" | "hangs" as kind:
                await asyncio.sleep(HANG_SECONDS if kind == "hangs" else 0)
                assert request.transport is not None
                request.transport.abort()
                return web.Response(status=500)
        response = await handler(request)
        if response.status == 200:
            await accepted(request)
        return response

    return disturb


class BadTelegram(TelegramServer):
    """Telegram that fails one call in ``1 / trouble`` without having taken the message."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self.weather = weather
        self.chats: defaultdict[str, list[Accepted]] = defaultdict(list)

    def add_routes(self, app: web.Application) -> None:
        super().add_routes(app)
        app.middlewares.append(disturbed(self.weather, self._throttled, self._accepted))

    def _throttled(self) -> web.Response:
        body = {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }
        return web.json_response(body, status=429)

    async def _accepted(self, request: web.Request) -> None:
        if request.match_info["method"] != "sendMessage":
            return
        body = await telegram_body(request)
        rows = (body.get("reply_markup") or {}).get("inline_keyboard", [])
        buttons = tuple(button["callback_data"] for row in rows for button in row)
        now = asyncio.get_running_loop().time()
        self.chats[str(body["chat_id"])].append(Accepted(now, str(body["text"]), buttons))


class BadWhatsApp(WhatsAppServer):
    """The Cloud API likewise; the ids it gave are kept for receipts."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self.weather = weather
        self.chats: defaultdict[str, list[Accepted]] = defaultdict(list)

    def add_routes(self, app: web.Application) -> None:
        super().add_routes(app)
        app.middlewares.append(disturbed(self.weather, self._throttled, self._accepted))

    def _throttled(self) -> web.Response:
        error = {"message": "(#131056) Pair rate limit hit", "type": "OAuthException", "code": 131056}
        return web.json_response({"error": error}, status=400)

    async def _accepted(self, request: web.Request) -> None:
        if request.method != "POST":
            return
        body: dict[str, Any] = await request.json()
        if body.get("status") == "read":
            return
        now = asyncio.get_running_loop().time()
        self.chats[body["to"]].append(Accepted(now, _words(body), _buttons(body)))


def _words(body: dict[str, Any]) -> str:
    if body["type"] == "interactive":
        return str(body["interactive"]["body"]["text"])
    return str(body.get("text", {}).get("body", ""))


def _buttons(body: dict[str, Any]) -> tuple[str, ...]:
    action = body.get("interactive", {}).get("action", {})
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    return tuple(row["id"] for row in [*(b["reply"] for b in action.get("buttons", [])), *rows])
