"""What may be set aside for ever, and what must be tried again, as each engine says it."""

import asyncio

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.db import Database
from core.faults import collided, values_at_fault
from core.models import Address, Fact, Snapshot, Total


async def _error(db: Database, statement: object) -> Exception:
    with pytest.raises(Exception) as caught:  # noqa: PT011  which one is the question
        async with db.write() as session:
            await session.execute(statement)  # type: ignore[call-overload]
    return caught.value


@pytest.mark.parametrize(
    "statement",
    [
        insert(Fact).values(key="k", value=None),
        insert(Address).values(channel="telegram", address="1", conversation_id="nobody"),
        insert(Total).values(state="x", reason="", number=2**70),
        insert(Total).values(state="x", reason="", number=object()),
        insert(Fact).values(key="k", value="\ud800"),
        insert(Snapshot).values(key="k", body=1, fetched_at="no moment"),
    ],
    ids=["nothing", "stranger", "huge", "object", "surrogate", "no-moment"],
)
async def test_values_that_no_try_can_store(db: Database, statement: object) -> None:
    assert values_at_fault(await _error(db, statement))


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_nul_is_the_values_fault(db: Database) -> None:
    assert values_at_fault(await _error(db, insert(Fact).values(key="k", value="a\0b")))


@pytest.mark.parametrize("statement", [text("SELECT 1 FROM nowhere"), text("SELEC 1")])
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_schema_that_is_not_there_yet_is_not_the_values_fault(
    db: Database, statement: object
) -> None:
    assert not values_at_fault(await _error(db, statement))


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(), TimeoutError(), OperationalError("x", {}, OSError())]
)
def test_a_database_that_is_away_is_not_the_values_fault(error: Exception) -> None:
    assert not values_at_fault(error)
    assert not collided(error)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_who_loses_a_deadlock_collided(db: Database) -> None:
    async with db.write() as session:
        session.add_all([Fact(key="a", value=""), Fact(key="b", value="")])
    both_hold_one = asyncio.Barrier(2)

    async def lock(first: str, second: str) -> None:
        async with db.write() as session:
            await session.get_one(Fact, first, with_for_update=True)
            await both_hold_one.wait()
            await session.get_one(Fact, second, with_for_update=True)

    outcomes = await asyncio.gather(lock("a", "b"), lock("b", "a"), return_exceptions=True)
    [loser] = [outcome for outcome in outcomes if outcome is not None]
    assert collided(loser)
    assert not values_at_fault(loser)


def test_an_empty_pool_is_a_collision() -> None:
    error = PoolTimeout("QueuePool limit reached")

    assert collided(error)
    assert not values_at_fault(error)
