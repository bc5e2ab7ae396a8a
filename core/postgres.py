"""How PostgreSQL is reached: nobody waits long for it, and what it lost is noticed at the next use."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

CONNECT_SECONDS = 3.0
STATEMENT_SECONDS = 5.0  # on our side: covers a server that hangs
POOL_SECONDS = 3.0
MOST_CONNECTIONS = 24  # of one process; the smallest server takes 100
_SETTINGS = {
    "application_name": "sobat",
    "jit": "off",  # our statements are short: compiling them costs more than it saves
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",  # a process that hangs does not hold its locks for ever
}


def create_engine(url: str) -> AsyncEngine:
    """An engine whose connections fail within seconds when the server is away, and are then replaced."""
    return create_async_engine(
        url,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=MOST_CONNECTIONS - 8,
        pool_timeout=POOL_SECONDS,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": STATEMENT_SECONDS,
            "server_settings": _SETTINGS,
        },
        hide_parameters=True,  # a failing statement's text goes to the log, its values (messages!) do not
    )


def create_patient_engine(url: str) -> AsyncEngine:
    """An engine for work that may take its time, as changing a large table does."""
    return create_async_engine(
        url, poolclass=NullPool, connect_args={"timeout": CONNECT_SECONDS}, hide_parameters=True
    )


async def take_turns(connection: AsyncConnection, name: str) -> None:
    """Wait until no other transaction holds this name, and hold it until this one ends."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


async def do_without_the_disk(session: AsyncSession) -> None:
    """Let this transaction's commit return before the disk has it."""
    await session.execute(text("SET LOCAL synchronous_commit = off"))
