"""A database that refuses certain rows, on either engine."""

from sqlalchemy import text

from core.db import Database


async def refuse(db: Database, table: str, condition: str = "TRUE") -> None:
    """Let no row of this kind into the table from now on; ``condition`` speaks of ``NEW``."""
    async with db.write() as session:
        for statement in _sqlite(table, condition) if db.is_sqlite else _postgresql(table, condition):
            await session.execute(text(statement))


def _sqlite(table: str, condition: str) -> list[str]:
    return [
        f"CREATE TRIGGER refuse BEFORE INSERT ON {table} WHEN {condition}"
        " BEGIN SELECT RAISE(ABORT, 'poison'); END"
    ]


def _postgresql(table: str, condition: str) -> list[str]:
    return [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'poison'; END $$",
        f"CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW WHEN ({condition})"
        " EXECUTE FUNCTION refuse()",
    ]
