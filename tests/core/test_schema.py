from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from core.db import Base, Database
from core.schema import upgrade


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_the_migrations_make_the_tables_of_the_models(db: Database) -> None:
    async with db.engine.connect() as connection:
        assert await connection.run_sync(_tables) == {*Base.metadata.tables, "alembic_version"}
        assert await connection.run_sync(_differences) == []


async def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/new/folder/sobat.db")
    await upgrade(db)
    await upgrade(db)

    async with db.engine.connect() as connection:
        assert "inbox" in await connection.run_sync(_tables)
    await db.close()
