"""A turn from the inbox to the transcript, with Rasa in every mood."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
from sqlalchemy import select

from core.conversations import Owner
from core.db import Database
from core.ledger import ledger
from core.messages import Ignored
from core.models import Delivery, Message
from tests.bot.conftest import Stand, make_stand
from tests.fakes import FakeRasa, ManualClock
from tests.inputs import message, photo, pin

GREETING = [{"text": "Halo!", "buttons": [{"title": "Lapor", "payload": "/start_report"}]}]


async def test_an_answer_is_said_queued_and_the_message_closed(stand: Stand) -> None:
    stand.server.answers["Halo"] = [*GREETING, {"image": "https://x/peta.png"}, {"text": "  "}]
    await stand.receive(message("Halo", sender_name="Asep"))
    await stand.work()

    said = [line for line in await stand.lines() if line.author == "bot"]
    assert [(line.text, line.buttons, line.image) for line in said] == [
        ("Halo!", [{"title": "Lapor", "payload": "/start_report"}], "https://x/peta.png"),
    ]
    assert await stand.states() == ["answered"]
    async with stand.db.read() as session:
        assert (await session.scalars(select(Delivery.state))).all() == ["queued"]
    assert (await stand.conversation()).lease_owner is None


async def test_rasa_learns_what_the_turn_is_about(stand: Stand) -> None:
    written = stand.clock()
    await stand.receive(photo("jalan bolong", sender_name="Asep"), pin())
    await stand.later(3)

    [turn] = stand.server.turns
    conversation = await stand.conversation()
    metadata: dict[str, Any] = turn["metadata"]
    assert (turn["sender"], turn["message"]) == (conversation.id, "jalan bolong")
    assert len(metadata.pop("attachments")) == 1
    assert metadata == {
        "message_id": "1",
        "channel": "telegram",
        "language": "id",
        "danger": False,
        "text": "jalan bolong",
        "worded": [1],
        "location": {"lat": -6.9147, "lon": 107.6098, "name": None, "address": None},
        "name": "Asep",
        "title": None,
        "spoken": False,
        "now": stand.clock().isoformat(),
        "written_at": written.isoformat(),
    }


async def test_messages_are_answered_in_order_and_each_once(stand: Stand) -> None:
    await stand.receive(message("satu"), message("dua"), message("tiga"))
    await stand.work()

    assert stand.server.messages == ["satu", "dua", "tiga"]
    assert await stand.said() == ["Baik.", "Baik.", "Baik."]


async def test_a_redelivered_message_is_not_answered_again(stand: Stand) -> None:
    event = message("Halo")
    await stand.receive(event)
    await stand.work()
    await stand.receive(event)
    await stand.work()

    assert stand.server.messages == ["Halo"]


async def test_conversations_are_answered_side_by_side(stand: Stand) -> None:
    stand.server.slow.clear()
    await stand.receive(message("satu"), message("dua", address="200"))
    await stand.worker.look()
    await _until(lambda: len(stand.server.turns) == 2)
    stand.server.slow.set()
    await stand.worker.idle()

    assert sorted(stand.server.messages) == ["dua", "satu"]


async def test_an_album_waits_for_its_last_photo(stand: Stand) -> None:
    await stand.receive(photo())
    await stand.work()
    await stand.later(2)
    await stand.receive(photo())
    await stand.later(2)
    assert stand.server.turns == []

    await stand.later(1)
    [turn] = stand.server.turns
    assert turn["message"] == "/share_media"
    assert len(turn["metadata"]["attachments"]) == 2


async def test_the_platform_shows_that_an_answer_is_coming(stand: Stand) -> None:
    event = message("Halo")
    await stand.receive(event)
    await stand.work()

    assert stand.channel.typed == [event.external_id]


# --- Rasa is down


async def test_a_message_outlives_an_outage(stand: Stand) -> None:
    await stand.server.stop()
    await stand.receive(message("Halo"))
    await stand.work()
    assert (await stand.said(), await stand.states()) == ([], ["received"])

    await stand.server.start()
    await stand.recover()
    await stand.work()
    assert (await stand.said(), await stand.states()) == (["Baik."], ["answered"])


async def test_a_long_outage_is_told_once_and_attempts_do_not_count(stand: Stand) -> None:
    await stand.server.stop()
    await stand.receive(message("Halo"))
    for _ in range(60):
        await stand.later(2)

    [notice] = await stand.said()
    assert "tersimpan" in notice
    async with stand.db.read() as session:
        assert (await session.scalars(select(Message.attempts))).one() == 0


async def test_the_next_outage_is_told_again(stand: Stand) -> None:
    for _ in range(2):
        await stand.server.stop()
        await stand.receive(message("Halo"))
        await stand.work()
        await stand.later(20)
        await stand.server.start()
        await stand.recover()
        await stand.work()

    assert [text == "Baik." for text in await stand.said()] == [False, True, False, True]


async def test_everybody_else_spares_a_rasa_that_is_known_to_be_down(stand: Stand) -> None:
    stand.rasa.mark_down()
    await stand.receive(message("Halo"), message("Halo", address="200"))
    await stand.work()

    assert stand.server.turns == []
    assert await stand.states() == ["received", "received"]


async def test_a_rasa_without_a_model_is_an_outage(stand: Stand) -> None:
    stand.server.ready = False
    await stand.receive(message("Halo"))
    await stand.work()

    assert stand.rasa.down
    assert await stand.states() == ["received"]


async def test_a_silent_rasa_that_lives_is_waited_for(
    db: Database, clock: ManualClock, server: FakeRasa, session: aiohttp.ClientSession
) -> None:
    stand = make_stand(db, clock, server, session, notice_after=timedelta(seconds=0.05))
    server.slow.clear()
    await stand.receive(message("Halo"))
    await stand.worker.look()
    await _until_said(stand, 1)
    server.slow.set()
    await stand.worker.idle()

    notice, answer = await stand.said()
    assert ("tersimpan" in notice, answer) == (True, "Baik.")
    assert server.messages == ["Halo"]


async def test_a_hanging_rasa_is_given_up_and_asked_later(
    db: Database, clock: ManualClock, server: FakeRasa, session: aiohttp.ClientSession
) -> None:
    stand = make_stand(db, clock, server, session, notice_after=timedelta(seconds=0.05))
    server.gate.clear()
    await stand.receive(message("Halo"))
    await stand.work()
    assert (stand.rasa.down, await stand.states()) == (True, ["received"])

    server.gate.set()
    await stand.recover()
    await stand.work()
    assert (await stand.said())[1:] == ["Baik."]


# --- Rasa answers, but not well


async def test_a_turn_that_broke_inside_rasa_is_tried_again(stand: Stand) -> None:
    stand.server.empty_turns = 2
    await stand.receive(message("Halo"))
    await stand.work()
    await stand.later(1)
    await stand.later(2)

    assert stand.server.messages == ["Halo"] * 3
    assert await stand.said() == ["Baik."]


async def test_the_third_failure_is_told_and_the_conversation_goes_on(stand: Stand) -> None:
    stand.server.empty_turns = 3
    await stand.receive(message("Halo"), message("dua"))
    await stand.work()
    await stand.later(1)
    await stand.later(2)

    sorry, answer = await stand.said()
    assert ("gagal" in sorry, answer) == (True, "Baik.")
    assert await stand.states() == ["failed", "answered"]


async def test_an_error_status_counts_like_an_empty_answer(stand: Stand) -> None:
    stand.server.status = 500
    await stand.receive(message("Halo"))
    await stand.work()
    await stand.later(1)
    await stand.later(2)

    assert await stand.states() == ["failed"]


async def test_a_lost_answer_is_read_from_the_tracker(stand: Stand) -> None:
    stand.server.answers["Halo"] = GREETING
    stand.server.lost_answers = 1
    await stand.receive(message("Halo"))
    await stand.work()
    await stand.later(1)

    [line] = [line for line in await stand.lines() if line.author == "bot"]
    assert (line.text, line.buttons) == ("Halo!", GREETING[0]["buttons"])
    assert stand.server.messages == ["Halo"]


async def test_a_gateway_that_died_in_a_turn_does_not_run_it_twice(
    stand: Stand, session: aiohttp.ClientSession
) -> None:
    await stand.receive(message("Halo"))
    stand.server.slow.clear()
    await stand.worker.look()
    await _until(lambda: bool(stand.server.turns))
    body = stand.server.turns[0]
    await stand.worker.stop(0)  # killed: Rasa ends the turn without us
    stand.server._remember(body, GREETING)
    stand.server.slow.set()

    reborn = make_stand(stand.db, stand.clock, stand.server, session)
    await reborn.work()
    assert await reborn.said() == ["Halo!"]
    assert len(stand.server.turns) == 1


async def test_a_turn_without_words_is_a_failure_unless_an_action_spoke(stand: Stand) -> None:
    stand.server.default = []
    await stand.receive(message("Halo"))
    await stand.work()

    [sorry] = await stand.said()
    assert "gagal" in sorry
    assert await stand.states() == ["failed"]


async def test_a_turn_without_its_actions_is_run_again_when_they_are_back(stand: Stand) -> None:
    stand.server.actions_up = False
    await stand.receive(message("Halo"))
    await stand.work()
    assert (stand.rasa.down, await stand.states()) == (True, ["received"])

    stand.server.actions_up = True
    await stand.recover()
    await stand.work()
    assert await stand.said() == ["Baik."]
    assert await stand.states() == ["answered"]


async def test_an_action_that_spoke_itself_is_an_answer(stand: Stand) -> None:
    stand.server.default = []
    stand.server.slow.clear()
    await stand.receive(message("petugas dong"))
    await stand.worker.look()
    await _until(lambda: bool(stand.server.turns))
    await stand.receive(_sticker())  # writes a line of the bot, as an action would
    stand.server.slow.set()
    await stand.worker.idle()

    assert await stand.states() == ["answered", "ignored"]


async def test_a_lost_lease_means_no_second_answer(stand: Stand) -> None:
    stand.server.slow.clear()
    await stand.receive(message("Halo"))
    await stand.worker.look()
    await _until(lambda: bool(stand.server.turns))
    async with stand.db.write() as session:
        conversation = await session.merge(await stand.conversation())
        conversation.lease_owner = "another"
    stand.server.slow.set()
    await stand.worker.idle()

    assert (await stand.said(), await stand.states()) == ([], ["received"])


async def test_an_officer_who_took_over_meanwhile_hides_no_receipt(stand: Stand) -> None:
    button = {"title": "Menu", "payload": "/help"}
    stand.server.default = [{"text": "Laporan terkirim", "buttons": [button]}]
    stand.server.slow.clear()
    await stand.receive(message("Halo"))
    await stand.worker.look()
    await _until(lambda: bool(stand.server.turns))
    await stand.hand_over(Owner.STAFF)
    stand.server.slow.set()
    await stand.worker.idle()

    told = [(line.author, line.text, line.buttons) for line in await stand.lines()][1:]
    assert told == [("system", "Laporan terkirim", [])]
    assert await stand.states() == ["answered"]


async def test_the_ledger_adds_up_after_all_this(stand: Stand) -> None:
    stand.server.empty_turns = 1
    await stand.receive(message("satu"), message("dua"), photo())
    await stand.work()
    await stand.later(5)

    async with stand.db.read() as session:
        found = await ledger(session)
    assert (found["received"], found["answered"], found["remainder"]) == (3, 3, 0)


def _sticker() -> Ignored:
    return Ignored("telegram", "sticker-1", "sticker", "100", "sticker")


async def _until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def _until_said(stand: Stand, number: int) -> None:
    async with asyncio.timeout(5):
        while len(await stand.said()) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
