from datetime import timedelta

import pytest
from sqlalchemy import select

from core import inbox, receipts, sending
from core.db import Database
from core.messages import DeliveryState, Receipt, Refusal
from core.models import Conversation, Delivery, SentPart
from core.outbox import Job
from tests.fakes import ManualClock
from tests.lines import Lines

SENT, DELIVERED, READ, FAILED = DeliveryState


@pytest.fixture
def lines(db: Database, clock: ManualClock) -> Lines:
    return Lines(db, clock)


async def _tell(
    lines: Lines,
    external_id: str,
    *states: DeliveryState,
    refusal: Refusal | None = None,
    tag: str | None = None,
) -> None:
    for state in states:
        code = "131053" if state is FAILED else None
        told = Receipt("telegram", external_id, state, lines.clock(), code, tag, refusal)
        async with lines.db.write() as session:
            await inbox.receive(session, [told], lines.clock())


async def _send(lines: Lines, *external_ids: str) -> None:
    """One line in as many parts."""
    await lines.say("satu")
    for number, external_id in enumerate(external_ids, start=1):
        [job] = await lines.claim()
        await lines.sent(job, external_id, last=number == len(external_ids))


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([DELIVERED, READ], "read"),
        ([READ, DELIVERED], "read"),
        ([READ, SENT], "read"),
        ([SENT], "sent"),
        ([FAILED, DELIVERED], "failed"),
        ([READ, FAILED], "read"),
    ],
)
async def test_receipts_never_move_a_line_backwards(
    lines: Lines, states: list[DeliveryState], expected: str
) -> None:
    await _send(lines, "p1")
    await _tell(lines, "p1", *states)

    assert (await lines.row()).state == expected


@pytest.mark.parametrize(("early", "expected"), [(READ, ("read", None)), (FAILED, ("failed", "131053"))])
async def test_a_receipt_before_our_own_note_is_not_lost(
    lines: Lines, early: DeliveryState, expected: tuple[str, str | None]
) -> None:
    await lines.say("satu")
    [job] = await lines.claim()
    await _tell(lines, "p1", early, SENT)
    await lines.sent(job, "p1")

    assert await lines.states() == [expected]


async def test_early_receipts_do_not_move_backwards_either(lines: Lines) -> None:
    await _tell(lines, "p1", READ, DELIVERED)
    await _send(lines, "p1")

    assert (await lines.row()).state == "read"


async def test_a_line_has_come_as_far_as_its_slowest_part(lines: Lines) -> None:
    await _send(lines, "p1", "p2")
    await _tell(lines, "p1", READ)
    assert (await lines.row()).state == "sent"

    await _tell(lines, "p2", DELIVERED)
    assert (await lines.row()).state == "delivered"


async def test_a_part_lost_while_others_are_under_way_fails_the_line(lines: Lines) -> None:
    await lines.say("a\nb")
    [job] = await lines.claim()
    await lines.sent(job, "p1", last=False)
    [job] = await lines.claim()
    await _tell(lines, "p1", FAILED)
    await lines.sent(job, "p2")

    assert await lines.states() == [("failed", "131053")]


async def test_who_cannot_be_reached_is_remembered(lines: Lines) -> None:
    await _send(lines, "p1")
    await lines.say("dua")
    await _tell(lines, "p1", FAILED, refusal=Refusal.UNREACHABLE)

    assert await lines.states() == [("failed", "unreachable")] * 2
    async with lines.db.read() as session:
        assert (await session.scalars(select(Conversation.reachable))).all() == [False]


async def test_a_window_that_was_closed_after_all_leads_to_a_template(lines: Lines) -> None:
    await _send(lines, "p1")
    await _tell(lines, "p1", FAILED, refusal=Refusal.WINDOW_CLOSED)
    [job] = await lines.claim()
    assert (job.form, job.parts_done) == ("template", 0)

    await lines.sent(job, "p2")
    await _tell(lines, "p2", FAILED, refusal=Refusal.WINDOW_CLOSED)
    assert await lines.states() == [("failed", "window_closed")]


async def test_a_discarded_line_stays_discarded(lines: Lines) -> None:
    await _send(lines, "p1")
    async with lines.db.write() as session:
        (await session.scalars(select(Delivery))).one().state = "discarded"
    await _tell(lines, "p1", FAILED)

    assert (await lines.row()).state == "discarded"


async def test_receipts_of_strangers_are_forgotten_after_a_day(lines: Lines, clock: ManualClock) -> None:
    await _tell(lines, "asing", READ)
    clock.advance((receipts.EARLY_STAYS + timedelta(seconds=1)).total_seconds())
    await _tell(lines, "baru", READ)

    async with lines.db.read() as session:
        assert (await session.scalars(select(SentPart.external_id))).all() == ["baru"]


async def _lose_answer(lines: Lines, job: Job, *, for_good: bool = False) -> None:
    until = None if for_good else lines.clock() + timedelta(seconds=2)
    async with lines.db.write() as session:
        await sending.unknown(session, job, until, lines.clock())


@pytest.mark.parametrize("for_good", [False, True])
async def test_a_receipt_tells_that_a_send_of_unknown_outcome_arrived(lines: Lines, for_good: bool) -> None:
    await lines.say("a\nb")
    [job] = await lines.claim()
    await _lose_answer(lines, job, for_good=for_good)
    await _tell(lines, "p1", DELIVERED, tag=receipts.tag(job))

    [rest] = await lines.claim()
    assert (rest.parts_done, rest.unknown_sends) == (1, 1)
    await lines.sent(rest, "p2")
    await _tell(lines, "p1", READ)
    await _tell(lines, "p2", READ)
    assert (await lines.row()).state == "read"


async def test_the_receipt_may_come_while_the_sender_still_waits(lines: Lines) -> None:
    await lines.say("satu")
    [job] = await lines.claim()
    await _tell(lines, "p1", SENT, tag=receipts.tag(job))
    assert (await lines.row()).parts_done == 0

    await _lose_answer(lines, job)
    [rest] = await lines.claim()
    assert rest.parts_done == 1


async def test_a_receipt_of_the_first_try_does_not_skip_the_next_part(lines: Lines) -> None:
    await lines.say("a\nb")
    [job] = await lines.claim()
    await _lose_answer(lines, job)
    lines.clock.advance(2)
    [again] = await lines.claim()
    await lines.sent(again, "p1 lagi", last=False)
    await _tell(lines, "p1", DELIVERED, tag=receipts.tag(job))

    assert (await lines.row()).parts_done == 1


@pytest.mark.parametrize(
    "tag", ["", "turn:42", "line:x:full:0", "line:99999999999999:full:0", "line:77:full:0"]
)
async def test_a_foreign_tag_changes_nothing(lines: Lines, tag: str) -> None:
    await lines.say("satu")
    await _tell(lines, "p1", DELIVERED, tag=tag)

    assert (await lines.row()).parts_done == 0
