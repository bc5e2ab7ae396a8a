"""The database of a command that runs once and ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import SQLAlchemyError

from core.db import Database
from core.errors import StartError
from core.settings import Settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database while the block runs.

    Raises:
        StartError: it cannot be reached, or is not prepared.
    """
    db = Database(settings.database_url)
    try:
        yield db
    except (SQLAlchemyError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise StartError(f"DATABASE_URL: the database cannot be used: {reason}") from error
    finally:
        await db.close()
