"""Signals wake this process at once; what goes to other processes is told by topic."""

import asyncio

import pytest

from bot.signals import Signals
from core import conversations
from core.conversations import Said
from core.db import Database
from tests.fakes import ManualClock

LONG = 30.0


@pytest.fixture
def signals(db: Database) -> Signals:
    return Signals(db, ["telegram", "whatsapp"])


@pytest.fixture
def passed_on(signals: Signals) -> list[str]:
    topics: list[str] = []
    signals.pass_on = topics.append
    return topics


async def test_a_signal_given_while_nobody_waits_is_not_lost(signals: Signals) -> None:
    signals.turns.give()

    await asyncio.wait_for(signals.turns.wait(LONG), 1)


async def test_what_is_given_is_told_to_others(signals: Signals, passed_on: list[str]) -> None:
    signals.turns.give()
    signals.files.give()
    signals.said("c1")
    signals.said_somewhere()

    assert passed_on == ["turns", "files", "line:c1", "delivery:telegram", "delivery:whatsapp", "lines"]


async def test_what_is_heard_wakes_and_is_told_to_nobody(signals: Signals, passed_on: list[str]) -> None:
    reader = asyncio.create_task(signals.bell.wait("c1", 0, LONG))
    await asyncio.sleep(0)
    for topic in ("turns", "files", "delivery:whatsapp", "line:c1"):
        signals.hear(topic)

    await asyncio.wait_for(reader, 1)
    await asyncio.wait_for(signals.turns.wait(LONG), 1)
    await asyncio.wait_for(signals.files.wait(LONG), 1)
    await asyncio.wait_for(signals.deliveries["whatsapp"].wait(LONG), 1)
    assert passed_on == []


@pytest.mark.parametrize("topic", ["", "delivery:fax", "moon:full"])
async def test_topics_of_other_releases_are_ignored(
    signals: Signals, passed_on: list[str], topic: str
) -> None:
    signals.hear(topic)

    assert passed_on == []


async def test_a_line_said_somewhere_is_found_without_waiting_for_the_poll(
    db: Database, signals: Signals, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.signals.POLL_SECONDS", LONG)
    async with db.write() as session:
        talk = await conversations.find_or_open(session, "web", "1", clock())
    running = asyncio.create_task(signals.bell.run())
    reader = asyncio.create_task(signals.bell.wait(talk.id, 0, LONG))
    await asyncio.sleep(0)
    async with db.write() as session:
        await conversations.say(session, talk.id, Said("staff", "Halo"), clock())
    signals.said_somewhere()

    await asyncio.wait_for(reader, 5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
