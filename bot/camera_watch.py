"""Looks every week whether the city's cameras answer, slowly, one process for all."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import opened
from core import camera_checks, cameras
from core.camera_checks import Found, HostFigures
from core.clock import Clock, utc_now
from core.db import Database, insert_into
from core.jakarta import JAKARTA
from core.models import Fact
from core.settings import Settings
from integrations.city_cameras.client import CameraPages
from integrations.http import new_session

LOOK_SECONDS = 300.0
PACE_SECONDS = 1.0  # between two requests
NIGHT_HOUR = 3  # in Bandung
LEASE = timedelta(hours=2)  # of the process that looks; if it dies, another begins again after that
_NEXT, _LAST = "cameras.next", "cameras.last"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What one run found, by host."""

    at: datetime
    hosts: Mapping[str, HostFigures]


class CameraWatch:
    """One per process; a row in the database lets one of them look."""

    def __init__(
        self, db: Database, settings: Settings, clock: Clock, *, pace_seconds: float = PACE_SECONDS
    ) -> None:
        self._db, self._clock = db, clock
        self._days, self._base = settings.camera_check_days, settings.camera_check_base_url
        self._pace_seconds = pace_seconds

    async def run(self) -> None:
        """Look when it is time, until cancelled; off, only wait for that."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._days:
                await self.look()

    async def look(self) -> Report | None:
        """Ask all cameras if it is time and no other process does. The first time is the next night."""
        now = self._clock()
        async with self._db.read(quick=True) as session:
            due = await session.scalar(select(Fact.value).where(Fact.key == _NEXT))
        if due is not None and due > _text(now):
            return None
        async with self._db.write(durable=False) as session:
            if due is None:
                await _begin(session, _night(now, 0))
                return None
            mine = await _claim(session, now)
        return await self.check() if mine else None

    async def check(self) -> Report:
        """Ask all cameras now, and keep what that says."""
        found = await self._ask_all(list(cameras.pages()))
        now = self._clock().replace(microsecond=0)
        async with self._db.write(durable=False) as session:
            report = Report(now, await camera_checks.keep(session, found, now))
            await _put(session, _LAST, _line(report))
            if self._days:
                await _put(session, _NEXT, _text(_night(now, self._days - 1)))
        for host, figures in report.hosts.items():
            if not figures.conclusive:
                logger.warning("cameras: %s of %s failed at once, nothing was changed", host, figures.asked)
        return report

    async def _ask_all(self, pages: Sequence[str]) -> list[Found]:
        async with new_session() as session:  # of its own: it carries no cookie of anybody
            asking = CameraPages(session, _Pace(self._pace_seconds, time.monotonic).wait, self._base)
            return [Found(url, await asking.look(url)) for url in in_turn(pages)]


class _Pace:
    """Leave for one request every so many seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds, self._clock, self._next = seconds, clock, 0.0

    async def wait(self) -> None:
        now = self._clock()
        if self._next > now:
            await asyncio.sleep(self._next - now)
        self._next = max(self._next, now) + self._seconds


def in_turn(pages: Sequence[str]) -> list[str]:
    """The pages with their hosts alternating as long as there are several."""
    hosts: dict[str, list[str]] = {}
    for url in pages:
        hosts.setdefault(urlsplit(url).hostname or "", []).append(url)
    return [url for row in zip_longest(*hosts.values()) for url in row if url is not None]


async def _begin(session: AsyncSession, at: datetime) -> None:
    await session.execute(
        insert_into(session, Fact).values(key=_NEXT, value=_text(at)).on_conflict_do_nothing()
    )


async def _claim(session: AsyncSession, now: datetime) -> bool:
    """Take the work; False when another process was quicker."""
    taken = await session.scalars(
        update(Fact)
        .where(Fact.key == _NEXT, Fact.value <= _text(now))
        .values(value=_text(now + LEASE))
        .returning(Fact.key)
    )
    return taken.first() is not None


async def _put(session: AsyncSession, key: str, value: str) -> None:
    await session.execute(
        insert_into(session, Fact)
        .values(key=key, value=value)
        .on_conflict_do_update(index_elements=["key"], set_={"value": value})
    )


def _night(now: datetime, days: int) -> datetime:
    """The next night but so many."""
    tonight = now.astimezone(JAKARTA).replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return (tonight if tonight > now else tonight + timedelta(days=1)) + timedelta(days=days)


def _text(at: datetime) -> str:
    """A moment that sorts as text."""
    return at.astimezone(JAKARTA).isoformat(timespec="seconds")


def _line(report: Report) -> str:
    hosts = {host: asdict(figures) for host, figures in report.hosts.items()}
    return json.dumps({"at": _text(report.at), "hosts": hosts}, separators=(",", ":"))


async def last_report(session: AsyncSession) -> Report | None:
    """What the last run found, in whichever process it ran."""
    kept = await session.scalar(select(Fact.value).where(Fact.key == _LAST))
    if kept is None:
        return None
    found = json.loads(kept)
    hosts = {host: HostFigures(**figures) for host, figures in found["hosts"].items()}
    return Report(datetime.fromisoformat(found["at"]), hosts)


async def check_once(settings: Settings) -> Report:
    """`sobat cameras check`: ask all cameras now, whether or not it is time.

    Raises:
        StartError: the database cannot be reached or written.
    """
    async with opened(settings) as db:
        async with db.read() as session:  # fails now rather than after all the asking
            await last_report(session)
        return await CameraWatch(db, settings, utc_now).check()


def shown(report: Report) -> str:
    """The report as a person reads it."""
    lines = []
    for host, one in report.hosts.items():
        lines += [
            f"{host}: {one.asked} pages asked, {'judged' if one.conclusive else 'NOT judged, most failed'}",
            f"  answer                     {one.answers:>5}",
            f"  answer, certificate broken {one.certificate_broken:>5}",
            f"  silent                     {one.silent:>5}",
            f"  refuse us                  {one.refused:>5}",
        ]
    return "\n".join(lines)
