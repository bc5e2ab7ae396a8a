"""112 comes first: in every state of a conversation, and when nothing else works."""

import asyncio

import pytest
from sqlalchemy import select

from core import inbox
from core.conversations import Owner
from core.models import Delivery, Message
from tests.bot.conftest import Stand
from tests.inputs import message, photo

FIRE = "tolong rumah tetangga kebakaran, ada orang terjebak di dalam"


async def test_112_is_the_first_line_and_rasa_knows(stand: Stand) -> None:
    await stand.receive(message(FIRE))
    await stand.work()

    first, second = await stand.said()
    assert "112" in first.splitlines()[0]
    assert second == "Baik."
    assert stand.server.turns[0]["metadata"]["danger"] is True


async def test_the_line_is_urgent_and_belongs_to_its_message(stand: Stand) -> None:
    await stand.receive(message("Halo"), message(FIRE))
    await stand.net.look()

    async with stand.db.read() as session:
        [row] = (await session.scalars(select(Delivery))).all()
    assert (row.urgent, row.message_id) == (True, 2)


@pytest.mark.parametrize("owner", [Owner.WAITING, Owner.STAFF])
async def test_the_net_speaks_while_staff_have_the_conversation(stand: Stand, owner: Owner) -> None:
    await stand.receive(message("Halo"))
    await stand.work()
    await stand.hand_over(owner)
    await stand.receive(message(FIRE))
    await stand.work()

    assert "112" in (await stand.said())[-1].splitlines()[0]
    assert await stand.states() == ["answered", "with_staff"]


async def test_the_net_needs_no_rasa(stand: Stand) -> None:
    await stand.server.stop()
    await stand.receive(message(FIRE))
    await stand.work()

    [line] = await stand.said()
    assert "112" in line.splitlines()[0]


async def test_a_message_behind_a_stuck_one_is_looked_at(stand: Stand) -> None:
    await stand.server.stop()
    await stand.receive(message("Halo"))
    await stand.work()
    await stand.receive(message(FIRE))
    await stand.work()

    [line] = await stand.said()
    assert "112" in line.splitlines()[0]


async def test_a_message_in_the_middle_of_a_slow_turn_is_looked_at(stand: Stand) -> None:
    stand.server.slow.clear()
    await stand.receive(message("Halo"))
    await stand.worker.look()
    await stand.receive(message(FIRE))
    await stand.worker.look()

    [line] = await stand.said()
    assert "112" in line.splitlines()[0]
    stand.server.slow.set()
    await stand.worker.idle()


async def test_a_caption_does_not_wait_for_more_photos(stand: Stand) -> None:
    await stand.receive(photo(FIRE))
    await stand.work()
    [line] = await stand.said()
    assert "112" in line.splitlines()[0]

    await stand.later(3)
    assert stand.server.turns[0]["metadata"]["danger"] is True


async def test_one_message_is_answered_by_the_net_once(stand: Stand) -> None:
    await stand.receive(message(FIRE))
    await asyncio.gather(stand.net.look(), stand.net.look())
    await stand.work()
    await stand.work()

    assert len([text for text in await stand.said() if "112" in text]) == 1


async def test_in_a_group_112_is_all_that_is_said(stand: Stand) -> None:
    await stand.receive(message(FIRE, is_group=True, address="-100"))
    await stand.work()

    [line] = await stand.said()
    assert "112" in line.splitlines()[0]


async def test_messages_of_a_busy_hour_are_all_looked_at(stand: Stand) -> None:
    await stand.receive(*(message("halo", address=str(n)) for n in range(1100)), message(FIRE, address="x"))
    await stand.net.look()

    async with stand.db.read() as session:
        assert (await session.scalars(select(Message.id).where(Message.danger))).all() == [1101]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_message_that_becomes_visible_late_is_looked_at(stand: Stand) -> None:
    async with stand.db.write() as slow:  # another process: it has its number, and is not committed yet
        await inbox.receive(slow, [message(FIRE, address="x")], stand.clock())
        await stand.receive(*(message("halo", address=str(n)) for n in range(300)))
        await stand.net.look()
    await stand.net.look()

    assert "112" in (await stand.said())[-1]
