"""Two processes' worth of caches on one database."""

from collections.abc import AsyncIterator, Callable

import pytest

from core.db import Database
from core.sources import Sources
from core.sources.gate import Gate, Pace
from tests.core.sources.outside import Outside
from tests.fakes import ManualClock


@pytest.fixture
def outside() -> Outside:
    return Outside()


type NewProcess = Callable[[], Sources]


@pytest.fixture
async def new_process(database_url: str, clock: ManualClock, outside: Outside) -> AsyncIterator[NewProcess]:
    """Makes one process' sources, with its own connections."""
    made: list[tuple[Database, Sources]] = []

    def make() -> Sources:
        db = Database(database_url)
        gate = Gate(db, "bmkg", Pace(burst=50, per_minute=10), clock=clock)
        sources = Sources(db, outside, outside, outside, bmkg_gate=gate, clock=clock)
        made.append((db, sources))
        return sources

    yield make
    outside.going.set()
    for db, sources in made:
        await sources.close()
        await db.close()


@pytest.fixture
def sources(new_process: NewProcess) -> Sources:
    return new_process()


@pytest.fixture
def others(new_process: NewProcess) -> Sources:
    """Those of another process."""
    return new_process()
