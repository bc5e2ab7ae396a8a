from datetime import timedelta

import pytest

from core import paces
from core.db import Database
from core.paces import ChatRate
from tests.fakes import ManualClock
from tests.lines import Lines

PAIR = ChatRate(6, burst=3)


async def _count(db: Database, clock: ManualClock, times: int) -> list[float]:
    """How many seconds after each message the next one may go."""
    async with db.write() as session:
        ready = [await paces.count(session, "c", PAIR, clock()) for _ in range(times)]
    return [round((each - clock()).total_seconds()) for each in ready]


async def test_a_burst_is_borrowed_from_later(db: Database, clock: ManualClock) -> None:
    assert await _count(db, clock, 5) == [-6, 0, 6, 12, 18]


@pytest.mark.parametrize(("rest", "expected"), [(6, [6]), (12, [0, 6]), (1000, [-6, 0, 6])])
async def test_a_chat_at_rest_regains_its_burst(
    db: Database, clock: ManualClock, rest: float, expected: list[float]
) -> None:
    await _count(db, clock, 3)
    clock.advance(rest)

    assert await _count(db, clock, len(expected)) == expected


async def test_a_hold_stops_one_chat_even_for_emergencies(db: Database, clock: ManualClock) -> None:
    lines = Lines(db, clock)
    await lines.say("satu")
    [job] = await lines.claim()
    async with db.write() as session:
        await paces.hold(session, job.conversation_id, clock() + timedelta(seconds=30))
        await paces.hold(session, job.conversation_id, clock() + timedelta(seconds=5))
    await lines.say("112", urgent=True)
    await lines.say("tamu", "200")
    clock.advance(29)
    assert await lines.claimed() == ["tamu"]

    clock.advance(1)
    assert await lines.claimed() == ["112"]


async def test_a_pause_of_a_channel_is_never_shortened(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        assert await paces.paused_until(session, "telegram") < clock()
        await paces.pause(session, "telegram", clock() + timedelta(seconds=10.5))
        await paces.pause(session, "telegram", clock() + timedelta(seconds=10))

        assert await paces.paused_until(session, "telegram") == clock() + timedelta(seconds=10.5)
        assert await paces.paused_until(session, "whatsapp") < clock()
