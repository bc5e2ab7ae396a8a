"""`/laporan`: the list and map of verified reports, and one report by its number."""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.exc import SQLAlchemyError

from bot.limits import Buckets, client, home
from bot.public import asked, drawing, words
from bot.public.kept import Kept
from core import agencies, ticket_number
from core.clock import Clock
from core.db import Database
from core.errors import NotFoundError
from core.tickets import OPEN, published
from core.tickets.published import Followed, Point, Wanted

_FOLDER = Path(__file__).parent
STATIC = "/static/laporan"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
_LIST_SECONDS = 60  # what a browser or proxy may show without asking
# Counts and dots are the costly part of the page: this old they are shown, and renewed behind it.
_FRESH, _STALE = timedelta(seconds=60), timedelta(minutes=10)
_TITLES = {
    "mistyped": "Nomornya belum benar",
    "unknown": "Laporan tidak ditemukan",
    "too_many": "Tunggu sebentar",
    "away": "Sedang ada gangguan",
}

logger = logging.getLogger(__name__)


class PublicPages:
    """Handlers; they read and never write. ``settled`` waits for what is renewed behind them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._templates = _environment()
        self._counts = Kept[Wanted, Mapping[str | None, int]](_FRESH, _STALE, clock)
        self._dots = Kept[Wanted, Mapping[str, str]](_FRESH, _STALE, clock)
        # Generous for people, of whom many share an address; a machine that guesses numbers finds few.
        self._visits = Buckets(per_second=2, burst=120)
        self._misses = Buckets(per_second=1 / 60, burst=10)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/laporan", self._served(self.show_list)),
            web.get("/laporan/", self._served(self.show_list)),
            web.get("/laporan/{number}", self._served(self.show_one)),
            web.static(STATIC, _FOLDER / "static"),
        ]

    async def settled(self) -> None:
        await self._counts.settled()
        await self._dots.settled()

    def _served(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The handler, for those who do not ask too often, while the database is there."""

        async def serve(request: web.Request) -> web.StreamResponse:
            wait = self._visits.take(home(client(request)))
            if wait:
                return self._too_many(request, wait)
            try:
                return await handler(request)
            except (SQLAlchemyError, OSError) as error:
                logger.error("the public page could not be read (%s)", type(error).__name__)  # noqa: TRY400
                return self._problem(request, 503, "away")

        return serve

    async def show_list(self, request: web.Request) -> web.StreamResponse:
        """GET /laporan: filters, map, counts and one page of reports; ``nomor`` leads to one report."""
        if written := request.query.get("nomor", "").strip():
            return self._find(request, written)
        wish, now = asked.read(request.query), self._clock()
        async with self._db.read() as session:
            page = await published.listed(session, wish.wanted(now), now, before=wish.before)
        on_map = wish.on_map(now)
        city = replace(on_map, kecamatan="")  # counted once for all of them
        counts = await self._counts.get(city, lambda: self._count(city))
        dots = await self._dots.get(on_map, lambda: self._draw(on_map))
        numbers = {name: counts.get(name, 0) for name in drawing.shapes()}
        total = sum(counts.values())
        return self._page(
            request, "list.html", cache=f"public, max-age={_LIST_SECONDS}",
            wish=wish, page=page, now=now, numbers=numbers, dots=dots,
            total=numbers[wish.kecamatan] if wish.kecamatan else total,
            placeless=0 if wish.kecamatan else total - sum(numbers.values()),
            most=max(numbers.values(), default=0),
        )  # fmt: skip

    async def _count(self, wanted: Wanted) -> Mapping[str | None, int]:
        async with self._db.read() as session:
            return await published.counts(session, wanted)

    async def _draw(self, wanted: Wanted) -> Mapping[str, str]:
        """Path data of the dots, by the stage that gives them their colour."""
        async with self._db.read() as session:
            points = await published.points(session, wanted)
        found: dict[str, list[Point]] = {stage: [] for stage in words.STAGES}
        for point in points:
            found[words.stage(point.status)].append(point)
        return {stage: drawing.dots(each) for stage, each in found.items() if each}

    def _find(self, request: web.Request, written: str) -> web.StreamResponse:
        """Where the look-up form leads: to the report's own address, if the number can be one."""
        number = asked.read_number(written).number
        if number is None:
            return self._problem(request, 404, "mistyped", written)
        raise web.HTTPSeeOther(f"/laporan/{ticket_number.show(number)}")

    async def show_one(self, request: web.Request) -> web.StreamResponse:
        """GET /laporan/{number}: how far one report is; of a secret one only its status."""
        written, asker = request.match_info["number"], home(client(request))
        number = asked.read_number(written).number
        if number is None:
            return self._problem(request, 404, "mistyped", written)
        if wait := self._misses.take(asker):  # before the look-up: many at once must not pass together
            return self._too_many(request, wait)
        now = self._clock()
        try:
            async with self._db.read() as session:
                ticket = await published.one(session, number, now)
        except NotFoundError:
            return self._problem(request, 404, "unknown", ticket_number.show(number))
        self._misses.give_back(asker)
        return self._show(request, ticket, now)

    def _show(self, request: web.Request, ticket: Followed, now: datetime) -> web.StreamResponse:
        shown = ticket_number.show(ticket.number)
        return self._page(
            request, "ticket.html", cache="private, no-cache",
            ticket=ticket, shown=shown, now=now, open=ticket.status in OPEN,
        )  # fmt: skip

    def _too_many(self, request: web.Request, wait: float) -> web.StreamResponse:
        response = self._problem(request, 429, "too_many")
        response.headers["Retry-After"] = str(max(1, round(wait)))
        return response

    def _problem(self, request: web.Request, status: int, problem: str, written: str = "") -> web.Response:
        return self._page(
            request, "problem.html", status, problem=problem, title=_TITLES[problem], written=written[:40]
        )

    def _page(
        self,
        request: web.Request,
        template: str,
        status: int = 200,
        *,
        cache: str = "no-store",
        **values: Any,
    ) -> web.Response:
        """A whole page; 304 when the visitor has it already."""
        text = self._templates.get_template(template).render(values)
        tag = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
        headers = {**_HEADERS, "Cache-Control": cache, "Vary": "Accept-Encoding"}
        if status == 200:
            headers["ETag"] = tag
            if tag.removeprefix("W/") in request.headers.get("If-None-Match", ""):
                return web.Response(status=304, headers=headers)
        response = web.Response(
            text=text, status=status, headers=headers, content_type="text/html", charset="utf-8"
        )
        response.enable_compression()
        return response


def _environment() -> Environment:
    """The templates with everything they may call; every value is escaped."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"words": words, "drawing": drawing, "static": STATIC}
    made.globals |= {
        "categories": {code: each.label_id for code, each in agencies.categories().items()},
        "districts": [(name, name) for name in drawing.shapes()],
        "number": ticket_number.show,
        "most_points": published.MOST_POINTS,
    }
    return made
