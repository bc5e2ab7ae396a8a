"""The bench asks a city that looks like one, and tells what it measured."""

import pytest

from bench import tickets
from bench.city_of_tickets import fill
from core.clock import utc_now
from core.db import Database
from core.tickets import OPEN
from tests.postgres import Cluster

COUNT = 2000


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
def city(postgres: Cluster, database_url: str) -> str:
    """A database with a small city's tickets."""
    name = database_url.rpartition("/")[2]
    fill(postgres, name, COUNT)
    return name


def test_the_city_looks_like_one(postgres: Cluster, city: str) -> None:
    statuses = ", ".join(f"'{status}'" for status in OPEN)
    columns = (
        "count(*)", "count(DISTINCT number)", "count(DISTINCT kecamatan)", "count(DISTINCT category)",
        f"100 * sum((status IN ({statuses}))::int) / count(*)",
    )  # fmt: skip
    found = postgres.run(f"SELECT {', '.join(columns)} FROM tickets", city).split("|")  # noqa: S608
    *facts, share = map(int, found)

    assert facts == [COUNT, COUNT, 30, 15]
    assert 3 <= share <= 6
    assert postgres.run("SELECT count(*) FROM ticket_events", city) == str(3 * COUNT)


async def test_every_question_is_asked_of_tickets_that_are_there(db: Database, city: str) -> None:
    found = [await tickets._asked(db, case, 1) for case in await tickets.cases(db, utc_now())]

    assert [len(seconds) for seconds in found] == [1] * len(found)
    assert len(found) > 10


def test_the_verdict_compares_the_median_with_the_aim() -> None:
    case = tickets.Case("x", 0.005, [])
    good, bad = (tickets.Measured(case, [0.001, middle, 0.9], [1.0]) for middle in (0.004, 0.006))
    assert [tickets._verdict(each) for each in (good, bad)] == ["under 5 ms: met", "under 5 ms: missed"]
    assert "| 900.0 ms |" in tickets.text_of([good], 3, "1 MB")
