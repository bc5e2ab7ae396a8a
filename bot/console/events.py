"""The stream that tells an open page to look again (server-sent events)."""

import re
from contextlib import suppress
from datetime import timedelta
from itertools import zip_longest

from aiohttp import web

from bot.console.access import SESSION_COOKIE
from bot.console.live import INBOX
from bot.console.state import Visit
from core import staff

_TALK = re.compile(r"[0-9a-f]{32}")
_LOOK_AGAIN = timedelta(seconds=30)  # how soon a closed account loses its open streams


async def stream(visit: Visit) -> web.StreamResponse:
    """News of the inbox, and of one conversation when it is named, since the marks of the page.

    A browser that comes back names the last marks it heard of, so it misses nothing.
    """
    talk = visit.query("talk")
    if talk and not _TALK.fullmatch(talk):
        raise web.HTTPNotFound
    topics = [INBOX, talk] if talk else [INBOX]
    since = (visit.request.headers.get("Last-Event-ID") or visit.query("since"))[:300].split("_")
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    await response.prepare(visit.request)
    await response.write(b"retry: 2000\n\n")
    with suppress(ConnectionError):  # the page was closed
        await _tell(visit, response, dict(zip_longest(topics, since[: len(topics)], fillvalue="")))
    return response


async def _tell(visit: Visit, response: web.StreamResponse, known: dict[str, str]) -> None:
    looked = visit.now
    async for changed in visit.console.feed.news(known):
        now = visit.console.clock()
        if now - looked >= _LOOK_AGAIN:
            looked = now
            if not await _still_signed_in(visit):
                await response.write(b"event: out\ndata: -\n\n")
                return
        known |= changed
        last_id = "_".join(known.values())
        news = [
            f"event: news\nid: {last_id}\ndata: {'list' if topic == INBOX else 'talk'}\n\n"
            for topic in changed
        ]
        await response.write("".join(news or [": -\n\n"]).encode())


async def _still_signed_in(visit: Visit) -> bool:
    token = visit.request.cookies.get(SESSION_COOKIE, "")
    async with visit.db.read() as session:
        return await staff.signed_in(session, token, visit.console.clock()) is not None
