from sqlalchemy import select

from core import inbox
from core.db import Database
from core.ledger import ledger
from core.messages import Ignored
from core.models import Message, Total
from tests.fakes import ManualClock
from tests.inputs import START, message


async def test_every_message_is_in_one_place(db: Database, clock: ManualClock) -> None:
    sticker = Ignored("telegram", "s:1", "sticker", "100", "sticker", START)
    async with db.write() as session:
        await inbox.receive(session, [*(message("x") for _ in range(4)), sticker], clock())
        rows = (await session.scalars(select(Message).where(Message.state == "received"))).all()
        rows[0].state, rows[1].state, rows[2].state = "answered", "with_staff", "failed"

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
