"""The way in: what waits for the database is written together, and nobody pays for another's fault."""

import asyncio

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.receiving import Receiving
from bot.signals import Signals
from core import conversations
from core.db import Database
from core.messages import Incoming
from core.models import Message
from tests.fakes import FakeChannel, ManualClock
from tests.inputs import START, message, photo
from tests.refusals import refuse


@pytest.fixture
def receiving(db: Database, clock: ManualClock) -> Receiving:
    return Receiving(db, Signals(db), clock)


async def _texts(db: Database) -> list[str]:
    async with db.read() as session:
        return sorted((await session.scalars(select(Message.text))).all())


async def test_calls_that_come_together_are_all_stored(receiving: Receiving, db: Database) -> None:
    events = [message(str(n), address=str(n % 7)) for n in range(150)]
    await asyncio.gather(*(receiving.store(FakeChannel(), [event]) for event in events))

    assert len(await _texts(db)) == 150


async def test_one_persons_messages_keep_their_order(receiving: Receiving, db: Database) -> None:
    await asyncio.gather(*(receiving.store(FakeChannel(), [message(str(n))]) for n in range(9)))

    async with db.read() as session:
        rows = (await session.scalars(select(Message).order_by(Message.id))).all()
    assert [(row.seq, row.text) for row in rows] == [(n + 1, str(n)) for n in range(9)]


async def test_the_same_message_twice_in_one_breath_is_stored_once(
    receiving: Receiving, db: Database
) -> None:
    event = message("Halo")
    await asyncio.gather(*(receiving.store(FakeChannel(), [event]) for _ in range(5)))

    assert await _texts(db) == ["Halo"]


async def test_a_fault_of_one_call_is_not_paid_by_its_neighbours(receiving: Receiving, db: Database) -> None:
    await refuse(db, "inbox", "NEW.text = 'racun'")
    events = [message("satu"), message("racun"), message("dua", address="200")]
    await asyncio.gather(*(receiving.store(FakeChannel(), [event]) for event in events))

    assert await _texts(db) == ["", "dua", "satu"]
    async with db.read() as session:
        assert (await session.scalars(select(Message.reason).where(Message.text == ""))).all() == [
            "unstorable"
        ]


async def test_everybody_learns_that_the_database_is_away(receiving: Receiving, db: Database) -> None:
    async with db.write() as session:
        await session.execute(text("ALTER TABLE inbox RENAME TO gone"))
    calls = [receiving.store(FakeChannel(), [message(str(n))]) for n in range(3)]
    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert [isinstance(outcome, SQLAlchemyError) for outcome in outcomes] == [True] * 3


async def test_a_caller_who_leaves_does_not_stop_the_others(receiving: Receiving, db: Database) -> None:
    leaving = asyncio.create_task(receiving.store(FakeChannel(), [message("pergi")]))
    staying = asyncio.create_task(receiving.store(FakeChannel(), [message("tinggal")]))
    await asyncio.sleep(0)
    leaving.cancel()
    await staying

    assert "tinggal" in await _texts(db)


@pytest.mark.parametrize("event", [message("x", payload="/help", ack_ref="tap-1"), photo(ack_ref="tap-1")])
async def test_a_tap_is_acknowledged_once_it_is_stored(receiving: Receiving, event: Incoming) -> None:
    channel = FakeChannel()
    await receiving.store(channel, [event])
    await asyncio.sleep(0)

    assert channel.acknowledged == ["tap-1"]


async def test_a_database_that_others_hold_is_no_reason_to_keep_a_platform_waiting(
    receiving: Receiving, db: Database, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    other = Database(database_url)
    await receiving.store(FakeChannel(), [message("satu")])
    refused = [message("dua"), message("tiga")]
    receiving.patience = 0.1
    async with other.write() as session:
        await conversations.find_or_open(session, "telegram", "100", START)
        calls = [receiving.store(FakeChannel(), [event]) for event in refused]
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [TimeoutError] * 2
    assert caplog.messages == [
        "the database does not work: it cannot be reached (TimeoutError); nothing is accepted until it does"
    ]

    receiving.patience = 5
    await asyncio.gather(*(receiving.store(FakeChannel(), [event]) for event in refused))
    await other.close()
    assert await _texts(db) == ["dua", "satu", "tiga"]


async def test_what_waits_for_a_caller_who_left_is_not_kept(receiving: Receiving, db: Database) -> None:
    async with db.write() as session:
        await conversations.find_or_open(session, "telegram", "100", START)
        writing = asyncio.create_task(receiving.store(FakeChannel(), [message("satu")]))
        await asyncio.sleep(0)
        leaving = asyncio.create_task(receiving.store(FakeChannel(), [message("dua")]))
        await asyncio.sleep(0)
        leaving.cancel()
    await writing
    await receiving.store(FakeChannel(), [message("tiga")])

    assert await _texts(db) == ["satu", "tiga"]
