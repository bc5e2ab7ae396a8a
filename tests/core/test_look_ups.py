"""Guessing numbers is slowed down, looking them up is not."""

from datetime import UTC, datetime, timedelta

import pytest

from core import look_ups
from core.db import Database
from core.look_ups import MOST, MOST_ON_THE_WEB, PAUSE
from core.models import LookUpMiss
from tests.fakes import ManualClock

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


async def guess(db: Database, clock: ManualClock, who: str = "a", channel: str = "telegram") -> bool:
    async with db.write() as session:
        return await look_ups.miss(session, who, channel, clock())


async def guess_often(db: Database, clock: ManualClock, times: int, **whom: str) -> list[bool]:
    return [await guess(db, clock, **whom) for _ in range(times)]


async def test_the_ninth_number_within_an_hour_must_wait(db: Database, clock: ManualClock) -> None:
    assert await guess_often(db, clock, MOST + 1) == [True] * MOST + [False]


async def test_waiting_takes_an_hour_and_no_longer(db: Database, clock: ManualClock) -> None:
    await guess_often(db, clock, MOST)
    clock.advance(PAUSE.total_seconds() - 1)
    assert not await guess(db, clock)
    clock.advance(1)
    assert await guess(db, clock)


async def test_eight_numbers_in_more_than_an_hour_are_nobodys_guesses(
    db: Database, clock: ManualClock
) -> None:
    await guess(db, clock)
    clock.advance(3601)
    assert await guess_often(db, clock, MOST - 1) == [True] * (MOST - 1)
    assert await guess(db, clock)


async def test_one_who_guesses_stops_nobody_else(db: Database, clock: ManualClock) -> None:
    await guess_often(db, clock, MOST + 1)
    assert await guess(db, clock, who="b")


@pytest.fixture
async def busy_web(db: Database) -> None:
    async with db.write() as session:
        times = (NOW - timedelta(seconds=number) for number in range(MOST_ON_THE_WEB))
        session.add_all(LookUpMiss(conversation_id="web", created_at=time) for time in times)


@pytest.mark.usefixtures("busy_web")
async def test_a_fresh_web_chat_does_not_help_to_guess(db: Database, clock: ManualClock) -> None:
    assert not await guess(db, clock, channel="web")
    assert await guess(db, clock)
    clock.advance(3600)
    assert await guess(db, clock, channel="web")


async def test_web_chats_are_counted_together(db: Database, clock: ManualClock) -> None:
    await guess(db, clock, who="a", channel="web")
    await guess(db, clock, who="b", channel="web")
    async with db.read() as session:
        assert await look_ups._lately(session, "web", clock()) == 2
