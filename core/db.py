"""The database: one engine per process, short transactions, the same code on SQLite and PostgreSQL."""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Dialect, Insert, Table, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from core import postgres
from core.outage import Outage
from core.rush import Rush
from core.sqlite import connect

WAL_TRIES = 60  # over three seconds
LONGEST_COURTESY = 0.1  # seconds that work inside waits for callers from outside
_ONE_MOMENT = {"isolation_level": "REPEATABLE READ"}


class Base(DeclarativeBase):
    """Parent of all tables."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: refuses naive values on the way in, always UTC on the way out (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must have a timezone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Turnstile:
    """Lets one in at a time: first those who must not wait, in order, then the others, in order."""

    def __init__(self) -> None:
        self._taken = False
        self._expected = 0
        self._calm = asyncio.Event()
        self._calm.set()
        self._queues: tuple[deque[asyncio.Future[None]], deque[asyncio.Future[None]]] = (deque(), deque())

    @contextmanager
    def expected(self) -> Iterator[None]:
        """Somebody who must not wait is on the way: the others hold back for a moment."""
        self._expected += 1
        self._calm.clear()
        try:
            yield
        finally:
            self._expected -= 1
            if not self._expected:
                self._calm.set()

    @asynccontextmanager
    async def passed(self, *, first: bool) -> AsyncIterator[None]:
        """Hold the turnstile while the block runs."""
        if not first and self._expected:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_COURTESY):
                    await self._calm.wait()
        await self._enter(self._queues[0 if first else 1])
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, queue: deque[asyncio.Future[None]]) -> None:
        if not self._taken:
            self._taken = True
            return
        called = asyncio.get_running_loop().create_future()
        queue.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():  # it was our turn already: pass it on
                self._leave()
            raise

    def _leave(self) -> None:
        for queue in self._queues:
            while queue:
                called = queue.popleft()
                if not called.done():
                    called.set_result(None)
                    return
        self._taken = False


class Database:
    """Opens sessions; ``write`` commits when its block ends well and rolls back otherwise."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self._url = url
        self.outage = Outage()
        # SQLite has one writer: queueing here is fair and quick, its own busy wait sleeps and starves.
        self._turnstile = Turnstile() if self.is_sqlite else None
        self.rush = Rush()
        self.engine = _sqlite_engine(url) if self.is_sqlite else postgres.create_engine(url)
        # Every statement of a read sees the same moment; SQLite does so by itself.
        self._view = self.engine if self.is_sqlite else self.engine.execution_options(**_ONE_MOMENT)

    @asynccontextmanager
    async def write(self, *, first: bool = False, durable: bool = True) -> AsyncIterator[AsyncSession]:
        """A transaction that may change rows; ``first`` for those that somebody outside waits for.

        One that is not ``durable`` survives the end of the process, but a power cut may undo it: for steps
        that are then simply done again (a lease, a delivery's progress), each saving a wait for the disk.
        """
        with self.outage.watching(writes=True):
            if self._turnstile is None:
                async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
                    if not durable:
                        await postgres.do_without_the_disk(session)
                    yield session
                return
            async with self._turnstile.passed(first=first), self.engine.connect() as connection:
                await connection.execution_options(sobat_begin="BEGIN IMMEDIATE", sobat_durable=durable)
                async with AsyncSession(connection, expire_on_commit=False) as session, session.begin():
                    yield session

    @property
    def pressed(self) -> bool:
        """Whether callers from outside come in a rush right now."""
        return self.rush.pressed

    @contextmanager
    def expecting(self) -> Iterator[None]:
        """While this block runs, a write with ``first`` is about to come: others let it pass."""
        self.rush.arrived()
        with self._turnstile.expected() if self._turnstile else nullcontext():
            yield

    @asynccontextmanager
    async def read(self, *, quick: bool = False) -> AsyncIterator[AsyncSession]:
        """A consistent view; nothing in it is saved. ``quick`` for a few rows found by an index."""
        with self.outage.watching(writes=False):
            if not (quick and self.is_sqlite):
                async with AsyncSession(self._view, expire_on_commit=False) as session:
                    yield session
                return
            async with self.engine.connect() as connection:
                await connection.execution_options(sobat_begin="BEGIN DEFERRED")
                async with AsyncSession(connection, expire_on_commit=False) as session:
                    yield session

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[AsyncConnection]:
        """A transaction without time limits that no other one of this name runs beside."""
        if self.is_sqlite:
            async with self.engine.connect() as connection:
                await connection.execution_options(sobat_begin="BEGIN IMMEDIATE")
                async with connection.begin():
                    yield connection
            return
        patient = postgres.create_patient_engine(self._url)
        try:
            async with patient.begin() as connection:
                await postgres.take_turns(connection, name)
                yield connection
        finally:
            await patient.dispose()

    @asynccontextmanager
    async def driver(self) -> AsyncIterator[Any]:
        """A connection of PostgreSQL's driver, beside the pool, for what SQLAlchemy has no words for."""
        patient = postgres.create_patient_engine(self._url)
        try:
            with self.outage.watching(writes=False):
                connection = await patient.connect()
            try:
                yield (await connection.get_raw_connection()).driver_connection
            finally:
                await connection.close()
        finally:
            await patient.dispose()

    async def close(self) -> None:
        await self.engine.dispose()


def _sqlite_engine(url: str) -> AsyncEngine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        connect_args={"timeout": 15, "async_creator_fn": connect},
        hide_parameters=True,  # a failing statement's text goes to the log, its values (messages!) do not
    )
    event.listen(engine.sync_engine, "connect", _prepare_connection)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare_connection(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we write BEGIN ourselves, see `_begin`
    cursor = connection.cursor()
    _use_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Turn a new file to WAL; while another process does the same, SQLite says "locked" without waiting."""
    for tries in range(1, WAL_TRIES + 1):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or tries == WAL_TRIES:
                raise
            time.sleep(0.05)  # the other one needs no event loop to finish
        else:
            return


def _begin(connection: Any) -> None:
    options = connection.get_execution_options()
    if "sobat_durable" in options:
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if options['sobat_durable'] else 'NORMAL'}")
    # A read that later turns into a write fails at once under WAL; so writers say so from the start.
    connection.exec_driver_sql(options.get("sobat_begin", "BEGIN"))


def insert_into(session: AsyncSession, table: type[Base] | Table) -> Any:
    """An INSERT of this session's dialect that has ``on_conflict_do_nothing/update``."""
    statement: type[Insert] = (
        postgresql.Insert if session.get_bind().dialect.name == "postgresql" else sqlite.Insert
    )
    return statement(table)
