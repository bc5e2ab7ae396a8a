"""A quicker way to drive SQLite: aiosqlite without a thread change for every step.

aiosqlite hands each call (cursor, execute, fetchall, close) to a thread and waits for it, which costs
ten times what SQLite needs for the work. Inside a write transaction our statements are short and touch
memory only, so they run where they are called; the same goes for reads that say they are short (BEGIN
DEFERRED). What can wait (taking the write lock, the commit's disk write, any other query) stays in the
thread.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy.ext.asyncio import AsyncEngine


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """Like `aiosqlite.connect`."""
    options["check_same_thread"] = False
    return _Connection(lambda: sqlite3.connect(database, **options), 64)


class _Connection(aiosqlite.Connection):
    def __init__(self, connector: Callable[[], sqlite3.Connection], iter_chunk_size: int) -> None:
        super().__init__(connector, iter_chunk_size)
        self._thread.daemon = True
        self._is_short = False
        self._in_thread = 0

    async def _connect(self) -> aiosqlite.Connection:
        # Opening a file waits for nothing; in the thread a cancelled caller would leave it open for ever.
        if self._connection is None:
            self._connection = self._connector()
        return self

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")  # as aiosqlite says it
        if self._in_thread or self._may_wait(fn.__name__, args):
            return await self._execute_in_thread(fn, *args, **kwargs)
        return fn(*args, **kwargs)

    def _may_wait(self, name: str, args: tuple[Any, ...]) -> bool:
        match name:
            case "execute":
                statement = str(args[0])
                if statement.startswith("BEGIN"):
                    self._is_short = statement != "BEGIN"
                    return statement == "BEGIN IMMEDIATE"
                return not (self._is_short or statement.startswith("PRAGMA synchronous"))
            case "commit" | "rollback":
                self._is_short = False
                return name == "commit"
            case "cursor" | "close":
                return False
            case _:
                return not self._is_short

    async def _execute_in_thread(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        # A cancelled caller leaves its call behind in the thread; until that ends, nothing may overtake it.
        self._in_thread += 1

        def run() -> Any:
            try:
                return fn(*args, **kwargs)
            finally:
                self._in_thread -= 1

        return await super()._execute(run)  # type: ignore[no-untyped-call]


async def truncate_log(engine: AsyncEngine) -> None:
    """Drop the old copies of pages that SQLite keeps beside its file, unless somebody reads them this moment.

    After erasing: what was written over is then nowhere. PostgreSQL's vacuum does it in its own time.
    """
    if engine.dialect.name != "sqlite":
        return
    async with engine.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        timeout = (await (await raw.execute("PRAGMA busy_timeout")).fetchone())[0]
        await raw.execute("PRAGMA busy_timeout=500")
        await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        await raw.execute(f"PRAGMA busy_timeout={int(timeout)}")
