"""Two processes on one PostgreSQL wake each other; so they do after their connections were cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.signals import Signal, Signals
from bot.wire import MAX_BYTES, Wire, _payload
from core.db import Database
from tests.postgres import Cluster

SOON = 1.0  # a busy machine; the wire itself needs a few milliseconds
LONG = 30.0


@dataclass
class Process:
    signals: Signals
    wire: Wire

    async def woken(self, signal: Signal) -> bool:
        """Whether this signal comes soon; each asks once."""
        started = asyncio.get_running_loop().time()
        await signal.wait(SOON)
        return asyncio.get_running_loop().time() - started < SOON

    async def forget(self) -> None:
        """Drop what was signalled at the start."""
        for signal in (self.signals.turns, self.signals.files, *self.signals.deliveries.values()):
            await signal.wait(0)


@asynccontextmanager
async def _process(url: str) -> AsyncIterator[Process]:
    db = Database(url)
    signals = Signals(db, ["telegram", "whatsapp"])
    process = Process(signals, Wire(db, signals))
    running = asyncio.create_task(process.wire.run())
    await asyncio.wait_for(process.wire.connected.wait(), LONG)
    await process.forget()
    yield process
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await db.close()


@pytest.fixture
def engine() -> str:
    """SQLite belongs to one process."""
    return "postgresql"


@pytest.fixture
async def pair(database_url: str) -> AsyncIterator[tuple[Process, Process]]:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(_process(database_url))
        two = await stack.enter_async_context(_process(database_url))
        yield one, two


type Pair = tuple[Process, Process]


async def test_turns_and_files_wake_the_other_process(pair: Pair) -> None:
    one, two = pair
    one.signals.turns.give()
    two.signals.files.give()

    assert await two.woken(two.signals.turns)
    assert await one.woken(one.signals.files)


async def test_a_channels_sender_is_woken_and_no_other(pair: Pair) -> None:
    one, two = pair
    one.signals.deliveries["whatsapp"].give()

    assert await two.woken(two.signals.deliveries["whatsapp"])
    assert not await two.woken(two.signals.deliveries["telegram"])


async def test_readers_of_a_conversation_hear_of_a_line_said_elsewhere(pair: Pair) -> None:
    one, two = pair
    reader = asyncio.create_task(two.signals.bell.wait("c1", 0, LONG))
    await asyncio.sleep(0)
    one.signals.said("c1")

    await asyncio.wait_for(reader, SOON)
    assert await two.woken(two.signals.deliveries["telegram"])


async def test_what_was_heard_is_not_sent_on(pair: Pair) -> None:
    one, two = pair
    one.signals.turns.give()
    assert await two.woken(two.signals.turns)
    await one.signals.turns.wait(0)

    assert not await one.woken(one.signals.turns)


async def test_a_loop_that_wakes_itself_disturbs_nobody(pair: Pair) -> None:
    one, two = pair
    one.signals.turns.wake()

    assert not await two.woken(two.signals.turns)


async def test_a_cut_connection_is_made_anew(pair: Pair, postgres: Cluster) -> None:
    one, two = pair
    postgres.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname LIKE 'test_%' AND query LIKE '%pg_notify%' OR query LIKE 'LISTEN%'"
    )
    for process in pair:
        await process.signals.files.wait(LONG)  # woken for everything once it is connected again
        await process.forget()
    one.signals.turns.give()

    assert await two.woken(two.signals.turns)


async def test_who_comes_back_looks_at_everything(pair: Pair, postgres: Cluster) -> None:
    one, _ = pair
    with postgres.away():
        one.signals.turns.give()  # nobody can be told
        await one.forget()

    assert await one.woken(one.signals.turns)
    assert await one.woken(one.signals.deliveries["telegram"])


def test_too_many_conversations_become_a_look_at_all() -> None:
    topics = ["turns", *(f"line:{n:032x}" for n in range(1000))]

    assert _payload(topics) == "lines turns"
    assert len(_payload(topics[:200])) < MAX_BYTES
    assert _payload(topics[:3]).split() == topics[:3]
