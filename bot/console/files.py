"""Files that citizens gave, for signed-in staff only."""

import asyncio
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.console.state import Visit
from core import concealing, ticket_desk, transcripts
from core.errors import NotFoundError
from core.models import Attachment

_SHOWN = ("image/jpeg", "audio/ogg", "audio/mpeg", "audio/mp4", "video/mp4")  # the rest is downloaded


async def of_conversation(visit: Visit) -> web.StreamResponse:
    match = visit.request.match_info
    async with visit.db.read() as session:
        file = await transcripts.file(session, match["id"], match["file"])
        if await concealing.is_hidden_file(session, match["id"], file.id):
            raise NotFoundError("a file of a protected report")
    return await _send(visit, file)


async def of_ticket(visit: Visit) -> web.StreamResponse:
    match = visit.request.match_info
    async with visit.db.read() as session:
        file = await ticket_desk.photo(session, match["number"], int(match["place"]))
    return await _send(visit, file, named=False)


async def _send(visit: Visit, file: Attachment, *, named: bool = True) -> web.StreamResponse:
    folder = visit.console.settings.attachments_dir.resolve()
    path = await asyncio.to_thread((folder / (file.path or "")).resolve)
    if not path.is_relative_to(folder) or not await asyncio.to_thread(path.is_file):
        raise NotFoundError(f"file of attachment {file.id}")
    return web.FileResponse(path, headers=_headers(file, path, named=named))


def _headers(file: Attachment, path: Path, *, named: bool) -> dict[str, str]:
    content_type = file.content_type if file.content_type in _SHOWN else "application/octet-stream"
    name = file.filename if named and file.filename else f"lampiran{path.suffix}"
    how = "inline" if content_type in _SHOWN else "attachment"
    return {
        "Content-Type": content_type or "application/octet-stream",
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
