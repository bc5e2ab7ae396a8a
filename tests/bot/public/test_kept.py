"""A crowd that asks the same costs one query, and nobody waits for a renewal."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.public.kept import Kept
from tests.fakes import ManualClock


@dataclass
class Asked:
    """Answers 1, 2, 3 ...; holds back while the gate is closed."""

    times: int = 0
    fails: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> int:
        self.times += 1
        number = self.times
        await self.gate.wait()
        if self.fails:
            raise OSError("away")
        return number


@pytest.fixture
def asked() -> Asked:
    made = Asked()
    made.gate.set()
    return made


@pytest.fixture
def kept(clock: ManualClock) -> Kept[str, int]:
    return Kept(timedelta(seconds=60), timedelta(seconds=600), clock)


async def test_a_fresh_answer_is_given_again(kept: Kept[str, int], asked: Asked) -> None:
    assert [await kept.get("a", asked), await kept.get("a", asked), await kept.get("b", asked)] == [1, 1, 2]


async def test_a_crowd_waits_for_one_answer(kept: Kept[str, int], asked: Asked) -> None:
    asked.gate.clear()
    crowd = [asyncio.create_task(kept.get("a", asked)) for _ in range(5)]
    await asyncio.sleep(0)
    asked.gate.set()

    assert await asyncio.gather(*crowd) == [1] * 5


async def test_an_older_answer_is_given_while_a_new_one_is_fetched(
    kept: Kept[str, int], asked: Asked, clock: ManualClock
) -> None:
    await kept.get("a", asked)
    clock.advance(61)
    asked.gate.clear()
    assert await kept.get("a", asked) == 1

    asked.gate.set()
    await kept.settled()
    assert await kept.get("a", asked) == 2


async def test_a_very_old_answer_is_not_given(kept: Kept[str, int], asked: Asked, clock: ManualClock) -> None:
    await kept.get("a", asked)
    clock.advance(601)

    assert await kept.get("a", asked) == 2


async def test_a_failed_renewal_keeps_the_old_answer(
    kept: Kept[str, int], asked: Asked, clock: ManualClock
) -> None:
    await kept.get("a", asked)
    clock.advance(61)
    asked.fails = True
    assert await kept.get("a", asked) == 1
    await kept.settled()
    assert await kept.get("a", asked) == 1


async def test_a_failed_first_answer_is_told_and_asked_again(kept: Kept[str, int], asked: Asked) -> None:
    asked.fails = True
    with pytest.raises(OSError, match="away"):
        await kept.get("a", asked)
    asked.fails = False

    assert await kept.get("a", asked) == 2


async def test_a_visitor_who_leaves_does_not_stop_the_answer(kept: Kept[str, int], asked: Asked) -> None:
    asked.gate.clear()
    leaving = asyncio.create_task(kept.get("a", asked))
    await asyncio.sleep(0)
    leaving.cancel()
    asked.gate.set()
    await kept.settled()

    assert (await kept.get("a", asked), asked.times) == (1, 1)


async def test_only_so_many_answers_are_kept(kept: Kept[str, int], asked: Asked) -> None:
    for number in range(600):
        await kept.get(str(number), asked)

    assert len(kept._answers) == 500
