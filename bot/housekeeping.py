"""Once a night: what is old and settled goes, a few rows at a time, beside the running service."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import opened
from core import attachments, retention, trackers
from core.clock import Clock, utc_now
from core.db import Database, insert_into
from core.errors import StartError
from core.jakarta import JAKARTA
from core.models import Fact
from core.retention import Chore, Step
from core.settings import Settings
from core.sources import tidying

LOOK_SECONDS = 60.0
BREATH_SECONDS = 0.05  # between two steps: others write meanwhile
NIGHT_HOUR = 2  # in Bandung
LEASE = timedelta(hours=1)  # of the process that cleans; if it dies, another begins again after that
STRAY_AFTER = timedelta(days=1)  # a younger file may belong to a row that is being written
MOST_STRAYS = 100  # more, and more than a tenth of all, are no leftovers: somebody mixed up two folders
_NEXT, _LAST = "housekeeping.next", "housekeeping.last"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What one run did, and the chores that failed and are tried again the next night."""

    at: datetime
    removed: Mapping[str, int]
    failed: Sequence[str]


class Housekeeping:
    """One per process; a row in the database lets one of them clean each night."""

    def __init__(self, db: Database, settings: Settings, clock: Clock) -> None:
        self._db = db
        self._settings = settings
        self._clock = clock

    async def run(self) -> None:
        """Clean every night until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Clean if it is time and no other process does."""
        now = self._clock()
        async with self._db.read(quick=True) as session:
            due = await session.scalar(select(Fact.value).where(Fact.key == _NEXT))
        if due is not None and due > _text(now):
            return
        async with self._db.write(durable=False) as session:
            mine = await _claim(session, now)
        if mine:
            await self.clean()

    async def clean(self) -> Report:
        """Do every chore now; one that fails does not stop the others."""
        now = self._clock().replace(microsecond=0)
        old = now - timedelta(days=self._settings.retention_days)
        removed: dict[str, int] = {}
        failed = []
        for name, chore in self._chores(now, old):
            try:
                removed[name] = await chore()
            except (SQLAlchemyError, OSError, StartError):
                logger.exception("housekeeping: %s could not be done", name)
                failed.append(name)
        report = Report(now, removed, failed)
        async with self._db.write(durable=False) as session:
            await _put(session, _LAST, _line(report))
            await _put(session, _NEXT, _text(_next_night(self._clock())))
        logger.info("housekeeping: %s", _line(report))
        return report

    def _chores(self, now: datetime, old: datetime) -> Sequence[tuple[str, Callable[[], Awaitable[int]]]]:
        return (
            ("contents", lambda: self._steps(retention.forget_contents, now)),
            ("deliveries", lambda: self._steps(retention.remove_deliveries, old)),
            ("messages", lambda: self._steps(retention.remove_messages, old)),
            ("lost_files", lambda: self._steps(retention.remove_lost_files, old)),
            ("unused_chats", lambda: self._steps(retention.remove_unused_chats, old)),
            ("reviews", lambda: self._steps(retention.forget_reviews, old)),
            ("filers", lambda: self._steps(retention.forget_filers, old)),
            ("sessions", lambda: self._steps(retention.remove_sessions, now)),
            ("told", lambda: self._steps(retention.forget_told, now)),
            ("snapshots", lambda: self._steps(tidying.remove_old, now)),
            ("stray_files", lambda: self._remove_stray_files(now)),
            ("tracker_events", lambda: self._trim_trackers(now)),
        )

    async def _steps(self, chore: Chore, moment: datetime) -> int:
        async def step(after: int) -> Step:
            async with self._db.write(durable=False) as session:
                return await chore(session, after, moment)

        return await self._repeat(step)

    async def _repeat(self, step: Callable[[int], Awaitable[Step]]) -> int:
        removed, after = 0, 0
        while True:
            done = await step(after)
            removed += done.removed
            if done.after is None:
                return removed
            after = done.after
            await self._breathe()

    async def _breathe(self) -> None:
        await asyncio.sleep(BREATH_SECONDS)
        while self._db.pressed:  # noqa: ASYNC110  measured by the clock, no event tells its end
            await asyncio.sleep(BREATH_SECONDS)

    async def _remove_stray_files(self, now: datetime) -> int:
        """Remove files that no row names: their transaction failed, or the process died before it."""
        folder, strays, files = self._settings.attachments_dir, list[str](), 0
        for paths in await asyncio.to_thread(attachments.older_files, folder, now - STRAY_AFTER):
            async with self._db.read() as session:
                known = await retention.known_files(session, paths)
            strays += [path for path in paths if path not in known]
            files += len(paths)
            await self._breathe()
        if len(strays) > max(MOST_STRAYS, files // 10):
            raise StartError(f"{len(strays)} of {files} files have no row: does VAR_DIR fit DATABASE_URL?")
        await asyncio.to_thread(attachments.remove, folder, strays)
        return len(strays)

    async def _trim_trackers(self, now: datetime) -> int:
        before = now - timedelta(days=self._settings.tracker_days)
        async with trackers.opened(self._settings) as engine:
            if engine is None:
                return 0

            async def step(after: int) -> Step:
                async with engine.begin() as connection:
                    return await trackers.trim(connection, after, before)

            return await self._repeat(step)


async def _claim(session: AsyncSession, now: datetime) -> bool:
    """Take the night's work; False when another process was quicker."""
    await session.execute(
        insert_into(session, Fact).values(key=_NEXT, value=_text(now)).on_conflict_do_nothing()
    )
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


def _next_night(now: datetime) -> datetime:
    tonight = now.astimezone(JAKARTA).replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)


def _text(at: datetime) -> str:
    """A moment that sorts as text."""
    return at.astimezone(JAKARTA).isoformat(timespec="seconds")


def _line(report: Report) -> str:
    found = {"at": _text(report.at), "removed": report.removed, "failed": report.failed}
    return json.dumps(found, separators=(",", ":"))


async def last_report(session: AsyncSession) -> Report | None:
    """What the last run did, in whichever process it ran."""
    kept = await session.scalar(select(Fact.value).where(Fact.key == _LAST))
    if kept is None:
        return None
    found = json.loads(kept)
    return Report(datetime.fromisoformat(found["at"]), found["removed"], found["failed"])


async def clean_once(settings: Settings) -> Report:
    """`sobat housekeeping`: do every chore now, whether or not it is time.

    Raises:
        StartError: the database cannot be reached or written.
    """
    async with opened(settings) as db:
        async with db.read() as session:  # fails at once where every chore would
            await last_report(session)
        return await Housekeeping(db, settings, utc_now).clean()


def shown(report: Report) -> str:
    """The report as a person reads it."""
    rows = [f"{name.replace('_', ' '):<15}{number:>8} removed" for name, number in report.removed.items()]
    failed = [f"{name.replace('_', ' '):<15}  failed, see the log above" for name in report.failed]
    return "\n".join([*rows, *failed])
