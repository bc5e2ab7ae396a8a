"""Keys of the civic API: who may file with it. A key is shown once; only its hash is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit
from core.errors import ConflictError, NotFoundError
from core.models import ApiKey
from core.staff import InputError
from core.texts import clean

LONGEST_NAME = 120
_LONGEST_KEY = 200


async def add(session: AsyncSession, name: str, now: datetime) -> str:
    """Make a key for this organisation or app, and return it: it cannot be read again.

    Raises:
        InputError: the name is empty or too long.
        ConflictError: the name has a key, perhaps a revoked one.
    """
    kept = clean(name)
    if not 0 < len(kept) <= LONGEST_NAME:
        raise InputError("name", f"a key's name has 1 to {LONGEST_NAME} characters")
    key = secrets.token_urlsafe(32)
    session.add(ApiKey(name=kept, key_hash=hashed(key), created_at=now))
    try:
        await session.flush()
    except IntegrityError as error:
        raise ConflictError(f"{kept} has a key already; give the new one another name") from error
    audit.record(session, None, "api_key.add", now, target=f"api key {kept}")
    return key


async def every(session: AsyncSession) -> Sequence[ApiKey]:
    """All keys in the order in which they were made, revoked ones too."""
    return (await session.scalars(select(ApiKey).order_by(ApiKey.id))).all()


async def revoke(session: AsyncSession, name: str, now: datetime) -> None:
    """Let this key open nothing any more; what it filed stays. Twice changes nothing.

    Raises:
        NotFoundError: no key has this name.
    """
    key = (await session.scalars(select(ApiKey).where(ApiKey.name == clean(name)))).first()
    if key is None:
        raise NotFoundError(f"no API key is named {clean(name)}; `sobat api-key list` shows their names")
    if key.active:
        key.active = False
        audit.record(session, None, "api_key.revoke", now, target=f"api key {key.name}")


async def find(session: AsyncSession, key: str) -> ApiKey | None:
    """The key, unless it is unknown or revoked."""
    if not key or len(key) > _LONGEST_KEY:
        return None
    query = select(ApiKey).where(ApiKey.key_hash == hashed(key), ApiKey.active)
    return (await session.scalars(query)).first()


def hashed(key: str) -> str:
    """What is kept of a key. It is random and long, so a plain hash cannot be guessed back."""
    return hashlib.sha256(key.encode("utf-8", "backslashreplace")).hexdigest()
