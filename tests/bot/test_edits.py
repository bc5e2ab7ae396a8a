"""Edited messages while the worker works: no second turn, and danger is heard at once."""

import asyncio

import pytest
from sqlalchemy import select

from core.conversations import Owner
from core.models import Delivery, Message
from tests.bot.conftest import Stand
from tests.inputs import edit, message, photo

OLD, NEW = "lampu mati di jalan cikutra", "lampu mati di jalan cikadut"
FIRE = "tolong rumah tetangga kebakaran, ada orang terjebak di dalam"


async def _is_drafted(stand: Stand) -> None:
    """What the action server notes when the form listened."""
    async with stand.db.write() as session:
        (await session.scalars(select(Message).where(Message.ref == "7"))).first().report = "draft"  # type: ignore[union-attr]


async def _rasa_is_asked(stand: Stand) -> None:
    for _ in range(500):
        if stand.server.turns:
            return
        await asyncio.sleep(0.01)


async def test_the_turn_reads_the_new_words(stand: Stand) -> None:
    await stand.receive(message(OLD, ref="7"), edit("7", NEW))
    await stand.work()

    assert stand.server.messages == [NEW]
    assert await stand.states() == ["answered", "ignored"]
    assert await stand.said() == ["Baik."]


async def test_an_edit_after_the_turn_is_no_turn(stand: Stand) -> None:
    await stand.receive(message("besok hujan ga?", ref="7"))
    await stand.work()
    await stand.receive(edit("7", "lusa hujan ga?"))
    await stand.work()

    assert stand.server.messages == ["besok hujan ga?"]
    assert "tidak saya baca ulang" in (await stand.said())[-1]


async def test_an_edit_in_the_middle_of_a_turn_waits_for_its_end(stand: Stand) -> None:
    stand.server.slow.clear()
    await stand.receive(message(OLD, ref="7"))
    await stand.worker.look()
    await _rasa_is_asked(stand)
    await stand.receive(edit("7", NEW))
    await stand.worker.look()
    assert await stand.said() == []

    await _is_drafted(stand)
    stand.server.slow.set()
    await stand.worker.idle()
    answer, notice = await stand.said()
    assert (answer, "sudah saya ubah" in notice) == ("Baik.", True)
    assert stand.server.messages == [OLD]


async def test_an_outage_does_not_hide_the_new_words(stand: Stand) -> None:
    await stand.server.stop()
    await stand.receive(message(OLD, ref="7"))
    await stand.work()
    await stand.receive(edit("7", NEW))
    await stand.work()
    await stand.server.start()
    await stand.recover()
    await stand.work()

    assert stand.server.messages == [NEW]


async def test_a_caption_edited_in_the_quiet_moment_is_the_story(stand: Stand) -> None:
    await stand.receive(photo(ref="7"), photo(ref="8"))
    await stand.work()
    await stand.receive(edit("7", OLD))
    await stand.later(3)

    [turn] = stand.server.turns
    assert (turn["message"], len(turn["metadata"]["attachments"])) == (OLD, 2)
    assert turn["metadata"]["worded"] == [1]


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.STAFF])
async def test_danger_in_an_edit_reads_112_at_once(stand: Stand, owner: Owner) -> None:
    await stand.receive(message("besok hujan ga?", ref="7"))
    await stand.work()
    await stand.hand_over(owner)
    await stand.receive(edit("7", FIRE))
    await stand.net.look()

    assert "112" in (await stand.said())[-1].splitlines()[0]
    async with stand.db.read() as session:
        last = (await session.scalars(select(Delivery).order_by(Delivery.id.desc()))).first()
    assert (last and last.urgent, last and last.message_id) == (True, 2)


async def test_danger_is_told_once_and_rasa_knows(stand: Stand) -> None:
    await stand.receive(message(OLD, ref="7"), edit("7", FIRE))
    await stand.work()

    assert [("112" in line) for line in await stand.said()] == [True, False]
    assert stand.server.turns[0]["metadata"]["danger"] is True


async def test_danger_in_an_edit_that_came_first_is_heard(stand: Stand) -> None:
    await stand.receive(edit("7", FIRE))
    await stand.work()
    await stand.receive(message(OLD, ref="7"))
    await stand.work()

    assert [("112" in line.splitlines()[0]) for line in await stand.said()] == [True, False]
    assert stand.server.messages == [FIRE]


async def test_another_gateway_may_settle_what_this_one_never_saw(stand: Stand) -> None:
    """Its turn shows the edit to the net, even when its own look came before the edit did."""
    await stand.receive(message(OLD, ref="7"))
    await stand.work()
    await stand.receive(edit("7", FIRE))
    conversation = await stand.conversation()
    async with stand.db.write() as session:
        (await session.get_one(type(conversation), conversation.id)).lease_owner = "other"
    await stand.dialogue.converse(conversation.id, "other")

    assert ["112" in line for line in await stand.said()] == [False, True]
