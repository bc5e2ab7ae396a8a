import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core import trackers
from core.db import Database
from core.retention import ROWS, Step
from tests.bot.conftest import make_settings

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=30)


@pytest.fixture
def rasa(tmp_path: Path) -> Path:
    """A file with the table that Rasa makes."""
    path = tmp_path / "rasa.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255) NOT NULL,"
            " type_name VARCHAR(255) NOT NULL, timestamp FLOAT, intent_name VARCHAR(255),"
            " action_name VARCHAR(255), data TEXT)"
        )
    return path


def _happened(rasa: Path, sender: str, kind: str, days_ago: float) -> None:
    with closing(sqlite3.connect(rasa)) as connection, connection:
        connection.execute(
            "INSERT INTO events (sender_id, type_name, timestamp, data) VALUES (?, ?, ?, '{}')",
            (sender, kind, (NOW - timedelta(days=days_ago)).timestamp()),
        )


def _left(rasa: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(rasa)) as connection:
        return connection.execute("SELECT sender_id, type_name FROM events ORDER BY id").fetchall()


async def _trim(folder: Path, after: int = 0) -> Step:
    async with trackers.opened(make_settings(folder)) as engine:
        assert engine is not None
        async with engine.begin() as connection:
            return await trackers.trim(connection, after, BEFORE)


async def test_a_conversation_that_is_long_silent_is_forgotten(rasa: Path, tmp_path: Path) -> None:
    _happened(rasa, "silent", "session_started", 40)
    _happened(rasa, "silent", "user", 31)
    _happened(rasa, "fresh", "user", 29)

    assert await _trim(tmp_path) == Step(2, None)
    assert _left(rasa) == [("fresh", "user")]


async def test_of_an_active_conversation_earlier_sessions_go(rasa: Path, tmp_path: Path) -> None:
    for kind, days_ago in (("session_started", 90), ("user", 90), ("session_started", 1), ("slot", 1)):
        _happened(rasa, "regular", kind, days_ago)

    assert (await _trim(tmp_path)).removed == 2
    assert _left(rasa) == [("regular", "session_started"), ("regular", "slot")]


async def test_the_session_that_is_still_open_stays_whole(rasa: Path, tmp_path: Path) -> None:
    for kind, days_ago in (("session_started", 40), ("user", 40), ("user", 1)):
        _happened(rasa, "long", kind, days_ago)

    assert (await _trim(tmp_path)).removed == 0


async def test_an_earlier_session_that_is_not_old_yet_stays(rasa: Path, tmp_path: Path) -> None:
    for kind, days_ago in (("session_started", 20), ("user", 20), ("session_started", 1)):
        _happened(rasa, "regular", kind, days_ago)

    assert (await _trim(tmp_path)).removed == 0


async def test_many_events_go_in_small_steps(rasa: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(rasa)) as connection, connection:
        old = (BEFORE - timedelta(days=1)).timestamp()
        rows = [(old,)] * (ROWS + 1)
        connection.executemany(
            "INSERT INTO events (sender_id, type_name, timestamp) VALUES ('a', 'x', ?)", rows
        )

    assert await _trim(tmp_path) == Step(ROWS, ROWS)
    assert await _trim(tmp_path, after=ROWS) == Step(1, None)


async def test_without_a_rasa_yet_there_is_nothing_and_nothing_is_made(tmp_path: Path) -> None:
    async with trackers.opened(make_settings(tmp_path)) as engine:
        assert engine is None
    path = tmp_path / "rasa.db"
    assert not path.exists()

    path.touch()
    async with trackers.opened(make_settings(tmp_path)) as engine:
        assert engine is None


async def test_on_postgresql_the_table_lies_beside_ours(
    new_postgres: Callable[[str], str], tmp_path: Path
) -> None:
    settings = make_settings(tmp_path, database_url=new_postgres("empty"))
    async with trackers.opened(settings) as engine:
        assert engine is None
    db = Database(settings.database_url)
    async with db.write() as session:
        columns = "id SERIAL PRIMARY KEY, sender_id VARCHAR(255), type_name VARCHAR(255), timestamp FLOAT"
        await session.execute(text(f"CREATE TABLE events ({columns})"))
        old = (BEFORE - timedelta(days=1)).timestamp()
        row = "INSERT INTO events (sender_id, type_name, timestamp) VALUES ('a', 'user', :old)"
        await session.execute(text(row), {"old": old})
    await db.close()

    async with trackers.opened(settings) as engine:
        assert engine is not None
        async with engine.begin() as connection:
            assert await trackers.trim(connection, 0, BEFORE) == Step(1, None)
