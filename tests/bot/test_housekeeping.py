"""The nightly run: once for all processes, in order, and honest about what it did."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import housekeeping
from bot.housekeeping import Housekeeping, clean_once, last_report, shown
from core import attachments, inbox
from core.attachments import Clean
from core.db import Database
from core.errors import StartError
from core.messages import Ignored, MediaKind
from core.models import Fact, Message
from tests.bot.conftest import make_settings
from tests.fakes import ManualClock

PDF = Clean(MediaKind.DOCUMENT, "application/pdf", b"%PDF-1.7\n")


@pytest.fixture
def keeping(db: Database, clock: ManualClock, tmp_path: Path) -> Housekeeping:
    return Housekeeping(db, make_settings(tmp_path), clock)


async def _receive(db: Database, clock: ManualClock, count: int) -> None:
    async with db.write() as session:
        events = [Ignored("telegram", f"{clock()}{n}", "sticker") for n in range(count)]
        await inbox.receive(session, events, clock())


async def _kept(db: Database) -> int:
    async with db.read() as session:
        return len((await session.scalars(select(Message.id))).all())


def _file(folder: Path, days_ago: float) -> Path:
    path = folder / "attachments" / attachments.write(folder / "attachments", PDF)
    then = (datetime(2026, 11, 24, 3, tzinfo=UTC) - timedelta(days=days_ago)).timestamp()
    os.utime(path, (then, then))
    return path


async def test_the_first_look_cleans_and_the_next_waits_for_the_night(
    keeping: Housekeeping, db: Database, clock: ManualClock
) -> None:
    await _receive(db, clock, 3)
    clock.advance(timedelta(days=91).total_seconds())
    await keeping.look()
    assert await _kept(db) == 1

    await _receive(db, clock, 3)
    clock.now = datetime(2027, 5, 24, 18, 59, tzinfo=UTC)  # 01.59 in Bandung
    async with db.write() as session:
        (await session.get_one(Fact, "housekeeping.next")).value = "2027-05-25T02:00:00+07:00"
    await keeping.look()
    assert await _kept(db) == 4

    clock.advance(60)
    await keeping.look()
    assert await _kept(db) == 1


async def test_only_one_process_cleans(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        assert await housekeeping._claim(session, clock())
    async with db.write() as session:
        assert not await housekeeping._claim(session, clock())


async def test_the_work_of_a_process_that_died_is_taken_over(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        assert await housekeeping._claim(session, clock())
    clock.advance(housekeeping.LEASE.total_seconds())
    async with db.write() as session:
        assert await housekeeping._claim(session, clock())


async def test_files_without_a_row_go_and_others_stay(
    keeping: Housekeeping, db: Database, clock: ManualClock, tmp_path: Path
) -> None:
    stray, young, known = _file(tmp_path, 2), _file(tmp_path, 0.5), _file(tmp_path, 2)
    half = stray.with_suffix(".part")
    stray.rename(half)
    async with db.write() as session:
        relative = str(known.relative_to(tmp_path / "attachments"))
        await attachments.add_stored(session, PDF, relative, clock())
    report = await keeping.clean()

    assert report.removed["stray_files"] == 1
    assert (half.exists(), young.exists(), known.exists()) == (False, True, True)


async def test_a_folder_of_another_database_is_left_alone(
    keeping: Housekeeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(housekeeping, "MOST_STRAYS", 2)
    files = [_file(tmp_path, 2) for _ in range(3)]
    report = await keeping.clean()

    assert report.failed == ["stray_files"]
    assert all(file.exists() for file in files)
    assert "does VAR_DIR fit DATABASE_URL?" in caplog.text


async def test_a_chore_that_fails_stops_no_other_and_is_told(
    keeping: Housekeeping, db: Database, clock: ManualClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "rasa.db").write_bytes(b"no database at all, but long enough to look like one" * 20)
    await _receive(db, clock, 2)
    clock.advance(timedelta(days=91).total_seconds())
    report = await keeping.clean()

    assert report.failed == ["tracker_events"]
    assert report.removed["messages"] == 1
    assert "tracker_events could not be done" in caplog.text
    async with db.read() as session:
        assert await last_report(session) == report


async def test_what_rasa_forgets_is_counted(
    keeping: Housekeeping, clock: ManualClock, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "rasa.db")) as connection, connection:
        connection.execute(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT, timestamp FLOAT)"
        )
        connection.execute("INSERT INTO events VALUES (1, 'a', 'user', 1000.0)")

    assert (await keeping.clean()).removed["tracker_events"] == 1


async def test_before_the_first_night_there_is_no_report(db: Database) -> None:
    async with db.read() as session:
        assert await last_report(session) is None


async def test_by_hand_it_cleans_at_once_and_says_what(
    tmp_path: Path, database_url: str, db: Database
) -> None:
    report = await clean_once(make_settings(tmp_path, database_url=database_url))

    assert "messages              0 removed" in shown(report)
    async with db.read() as session:
        assert await last_report(session) == report


async def test_by_hand_without_tables_it_is_one_clear_line(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, database_url=f"sqlite+aiosqlite:///{tmp_path}/none.db")
    with pytest.raises(StartError, match="no such table"):
        await clean_once(settings)
