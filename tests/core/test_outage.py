import logging
import shutil
import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from core import logs
from core.db import Database
from core.models import Fact, Snapshot
from core.outage import CALM_SECONDS, Outage, reason, was_told
from core.settings import Settings
from tests.fakes import ManualClock


class _Full(sqlite3.OperationalError):
    sqlite_errorname = "SQLITE_FULL"


def _full() -> OperationalError:
    return OperationalError("INSERT", None, _Full())


class Refused(Exception):  # noqa: N818  as PostgreSQL's driver names it
    sqlstate = "53100"


@pytest.fixture
def outage(clock: ManualClock) -> Outage:
    return Outage(lambda: clock().timestamp())


def _fail(outage: Outage, error: Exception | None = None, *, writes: bool = True) -> None:
    error = error or _full()
    with pytest.raises(type(error)), outage.watching(writes=writes):
        raise error


def _work(outage: Outage, *, writes: bool = True) -> None:
    with outage.watching(writes=writes):
        pass


def test_it_is_told_once_when_it_begins_and_once_when_it_ends(
    outage: Outage, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        _fail(outage)
        clock.advance(1)
    clock.advance(CALM_SECONDS)
    _work(outage)
    _work(outage)

    assert not outage.active
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "the disk is full" in caplog.text
    assert "works again after 13 s" in caplog.text


def test_a_small_write_that_fits_is_no_end(outage: Outage, clock: ManualClock) -> None:
    _fail(outage)
    clock.advance(1)
    _work(outage)

    assert outage.active


def test_reading_tells_nothing_about_a_full_disk(outage: Outage, clock: ManualClock) -> None:
    _fail(outage)
    clock.advance(CALM_SECONDS)
    _work(outage, writes=False)

    assert outage.active


def test_what_could_not_even_be_read_is_over_when_it_can(outage: Outage, clock: ManualClock) -> None:
    _fail(outage, ConnectionRefusedError(), writes=False)
    clock.advance(CALM_SECONDS)
    _work(outage, writes=False)

    assert not outage.active


def test_our_own_mistakes_are_no_outage(outage: Outage) -> None:
    _fail(outage, OperationalError("SELEC 1", None, sqlite3.OperationalError("syntax error")))

    assert not outage.active


def test_a_recent_write_is_remembered(outage: Outage, clock: ManualClock) -> None:
    before = outage.wrote_lately
    _work(outage)
    at_once = outage.wrote_lately
    clock.advance(5)

    assert (before, at_once, outage.wrote_lately) == (False, True, False)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (_full(), "the disk is full"),
        (Refused(), "no room (53100)"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
    ],
)
def test_it_says_why(error: Exception, words: str) -> None:
    assert words in str(reason(error))


@pytest.fixture
def database_url(empty_database: Path, tmp_path: Path) -> str:
    """SQLite, whatever other tests run on."""
    path = tmp_path / "sobat.db"
    shutil.copy(empty_database, path)
    return f"sqlite+aiosqlite:///{path}"


async def _write_much(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        session.add(Fact(key="small", value="x"))
        await session.flush()
        session.add(Snapshot(key="large", body="x" * 100_000, fetched_at=clock()))


async def test_a_full_disk_leaves_nothing_behind_and_is_noticed(db: Database, clock: ManualClock) -> None:
    async with db.read() as session:
        pages = await session.scalar(text("PRAGMA page_count"))
        await session.execute(text(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(OperationalError) as caught:
        await _write_much(db, clock)

    assert db.outage.active
    assert was_told(caught.value)
    async with db.read() as session:
        assert await session.get(Fact, "small") is None


async def test_a_read_only_database_is_noticed(database_url: str, clock: ManualClock) -> None:
    db = Database(database_url)
    event.listen(db.engine.sync_engine, "connect", _read_only)
    with pytest.raises(OperationalError):
        await _write_much(db, clock)
    async with db.read() as session:
        assert await session.get(Fact, "small") is None

    assert db.outage.active
    await db.close()


def _read_only(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


@pytest.fixture
def output() -> Iterator[StringIO]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = StringIO()
    logs.configure(Settings(_env_file=None), stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_the_log_keeps_what_was_told_only_once(outage: Outage, output: StringIO) -> None:
    logger = logging.getLogger("test")
    told = _full()
    _fail(outage, told)
    logger.error("the worker stumbled", exc_info=told)
    logger.error("and its caller", exc_info=_caused_by(told))
    logger.error("something else", exc_info=ValueError())

    assert output.getvalue().count('"message"') == 2
    assert "the disk is full" in output.getvalue()
    assert "something else" in output.getvalue()


def _caused_by(error: Exception) -> Exception:
    outer = ValueError()
    outer.__cause__ = error
    return outer
