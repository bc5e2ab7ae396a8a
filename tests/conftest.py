"""Fixtures that several folders share: a real database per test, and the time in our hands."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from core.db import Database
from core.schema import upgrade
from tests.fakes import ManualClock
from tests.postgres import Cluster, cluster


async def _migrate(url: str) -> None:
    db = Database(url)
    await upgrade(db)
    await db.close()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that tests copy: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server with a migrated database ``empty``; whoever stops it starts it again."""
    with cluster() as server:
        asyncio.run(_migrate(server.create("empty")))
        yield server


_numbers = count(1)


@pytest.fixture
def new_postgres(postgres: Cluster) -> Iterator[Callable[[str], str]]:
    """Makes a database from a template, and removes it after the test."""
    made: list[str] = []

    def make(template: str = "empty") -> str:
        made.append(f"test_{next(_numbers)}")
        return postgres.create(made[-1], template)

    yield make
    for name in made:
        postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Where a test's database lives; a folder or test that needs only one of them says so."""
    name: str = request.param
    return name


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database of this test's own."""
    if engine == "postgresql":
        address: str = request.getfixturevalue("new_postgres")("empty")
        return address
    path = tmp_path / "sobat.db"
    shutil.copy(request.getfixturevalue("empty_database"), path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
