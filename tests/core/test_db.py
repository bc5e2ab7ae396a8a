import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from core.db import Database
from core.models import Snapshot
from core.rush import RUSH

SQLITE_ONLY = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
POSTGRESQL_ONLY = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
MOMENT = datetime(2026, 11, 24, 10, 0, tzinfo=timezone(timedelta(hours=7)))


async def test_a_write_that_ends_well_is_kept(db: Database) -> None:
    async with db.write() as session:
        session.add(Snapshot(key="a", body={"n": 1}, fetched_at=MOMENT))

    async with db.read() as session:
        assert (await session.get_one(Snapshot, "a")).body == {"n": 1}


async def test_a_write_that_fails_leaves_nothing(db: Database) -> None:
    async def fail() -> None:
        async with db.write() as session:
            session.add(Snapshot(key="a", body=1, fetched_at=MOMENT))
            await session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    async with db.read() as session:
        assert (await session.scalars(select(Snapshot))).all() == []


async def test_a_read_saves_nothing(db: Database) -> None:
    async with db.read() as session:
        session.add(Snapshot(key="a", body=1, fetched_at=MOMENT))
        await session.flush()

    async with db.read() as session:
        assert await session.get(Snapshot, "a") is None


async def test_times_come_back_in_utc(db: Database) -> None:
    async with db.write() as session:
        session.add(Snapshot(key="a", body=1, fetched_at=MOMENT))

    async with db.read() as session:
        kept = (await session.get_one(Snapshot, "a")).fetched_at
    assert kept == MOMENT
    assert kept.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    naive = MOMENT.replace(tzinfo=None)
    async with db.write() as session:
        session.add(Snapshot(key="a", body=1, fetched_at=naive))
        with pytest.raises(StatementError, match="timezone"):
            await session.flush()
        await session.rollback()


async def test_writers_of_one_row_queue_up_and_none_is_lost(db: Database) -> None:
    async with db.write() as session:
        session.add(Snapshot(key="a", body=0, fetched_at=MOMENT))

    async def add_one() -> None:
        async with db.write() as session:
            row = await session.get_one(Snapshot, "a", with_for_update=True)
            await asyncio.sleep(0)
            row.body = row.body + 1

    await asyncio.gather(*(add_one() for _ in range(20)))

    async with db.read() as session:
        assert (await session.get_one(Snapshot, "a")).body == 20


async def test_two_processes_may_write_one_database(database_url: str, db: Database) -> None:
    other = Database(database_url)

    async def add(target: Database, key: str) -> None:
        async with target.write() as session:
            session.add(Snapshot(key=key, body=1, fetched_at=MOMENT))

    pairs = [(db, f"a{n}") for n in range(10)] + [(other, f"b{n}") for n in range(10)]
    await asyncio.gather(*(add(target, key) for target, key in pairs))
    await other.close()

    async with db.read() as session:
        assert len((await session.scalars(select(Snapshot.key))).all()) == 20


@SQLITE_ONLY
async def test_what_is_committed_survives_a_power_cut(db: Database) -> None:
    async with db.read() as session:
        assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await session.scalar(text("PRAGMA synchronous")) == 2  # FULL
        assert await session.scalar(text("PRAGMA foreign_keys")) == 1


async def test_a_cancelled_writer_lets_the_next_one_in(db: Database) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with db.write() as session:
            session.add(Snapshot(key="a", body=1, fetched_at=MOMENT))
            await session.flush()
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    async with db.write() as session:
        assert await session.get(Snapshot, "a") is None


@SQLITE_ONLY
async def test_who_answers_a_platform_passes_those_who_wait_inside(db: Database) -> None:
    order: list[str] = []

    async def write(name: str, *, first: bool = False) -> None:
        async with db.write(first=first):
            order.append(name)

    async with db.write():
        waiting = [asyncio.create_task(write("turn")), asyncio.create_task(write("webhook", first=True))]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)

    assert order == ["webhook", "turn"]


async def test_a_cancelled_place_in_the_queue_is_passed_on(db: Database) -> None:
    async def write() -> None:
        async with db.write():
            pass

    async with db.write():
        leaving, staying = asyncio.create_task(write()), asyncio.create_task(write())
        await asyncio.sleep(0)
        leaving.cancel()
    await asyncio.wait_for(staying, 5)


@SQLITE_ONLY
async def test_who_is_expected_is_counted(db: Database) -> None:
    for _ in range(RUSH):
        with db.expecting():
            pass
    assert db.rush.pressed


async def test_a_step_that_may_be_repeated_is_stored_like_any_other(db: Database) -> None:
    async with db.write(durable=False) as session:
        session.add(Snapshot(key="a", body=1, fetched_at=MOMENT))
    async with db.read() as session:
        assert await session.get(Snapshot, "a") is not None


DURABILITY = {
    "sqlite": ("PRAGMA synchronous", [1, 2]),
    "postgresql": ("SHOW synchronous_commit", ["off", "on"]),
}


async def test_only_steps_that_may_be_repeated_do_without_the_disks_promise(
    db: Database, engine: str
) -> None:
    question, answers = DURABILITY[engine]
    async with db.write(durable=False) as session:
        repeatable = await session.scalar(text(question))
    async with db.write() as session:  # the promise is back for the next one
        assert [repeatable, await session.scalar(text(question))] == answers


async def test_a_new_file_that_another_process_begins_to_write_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")  # before the file is turned to WAL, SQLite says "locked" at once
    releasing = Timer(0.3, other.rollback)
    releasing.start()
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/new.db")
    async with db.write() as session:
        assert await session.scalar(text("PRAGMA journal_mode")) == "wal"
    await db.close()
    releasing.join()
    other.close()
