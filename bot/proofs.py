"""Photos that prove a fix, for those who were told their address: reporters, and the platforms on the way."""

import asyncio
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from core.db import Database
from core.errors import NotFoundError
from core.messages import Outgoing
from core.tickets import proof


class Proofs:
    """The page of a photo. Its name is a random number of 128 bits, and it shows what an officer took."""

    def __init__(self, db: Database, folder: Path, site: str = "") -> None:
        self._db = db
        self._folder = folder
        self._site = site.rstrip("/")  # our public address, if we have one

    def routes(self) -> list[web.RouteDef]:
        return [web.get(f"{proof.PATH}{{id:[0-9a-f]{{32}}}}", self.give)]

    async def reachable(self, message: Outgoing) -> Outgoing:
        """The message with a whole address for a picture of ours; without one, with the file itself."""
        if not message.image or not message.image.startswith(proof.PATH):
            return message
        if self._site:
            return replace(message, image=f"{self._site}{message.image}")
        return replace(message, image=None, file=await self._file(message.image))

    async def _file(self, address: str) -> Path | None:
        """The photo shown under this path of ours; None when there is none."""
        try:
            async with self._db.read(quick=True) as session:
                photo = await proof.photo(session, address.removeprefix(proof.PATH))
        except NotFoundError:
            return None
        path = (self._folder / (photo.path or "")).absolute()
        return path if await asyncio.to_thread(path.is_file) else None

    async def give(self, request: web.Request) -> web.StreamResponse:
        """GET /bukti/{id}."""
        path = await self._file(f"{proof.PATH}{request.match_info['id']}")
        if path is None:
            raise web.HTTPNotFound
        headers = {
            "Content-Type": "image/jpeg",
            "Cache-Control": "private, max-age=86400",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Robots-Tag": "noindex",
        }
        return web.FileResponse(path, headers=headers)
