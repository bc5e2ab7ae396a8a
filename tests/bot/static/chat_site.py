"""The web chat as a browser meets it: the real API and page, with a bot whose lines the test writes."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Self

from aiohttp import web
from sqlalchemy import delete, select

from bot import pages
from bot.pictures import Pictures
from bot.problems import Problem, answer_problems
from bot.signals import Signals
from bot.web_chat import WebChat
from bot.web_events import WebEvents
from bot.web_files import WebFiles
from core import conversations
from core.clock import utc_now
from core.conversations import Said
from core.db import Database
from core.messages import Button
from core.models import Address, Attachment, Conversation, Line, Message


class ChatSite:
    """Serves `/` and `/channels/web/` on a port of its own; can be stopped, started and made to fail."""

    def __init__(self, db: Database, folder: Path) -> None:
        self._db = db
        self._folder = folder
        self._port = 0
        self._problems: dict[str, deque[Problem]] = {}
        self._missing: set[str] = set()
        self.requests: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after a stop, on the same port."""
        self._signals = Signals(self._db)
        chat = WebChat(self._db, self._signals, utc_now)
        app = web.Application(middlewares=[answer_problems, self._interfere], client_max_size=4 * 1024**2)
        app.on_response_prepare.append(pages.protect)
        for part in (chat, WebFiles(chat, self._folder), WebEvents(chat)):
            app.add_routes(part.routes())
        app.add_routes(Pictures(self._db, self._folder / "pictures", utc_now).routes())
        app.add_routes(pages.routes())
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Cut every connection and refuse new ones."""
        self._signals.bell.close()
        await self._runner.cleanup()

    def answer_next(self, path: str, *problems: Problem) -> None:
        """The next requests of this path fail so."""
        self._problems.setdefault(path, deque()).extend(problems)

    def remove(self, path: str) -> None:
        """This path does not exist any more."""
        self._missing.add(path)

    @web.middleware
    async def _interfere(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        self.requests.append(f"{request.method} {request.path}")
        waiting = self._problems.get(request.path)
        if request.method == "POST" and waiting:
            raise waiting.popleft()
        if request.path in self._missing:
            raise web.HTTPNotFound
        return await handler(request)

    async def say(self, author: str, text: str, *buttons: tuple[str, str], image: str | None = None) -> None:
        """Add a line to the newest conversation."""
        offered = [Button(title, payload) for title, payload in buttons]
        async with self._db.write() as session:
            newest = select(Conversation.id).order_by(Conversation.created_at.desc())
            conversation_id = (await session.scalars(newest)).first()
            assert conversation_id is not None
            said = Said(author, text, offered, image)
            await conversations.say(session, conversation_id, said, utc_now())
        self._signals.said(conversation_id)

    async def own_image(self) -> str:
        """The address of the newest file, as a line names it."""
        async with self._db.read() as session:
            newest = await session.scalars(select(Attachment.id).order_by(Attachment.created_at.desc()))
            return f"/channels/web/files/{newest.first()}"

    async def received(self) -> list[Message]:
        """What the inbox holds, in order."""
        async with self._db.read() as session:
            return list(await session.scalars(select(Message).order_by(Message.id)))

    async def until_received(self, count: int) -> list[Message]:
        """The inbox as soon as it holds this many messages."""
        async with asyncio.timeout(15):
            while len(await self.received()) < count:
                await self._signals.turns.wait(0.1)
        return await self.received()

    async def forget_sessions(self) -> None:
        """Nobody's session is known any more."""
        async with self._db.write() as session:
            for row in await session.scalars(select(Conversation)):
                row.address = f"gone-{row.id}"
            await session.execute(delete(Address))

    async def transcript(self) -> list[tuple[str, str]]:
        """Author and text of every line, in order."""
        async with self._db.read() as session:
            lines = await session.scalars(select(Line).order_by(Line.seq))
            return [(line.author, line.text) for line in lines]
