from sqlalchemy import select

from core import inbox, outbox
from core.conversations import Said
from core.db import Database
from core.ledger import Nowhere, find_unseen, ledger, nowhere
from core.messages import Ignored
from core.models import Conversation, Message, Total
from tests.fakes import ManualClock
from tests.inputs import START, message


async def test_every_message_is_in_one_place(db: Database, clock: ManualClock) -> None:
    sticker = Ignored("telegram", "s:1", "sticker", "100", "sticker", START)
    async with db.write() as session:
        await inbox.receive(session, [*(message("x") for _ in range(4)), sticker], clock())
        rows = (await session.scalars(select(Message).where(Message.state == "received"))).all()
        rows[0].state, rows[1].state, rows[2].state = "answered", "with_staff", "failed"
        await outbox.add(session, str(rows[0].conversation_id), Said("bot", "Baik."), clock())

    async with db.read() as session:
        assert await ledger(session) == {
            "received": 5,
            "answered": 1,
            "with_staff": 1,
            "ignored": {"sticker": 1},
            "waiting": 1,
            "failed": 1,
            "remainder": 0,
        }


async def test_a_message_that_is_nowhere_shows(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await inbox.receive(session, [message("x")], clock())
        (await session.scalars(select(Message))).one().state = "lost"

    async with db.read() as session:
        assert (await ledger(session))["remainder"] == 1


async def test_messages_that_were_removed_count_on(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await inbox.receive(session, [message("x")], clock())
        session.add_all([Total(state="answered", reason="", number=40)])
        session.add_all([Total(state="ignored", reason="sticker", number=2)])

    async with db.read() as session:
        found = await ledger(session)
    assert (found["received"], found["answered"], found["waiting"], found["remainder"]) == (43, 40, 1, 0)
    assert found["ignored"] == {"sticker": 2}


async def _answer(db: Database, clock: ManualClock, *, with_words: bool) -> None:
    """A message that counts as answered."""
    async with db.write() as session:
        await inbox.receive(session, [message("x")], clock())
        row = (await session.scalars(select(Message))).one()
        row.state = "answered"
        if with_words:
            await outbox.add(session, str(row.conversation_id), Said("bot", "Baik."), clock())


async def test_an_answer_that_was_never_said_is_no_answer(db: Database, clock: ManualClock) -> None:
    await _answer(db, clock, with_words=False)

    async with db.read() as session:
        found = await ledger(session)
        assert await ledger(session, quick=True) == found
        assert await nowhere(session) == Nowhere(unseen=0, unanswered=1)
    assert (found["received"], found["answered"], found["remainder"]) == (1, 0, 1)


async def test_an_answer_that_was_said_is_one(db: Database, clock: ManualClock) -> None:
    await _answer(db, clock, with_words=True)

    async with db.read() as session:
        found = await ledger(session)
    assert (found["answered"], found["remainder"]) == (1, 0)


async def test_a_message_that_nothing_will_look_at_does_not_wait(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await inbox.receive(session, [message("x")], clock())
        (await session.scalars(select(Conversation))).one().wake_at = None
    async with db.read() as session:
        found = await ledger(session)
    assert (found["waiting"], found["remainder"]) == (0, 1)

    async with db.write() as session:
        assert await find_unseen(session, clock()) == 1
        assert await find_unseen(session, clock()) == 0
        assert (await ledger(session))["remainder"] == 0
