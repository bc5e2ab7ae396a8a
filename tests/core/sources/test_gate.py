"""One pace for all processes, whatever they do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.db import Database
from core.errors import ThrottledError
from core.sources.gate import ALONE, BMKG_PACE, Gate, OwnLimitError, Pace
from tests.fakes import ManualClock

PACE = Pace(burst=3, per_minute=30)  # then one every two seconds

type NewGate = Callable[..., Gate]


@pytest.fixture
async def new_gate(database_url: str, clock: ManualClock) -> AsyncIterator[NewGate]:
    """Makes the gate of one process; sleeping in it moves the clock."""
    made: list[Database] = []

    async def sleep(seconds: float) -> None:
        clock.advance(seconds)

    def make(
        pace: Pace = PACE, patience: float = 0, slept: Callable[[float], Awaitable[object]] = sleep
    ) -> Gate:
        made.append(Database(database_url))
        return Gate(made[-1], "bmkg", pace, timedelta(seconds=patience), clock, slept)

    yield make
    for db in made:
        await db.close()


async def passed(*gates: Gate) -> int:
    """How many of these calls got leave."""
    ends = await asyncio.gather(*(gate.acquire() for gate in gates), return_exceptions=True)
    assert {type(end) for end in ends} <= {type(None), OwnLimitError}
    return sum(end is None for end in ends)


async def test_processes_share_one_burst(new_gate: NewGate) -> None:
    one, two = new_gate(), new_gate()

    assert await passed(*[one, two] * 20) == PACE.burst


async def test_after_the_burst_it_goes_on_evenly(new_gate: NewGate, clock: ManualClock) -> None:
    one, two = new_gate(), new_gate()
    await passed(*[one] * 5)

    counts = [(clock.advance(1), await passed(one, two))[1] for _ in range(8)]

    assert counts == [0, 1, 0, 1, 0, 1, 0, 1]


async def test_no_minute_holds_more_than_bmkg_allows(new_gate: NewGate, clock: ManualClock) -> None:
    gates = [new_gate(BMKG_PACE) for _ in range(3)]
    times = []
    for _ in range(150):
        clock.advance(1)
        times += [clock.now] * await passed(*gates)
    busiest = max(sum(end - timedelta(seconds=60) < at <= end for at in times) for end in times)

    assert 50 <= busiest <= BMKG_PACE.burst + BMKG_PACE.per_minute <= 57
    late = timedelta(seconds=4)  # four seconds on their way make no minute of 61
    assert max(sum(end - timedelta(seconds=60) - late < at <= end for at in times) for end in times) <= 60


async def test_who_would_wait_too_long_is_told_how_long(new_gate: NewGate) -> None:
    gate = new_gate()
    await passed(*[gate] * PACE.burst)

    with pytest.raises(ThrottledError) as refused:
        await gate.acquire()
    assert refused.value.retry_after == pytest.approx(2)


async def test_a_short_wait_is_waited_in_order(new_gate: NewGate, clock: ManualClock) -> None:
    gate, started = new_gate(patience=5), clock.now
    await passed(*[gate] * PACE.burst)

    await gate.acquire()

    assert clock.now - started == timedelta(seconds=2)


async def test_a_pause_closes_it_for_every_process(new_gate: NewGate, clock: ManualClock) -> None:
    one, two = new_gate(), new_gate()
    await one.close_for(30)

    assert await passed(one, two) == 0
    clock.advance(29)
    assert await passed(one, two) == 0
    clock.advance(1.1)
    assert await passed(one, two) == 2


async def test_who_waits_while_it_closes_is_sent_away(new_gate: NewGate, clock: ManualClock) -> None:
    other = new_gate()

    async def close_meanwhile(_seconds: float) -> None:
        await other.close_for(30)

    gate = new_gate(patience=5, slept=close_meanwhile)
    await passed(*[gate] * PACE.burst)

    with pytest.raises(ThrottledError):
        await gate.acquire()


async def test_a_refusal_is_remembered_without_asking(new_gate: NewGate, clock: ManualClock) -> None:
    gate = new_gate()
    await passed(*[gate] * (PACE.burst + 1))

    assert gate.shut() == timedelta(seconds=2)
    clock.advance(2.1)
    assert not gate.shut()


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
async def test_a_clock_that_is_put_back_stops_nothing_for_long(
    new_gate: NewGate, clock: ManualClock, back: timedelta
) -> None:
    await passed(*[new_gate()] * 5)
    await new_gate().close_for(600)
    clock.now -= back
    gate = new_gate()

    assert await passed(*[gate] * 5) == 0
    clock.advance(20)
    assert await passed(*[new_gate()] * 5) > 0


async def test_room_is_what_would_go_at_once(new_gate: NewGate, clock: ManualClock) -> None:
    gate = new_gate()
    assert await gate.room() == 3
    await passed(gate, gate)
    assert await gate.room() == 1
    clock.advance(2)
    assert await gate.room() == 2
    await gate.close_for(10)
    assert await gate.room() == 0


async def test_without_the_database_a_process_keeps_to_a_small_share(new_gate: NewGate) -> None:
    gate = new_gate(BMKG_PACE)
    async with gate.db.write() as session:
        await session.execute(text("DROP TABLE source_gates"))

    assert await passed(*[gate] * 20) == ALONE.burst
