from dataclasses import dataclass, field

import pytest

from bot.limits import Buckets, home
from bot.pace import RATES, Pace
from core.paces import ChatRate


@dataclass
class Time:
    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))


async def test_what_goes_out_is_spaced() -> None:
    time = Time()
    pace = Pace(10, time, time.sleep)
    for _ in range(4):
        await pace.turn()
    assert time.slept == [0.1, 0.2, 0.3]

    time.now += 10
    await pace.turn()
    assert time.slept == [0.1, 0.2, 0.3]


async def test_no_more_are_let_in_than_can_soon_go_out() -> None:
    time = Time()
    pace = Pace(20, time, time.sleep)
    assert pace.room() == 5

    for _ in range(4):
        await pace.turn()
    assert pace.room() == 1
    await pace.turn()
    assert pace.room() == 0


def test_a_slow_share_still_lets_one_in() -> None:
    assert Pace(1, Time()).room() == 1


@pytest.mark.parametrize(
    ("channel", "overall", "private"),
    [("telegram", 30, ChatRate(1, burst=3)), ("whatsapp", 80, ChatRate(6, burst=45))],
)
def test_the_known_platforms_have_their_documented_rates(
    channel: str, overall: float, private: ChatRate
) -> None:
    assert (RATES[channel].overall, RATES[channel].private) == (overall, private)


def test_a_telegram_group_never_gets_more_than_20_in_a_minute() -> None:
    rate = RATES["telegram"].group

    assert rate.burst + 60 / rate.seconds <= 20


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


def test_a_token_given_back_can_be_taken_again() -> None:
    buckets = Buckets(per_second=0.5, burst=1, clock=Time())
    buckets.give_back("a")
    assert [buckets.take("a"), buckets.take("a")] == [0, 2]

    buckets.give_back("a")
    assert [buckets.take("a"), buckets.take("a")] == [0, 2]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("not an address", "not an address"),
    ],
)
def test_all_addresses_of_a_home_count_as_one(address: str, expected: str) -> None:
    assert home(address) == expected
