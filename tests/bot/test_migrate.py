"""What stands in the way of a start is one line that says what to do, and nothing is overwritten."""

import asyncio
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url

from bot.migrate import migrate, open_database, prepare
from core.db import Database
from core.errors import StartError
from core.settings import ROOT, Settings
from tests.bot.conftest import make_settings
from tests.postgres import Cluster


def _settings(folder: Path, name: str = "sobat.db") -> Settings:
    return make_settings(folder / "var", database_url=f"sqlite+aiosqlite:///{folder / name}")


async def test_a_new_installation_gets_its_folders_and_tables(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "data/deep/sobat.db")
    await migrate(settings)
    await migrate(settings)

    assert settings.attachments_dir.is_dir()
    with closing(sqlite3.connect(tmp_path / "data/deep/sobat.db")) as connection:
        assert connection.execute("SELECT count(*) FROM inbox").fetchone() == (0,)


@pytest.mark.parametrize(
    "content", [b"ini bukan basis data\n" * 400, b"SQLite format 3\x00" + b"\xff" * 8000]
)
async def test_a_damaged_database_is_told_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sobat.db"
    path.write_bytes(content)
    with pytest.raises(StartError, match=r"DATABASE_URL: .*sobat\.db: .*it was left as it is"):
        await migrate(_settings(tmp_path))

    assert path.read_bytes() == content


@pytest.fixture
def damaged(empty_database: Path, tmp_path: Path) -> Path:
    """A database whose first page nobody can read beyond its header."""
    content = bytearray(empty_database.read_bytes())
    content[100:4096] = b"\xff" * 3996
    path = tmp_path / "sobat.db"
    path.write_bytes(content)
    return path


async def test_a_database_with_damaged_tables_is_told(tmp_path: Path, damaged: Path) -> None:
    with pytest.raises(StartError, match="the file is damaged; it was left as it is"):
        await migrate(_settings(tmp_path))


async def test_a_database_of_a_newer_version_is_told(tmp_path: Path, empty_database: Path) -> None:
    shutil.copy(empty_database, tmp_path / "sobat.db")
    with closing(sqlite3.connect(tmp_path / "sobat.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StartError, match="made by a newer version"):
        await migrate(_settings(tmp_path))


async def test_a_read_only_database_is_told(tmp_path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/sobat.db")
    event.listen(db.engine.sync_engine, "connect", _read_only)
    with pytest.raises(StartError, match="cannot be written; check the file, its folder and the rights"):
        await prepare(db, _settings(tmp_path))
    await db.close()


def _read_only(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


async def test_a_file_in_the_way_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").touch()
    with pytest.raises(StartError, match=r"VAR_DIR: .*attachments cannot be written \(Not a directory\)"):
        await migrate(_settings(tmp_path))
    with pytest.raises(StartError, match=r"DATABASE_URL: the folder .*var/sub cannot be made"):
        open_database(_settings(tmp_path, "var/sub/sobat.db"))


async def test_a_folder_in_the_way_of_the_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "sobat.db").mkdir()
    with pytest.raises(StartError, match="the file cannot be opened; check the file"):
        await migrate(_settings(tmp_path))


async def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, database_url="postgresql://sobat:rahasia@127.0.0.1:9/kota")
    with pytest.raises(StartError, match=r"127\.0\.0\.1:9/kota: it cannot be reached") as caught:
        await migrate(settings)

    assert "rahasia" not in str(caught.value)


@pytest.mark.parametrize(
    ("user", "name", "advice"),
    [("sobat", "nowhere", "create it"), ("nobody", "empty", "refused"), ("weak", "", "own the database")],
)
async def test_what_postgresql_refuses_is_told(
    tmp_path: Path,
    postgres: Cluster,
    new_postgres: Callable[[str], str],
    user: str,
    name: str,
    advice: str,
) -> None:
    postgres.run("DROP ROLE IF EXISTS weak; CREATE ROLE weak LOGIN")
    url = make_url(postgres.url(name) if name else new_postgres("template0")).set(username=user)

    with pytest.raises(StartError, match=advice):
        await migrate(make_settings(tmp_path, database_url=url.render_as_string()))


def test_a_full_disk_is_one_line_at_the_terminal(tmp_path: Path) -> None:
    def almost_full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384))

    ended = subprocess.run(
        [sys.executable, "-m", "bot", "migrate"],
        cwd=ROOT,
        env={
            "VAR_DIR": str(tmp_path),
            "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/sobat.db",
            "PYTHONDONTWRITEBYTECODE": "1",  # a cut-off cache would break every later start
        },
        preexec_fn=almost_full,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "attachments cannot be written (File too large); make room" in ended.stderr


DIES_AT_STATEMENT = """
import asyncio, os, sys
from itertools import count
from sqlalchemy import event
from core.db import Database
from core.schema import upgrade

async def run():
    db, numbers = Database(sys.argv[1]), count(1)
    event.listen(
        db.engine.sync_engine, "before_cursor_execute",
        lambda *_: os._exit(9) if next(numbers) == int(sys.argv[2]) else None,
    )
    await upgrade(db)

asyncio.run(run())
"""


@pytest.mark.parametrize("statement", [3, 60])
def test_a_process_that_is_killed_while_it_migrates_leaves_no_half_of_it(
    tmp_path: Path, statement: int
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/sobat.db"
    killed = subprocess.run(
        [sys.executable, "-c", DIES_AT_STATEMENT, url, str(statement)], cwd=ROOT, timeout=60, check=False
    )
    assert killed.returncode == 9
    with closing(sqlite3.connect(tmp_path / "sobat.db")) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []

    asyncio.run(migrate(_settings(tmp_path)))
