"""`sobat migrate`: brings the database to the schema of this code."""

from sqlalchemy.exc import SQLAlchemyError

from core.db import Database
from core.errors import StartError
from core.schema import upgrade
from core.settings import Settings


async def migrate(settings: Settings) -> None:
    """Run the migrations that are missing.

    Raises:
        StartError: the database cannot be reached or written.
    """
    db = Database(settings.database_url)
    try:
        await upgrade(db)
    except (SQLAlchemyError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise StartError(f"DATABASE_URL: the database cannot be prepared: {reason}") from error
    finally:
        await db.close()
