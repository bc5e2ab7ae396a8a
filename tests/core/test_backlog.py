from datetime import timedelta

from core import inbox, paces, sending
from core.backlog import Backlog, Failed, backlog
from core.db import Database
from tests.fakes import ManualClock
from tests.inputs import message
from tests.lines import Lines


async def test_nothing_waits_at_first(db: Database, clock: ManualClock) -> None:
    async with db.read() as session:
        assert await backlog(session, clock()) == Backlog(0, {}, {}, {}, [])


async def test_what_waits_is_told_by_its_age(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await inbox.receive(session, [message("satu")], clock())
        await paces.pause(session, "whatsapp", clock() + timedelta(seconds=90))
    await Lines(db, clock, "whatsapp").say("dua", "62")
    clock.advance(60)
    async with db.write() as session:
        await inbox.receive(session, [message("tiga")], clock())

    async with db.read() as session:
        found = await backlog(session, clock())
    assert (found.oldest_message, found.oldest_line, found.paused) == (60, {"whatsapp": 60}, {"whatsapp": 30})


async def test_what_failed_is_told_by_its_reason(db: Database, clock: ManualClock) -> None:
    lines = Lines(db, clock)
    await lines.say("satu")
    await lines.say("dua", "200")
    first, second = await lines.claim()
    async with db.write() as session:
        await sending.give_up(session, first, "rejected")
        await sending.unknown(session, second, None, clock())

    async with db.read() as session:
        found = await backlog(session, clock())
    assert sorted(found.failed, key=lambda each: each.reason) == [
        Failed("line", "telegram", "rejected", 1),
        Failed("line", "telegram", "uncertain", 1),
    ]
    assert (found.oldest_line, found.unknown_sends) == ({}, {"telegram": 1})
