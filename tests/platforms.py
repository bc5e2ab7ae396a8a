"""Stand-ins for the messaging platforms' servers, on 127.0.0.1 with a port of their own.

They speak the real shapes, keep the documented limits and refuse what the real platform refuses, so
that a message they accept is a message we may send. They answer any process:

    async with TelegramServer() as server:
        ...  # TELEGRAM_API_BASE_URL=server.url
        server.push(update)                      # a polling bot receives it
        server.fail_next("sendMessage", recorded_response)
        assert server.sent("sendMessage") == [{"chat_id": 1, "text": "Halo"}]
"""

import asyncio
import hashlib
import hmac
import json
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self

from aiohttp import web

from tests.whatsapp_rules import template_problem, whatsapp_problem

TELEGRAM_TOKEN = "7000000001:uji"
TELEGRAM_SECRET = "uji_Secret-Token_01"
TELEGRAM_BOT = {
    "id": 7000000001,
    "is_bot": True,
    "first_name": "Bandung Uji",
    "username": "bandung_uji_bot",
}
WHATSAPP_TOKEN = "uji-access-token"
WHATSAPP_APP_SECRET = "uji-app-secret-0123456789abcdef"
WHATSAPP_VERIFY_TOKEN = "uji-verify-token"
WHATSAPP_NUMBER = "200300400500601"

type Call = tuple[str, dict[str, Any]]
type Recorded = Mapping[str, Any]  # {"status", "headers"?, "body"}: body is text when it is not JSON


def meta_body(payload: object) -> bytes:
    """A webhook body as Meta sends it: non-ASCII and slashes escaped."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode()


def meta_headers(body: bytes, secret: str = WHATSAPP_APP_SECRET) -> dict[str, str]:
    """The signature header for these bytes."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}


class PlatformServer(ABC):
    """What all stand-ins share: calls are kept, and the next answers can be prescribed."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.files: dict[str, bytes] = {}
        self.url = ""
        self._failures: defaultdict[str, deque[Recorded | None]] = defaultdict(deque)
        self._arrival = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=32 * 1024**2)
        self.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @abstractmethod
    def add_routes(self, app: web.Application) -> None:
        """What this platform answers."""

    def fail_next(self, method: str, response: Recorded | None, times: int = 1) -> None:
        """Answer the next calls of ``method`` like this; None cuts the connection instead."""
        self._failures[method].extend([response] * times)

    def sent(self, method: str) -> list[dict[str, Any]]:
        """The bodies of all calls of one method so far."""
        return [body for name, body in self.calls if name == method]

    async def wait_for(self, method: str, count: int = 1, seconds: float = 10.0) -> list[dict[str, Any]]:
        """Wait until ``method`` was called ``count`` times and return the bodies."""
        async with asyncio.timeout(seconds), self._arrival:
            await self._arrival.wait_for(lambda: len(self.sent(method)) >= count)
        return self.sent(method)

    async def note(self, method: str, body: dict[str, Any]) -> None:
        async with self._arrival:
            self.calls.append((method, body))
            self._arrival.notify_all()

    def prescribed(self, method: str, request: web.Request) -> web.Response | None:
        """The prescribed failure of this call, if there is one."""
        if not self._failures[method]:
            return None
        response = self._failures[method].popleft()
        if response is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response(status=500)
        return recorded(response)


def recorded(response: Recorded) -> web.Response:
    """A recorded answer as aiohttp sends it."""
    body = response.get("body", "")
    is_text = isinstance(body, str)
    return web.Response(
        status=response["status"],
        headers=dict(response.get("headers", {})),
        text=body if is_text else json.dumps(body),
        content_type="text/html" if is_text else "application/json",
    )


class TelegramServer(PlatformServer):
    """The Bot API for one token: sending, files, webhook registration and getUpdates."""

    def __init__(self, token: str = TELEGRAM_TOKEN) -> None:
        super().__init__()
        self.token = token
        self.webhook: dict[str, Any] = {}
        self.commands: list[dict[str, str]] = []
        self.updates: list[dict[str, Any]] = []
        self._last_message_id = 500
        self._methods: dict[str, Callable[[dict[str, Any]], Awaitable[object]]] = {
            "getMe": self._get_me,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendChatAction": self._true,
            "answerCallbackQuery": self._true,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "setMyCommands": self._set_commands,
            "getUpdates": self._get_updates,
            "getFile": self._get_file,
        }

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)

    def push(self, *updates: dict[str, Any]) -> None:
        """Queue updates for a polling bot."""
        self.updates.extend(updates)

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = await telegram_body(request)
        await self.note(method, body)
        failure = self.prescribed(method, request)
        if failure is not None:
            return failure
        if request.match_info["token"] != self.token:
            return _telegram_error(401, "Unauthorized")
        if method not in self._methods:
            return _telegram_error(404, "Not Found")
        try:
            return web.json_response({"ok": True, "result": await self._methods[method](body)})
        except _RefusedError as refused:
            return _telegram_error(refused.status, refused.description)

    async def _true(self, _: dict[str, Any]) -> object:
        return True

    async def _get_me(self, _: dict[str, Any]) -> object:
        return {**TELEGRAM_BOT, "can_join_groups": True, "can_read_all_group_messages": False}

    async def _send_message(self, body: dict[str, Any]) -> object:
        text = str(body.get("text", ""))
        _refuse(not text.strip(), "Bad Request: message text is empty")
        _refuse(len(text.encode("utf-16-le")) // 2 > 4096, "Bad Request: message is too long")
        return self._sent_message(body, text=text)

    async def _send_photo(self, body: dict[str, Any]) -> object:
        caption = str(body.get("caption", ""))
        _refuse(len(caption.encode("utf-16-le")) // 2 > 1024, "Bad Request: message caption is too long")
        photo = [{"file_id": "AgUJI", "file_unique_id": "AQUJI", "width": 90, "height": 90}]
        return self._sent_message(body, photo=photo, caption=caption)

    def _sent_message(self, body: dict[str, Any], **content: object) -> object:
        for row in body.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                data = button.get("callback_data", "")
                _refuse(not 1 <= len(data.encode()) <= 64, "Bad Request: BUTTON_DATA_INVALID")
        self._last_message_id += 1
        chat_id = int(body["chat_id"])
        chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
        common = {"message_id": self._last_message_id, "from": TELEGRAM_BOT, "chat": chat}
        return {**common, "date": 1795400001, **content}

    async def _set_webhook(self, body: dict[str, Any]) -> object:
        self.webhook = body
        return True

    async def _delete_webhook(self, _: dict[str, Any]) -> object:
        self.webhook = {}
        return True

    async def _set_commands(self, body: dict[str, Any]) -> object:
        self.commands = body["commands"]
        return True

    async def _get_updates(self, body: dict[str, Any]) -> object:
        _refuse(bool(self.webhook), "Conflict: can't use getUpdates method while webhook is active", 409)
        confirmed = int(body.get("offset", 0))
        self.updates = [update for update in self.updates if update.get("update_id", confirmed) >= confirmed]
        if not self.updates:
            await asyncio.sleep(0.02)  # the real one holds the call much longer
        return self.updates[: int(body.get("limit", 100))]

    async def _get_file(self, body: dict[str, Any]) -> object:
        file_id = str(body.get("file_id"))
        _refuse(
            file_id not in self.files, "Bad Request: wrong file_id or the file is temporarily unavailable"
        )
        _refuse(len(self.files[file_id]) > 20 * 1024**2, "Bad Request: file is too big")
        size = len(self.files[file_id])
        path = f"documents/{file_id}"
        return {"file_id": file_id, "file_unique_id": "AQUJI", "file_size": size, "file_path": path}

    async def _download(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        await self.note("download", {"path": path})
        failure = self.prescribed("download", request)
        if failure is not None:
            return failure
        return web.Response(body=self.files[path.removeprefix("documents/")])


class _RefusedError(Exception):
    def __init__(self, status: int, description: str) -> None:
        self.status = status
        self.description = description


def _refuse(wrong: bool, description: str, status: int = 400) -> None:
    if wrong:
        raise _RefusedError(status, description)


def _telegram_error(status: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": status, "description": description}, status=status)


async def telegram_body(request: web.Request) -> dict[str, Any]:
    """Telegram takes JSON, forms and query strings; in a form everything but text is JSON again."""
    if request.content_type == "application/json":
        loaded: dict[str, Any] = await request.json()
        return loaded
    form = {**request.query, **(await request.post())}
    return {key: _form_value(key, value) for key, value in form.items()}


def _form_value(key: str, value: Any) -> Any:
    if isinstance(value, web.FileField):
        return value.file.read()
    value = str(value)
    if key in ("text", "caption", "photo", "url", "secret_token", "callback_query_id"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


class WhatsAppServer(PlatformServer):
    """The Cloud API for one number: sending (``messages``), read marks and both steps of media.

    ``templates`` are those that Meta approved. With ``open_windows`` set, whoever is not among these
    addresses wrote too long ago and gets templates only.
    """

    def __init__(self, number: str = WHATSAPP_NUMBER, token: str = WHATSAPP_TOKEN) -> None:
        super().__init__()
        self.templates: dict[tuple[str, str], str] = {}
        self.open_windows: set[str] | None = None
        self.number = number
        self.token = token
        self._last_id = 0

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post(r"/{version:v\d+\.\d+}/{number}/messages", self._messages)
        app.router.add_post(r"/{version:v\d+\.\d+}/{number}/media", self._upload)
        app.router.add_get(r"/{version:v\d+\.\d+}/{media}", self._descriptor)
        app.router.add_get("/attachments/{media}", self._download)

    async def _messages(self, request: web.Request) -> web.Response:
        body: dict[str, Any] = await request.json()
        method = "typing" if body.get("status") == "read" else "messages"
        await self.note(method, body)
        early = self.prescribed(method, request) or self._unauthorized(request)
        if early is not None:
            return early
        if request.match_info["number"] != self.number:
            return _graph_error(400, 100, "Unsupported post request")
        if method == "typing":
            return web.json_response({"success": True})
        to = body.get("to") or body.get("recipient")
        problem = self._problem(body, str(to))
        if problem:
            return _graph_error(400, *problem)
        self._last_id += 1
        answer = {"contacts": [{"input": to}], "messages": [{"id": f"wamid.UJIOUT{self._last_id}"}]}
        return web.json_response({"messaging_product": "whatsapp", **answer})

    def _problem(self, body: dict[str, Any], to: str) -> tuple[int, str] | None:
        wrong = whatsapp_problem(body)
        if wrong:
            return 131009, wrong
        if body["type"] == "template":
            return template_problem(body["template"], self.templates)
        if self.open_windows is not None and to not in self.open_windows:
            return 131047, "Re-engagement message"
        return None

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        kinds = [str(form["messaging_product"]), str(form["type"]), file.content_type]
        await self.note("upload", {"kinds": kinds, "size": len(file.file.read())})
        early = self.prescribed("upload", request) or self._unauthorized(request)
        return early or web.json_response({"id": "5550001112223"})

    async def _descriptor(self, request: web.Request) -> web.Response:
        media = request.match_info["media"]
        await self.note("media", {"id": media, **request.query})
        early = self.prescribed("media", request) or self._unauthorized(request)
        if early is not None:
            return early
        if media not in self.files:
            return _graph_error(400, 100, "Object does not exist", subcode=33)
        url = f"{self.url}/attachments/{media}"
        size = str(len(self.files[media]))
        return web.json_response({"url": url, "mime_type": "image/jpeg", "file_size": size, "id": media})

    async def _download(self, request: web.Request) -> web.Response:
        media = request.match_info["media"]
        await self.note("download", {"id": media})
        early = self.prescribed("download", request) or self._unauthorized(request)
        return early or web.Response(body=self.files[media])

    def _unauthorized(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") == f"Bearer {self.token}":
            return None
        return _graph_error(401, 190, "Error validating access token")


def _graph_error(status: int, code: int, message: str, subcode: int | None = None) -> web.Response:
    error: dict[str, object] = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code}
    if subcode is not None:
        error["error_subcode"] = subcode
    return web.json_response({"error": error}, status=status)
