from datetime import timedelta

import pytest

from core import conversations, outbox, sending
from core.conversations import Said
from core.db import Database
from core.outbox import LEASE, SERVICE_DOWN
from core.paces import ChatRate, Rates
from tests.fakes import ManualClock
from tests.lines import Lines


@pytest.fixture
def lines(db: Database, clock: ManualClock) -> Lines:
    return Lines(db, clock)


async def test_lines_of_one_conversation_go_out_in_order(lines: Lines) -> None:
    await lines.say("satu")
    await lines.say("dua")
    [first] = await lines.claim()
    assert first.message.text == "satu"
    assert await lines.claim() == []

    await lines.sent(first, "p1")
    assert await lines.claimed() == ["dua"]


async def test_conversations_do_not_wait_for_each_other(lines: Lines) -> None:
    await lines.say("untuk 100")
    await lines.say("untuk 200", "200")

    assert await lines.claimed() == ["untuk 100", "untuk 200"]


async def test_urgent_lines_come_first(lines: Lines) -> None:
    await lines.say("biasa")
    await lines.say("112", "200", urgent=True)

    assert await lines.claimed() == ["112", "biasa"]


async def test_urgent_lines_alone_can_be_asked_for(lines: Lines, clock: ManualClock) -> None:
    await lines.say("biasa")
    async with lines.db.read() as session:
        assert await outbox.something_due(session, "telegram", clock())
        assert not await outbox.something_due(session, "telegram", clock(), urgent_only=True)
    await lines.say("112", "200", urgent=True)

    [job] = await lines.claim(urgent_only=True)
    assert job.message.text == "112"


async def test_an_urgent_line_passes_a_stuck_one_of_its_own_conversation(lines: Lines) -> None:
    await lines.say("macet")
    [stuck] = await lines.claim()
    async with lines.db.write() as session:
        await sending.retry_later(session, stuck, lines.clock() + timedelta(minutes=1), SERVICE_DOWN)
    await lines.say("112", urgent=True)
    await lines.say("sesudahnya")

    assert await lines.claimed() == ["112"]


async def test_a_channel_sends_only_its_own_lines(lines: Lines, db: Database, clock: ManualClock) -> None:
    await lines.say("satu")

    assert await Lines(db, clock, "whatsapp").claimed() == []


async def test_a_chat_that_was_written_to_too_fast_waits_alone(lines: Lines, clock: ManualClock) -> None:
    rates = Rates(100, private=ChatRate(2, burst=1), group=ChatRate(2, burst=1))
    await lines.say("satu")
    await lines.say("dua")
    await lines.say("112", urgent=True)
    await lines.say("tamu", "200")
    urgent, guest = await lines.claim(rates=rates)
    assert (urgent.message.text, guest.message.text) == ("112", "tamu")
    assert urgent.chat_ready_at == clock() + timedelta(seconds=2)

    clock.advance(2)
    [job] = await lines.claim(rates=rates)
    assert job.message.text == "satu"


async def test_a_group_has_a_pace_of_its_own(db: Database, clock: ManualClock) -> None:
    rates = Rates(100, private=ChatRate(1), group=ChatRate(4))
    async with db.write() as session:
        found = await conversations.find_or_open(session, "telegram", "-100", clock(), is_group=True)
        await outbox.add(session, found.id, Said("bot", "Halo"), clock())

    [job] = await Lines(db, clock).claim(rates=rates)
    assert job.chat_ready_at == clock() + timedelta(seconds=4)


async def test_a_half_sent_line_resumes_at_the_part_that_failed(lines: Lines) -> None:
    await lines.say("panjang")
    [job] = await lines.claim()
    await lines.sent(job, "p1", last=False)

    [again] = await lines.claim()
    assert (again.parts_done, again.unknown_sends) == (1, 0)


async def test_a_dead_senders_line_is_free_after_its_lease_and_its_fate_unknown(
    lines: Lines, clock: ManualClock
) -> None:
    await lines.say("satu")
    await lines.claim()
    clock.advance(LEASE.total_seconds())
    assert await lines.claim() == []

    clock.advance(1)
    [again] = await lines.claim()
    assert again.unknown_sends == 1


async def test_a_restart_frees_what_was_being_sent(lines: Lines) -> None:
    await lines.say("satu")
    await lines.claim()
    await lines.say("dua", "200")
    async with lines.db.write() as session:
        await outbox.free_leases(session)

    assert [(job.message.text, job.unknown_sends) for job in await lines.claim()] == [("satu", 1), ("dua", 0)]


async def test_a_sender_hands_back_only_what_is_still_its_own(lines: Lines, clock: ManualClock) -> None:
    await lines.say("satu")
    mine = await lines.claim()
    clock.advance(LEASE.total_seconds() + 1)
    [theirs] = await lines.claim()
    async with lines.db.write() as session:
        await outbox.hand_back(session, mine)
    assert (await lines.row()).lease_until == theirs.lease_until

    async with lines.db.write() as session:
        await outbox.hand_back(session, [theirs])
    assert (await lines.row()).unknown_sends == 2


async def test_what_waits_for_somebody_unreachable_fails_at_once(lines: Lines) -> None:
    await lines.say("satu")
    await lines.say("dua")
    [job] = await lines.claim()
    async with lines.db.write() as session:
        await outbox.fail_unreachable(session, job.conversation_id)
    await lines.say("tiga")

    assert await lines.states() == [("failed", "unreachable")] * 3
    assert await lines.claim() == []
