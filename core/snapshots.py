"""The last answer of every outside source, kept so that a bad day still has an honest answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.db import Database, insert_into
from core.errors import IntegrationError
from core.models import Snapshot


@dataclass(frozen=True)
class Kept:
    """A source's document and when it was fetched; ``live`` is False when the source did not answer now."""

    body: Any
    fetched_at: datetime
    live: bool


async def keep(
    db: Database,
    key: str,
    fetch: Callable[[], Awaitable[Any]],
    now: datetime,
    *,
    fresh: timedelta,
    usable: timedelta,
) -> Kept:
    """A document that is fresh from storage, or new from its source, or old but still usable.

    Raises:
        IntegrationError: the source failed and nothing usable is kept.
    """
    async with db.read() as session:
        row = await session.get(Snapshot, key)
    if row is not None and now - row.fetched_at < fresh:
        return Kept(row.body, row.fetched_at, live=True)
    try:
        body = await fetch()
    except IntegrationError:
        if row is not None and now - row.fetched_at < usable:
            return Kept(row.body, row.fetched_at, live=False)
        raise
    async with db.write(durable=False) as session:
        await session.execute(
            insert_into(session, Snapshot)
            .values(key=key, body=body, fetched_at=now)
            .on_conflict_do_update(index_elements=["key"], set_={"body": body, "fetched_at": now})
        )
    return Kept(body, now, live=True)
