"""Measured speeds are asked for once and told with their own time, until they are too old to tell."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from core.db import Database
from core.errors import IntegrationError, ServiceDownError, ThrottledError
from core.traffic.speeds import PACE, Speeds
from tests.fakes import ManualClock

DAGO = (-6.885, 107.6136)


class Measuring:
    """A source in a test's hands."""

    name = "Probe"

    def __init__(self) -> None:
        self.asked: list[tuple[float, float]] = []
        self.down = self.throttles = False

    async def flow(self, lat: float, lon: float) -> Mapping[str, Any]:
        self.asked.append((lat, lon))
        await asyncio.sleep(0)
        if self.throttles:
            raise ThrottledError("HTTP 429", retry_after=60.0)
        if self.down:
            raise ServiceDownError("HTTP 503")
        return {"speed_kmh": 20.0, "free_flow_kmh": 40.0, "closed": False, "confidence": 0.9, "away_m": 5.0}


@pytest.fixture
def source() -> Measuring:
    return Measuring()


@pytest.fixture
async def speeds(db: Database, source: Measuring, clock: ManualClock) -> AsyncIterator[Speeds]:
    made = Speeds(db, source, clock)
    yield made
    await made.close()


async def test_many_at_once_ask_the_source_once(speeds: Speeds, source: Measuring) -> None:
    found = await asyncio.gather(*(speeds.flow(*DAGO) for _ in range(50)))
    assert {flow.level for flow in found if flow} == {"busy"}
    assert len(source.asked) == 1


async def test_another_process_uses_what_is_stored(
    speeds: Speeds, source: Measuring, db: Database, clock: ManualClock
) -> None:
    await speeds.flow(*DAGO)
    other = Speeds(db, source, clock)
    assert await other.flow(*DAGO) is not None
    await other.close()
    assert len(source.asked) == 1


async def test_after_three_minutes_it_is_measured_again(
    speeds: Speeds, source: Measuring, clock: ManualClock
) -> None:
    await speeds.flow(*DAGO)
    clock.advance(181)
    await speeds.flow(*DAGO)
    assert len(source.asked) == 2


async def test_while_the_source_is_away_the_last_measurement_keeps_its_time(
    speeds: Speeds, source: Measuring, clock: ManualClock
) -> None:
    then = clock()
    await speeds.flow(*DAGO)
    source.down = True
    clock.advance(600)
    found = await speeds.flow(*DAGO)
    assert found is not None
    assert found.at == then


async def test_an_old_measurement_is_not_told(speeds: Speeds, source: Measuring, clock: ManualClock) -> None:
    await speeds.flow(*DAGO)
    source.down = True
    clock.advance(16 * 60)
    with pytest.raises(IntegrationError):
        await speeds.flow(*DAGO)


async def test_places_are_kept_apart(speeds: Speeds, source: Measuring) -> None:
    await speeds.flow(*DAGO)
    await speeds.flow(-6.9462, 107.5912)
    assert source.asked == [DAGO, (-6.9462, 107.5912)]


async def test_when_it_wants_a_pause_no_other_place_is_asked_about(
    speeds: Speeds, source: Measuring, clock: ManualClock
) -> None:
    source.throttles = True
    for lat in (-6.90, -6.91, -6.92):
        with pytest.raises(ThrottledError):
            await speeds.flow(lat, 107.6)
    assert len(source.asked) == 1

    source.throttles = False
    clock.advance(61)
    assert await speeds.flow(-6.91, 107.6) is not None


async def test_a_crowd_that_asks_about_everywhere_does_not_flood_the_source(
    speeds: Speeds, source: Measuring
) -> None:
    places = [(-6.9 + number / 1000, 107.6) for number in range(60)]
    found = await asyncio.gather(*(speeds.flow(*place) for place in places), return_exceptions=True)

    assert len(source.asked) <= PACE.burst + 1
    assert all(isinstance(one, ThrottledError) or one is not None for one in found)
