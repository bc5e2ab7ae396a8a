import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from core.db import Base, Database
from core.schema import upgrade

# SQLite cannot tell what an index on an expression is made of; PostgreSQL can, and is compared.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index"),
    pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index"),
]


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


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
