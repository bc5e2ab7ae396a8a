"""At most so many requests in any minute, on a clock of our own."""

import pytest

from core.errors import ThrottledError
from integrations.bmkg.limiter import Limiter


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def limiter(time: Time, limit: int, patience: float = 2.0) -> Limiter:
    return Limiter(limit, 60.0, patience=patience, clock=time.clock, sleep=time.sleep)


async def test_within_the_limit_nobody_waits() -> None:
    time = Time()
    gate = limiter(time, 3)
    for _ in range(3):
        await gate.acquire()
    assert time.now == 0


async def test_a_long_wait_is_refused_with_its_length() -> None:
    time = Time()
    gate = limiter(time, 1)
    await gate.acquire()
    time.now = 20.0
    with pytest.raises(ThrottledError) as refused:
        await gate.acquire()
    assert refused.value.retry_after == 40.0


async def test_a_short_wait_is_waited() -> None:
    time = Time()
    gate = limiter(time, 1)
    await gate.acquire()
    time.now = 59.0
    await gate.acquire()
    assert time.now == 60.0


async def test_the_minute_slides() -> None:
    time = Time()
    gate = limiter(time, 2, patience=60.0)
    sent = []
    for _ in range(6):
        await gate.acquire()
        sent.append(time.now)
    assert sent == [0.0, 0.0, 60.0, 60.0, 120.0, 120.0]


async def test_a_pause_the_service_asked_for_is_kept() -> None:
    time = Time()
    gate = limiter(time, 5)
    gate.close_for(7)
    with pytest.raises(ThrottledError):
        await gate.acquire()
    time.now = 7.0
    await gate.acquire()
