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

# Until the middle of May: every question has run out by then, but for what silent agencies still owe.
MONTH = {
    "states": {
        "answered": 9,
        "archived": 25,
        "done": 415,
        "forwarded": 24,
        "in_progress": 4,
        "not_ours": 21,
        "on_hold": 2,
    },
    "news": {
        "answered": 521,
        "archived": 15,
        "asked_again": 177,
        "closed": 32,  # to those who joined: who says that it is fixed is answered in the dialogue
        "closed_silent": 171,
        "extended": 69,
        "forwarded": 417,
        "hold_again": 15,
        "hold_over": 9,
        "in_progress": 177,
        "late": 304,
        "not_ours": 20,
        "on_hold": 32,
        "reopened": 11,
        "rerouted": 18,
        "verified": 417,
    },
    "late": 291,
    "escalated": {"agency": 301, "head": 172, "leadership": 66},
    "joined": 65,
    "reopened": 81,
    "closed_in_silence": 181,
    "erased": 27,
    "median_days": 27,
}
OUTCOMES = {"closed": 264, "reopened": 81, "too_late": 11}
SIX_WEEKS = {
    "states": {"answered": 19, "archived": 2, "done": 22, "forwarded": 6, "in_progress": 10, "on_hold": 1},
    "news": {
        "answered": 57,
        "archived": 2,
        "asked_again": 9,
        "closed": 3,
        "closed_silent": 4,
        "extended": 4,
        "forwarded": 52,
        "in_progress": 11,
        "late": 7,
        "on_hold": 2,
        "reopened": 4,
        "rerouted": 1,
        "verified": 52,
    },
    "late": 7,
    "escalated": {"agency": 35, "head": 20, "leadership": 4},
    "joined": 13,
    "reopened": 6,
    "closed_in_silence": 4,
    "erased": 1,
    "median_days": 18.0,
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
