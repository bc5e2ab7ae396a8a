"""`sobat migrate`: brings the database to the schema of this code, and says plainly why it can not."""

import tempfile
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.engine import make_url

from core import outage
from core.clock import utc_now
from core.db import Database, insert_into
from core.errors import StartError
from core.faults import sqlstate
from core.models import Fact
from core.schema import upgrade
from core.settings import Settings

_BLOCK = 64 * 1024  # a disk with less room than this is full


async def migrate(settings: Settings) -> None:
    """Run the migrations that are missing, and make sure that everything can be written.

    Raises:
        StartError: the database or VAR_DIR cannot be reached or written.
    """
    check_folder(settings.attachments_dir)
    db = open_database(settings)
    try:
        await prepare(db, settings)
        await _check_writing(db, settings)
    finally:
        await db.close()


def open_database(settings: Settings) -> Database:
    """The database; its folder is made when it is missing.

    Raises:
        StartError: the folder cannot be made.
    """
    try:
        return Database(settings.database_url)
    except OSError as error:
        place = Path(make_url(settings.database_url).database or "").parent
        raise StartError(f"DATABASE_URL: the folder {place} cannot be made ({error.strerror})") from error


async def prepare(db: Database, settings: Settings) -> None:
    """Run the migrations that are missing.

    Raises:
        StartError: the database cannot be reached or written, or it is not ours.
    """
    try:
        await upgrade(db)
    except CommandError as error:
        raise StartError(
            "DATABASE_URL: this database was made by a newer version; install that one, or restore a backup"
        ) from error
    except Exception as error:
        _explain(error, settings)
        raise


async def _check_writing(db: Database, settings: Settings) -> None:
    try:
        async with db.write() as session:
            statement = insert_into(session, Fact).values(key="migrated", value=utc_now().isoformat())
            await session.execute(
                statement.on_conflict_do_update(
                    index_elements=["key"], set_={"value": statement.excluded.value}
                )
            )
    except Exception as error:
        _explain(error, settings)
        raise


def _explain(error: Exception, settings: Settings) -> None:
    """Raise what a person can act on, if this is a matter of the machine."""
    why, refusal = outage.reason(error), _refusal(error)
    if why is None and refusal is None:
        return
    url = make_url(settings.database_url)
    if not url.drivername.startswith("sqlite"):
        place = f"{url.host}:{url.port or 5432}/{url.database}"
        advice = refusal or f"{why}; start PostgreSQL or correct the address"
        raise StartError(f"DATABASE_URL: {place}: {advice}") from error
    raise StartError(f"DATABASE_URL: {url.database}: {why}; {_ADVICE.get(why or '', _OTHERWISE)}") from error


def _refusal(error: Exception) -> str | None:
    """What PostgreSQL, which is there, does not let us do."""
    state = sqlstate(error)
    return next((advice for code, advice in _REFUSALS.items() if state.startswith(code)), None)


_REFUSALS = {
    "3D000": "there is no database of this name; create it with createdb",
    "28": "this user or password is refused; correct the address",
    "42501": "this user may not make tables there; let it own the database",
}
_OTHERWISE = "check the file, its folder and the rights of this user"
_ADVICE = {
    "the disk is full": "make room and start again",
    "the file is damaged": "it was left as it is; put a backup in its place (docs/storage.md)",
    "the file is no database": "it was left as it is; put a backup in its place or choose another file",
}


def check_folder(folder: Path) -> None:
    """Make sure that files can be written here.

    Raises:
        StartError: they can not.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_BLOCK))
            probe.flush()
    except OSError as error:
        raise StartError(
            f"VAR_DIR: {folder} cannot be written ({error.strerror}); make room, give this user the right "
            "to write there, or choose another folder"
        ) from error
