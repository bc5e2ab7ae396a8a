"""The table of tickets: lateness by Bandung's day, and what stands out."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.db import Database
from core.models import Ticket
from core.ticket_table import Filter, Mark, is_flagged, is_late, listed
from tests.core.tickets.world import World
from tests.fakes import ManualClock

DUE = date(2026, 11, 24)
PAST = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("now", "status", "late"),
    [
        (datetime(2026, 11, 24, 16, 59, tzinfo=UTC), "received", False),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "received", True),
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), "on_hold", True),
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), "answered", False),
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), "not_ours", False),
    ],
)
def test_ticket_is_late_when_its_day_in_bandung_is_over(now: datetime, status: str, late: bool) -> None:
    assert is_late(Ticket(due_on=DUE, status=status), now) is late


def test_the_newest_promise_counts() -> None:
    ticket = Ticket(due_on=PAST, promised_on=date(2026, 12, 1), status="in_progress")
    assert is_late(ticket, datetime(2026, 11, 24, tzinfo=UTC)) is False


@pytest.mark.parametrize(
    ("changes", "flagged"),
    [
        ({"privacy": "secret", "revealing": ["ketua RT"]}, True),
        ({"privacy": "anonymous", "revealing": [], "agency_text": "Lampu mati."}, True),
        ({"privacy": "secret", "revealing": ["ketua RT"], "cleared_by": 1}, False),
        ({"privacy": "public", "revealing": ["ketua RT"]}, False),
        ({"privacy": "secret", "revealing": []}, False),
    ],
)
async def test_words_that_may_tell_who_reported_are_flagged_until_cleared(
    db: Database, clock: ManualClock, changes: dict[str, Any], flagged: bool
) -> None:
    world = World(db, clock)
    ticket = await world.report(await world.citizen(), **({"cleared_by": None} | changes))

    assert is_flagged(await world.ticket(ticket)) is flagged
    async with db.read() as session:
        rows = await listed(session, Filter(mark=Mark.FLAGGED), clock())
    assert [row.id for row in rows] == [ticket] * flagged


@pytest.mark.parametrize(
    ("mark", "fits", "does_not"),
    [
        (Mark.LATE, {"due_on": PAST}, {"due_on": PAST, "promised_on": DUE}),
        (Mark.LATE, {"due_on": DUE, "promised_on": PAST}, {"due_on": PAST, "status": "answered"}),
        (Mark.REOPENED, {"reopened": 1}, {"reopened": 0}),
        (Mark.ESCALATED, {"escalation": 1}, {"escalation": 2, "status": "done"}),
        (Mark.REPLIED, {"status": "on_hold", "step_due_on": DUE}, {"status": "on_hold", "step_due_on": None}),
        (Mark.MINE, {"assigned_to": 7}, {"assigned_to": 8}),
    ],
)
async def test_a_mark_shows_what_stands_out(
    db: Database, clock: ManualClock, mark: Mark, fits: dict[str, Any], does_not: dict[str, Any]
) -> None:
    world = World(db, clock)
    ticket = await world.report(None, **fits)
    await world.report(None, **does_not)

    async with db.read() as session:
        rows = await listed(session, Filter(mark=mark, staff_id=7), clock())
    assert [row.id for row in rows] == [ticket]


async def test_the_latest_comes_first_where_somebody_waits(db: Database, clock: ManualClock) -> None:
    world = World(db, clock)
    days = (date(2026, 11, 20), date(2026, 11, 18), date(2026, 11, 19))
    ids = [await world.report(None, due_on=day, escalation=n + 1) for n, day in enumerate(days)]

    async with db.read() as session:
        late = await listed(session, Filter(mark=Mark.LATE), clock())
        escalated = await listed(session, Filter(mark=Mark.ESCALATED), clock())
        newest = await listed(session, Filter(), clock())
    assert [row.id for row in late] == [ids[1], ids[2], ids[0]]
    assert [row.id for row in escalated] == ids[::-1]
    assert [row.id for row in newest] == ids[::-1]
