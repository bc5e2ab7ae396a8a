from dataclasses import dataclass, field

from bot.limits import Buckets
from bot.pace import RATES, Pace, Rate


@dataclass
class Time:
    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))


def _pace(time: Time, rate: Rate) -> Pace:
    return Pace(rate, time, time.sleep)


async def test_a_chat_has_a_burst_and_then_one_a_second() -> None:
    time = Time()
    pace = _pace(time, Rate(1000, per_chat=1, burst=3))
    for _ in range(5):
        await pace.turn("a")

    assert [round(seconds) for seconds in time.slept if seconds > 0.1] == [1, 2]


async def test_a_rested_chat_has_its_burst_again() -> None:
    time = Time()
    pace = _pace(time, Rate(1e9, per_chat=1, burst=2))
    for _ in range(2):
        await pace.turn("a")
    time.now += 10
    for _ in range(2):
        await pace.turn("a")

    assert [seconds for seconds in time.slept if seconds > 0.1] == []


async def test_all_chats_share_the_overall_rate() -> None:
    time = Time()
    pace = _pace(time, Rate(10))
    for chat in "abcd":
        await pace.turn(chat)

    assert time.slept == [0.1, 0.2, 0.3]


async def test_a_slow_chat_does_not_use_up_the_others_time() -> None:
    time = Time()
    pace = _pace(time, Rate(10, per_chat=0.1, burst=1))
    await pace.turn("a")
    await pace.turn("a")
    await pace.turn("b")

    assert time.slept == [10.0, 0.2]


def test_the_known_platforms_have_their_documented_rates() -> None:
    assert (RATES["telegram"].overall, RATES["telegram"].per_chat, RATES["whatsapp"].overall) == (30, 1, 80)


def test_a_bucket_empties_and_refills() -> None:
    time = Time()
    buckets = Buckets(per_second=0.5, burst=2, clock=time)
    assert [buckets.take("a") for _ in range(3)] == [0.0, 0.0, 2.0]
    assert buckets.take("b") == 0.0

    time.now += 2
    assert [buckets.take("a") for _ in range(2)] == [0.0, 2.0]


def test_buckets_of_strangers_are_forgotten() -> None:
    buckets = Buckets(per_second=1, burst=1, clock=Time())
    for number in range(25_000):
        buckets.take(str(number))

    assert len(buckets._levels) == 20_000
