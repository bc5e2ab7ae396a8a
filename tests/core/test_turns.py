from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import conversations, inbox, turns
from core.db import Database
from core.messages import Event
from core.models import Conversation, Message
from core.turns import LEASE, QUIET, Turn, Wait
from tests.fakes import ManualClock
from tests.inputs import START, message, photo, pin

SECOND_LEASE = LEASE.total_seconds() + 1


async def _receive(db: Database, clock: ManualClock, *events: Event) -> str:
    async with db.write() as session:
        await inbox.receive(session, events, clock())
        return (await session.scalars(select(Conversation.id))).first() or ""


async def _next(db: Database, clock: ManualClock, conversation_id: str) -> Turn | Wait | None:
    async with db.read() as session:
        return turns.next_turn(await turns.pending(session, conversation_id), clock())


async def _claim(db: Database, clock: ManualClock, worker: str) -> Sequence[str]:
    async with db.write() as session:
        return await turns.claim(session, worker, clock(), 10)


def _size(step: Turn | Wait | None) -> int:
    assert isinstance(step, Turn)
    return len(step.messages)


async def test_texts_are_answered_one_by_one_in_order(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, message("satu"), message("dua"))
    first = await _next(db, clock, conversation_id)
    assert isinstance(first, Turn)
    async with db.write() as session:
        await turns.settle(session, first, "answered", clock())
    second = await _next(db, clock, conversation_id)

    assert isinstance(second, Turn)
    assert (first.text, second.text) == ("satu", "dua")


async def test_an_album_is_one_turn_once_it_is_quiet(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, photo("jalan rusak"))
    clock.advance(2)
    await _receive(db, clock, photo(), pin())
    assert await _next(db, clock, conversation_id) == Wait(clock() + QUIET)

    clock.advance(3)
    turn = await _next(db, clock, conversation_id)
    assert isinstance(turn, Turn)
    assert (len(turn.attachments), turn.text) == (2, "jalan rusak")
    assert turn.location is not None


async def test_a_photo_after_a_silence_is_a_turn_of_its_own(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, photo())
    clock.advance(3.5)
    await _receive(db, clock, photo())

    assert _size(await _next(db, clock, conversation_id)) == 1


@pytest.mark.parametrize(
    "text", ["trotoar rusak", "di depan smp 3 kopo", "ini fotonya min", "TOLONG ada kebakaran di cicadas"]
)
async def test_a_story_right_after_its_photos_ends_their_turn_at_once(
    db: Database, clock: ManualClock, text: str
) -> None:
    await _receive(db, clock, photo(), photo())
    clock.advance(2)
    conversation_id = await _receive(db, clock, message(text), photo())

    turn = await _next(db, clock, conversation_id)
    assert isinstance(turn, Turn)
    assert (len(turn.attachments), turn.text) == (2, text)


@pytest.mark.parametrize("text", ["besok hujan ga?", "makasih ya min", "ya", "kirim", "menu"])
async def test_other_words_after_a_photo_are_a_turn_of_their_own(
    db: Database, clock: ManualClock, text: str
) -> None:
    conversation_id = await _receive(db, clock, photo(), message(text))

    assert _size(await _next(db, clock, conversation_id)) == 1


async def test_a_story_a_while_after_a_photo_is_a_turn_of_its_own(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, photo())
    clock.advance(3.5)
    conversation_id = await _receive(db, clock, message("trotoar rusak"))

    assert _size(await _next(db, clock, conversation_id)) == 1


async def test_a_caption_and_a_text_are_two_turns(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, photo("trotoar rusak"), photo(), message("lampu mati"))

    turn = await _next(db, clock, conversation_id)
    assert isinstance(turn, Turn)
    assert (len(turn.attachments), turn.text) == (2, "trotoar rusak")


@pytest.mark.parametrize("captions", [("", "trotoar rusak"), ("trotoar rusak", "")])
async def test_a_caption_may_be_on_any_photo_of_an_album(
    db: Database, clock: ManualClock, captions: tuple[str, str]
) -> None:
    conversation_id = await _receive(db, clock, *map(photo, captions))
    clock.advance(3)

    turn = await _next(db, clock, conversation_id)
    assert isinstance(turn, Turn)
    assert (len(turn.attachments), turn.text) == (2, "trotoar rusak")


async def test_photos_in_separate_webhooks_out_of_order_are_one_turn(
    db: Database, clock: ManualClock
) -> None:
    for seconds in (2, 0, 1):  # when they were taken; they reach us a second apart
        conversation_id = await _receive(db, clock, photo(sent_at=START + timedelta(seconds=seconds)))
        clock.advance(1)
    clock.advance(2)

    assert _size(await _next(db, clock, conversation_id)) == 3


async def test_a_turn_that_began_takes_nobody_in(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, photo(), photo())
    clock.advance(3)
    async with db.write() as session:
        turn = turns.next_turn(await turns.pending(session, conversation_id), clock())
        assert isinstance(turn, Turn)
        turns.begin(turn, clock())
    async with db.write() as session:  # it was on its way when the turn began
        await inbox.receive(session, [photo(), message("trotoar rusak")], clock() - QUIET)

    assert _size(await _next(db, clock, conversation_id)) == 2


async def test_a_tapped_button_is_never_part_of_an_album(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, photo(), message("Kirim", payload="/affirm"))

    assert _size(await _next(db, clock, conversation_id)) == 1


async def test_one_worker_at_a_time_has_the_lease(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, message("Halo"))

    assert await _claim(db, clock, "a") == [conversation_id]
    assert await _claim(db, clock, "b") == []


async def test_the_lease_of_a_dead_worker_runs_out(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, message("Halo"))
    await _claim(db, clock, "a")
    clock.advance(SECOND_LEASE)

    assert await _claim(db, clock, "b") == [conversation_id]
    async with db.write() as session:
        assert not await turns.renew(session, conversation_id, "a", clock())
        assert await turns.renew(session, conversation_id, "b", clock())


async def test_a_restarted_gateway_frees_what_it_had_leased(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, message("Halo"))
    await _claim(db, clock, "before the restart")
    async with db.write() as session:
        await turns.free_leases(session)

    assert await _claim(db, clock, "after it") == [conversation_id]


async def test_a_stopping_worker_frees_only_its_own_leases(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, message("Halo"))
    await _claim(db, clock, "a")
    async with db.write() as session:
        await turns.free_leases(session, "b")

    assert await _claim(db, clock, "c") == []


async def test_a_released_conversation_sleeps_until_there_is_something(
    db: Database, clock: ManualClock
) -> None:
    conversation_id = await _receive(db, clock, photo())
    clock.advance(3)
    await _receive(db, clock, photo())
    await _claim(db, clock, "a")
    async with db.write() as session:
        row = await conversations.lock(session, conversation_id)
        step = turns.next_turn(await turns.pending(session, conversation_id), clock())
        turns.release(row, step, clock())

    assert (row.lease_owner, row.wake_at) == (None, clock() + QUIET)


async def test_a_turn_that_began_is_known_to_be_a_repeat(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, message("Halo"))
    async with db.write() as session:
        turn = turns.next_turn(await turns.pending(session, conversation_id), clock())
        assert isinstance(turn, Turn)
        assert not turns.begin(turn, clock())
    async with db.write() as session:
        turn = turns.next_turn(await turns.pending(session, conversation_id), clock())
        assert isinstance(turn, Turn)
        assert turns.begin(turn, clock())


async def test_postponed_turns_hold_back_what_came_after_them(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, message("satu"), message("dua"))
    async with db.write() as session:
        turn = turns.next_turn(await turns.pending(session, conversation_id), clock())
        assert isinstance(turn, Turn)
        later = clock() + QUIET
        await turns.postpone(session, turn, later, counts=True)

    assert await _next(db, clock, conversation_id) == Wait(later)


async def test_the_end_of_an_outage_hurries_everybody(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, message("satu"))
    async with db.write() as session:
        turn = turns.next_turn(await turns.pending(session, conversation_id), clock())
        assert isinstance(turn, Turn)
        await turns.postpone(session, turn, clock() + LEASE, counts=False)
    clock.advance(1)
    async with db.write() as session:
        await turns.hurry(session, clock())

    assert _size(await _next(db, clock, conversation_id)) == 1
    assert await _claim(db, clock, "a") == [conversation_id]


async def test_only_open_messages_are_settled(db: Database, clock: ManualClock) -> None:
    conversation_id = await _receive(db, clock, message("satu"))
    turn = await _next(db, clock, conversation_id)
    assert isinstance(turn, Turn)
    async with db.write() as session:
        await turns.settle(session, turn, "answered", clock())
        await turns.settle(session, turn, "failed", clock(), "late")

    async with db.read() as session:
        assert (await session.scalars(select(Message.state))).all() == ["answered"]
