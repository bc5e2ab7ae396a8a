from datetime import timedelta

import pytest
from sqlalchemy import select

from core import inbox, receipts
from core.db import Database
from core.messages import DeliveryState, Receipt, Refusal
from core.models import Conversation, Delivery, SentPart
from tests.fakes import ManualClock
from tests.lines import Lines

SENT, DELIVERED, READ, FAILED = DeliveryState


@pytest.fixture
def lines(db: Database, clock: ManualClock) -> Lines:
    return Lines(db, clock)


async def _tell(
    lines: Lines, external_id: str, *states: DeliveryState, refusal: Refusal | None = None
) -> None:
    for state in states:
        code = "131053" if state is FAILED else None
        told = Receipt("telegram", external_id, state, lines.clock(), code, refusal)
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
