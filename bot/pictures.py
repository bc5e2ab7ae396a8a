"""Pages of pictures: drawn from what sources said and we kept, never by asking a source."""

import asyncio
import logging
import os
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import cast

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from core import pictures
from core.air import parse_model
from core.clock import Clock
from core.db import Database
from core.jakarta import JAKARTA
from core.messages import Outgoing
from core.models import Snapshot
from core.pictures import theme as themes
from core.pictures.canvas import Canvas
from core.pictures.picture import digest
from core.pictures.theme import Theme
from core.weather import forecast as forecasts

MOST_KEPT = 600  # files of about 50 kB
KEPT_FOR = 7 * 86_400  # seconds: who scrolls back sees what was shown then
MOST_WAITING = 40
PATIENCE = 8.0  # seconds that words wait for their picture: far less than the lease of a send
_LANGUAGE = r"(?P<language>id|su|en)"
_NAME = r"(?P<hour>\d{10})-(?P<version>[0-9a-f]{12})"
_FORECAST = re.compile(
    rf"cuaca/{_LANGUAGE}/(?P<scope>kota|kec|kel)/(?P<adm4>32\.73\.\d\d\.\d{{4}})/{_NAME}\.png", re.ASCII
)
_AIR = re.compile(rf"udara/{_LANGUAGE}/{_NAME}\.png", re.ASCII)
_CAMERAS = re.compile(
    rf"kamera/{_LANGUAGE}/(?P<kind>titik|sekitar)/(?P<lat>-[67]\.\d{{4}}),(?P<lon>10[78]\.\d{{4}})"
    r"/(?P<codes>[0-9a-f]{8}(?:\.[0-9a-f]{8}){0,8})\.png",
    re.ASCII,
)
_HEADERS = {
    "Content-Type": "image/png",
    "Cache-Control": "private, max-age=86400, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Robots-Tag": "noindex",
}

logger = logging.getLogger(__name__)

type _Drawing = Callable[[Theme], Canvas]


class BusyError(Exception):
    """Too many pictures wait to be drawn."""


class Pictures:
    """Draws one picture at a time beside the loop, and keeps what was drawn for all processes."""

    def __init__(self, db: Database, folder: Path, clock: Clock, site: str = "") -> None:
        self._db, self._folder, self._clock = db, folder.absolute(), clock
        self._site = site.rstrip("/")  # our public address, if we have one
        self._pencil = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._drawing: dict[str, asyncio.Task[bytes | None]] = {}

    def routes(self) -> list[web.RouteDef]:
        return [web.get(f"{pictures.PATH}{{name:.{{1,200}}}}", self.give)]

    async def give(self, request: web.Request) -> web.Response:
        """GET /gambar/...png?theme=light|dark; 404 for what we never offered or cannot draw any more."""
        theme = request.query.get("theme", "light")
        if theme not in themes.NAMES or len(request.query) > 1 or set(request.query) - {"theme"}:
            raise web.HTTPNotFound
        try:
            data = await self.png(f"{pictures.PATH}{request.match_info['name']}", cast("themes.Name", theme))
        except BusyError as error:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "2"}) from error
        if data is None:
            raise web.HTTPNotFound
        return web.Response(body=data, headers=_HEADERS)

    async def reachable(self, message: Outgoing) -> Outgoing:
        """The message with an address or a file of its picture; a picture that fails costs no words."""
        address, _ = pictures.split(message.image or "")
        if not address.startswith(pictures.PATH):
            return message
        try:
            async with asyncio.timeout(PATIENCE):
                drawn = await self.png(address, "light")
        except (BusyError, TimeoutError, SQLAlchemyError) as error:
            logger.warning("a picture could not be drawn (%s)", type(error).__name__)
            drawn = None
        except Exception:  # whatever it is, the words go
            logger.exception("a picture could not be drawn")
            drawn = None
        if drawn is None:
            return replace(message, image=None)
        path = self._path(address, "light")
        kept = await asyncio.to_thread(path.is_file)
        # Both, where we can: a channel takes what it can be sure of.
        link = f"{self._site}{address}?theme=light" if self._site else None
        return replace(message, image=link, file=path if kept else None)

    async def png(self, address: str, theme: themes.Name) -> bytes | None:
        """The picture of this page; None when there is none.

        Raises:
            BusyError: too many wait already.
        """
        path = self._path(address, theme)
        kept = await asyncio.to_thread(_read, path)
        if kept is not None:
            return kept
        task = self._drawing.get(path.name)
        if task is None:
            if len(self._drawing) >= MOST_WAITING:
                raise BusyError
            task = self._drawing[path.name] = asyncio.create_task(self._draw(address, theme, path))
            task.add_done_callback(lambda _: self._drawing.pop(path.name, None))
        return await asyncio.shield(task)

    async def _draw(self, address: str, theme: themes.Name, path: Path) -> bytes | None:
        drawing = await self._find(address.removeprefix(pictures.PATH))
        if drawing is None:
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pencil, _drawn, drawing, themes.named(theme), path)

    def _path(self, address: str, theme: str) -> Path:
        return self._folder / f"{digest(address)}-{theme}.png"

    async def _find(self, name: str) -> _Drawing | None:
        """What this page shows, from storage; None when that is not what we know now."""
        if match := _FORECAST.fullmatch(name):
            return _forecast(match, await self._kept(f"bmkg/forecast/{match['adm4']}"))
        if match := _AIR.fullmatch(name):
            return _air(match, await self._kept("open-meteo/air"), self._clock())
        if match := _CAMERAS.fullmatch(name):
            return _cameras(match)
        return None

    async def _kept(self, key: str) -> object:
        async with self._db.read(quick=True) as session:
            row = await session.get(Snapshot, key)
        return row.body if row else None

    def close(self) -> None:
        """Draw nothing new."""
        self._pencil.shutdown(wait=False, cancel_futures=True)


def _forecast(match: re.Match[str], body: object) -> _Drawing | None:
    start = _hour(match["hour"])
    if start is None or not isinstance(body, dict):
        return None
    found = forecasts.parse(body)
    steps = pictures.forecast.shown(found, start)
    is_same = bool(steps) and pictures.forecast.version(found, steps) == match["version"]
    if not is_same or steps[0].at != start:
        return None
    try:
        heading = pictures.forecast.title(match["scope"], match["adm4"], match["language"])
    except KeyError:
        return None
    return lambda theme: pictures.forecast.draw(found, steps, heading, match["language"], theme)


def _air(match: re.Match[str], body: object, now: datetime) -> _Drawing | None:
    end = _hour(match["hour"])
    model = parse_model(body, end) if end is not None and end <= now else None
    day = pictures.air.day(model) if model else None
    if day is None or pictures.air.version(day) != match["version"]:
        return None
    return lambda theme: pictures.air.draw(day, match["language"], theme)


def _cameras(match: re.Match[str]) -> _Drawing | None:
    lat, lon, codes = float(match["lat"]), float(match["lon"]), match["codes"].split(".")
    cameras = pictures.cameras.chosen(lat, lon, codes)
    if cameras is None:
        return None
    return lambda theme: pictures.cameras.draw(
        lat, lon, cameras, match["language"], theme, exact=match["kind"] == "titik"
    )


def _hour(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, pictures.forecast.HOUR_FORM).replace(tzinfo=JAKARTA)
    except ValueError:
        return None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _drawn(drawing: _Drawing, theme: Theme, path: Path) -> bytes:
    """Draw and keep; a disk that takes nothing costs only the keeping."""
    data = drawing(theme).png()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            try:
                part.write(data)
                part.flush()
                Path(part.name).replace(path)
            except OSError:
                Path(part.name).unlink(missing_ok=True)
                raise
        _tidy(path.parent)
    except OSError as error:
        logger.warning("a picture could not be kept (%s)", type(error).__name__)
    return data


def _tidy(folder: Path) -> None:
    """Keep the newest, none of them for long."""
    found = sorted(os.scandir(folder), key=lambda file: file.stat().st_mtime, reverse=True)
    oldest = time.time() - KEPT_FOR
    for number, file in enumerate(found):
        if number >= MOST_KEPT or file.stat().st_mtime < oldest:
            Path(file.path).unlink(missing_ok=True)
