"""Photos that prove a fix, for those who were told their address: reporters, and the platforms on the way."""

import asyncio
from pathlib import Path

from aiohttp import web

from core.db import Database
from core.errors import NotFoundError
from core.tickets import proof


class Proofs:
    """The page of a photo. Its name is a random number of 128 bits, and it shows what an officer took."""

    def __init__(self, db: Database, folder: Path) -> None:
        self._db = db
        self._folder = folder

    def routes(self) -> list[web.RouteDef]:
        return [web.get(f"{proof.PATH}{{id:[0-9a-f]{{32}}}}", self.give)]

    async def give(self, request: web.Request) -> web.StreamResponse:
        """GET /bukti/{id}."""
        try:
            async with self._db.read(quick=True) as session:
                photo = await proof.photo(session, request.match_info["id"])
        except NotFoundError as error:
            raise web.HTTPNotFound from error
        path = self._folder / (photo.path or "")
        if not await asyncio.to_thread(path.is_file):
            raise web.HTTPNotFound
        headers = {
            "Content-Type": photo.content_type or "image/jpeg",
            "Cache-Control": "private, max-age=86400",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Robots-Tag": "noindex",
        }
        return web.FileResponse(path, headers=headers)
