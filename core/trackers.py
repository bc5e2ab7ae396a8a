"""Rasa's own memory (its table ``events``): what is too old to be read again goes, while Rasa runs.

Rasa reads a conversation from its last session on, so earlier sessions and silent conversations can go;
the session that is still open stays whole. The table has no index on time: steps follow its numbers.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, delete, func, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.retention import ROWS, Step
from core.settings import Settings

EVENTS = Table(
    "events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(255)),
    Column("type_name", String(255)),
    Column("timestamp", Float),
)
_SESSION = "session_started"


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[AsyncEngine | None]:
    """Where Rasa keeps its events; None when it has not made its table yet."""
    url = settings.database_url
    if url.startswith("sqlite"):
        path = settings.var_dir.absolute() / "rasa.db"
        if not await asyncio.to_thread(path.is_file):  # connecting would make one
            yield None
            return
        url = f"sqlite+aiosqlite:///{path}"
    engine = create_async_engine(url, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            there = await connection.run_sync(lambda sync: inspect(sync).has_table(EVENTS.name))
        yield engine if there else None
    finally:
        await engine.dispose()


async def trim(connection: AsyncConnection, after: int, before: datetime) -> Step:
    """Remove old events among the next ones, in the caller's transaction."""
    query = (
        select(EVENTS.c.id, EVENTS.c.sender_id, EVENTS.c.timestamp)
        .where(EVENTS.c.id > after)
        .order_by(EVENTS.c.id)
        .limit(ROWS)
    )
    rows = (await connection.execute(query)).all()
    limit = before.timestamp()
    old = [row for row in rows if row.timestamp is not None and row.timestamp < limit]
    ids = []
    for sender in sorted({row.sender_id for row in old}):
        since = await _needed_since(connection, sender, limit)
        ids += [row.id for row in old if row.sender_id == sender and row.timestamp < since]
    if ids:
        await connection.execute(delete(EVENTS).where(EVENTS.c.id.in_(ids)))
    return Step(len(ids), rows[-1].id if old and len(rows) == ROWS else None)


async def forget(connection: AsyncConnection, senders: Sequence[str]) -> None:
    """Remove all that Rasa remembers of these conversations, in the caller's transaction."""
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("PRAGMA secure_delete=ON")
    await connection.execute(delete(EVENTS).where(EVENTS.c.sender_id.in_(senders)))


async def _needed_since(connection: AsyncConnection, sender: str, limit: float) -> float:
    """Events of this conversation before this moment are not read any more."""
    last = func.max(EVENTS.c.timestamp)
    mine = select(last).where(EVENTS.c.sender_id == sender)
    if (await connection.scalar(mine) or 0.0) < limit:
        return limit
    session = await connection.scalar(mine.where(EVENTS.c.type_name == _SESSION))
    return min(session or 0.0, limit)
