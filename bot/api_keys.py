"""`sobat api-key add|list|revoke`: who may file through the civic API."""

from bot.database import opened
from core import api_keys
from core.clock import utc_now
from core.jakarta import stamp
from core.settings import Settings


async def add(settings: Settings, name: str) -> None:
    """Make a key and print it; it is not kept and cannot be printed again.

    Raises:
        InputError: the name cannot be used.
        ConflictError: the name has a key.
        StartError: the database cannot be used.
    """
    async with opened(settings) as db, db.write() as session:
        key = await api_keys.add(session, name, utc_now())
    print(key)


async def show(settings: Settings) -> None:
    """Print every key's name, whether it works, and since when it exists.

    Raises:
        StartError: the database cannot be used.
    """
    async with opened(settings) as db, db.read() as session:
        keys = await api_keys.every(session)
    for key in keys:
        print(f"{'active' if key.active else 'revoked':<8}  {stamp(key.created_at, utc_now())}  {key.name}")


async def revoke(settings: Settings, name: str) -> None:
    """Let a key open nothing any more.

    Raises:
        NotFoundError: no key has this name.
        StartError: the database cannot be used.
    """
    async with opened(settings) as db, db.write() as session:
        await api_keys.revoke(session, name, utc_now())
    print(f"Revoked the key of {name}.")
