"""Turns spread over several Rasa servers that share their trackers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiohttp
import pytest

from bot import rasa_server
from bot.rasa import Rasa, Reply
from core.errors import ServiceDownError, UncertainError
from tests.fakes import FakeRasa

YES = [Reply("Baik.")]


@dataclass
class Pair:
    """Two servers behind one client."""

    one: FakeRasa
    two: FakeRasa
    rasa: Rasa

    async def say(self, message: str) -> list[Reply]:
        return await self.rasa.turn("c", message, {"message_id": message})

    @property
    def asked(self) -> list[list[str]]:
        return [self.one.messages, self.two.messages]


@pytest.fixture
async def pair(session: aiohttp.ClientSession) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as stack:
        one, two = [await stack.enter_async_context(FakeRasa()) for _ in range(2)]
        two.share_trackers(one)
        urls = [one.url, two.url]
        yield Pair(one, two, Rasa(session, urls, urls, probe_seconds=0.2))


async def test_turns_go_to_each_server_in_turn(pair: Pair) -> None:
    for number in range(4):
        assert await pair.say(str(number)) == YES
    assert [len(messages) for messages in pair.asked] == [2, 2]


async def test_a_busy_server_is_spared(pair: Pair) -> None:
    pair.one.slow.clear()
    waiting = [asyncio.create_task(pair.say(f"lama {n}")) for n in range(2)]
    while not pair.one.turns:  # noqa: ASYNC110
        await asyncio.sleep(0)
    await pair.say("cepat")
    await pair.say("juga")
    assert len(pair.one.turns) == 1
    pair.one.slow.set()
    await asyncio.gather(*waiting)


async def test_a_dead_server_costs_no_turn(pair: Pair) -> None:
    await pair.one.stop()
    assert [await pair.say(str(number)) for number in range(3)] == [YES] * 3
    assert (pair.rasa.up, pair.rasa.down) == (1, False)


async def test_a_server_without_its_actions_is_left(pair: Pair) -> None:
    pair.one.actions_up = False
    assert [await pair.say(str(number)) for number in range(3)] == [YES] * 3
    assert pair.rasa.up == 1


async def test_a_server_that_misses_its_stores_is_left(pair: Pair) -> None:
    pair.two.status = 503
    assert [await pair.say(str(number)) for number in range(3)] == [YES] * 3
    assert pair.rasa.up == 1


async def test_a_turn_that_failed_only_at_its_end_is_not_run_again(pair: Pair) -> None:
    pair.one.late_failures = pair.two.late_failures = 1
    assert await pair.say("kirim") == YES
    assert sum(len(messages) for messages in pair.asked) == 1


async def test_when_nobody_answers_all_is_down(pair: Pair) -> None:
    await pair.one.stop()
    await pair.two.stop()
    with pytest.raises(ServiceDownError):
        await pair.say("halo")
    assert pair.rasa.down


async def test_what_one_server_answered_is_read_from_the_other(pair: Pair) -> None:
    await pair.say("halo")
    await pair.one.stop()
    assert await pair.rasa.recorded("c", "halo") == YES
    assert await pair.rasa.recorded("c", "lain") is None


async def test_a_turn_on_a_server_that_hangs_is_given_up(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa_server, "PULSE_SECONDS", 0.05)
    pair.one.gate.clear()
    found = await asyncio.gather(pair.say("satu"), pair.say("dua"), return_exceptions=True)
    assert YES in found
    assert any(isinstance(each, UncertainError) for each in found)
    assert pair.rasa.up == 1
    pair.one.gate.set()


async def test_a_slow_turn_on_a_living_server_is_waited_for(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasa_server, "PULSE_SECONDS", 0.02)
    pair.one.slow.clear()
    pair.two.slow.clear()
    turn = asyncio.create_task(pair.say("halo"))
    await asyncio.sleep(0.1)
    pair.one.slow.set()
    pair.two.slow.set()
    assert await turn == YES


async def test_recovery_is_told_when_the_first_is_back(pair: Pair) -> None:
    told = asyncio.Event()

    async def recovered() -> None:
        told.set()

    await pair.one.stop()
    pair.rasa.mark_down()
    watch = asyncio.create_task(pair.rasa.watch(recovered))
    await asyncio.wait_for(told.wait(), 5)
    assert pair.rasa.up == 1
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)


async def test_a_server_that_answers_probes_and_no_turns_is_tried_less_and_less(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    server = pair.rasa._servers[0]
    for _ in range(8):
        server.lose()
        await server.revival()
        server.find()
    assert pauses == [0, 1, 2, 4, 8, 16, 30, 30]


async def test_the_picture_of_an_answer_is_no_answer_of_its_own(pair: Pair) -> None:
    told = [{"text": "Cuaca besok:"}, {"text": "Berawan."}, {"image": "/gambar/x.png#Berawan"}]
    pair.one.default = pair.two.default = told
    words, answer = await pair.say("cuaca besok")

    assert words == Reply("Cuaca besok:")
    assert answer == Reply("Berawan.", (), "/gambar/x.png#Berawan")


async def test_a_picture_without_words_is_an_answer(pair: Pair) -> None:
    pair.one.default = pair.two.default = [{"image": "/a.png"}, {"text": "Halo"}, {"image": "/b.png"}]

    assert await pair.say("peta") == [Reply("", (), "/a.png"), Reply("Halo", (), "/b.png")]
