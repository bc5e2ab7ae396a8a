from datetime import timedelta

import pytest

from core import sending
from core.db import Database
from core.outbox import LEASE, SERVICE_DOWN, Form
from tests.fakes import ManualClock
from tests.lines import Lines


@pytest.fixture
def lines(db: Database, clock: ManualClock) -> Lines:
    return Lines(db, clock)


async def test_parts_are_noted_one_by_one(lines: Lines) -> None:
    await lines.say("panjang")
    [first] = await lines.claim()
    await lines.sent(first, "p1", last=False)
    [second] = await lines.claim()
    await lines.sent(second, "p2")

    row = await lines.row()
    assert (row.state, row.parts_done, row.external_ids) == ("sent", 2, ["p1", "p2"])
    assert (row.sent_at, row.lease_until) == (lines.clock(), None)


async def test_a_sender_that_lost_its_lease_changes_nothing(lines: Lines, clock: ManualClock) -> None:
    await lines.say("a\nb")
    [late] = await lines.claim()
    clock.advance(LEASE.total_seconds() + 1)
    [now] = await lines.claim()
    await lines.sent(late, "p1", last=False)
    await lines.sent(now, "p1 lagi", last=False)

    row = await lines.row()
    assert (row.parts_done, row.external_ids) == (1, ["p1 lagi"])


async def test_a_late_failure_does_not_undo_a_send(lines: Lines, clock: ManualClock) -> None:
    await lines.say("satu")
    [late] = await lines.claim()
    clock.advance(LEASE.total_seconds() + 1)
    [now] = await lines.claim()
    await lines.sent(now, "p1")
    async with lines.db.write() as session:
        await sending.retry_later(session, late, clock(), SERVICE_DOWN)
        await sending.unknown(session, late, None, clock())
        await sending.wait(session, late, clock())
        await sending.change_form(session, late, Form.PLAIN, 0, clock())
        await sending.give_up(session, late, "rejected")
        await sending.all_sent(session, late, clock())

    assert await lines.states() == [("sent", None)]


@pytest.mark.parametrize(("counts", "attempts"), [(True, 1), (False, 0)])
async def test_a_line_that_failed_once_waits_its_time(lines: Lines, counts: bool, attempts: int) -> None:
    await lines.say("satu")
    [job] = await lines.claim()
    until = lines.clock() + timedelta(seconds=5)
    async with lines.db.write() as session:
        await sending.retry_later(session, job, until, "throttled", counts=counts)
    assert await lines.claim() == []

    lines.clock.advance(5)
    [again] = await lines.claim()
    assert (again.attempts, again.unknown_sends) == (attempts, 0)


async def test_an_unknown_outcome_stays_on_the_line_after_it_was_sent(lines: Lines) -> None:
    await lines.say("satu")
    [job] = await lines.claim()
    async with lines.db.write() as session:
        await sending.unknown(session, job, lines.clock(), lines.clock())
    assert await lines.states() == [("queued", "uncertain")]

    [again] = await lines.claim()
    await lines.sent(again, "p1")
    row = await lines.row()
    assert (row.state, row.error, row.unknown_sends) == ("sent", None, 1)


async def test_recovery_hurries_only_what_waited_for_the_platform(lines: Lines) -> None:
    await lines.say("mati")
    await lines.say("pelan", "200")
    down, slow = await lines.claim()
    later = lines.clock() + timedelta(minutes=5)
    async with lines.db.write() as session:
        await sending.retry_later(session, down, later, SERVICE_DOWN)
        await sending.retry_later(session, slow, later, "throttled")
        await sending.hurry(session, "telegram", lines.clock())

    assert await lines.claimed() == ["mati"]


async def test_a_line_given_up_stays_visible_and_lets_the_next_one_out(lines: Lines) -> None:
    await lines.say("satu")
    await lines.say("dua")
    [job] = await lines.claim()
    async with lines.db.write() as session:
        await sending.give_up(session, job, "rejected")

    assert await lines.states() == [("failed", "rejected"), ("queued", None)]
    assert await lines.claimed() == ["dua"]


async def test_another_form_starts_where_it_is_told(lines: Lines) -> None:
    await lines.say("satu")
    [job] = await lines.claim()
    await lines.sent(job, "p1", last=False)
    [job] = await lines.claim()
    async with lines.db.write() as session:
        await sending.change_form(session, job, Form.TEMPLATE, 0, lines.clock())

    [again] = await lines.claim()
    assert (again.form, again.parts_done, again.unknown_sends) == (Form.TEMPLATE, 0, 0)
    await lines.sent(again, "p2")
    assert (await lines.row()).external_ids == ["p2"]
