import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from core import conversations
from core.db import Base, Database
from core.models import Conversation, Snapshot
from core.schema import _config, upgrade
from core.subscriptions import store, wish
from core.subscriptions.kinds import Kind

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)

# SQLite cannot tell what an index on an expression is made of; PostgreSQL can, and is compared.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index"),
    pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index"),
]


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _columns(connection: Connection) -> Any:
    return inspect(connection).get_columns("snapshots")


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


@pytest.fixture
def nothing(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if engine == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/new/folder/sobat.db"
    make: Callable[[str], str] = request.getfixturevalue("new_postgres")
    return make("template0")


async def test_the_migrations_make_the_tables_of_the_models(db: Database) -> None:
    async with db.engine.connect() as connection:
        assert await connection.run_sync(_tables) == {*Base.metadata.tables, "alembic_version"}
        assert await connection.run_sync(_differences) == []


async def test_upgrading_twice_changes_nothing(nothing: str) -> None:
    db = Database(nothing)
    await upgrade(db)
    await upgrade(db)

    async with db.engine.connect() as connection:
        assert await connection.run_sync(_tables) == {*Base.metadata.tables, "alembic_version"}
    await db.close()


async def test_gateways_that_start_together_upgrade_once(nothing: str) -> None:
    together = [Database(nothing) for _ in range(3)]
    await asyncio.gather(*(upgrade(db) for db in together))

    async with together[0].engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    for db in together:
        await db.close()


async def test_the_information_tables_can_be_taken_back_and_made_again(nothing: str) -> None:
    """What was cached or told may be lost by that; what was there before may not."""
    db = Database(nothing)
    await upgrade(db)
    async with db.write() as session:
        session.add(Snapshot(key="bmkg/alerts", body={"n": 1}, fetched_at=NOW, etag='"1"'))
        talk = await conversations.find_or_open(session, "telegram", "1", NOW)
        wanted = wish.wish_of(wish.read("kabari kalau ada gempa"), Kind.QUAKE)
        await store.subscribe(session, talk.id, wanted, NOW)
    async with db.alone("migrations") as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), "0009"))
        left = await connection.run_sync(_tables)
        columns = {each["name"] for each in await connection.run_sync(_columns)}
    await upgrade(db)

    assert not left & {"source_gates", "source_asks", "subscriptions", "subscription_sent", "camera_checks"}
    assert columns == {"key", "body", "fetched_at"}
    async with db.read() as session:
        assert (await session.get_one(Snapshot, "bmkg/alerts")).body == {"n": 1}
        assert await session.get(Conversation, talk.id)
        assert await store.of(session, talk.id) == []
    async with db.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await db.close()
