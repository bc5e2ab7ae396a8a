from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import failures, inbox, sending, turns
from core.db import Database
from core.errors import ConflictError, NotFoundError
from core.failures import Actor
from core.ledger import ledger
from core.messages import DeliveryState, Receipt
from core.models import Audit, Conversation, Delivery, Message
from core.outbox import Form
from tests.fakes import ManualClock
from tests.inputs import message
from tests.lines import Lines

BUDI = Actor("budi")

type Act = Callable[..., Awaitable[object]]


@pytest.fixture
def lines(db: Database, clock: ManualClock) -> Lines:
    return Lines(db, clock)


async def _act(db: Database, act: Act, *arguments: Any) -> None:
    async with db.write() as session:
        await act(session, *arguments)


async def _fail(db: Database, clock: ManualClock) -> int:
    """A message that no turn could answer, with nothing to do in its conversation."""
    async with db.write() as session:
        await inbox.receive(session, [message("Halo")], clock())
        row = (await session.scalars(select(Message).order_by(Message.id.desc()).limit(1))).one()
        row.state, row.reason, row.attempts, row.settled_at = "failed", "rasa", 3, clock()
        (await session.scalars(select(Conversation))).one().wake_at = None
    return row.id


async def _message(db: Database) -> Message:
    async with db.read() as session:
        return (await session.scalars(select(Message))).one()


async def _trace(db: Database) -> list[tuple[str, str, str]]:
    async with db.read() as session:
        return [(row.action, row.target, row.note) for row in await session.scalars(select(Audit))]


async def test_a_retried_message_is_the_next_turn_and_leaves_a_trace(
    db: Database, clock: ManualClock
) -> None:
    number = await _fail(db, clock)
    await _act(db, failures.retry_message, number, BUDI, clock())

    async with db.write() as session:
        [conversation_id] = await turns.claim(session, "worker", clock(), 1)
        turn = turns.next_turn(await turns.pending(session, conversation_id), clock())
        assert isinstance(turn, turns.Turn)
        assert (turn.first.id, turn.first.attempts, turn.first.reason) == (number, 0, None)
        assert turns.begin(turn, clock())  # its tracker is asked before it runs again
    assert await _trace(db) == [("message.retry", f"message {number}", "budi: rasa")]


async def test_a_message_that_nobody_would_look_at_can_be_retried(db: Database, clock: ManualClock) -> None:
    number = await _fail(db, clock)
    async with db.write() as session:
        (await session.get_one(Message, number)).state = "received"
        [stranded] = await failures.unseen(session)
    assert stranded.id == number

    await _act(db, failures.retry_message, number, BUDI, clock())
    async with db.read() as session:
        assert await turns.something_due(session, clock())
        assert await failures.unseen(session) == []


async def test_a_discarded_message_counts_as_ignored(db: Database, clock: ManualClock) -> None:
    number = await _fail(db, clock)
    await _act(db, failures.discard_message, number, "uji coba", BUDI, clock())

    async with db.read() as session:
        found = await ledger(session)
    assert (found["failed"], found["ignored"], found["remainder"]) == (0, {"discarded": 1}, 0)
    assert await _trace(db) == [("message.discard", f"message {number}", "budi: uji coba")]


async def _send(lines: Lines, *external_ids: str) -> Delivery:
    """A line of three parts of which these were taken, given up after that."""
    await lines.say("panjang")
    for external_id in external_ids:
        [job] = await lines.claim()
        await lines.sent(job, external_id, last=external_id == "p3")
    for job in await lines.claim():
        await _act(lines.db, sending.give_up, job, "rejected")
    return await lines.row()


async def test_a_retried_line_goes_on_after_the_parts_that_arrived(lines: Lines, clock: ManualClock) -> None:
    line = await _send(lines, "p1", "p2")
    await _act(lines.db, failures.retry_line, line.id, BUDI, clock())

    [job] = await lines.claim()
    assert (job.parts_done, job.attempts) == (2, 0)
    assert await _trace(lines.db) == [("line.retry", f"line {line.id}", "budi: rejected")]


async def test_a_retried_line_repeats_from_the_part_that_was_lost(lines: Lines, clock: ManualClock) -> None:
    line = await _send(lines, "p1", "p2", "p3")
    lost = Receipt("telegram", "p2", DeliveryState.FAILED, clock(), "131053")
    await _act(lines.db, inbox.receive, [lost], clock())
    await _act(lines.db, failures.retry_line, line.id, BUDI, clock())

    [job] = await lines.claim()
    assert job.parts_done == 1
    for external_id in ("p2 lagi", "p3 lagi"):
        await lines.sent(job, external_id, last=external_id == "p3 lagi")
        job, *_ = [*await lines.claim(), job]
    row = await lines.row()
    assert (row.state, row.external_ids) == ("sent", ["p1", "p2 lagi", "p3 lagi"])


async def test_a_retried_line_is_really_tried_again(lines: Lines, clock: ManualClock) -> None:
    line = await _send(lines)
    async with lines.db.write() as session:
        row = await session.get_one(Delivery, line.id)
        row.form, row.parts_done, row.unknown_sends = Form.TEMPLATE, 1, 6
        (await session.scalars(select(Conversation))).one().reachable = False
    await _act(lines.db, failures.retry_line, line.id, BUDI, clock())

    [job] = await lines.claim()
    assert (job.form, job.parts_done, job.unknown_sends) == (Form.FULL, 0, 1)
    async with lines.db.read() as session:
        assert (await session.scalars(select(Conversation.reachable))).all() == [True]


async def test_a_discarded_line_is_never_sent(lines: Lines, clock: ManualClock) -> None:
    line = await _send(lines)
    await _act(lines.db, failures.discard_line, line.id, "basi", BUDI, clock())

    assert await lines.states() == [("discarded", "rejected")]
    assert await _trace(lines.db) == [("line.discard", f"line {line.id}", "budi: basi")]


async def test_a_line_that_waits_can_be_discarded_but_not_while_it_is_sent(
    lines: Lines, clock: ManualClock
) -> None:
    await lines.say("satu")
    line = await lines.row()
    await lines.claim()
    with pytest.raises(ConflictError, match="being sent"):
        await _act(lines.db, failures.discard_line, line.id, "x", BUDI, clock())

    clock.now += timedelta(minutes=5)
    await _act(lines.db, failures.discard_line, line.id, "x", BUDI, clock())
    assert await lines.claim() == []


@pytest.mark.parametrize("act", [failures.retry_message, failures.retry_line])
async def test_only_what_is_there_can_be_retried(db: Database, clock: ManualClock, act: Act) -> None:
    with pytest.raises(NotFoundError, match="77"):
        await _act(db, act, 77, BUDI, clock())


@pytest.mark.parametrize("act", [failures.discard_message, failures.discard_line])
async def test_only_what_is_there_can_be_discarded(db: Database, clock: ManualClock, act: Act) -> None:
    with pytest.raises(NotFoundError, match="77"):
        await _act(db, act, 77, "x", BUDI, clock())


async def test_what_has_not_failed_is_left_alone(lines: Lines, clock: ManualClock) -> None:
    async with lines.db.write() as session:
        await inbox.receive(session, [message("Halo")], clock())
    waiting = await _message(lines.db)
    await lines.say("satu")
    line = await lines.row()
    for act, number in ((failures.retry_message, waiting.id), (failures.retry_line, line.id)):
        with pytest.raises(ConflictError, match="not failed"):
            await _act(lines.db, act, number, BUDI, clock())
    with pytest.raises(ConflictError, match="not failed"):
        await _act(lines.db, failures.discard_message, waiting.id, "x", BUDI, clock())

    assert await _trace(lines.db) == []


async def test_all_failed_names_both_kinds(lines: Lines, clock: ManualClock) -> None:
    number = await _fail(lines.db, clock)
    line = await _send(lines)

    async with lines.db.read() as session:
        assert await failures.all_failed(session) == ([number], [line.id])
        assert [each.id for each in await failures.messages(session)] == [number]
        assert [each.id for each in await failures.deliveries(session)] == [line.id]
