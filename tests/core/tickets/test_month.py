"""A month in the life: what 300 citizens, good, slow and silent agencies and the calendar lead to."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from core import deadlines
from core.db import Database
from tests.core.tickets.figures import Rows, days_of, figures, must_hear, read, replayed
from tests.core.tickets.month import Month
from tests.fakes import ManualClock

_MEMORY = Path("/dev/shm")

# Until the 9th of May: what is open by then are answers of slow agencies and what silent ones owe.
# "closed" is news to those who joined: who says that it is fixed is answered in the dialogue.
MONTH = {
    "states": {
        "answered": 13,
        "archived": 99,
        "done": 326,
        "forwarded": 18,
        "in_progress": 2,
        "not_ours": 42,
    },
    "news": {
        "answered": 385,
        "archived": 80,
        "asked_again": 154,
        "closed": 22,
        "closed_silent": 149,
        "extended": 38,
        "forwarded": 336,
        "hold_again": 21,
        "hold_over": 19,
        "in_progress": 47,
        "late": 178,
        "not_ours": 39,
        "on_hold": 40,
        "reopened": 5,
        "rerouted": 16,
        "verified": 336,
    },
    "late": 174,
    "escalated": {"agency": 259, "head": 172, "leadership": 77},
    "joined": 55,
    "reopened": 31,
    "closed_in_silence": 146,
    "erased": 17,
    "median_days": 24.0,
}
OUTCOMES = {"closed": 188, "reopened": 31, "too_late": 6}
SIX_WEEKS = {
    "states": {
        "answered": 8,
        "archived": 9,
        "done": 23,
        "forwarded": 9,
        "in_progress": 4,
        "not_ours": 6,
        "on_hold": 1,
    },
    "news": {
        "answered": 39,
        "archived": 6,
        "asked_again": 9,
        "closed": 2,
        "closed_silent": 8,
        "extended": 5,
        "forwarded": 40,
        "hold_again": 2,
        "in_progress": 9,
        "late": 4,
        "not_ours": 5,
        "on_hold": 2,
        "reopened": 2,
        "rerouted": 3,
        "verified": 40,
    },
    "late": 5,
    "escalated": {"agency": 31, "head": 17, "leadership": 2},
    "joined": 5,
    "reopened": 6,
    "closed_in_silence": 8,
    "erased": 2,
    "median_days": 18,
}


@pytest.fixture
def in_memory(empty_database: Path) -> Iterator[str]:
    """A database on no disk: nothing here is about surviving a power cut."""
    folder = Path(tempfile.mkdtemp(dir=_MEMORY if _MEMORY.is_dir() else None))
    shutil.copy(empty_database, folder / "month.db")
    yield f"sqlite+aiosqlite:///{folder / 'month.db'}"
    shutil.rmtree(folder)


@pytest.fixture
async def quick_db(in_memory: str) -> AsyncIterator[Database]:
    database = Database(in_memory)
    yield database
    await database.close()


async def lived(db: Database, **size: Any) -> tuple[Month, Rows]:
    month = Month(db, ManualClock(datetime(2026, 3, 1, tzinfo=UTC)), **size)
    await month.run()
    return month, await read(db, month.erased)


def check(month: Month, rows: Rows) -> None:
    """What holds for every city."""
    assert {each.number: replayed(rows.events[each.id]) for each in rows.tickets} == {
        each.number: each.status for each in rows.tickets
    }
    assert rows.heard == must_hear(month, rows)
    assert [line.text for line in rows.lines if deadlines.is_quiet(line.created_at)] == []
    days = {day for ticket in rows.tickets for day in days_of(ticket)}
    assert [day for day in days if not deadlines.is_working_day(day)] == []
    assert rows.waiting == 0


async def test_a_month_in_the_life_of_500_reports(quick_db: Database) -> None:
    month, rows = await lived(quick_db, reports=500, citizens=300)

    check(month, rows)
    assert figures(rows) == MONTH
    assert month.outcomes == OUTCOMES


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_the_same_city_on_postgresql(db: Database) -> None:
    month, rows = await lived(db, reports=60, citizens=40, end=date(2026, 4, 12))

    check(month, rows)
    assert figures(rows) == SIX_WEEKS
