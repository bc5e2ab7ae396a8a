"""Brings a database to the schema of this code."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config

from core.db import Database

_SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config


async def upgrade(db: Database) -> None:
    """Run the migrations that are missing; doing so twice, or in two processes at once, changes nothing."""
    async with db.alone("migrations") as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


async def new_revision(db: Database, message: str, revision: str) -> None:
    """Write the migration that turns the database into `core.models` (for developers)."""
    async with db.engine.connect() as connection:
        await connection.run_sync(
            lambda sync: command.revision(_config(sync), message, autogenerate=True, rev_id=revision)
        )
