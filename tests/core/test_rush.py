"""How much work goes on beside a rush; the time is in our hands."""

import pytest

from core.rush import FLOOD, LONGEST_HOLD, RUSH, Rush


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def rush(time: Time) -> Rush:
    return Rush(time)


def _arrive(rush: Rush, count: int) -> None:
    for _ in range(count):
        rush.arrived()


def _flood(rush: Rush, time: Time, seconds: int) -> list[int]:
    """The room in each tenth of a second of a flood."""
    rooms = []
    for _ in range(seconds * 10):
        time.now += 0.1
        _arrive(rush, FLOOD // 2)
        rooms.append(rush.room(16))
    return rooms


def test_a_few_callers_disturb_nobody(rush: Rush) -> None:
    _arrive(rush, RUSH - 1)
    assert (rush.pressed, rush.room(16)) == (False, 16)


def test_beside_a_rush_one_thing_is_done_at_a_time(rush: Rush) -> None:
    _arrive(rush, RUSH)
    assert (rush.pressed, rush.flooded, rush.room(16)) == (True, False, 1)


def test_beside_a_flood_nothing_is_done(rush: Rush) -> None:
    _arrive(rush, FLOOD)
    assert (rush.flooded, rush.room(16)) == (True, 0)


def test_a_flood_is_over_within_a_moment(rush: Rush, time: Time) -> None:
    _arrive(rush, FLOOD)
    time.now += 0.6
    assert (rush.flooded, rush.pressed, rush.room(16)) == (False, False, 16)


def test_twenty_seconds_of_flood_are_held_out(rush: Rush, time: Time) -> None:
    assert sum(_flood(rush, time, 20)) <= 1


def test_a_flood_without_end_leaves_half_of_the_time(rush: Rush, time: Time) -> None:
    _flood(rush, time, int(LONGEST_HOLD))
    rooms = _flood(rush, time, 60)

    assert 0.4 <= sum(rooms) / len(rooms) <= 0.6
    assert max(rooms) == 1
