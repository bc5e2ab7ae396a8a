"""Several processes on one PostgreSQL: they share the work, and none of it is done twice."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

import aiohttp
import pytest
from sqlalchemy import select

from core import outbox, turns
from core.conversations import Said
from core.db import Database
from core.messages import Incoming
from core.models import Conversation, Line
from core.turns import LEASE
from tests.bot.conftest import Stand, make_stand
from tests.fakes import FakeRasa, ManualClock
from tests.inputs import message
from tests.lines import FAST
from tests.postgres import Cluster

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

CITIZENS = 30
EACH = 5


@pytest.fixture
async def other(
    database_url: str, clock: ManualClock, server: FakeRasa, session: aiohttp.ClientSession
) -> AsyncIterator[Stand]:
    """A second process: it has the database, Rasa and the time in common with the first."""
    db = Database(database_url)
    yield make_stand(db, clock, server, session)
    await db.close()


def _messages(citizens: int = CITIZENS, each: int = EACH) -> Sequence[Incoming]:
    return [message(f"{who}.{n}", address=str(who)) for n in range(each) for who in range(citizens)]


async def _until_quiet(*stands: Stand) -> None:
    """Both processes look again and again until nobody has anything to do."""
    async with asyncio.timeout(60):
        while set(await stands[0].states()) != {"answered"}:
            await asyncio.gather(*(stand.worker.look() for stand in stands))
            await asyncio.sleep(0.01)


async def _answers(db: Database) -> dict[str, list[str]]:
    """What each citizen was told, in order."""
    told: dict[str, list[str]] = defaultdict(list)
    query = (
        select(Conversation.address, Line.text)
        .join(Line, Line.conversation_id == Conversation.id)
        .where(Line.author == "bot")
        .order_by(Line.conversation_id, Line.seq)
    )
    async with db.read() as session:
        for address, text in await session.execute(query):
            told[address].append(text)
    return told


ALL_ANSWERS = {str(who): [f"Jawaban {who}.{n}" for n in range(EACH)] for who in range(CITIZENS)}


def _answer_everything(server: FakeRasa) -> None:
    for each in _messages():
        server.answers[each.text] = [{"text": f"Jawaban {each.text}"}]


async def test_two_claimers_share_the_conversations_and_wait_for_nobody(
    stand: Stand, other: Stand, clock: ManualClock
) -> None:
    await stand.receive(*_messages(6, 1))
    async with asyncio.timeout(5), stand.db.write() as one, other.db.write() as two:
        first = await turns.claim(one, "one", clock(), 4)
        second = await turns.claim(two, "two", clock(), 4)

    assert (len(first), len(second)) == (4, 2)
    assert not set(first) & set(second)


async def test_two_senders_share_the_lines_and_wait_for_nobody(
    stand: Stand, other: Stand, clock: ManualClock
) -> None:
    await stand.receive(*_messages(6, 1))
    async with stand.db.write() as session:
        for conversation_id in await session.scalars(select(Conversation.id)):
            for text in ("satu", "dua"):
                await outbox.add(session, conversation_id, Said("bot", text), clock())
    async with asyncio.timeout(5), stand.db.write() as one, other.db.write() as two:
        first = await outbox.claim(one, "telegram", clock(), 4, FAST)
        second = await outbox.claim(two, "telegram", clock(), 4, FAST)

    assert (len(first), len(second)) == (4, 2)
    assert not {job.conversation_id for job in first} & {job.conversation_id for job in second}


async def test_two_workers_answer_everything_once_and_in_order(stand: Stand, other: Stand) -> None:
    _answer_everything(stand.server)
    await stand.receive(*_messages())
    await _until_quiet(stand, other)

    assert sorted(stand.server.messages) == sorted(each.text for each in _messages())
    assert await _answers(stand.db) == ALL_ANSWERS


async def test_the_work_of_a_worker_that_died_is_taken_over(
    stand: Stand, other: Stand, clock: ManualClock
) -> None:
    _answer_everything(stand.server)
    await stand.receive(*_messages())
    stand.server.slow.clear()
    await stand.worker.look()
    await _until_asked(stand.server)
    await _kill(stand)
    stand.server.slow.set()
    for _ in range(20):
        await other.work()
    taken = len(await other.said())
    clock.advance(LEASE.total_seconds() + 1)
    await _until_quiet(other)

    assert 0 < taken < CITIZENS * EACH
    assert sorted(stand.server.messages) == sorted(each.text for each in _messages())
    assert await _answers(stand.db) == ALL_ANSWERS


async def _until_asked(server: FakeRasa) -> None:
    async with asyncio.timeout(5):
        while not server.turns:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def _kill(stand: Stand) -> None:
    """End a process's turns in the middle; it gives nothing back."""
    running = list(stand.worker._running.values())
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def test_a_turn_outlives_a_restart_of_the_database(stand: Stand, postgres: Cluster) -> None:
    stand.server.slow.clear()
    await stand.receive(message("Halo"))
    await stand.worker.look()
    await _until_asked(stand.server)
    with postgres.away():
        stand.server.slow.set()
        await asyncio.sleep(0.2)
    async with asyncio.timeout(10):
        await stand.worker.idle()

    assert (await stand.said(), await stand.states()) == (["Baik."], ["answered"])
    assert stand.server.messages == ["Halo"]
