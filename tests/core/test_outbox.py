from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import conversations, outbox
from core.conversations import Said
from core.db import Database
from core.messages import DeliveryState, Receipt
from core.models import Conversation, Delivery
from core.outbox import LEASE, SERVICE_DOWN, Job
from tests.fakes import ManualClock


async def _say(
    db: Database, clock: ManualClock, text: str, address: str = "100", *, urgent: bool = False
) -> None:
    async with db.write() as session:
        conversation = await conversations.find_or_open(session, "telegram", address, clock())
        await outbox.add(session, conversation.id, Said("bot", text), clock(), urgent=urgent)


async def _claim(db: Database, clock: ManualClock, channel: str = "telegram") -> Sequence[Job]:
    async with db.write() as session:
        return await outbox.claim(session, channel, clock(), 10)


async def _claimed_texts(db: Database, clock: ManualClock) -> list[str]:
    return [job.message.text for job in await _claim(db, clock)]


async def _sent(db: Database, clock: ManualClock, job: Job, *, last: bool = True) -> None:
    async with db.write() as session:
        await outbox.part_sent(session, job, f"p{job.delivery_id}", clock(), last=last)


async def _delivery(db: Database) -> Delivery:
    async with db.read() as session:
        return (await session.scalars(select(Delivery))).one()


async def test_lines_of_one_conversation_go_out_in_order(db: Database, clock: ManualClock) -> None:
    await _say(db, clock, "satu")
    await _say(db, clock, "dua")
    [first] = await _claim(db, clock)
    assert first.message.text == "satu"
    assert await _claim(db, clock) == []

    await _sent(db, clock, first)
    assert await _claimed_texts(db, clock) == ["dua"]


async def test_conversations_do_not_wait_for_each_other(db: Database, clock: ManualClock) -> None:
    await _say(db, clock, "untuk 100")
    await _say(db, clock, "untuk 200", "200")

    assert await _claimed_texts(db, clock) == ["untuk 100", "untuk 200"]


async def test_urgent_lines_come_first(db: Database, clock: ManualClock) -> None:
    await _say(db, clock, "biasa")
    await _say(db, clock, "112", "200", urgent=True)

    assert await _claimed_texts(db, clock) == ["112", "biasa"]


async def test_an_urgent_line_passes_a_stuck_one_of_its_own_conversation(
    db: Database, clock: ManualClock
) -> None:
    await _say(db, clock, "macet")
    [stuck] = await _claim(db, clock)
    async with db.write() as session:
        await outbox.retry_later(session, stuck, clock() + timedelta(minutes=1), SERVICE_DOWN)
    await _say(db, clock, "112", urgent=True)
    await _say(db, clock, "sesudahnya")

    assert await _claimed_texts(db, clock) == ["112"]


async def test_a_channel_sends_only_its_own_lines(db: Database, clock: ManualClock) -> None:
    await _say(db, clock, "satu")

    assert await _claim(db, clock, "whatsapp") == []


async def test_a_half_sent_line_resumes_at_the_part_that_failed(db: Database, clock: ManualClock) -> None:
    await _say(db, clock, "panjang")
    [job] = await _claim(db, clock)
    await _sent(db, clock, job, last=False)
    clock.advance(LEASE.total_seconds() + 1)

    [again] = await _claim(db, clock)
    assert again.parts_done == 1


async def test_a_line_that_failed_once_waits_its_time(db: Database, clock: ManualClock) -> None:
    await _say(db, clock, "satu")
    [job] = await _claim(db, clock)
    async with db.write() as session:
        await outbox.retry_later(session, job, clock() + timedelta(seconds=5), "throttled", counts=False)
    assert await _claim(db, clock) == []

    clock.advance(5)
    [again] = await _claim(db, clock)
    assert again.attempts == 0


async def test_a_paused_channel_sends_nothing_not_even_what_is_new(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await outbox.pause_channel(session, "telegram", clock() + timedelta(seconds=10))
        await outbox.pause_channel(session, "telegram", clock() + timedelta(seconds=5))
    await _say(db, clock, "112", urgent=True)
    assert await _claim(db, clock) == []

    clock.advance(5)
    assert await _claimed_texts(db, clock) == ["112"]


async def test_recovery_hurries_only_what_waited_for_the_platform(db: Database, clock: ManualClock) -> None:
    await _say(db, clock, "mati")
    await _say(db, clock, "pelan", "200")
    down, slow = await _claim(db, clock)
    later = clock() + timedelta(minutes=5)
    async with db.write() as session:
        await outbox.retry_later(session, down, later, SERVICE_DOWN)
        await outbox.retry_later(session, slow, later, "throttled")
        await outbox.hurry(session, "telegram", clock())

    assert await _claimed_texts(db, clock) == ["mati"]


async def test_a_line_given_up_stays_visible_and_lets_the_next_one_out(
    db: Database, clock: ManualClock
) -> None:
    await _say(db, clock, "satu")
    await _say(db, clock, "dua")
    [job] = await _claim(db, clock)
    async with db.write() as session:
        await outbox.give_up(session, job, "unreachable", unreachable=True)
        row = await session.get_one(Delivery, job.delivery_id)
        conversation = (await session.scalars(select(Conversation))).one()
        assert (row.state, row.error, conversation.reachable) == ("failed", "unreachable", False)

    [after] = await _claim(db, clock)
    assert (after.message.text, after.reachable) == ("dua", False)


async def test_a_restart_frees_what_was_being_sent(db: Database, clock: ManualClock) -> None:
    await _say(db, clock, "satu")
    await _claim(db, clock)
    async with db.write() as session:
        await outbox.free_leases(session)

    assert await _claimed_texts(db, clock) == ["satu"]


def _receipt(state: DeliveryState, clock: ManualClock, code: str | None = None) -> Receipt:
    return Receipt("telegram", "p1", state, clock(), code)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([DeliveryState.DELIVERED, DeliveryState.READ], "read"),
        ([DeliveryState.READ, DeliveryState.DELIVERED], "read"),
        ([DeliveryState.SENT], "sent"),
        ([DeliveryState.FAILED, DeliveryState.DELIVERED], "failed"),
        ([DeliveryState.READ, DeliveryState.FAILED], "read"),
    ],
)
async def test_receipts_never_move_a_line_backwards(
    db: Database, clock: ManualClock, states: list[DeliveryState], expected: str
) -> None:
    await _say(db, clock, "satu")
    [job] = await _claim(db, clock)
    await _sent(db, clock, job)
    async with db.write() as session:
        await outbox.record_receipt(session, _receipt(states[0], clock, "131026"))
        await outbox.record_receipt(session, _receipt(states[-1], clock, "131026"))

    assert (await _delivery(db)).state == expected


async def test_a_receipt_of_a_stranger_is_forgotten(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await outbox.record_receipt(session, _receipt(DeliveryState.READ, clock))
