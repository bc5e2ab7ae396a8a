"""A service that fails again and again is left in peace, by every process."""

import asyncio
import re
from datetime import timedelta
from itertools import groupby

import pytest
from sqlalchemy import event

from core.errors import BadAnswerError, IntegrationError, ServiceDownError, ThrottledError
from core.sources import Sources
from core.sources.store import FIRST_REST, LONGEST_REST, TRIES
from tests.core.sources.outside import ANTAPANI, Outside, settle
from tests.fakes import ManualClock

HOUR = 3600


async def fail(sources: Sources, times: int) -> None:
    for number in range(times):
        with pytest.raises(IntegrationError):
            await sources.forecast(f"32.73.01.{1001 + number}")


@pytest.mark.parametrize("error", [ServiceDownError("HTTP 503"), BadAnswerError("the answer is not JSON")])
async def test_after_failures_in_a_row_nobody_asks(
    sources: Sources, others: Sources, outside: Outside, error: IntegrationError
) -> None:
    outside.error = error
    await fail(sources, TRIES)

    with pytest.raises(ServiceDownError):
        await others.forecast(ANTAPANI)
    assert outside.calls.total() == TRIES


async def test_while_it_rests_old_answers_come_at_once(
    sources: Sources, others: Sources, outside: Outside, clock: ManualClock
) -> None:
    await sources.forecast(ANTAPANI)
    clock.advance(10 * HOUR)
    outside.error = ServiceDownError("HTTP 503")
    await fail(sources, TRIES)
    outside.going.clear()  # whoever asked now would wait

    kept = await others.forecast(ANTAPANI)

    assert (kept.body, kept.live) == ({"n": 1}, False)
    assert outside.calls.total() == 1 + TRIES


async def test_after_the_rest_one_tries_and_opens_it_for_all(
    sources: Sources, others: Sources, outside: Outside, clock: ManualClock
) -> None:
    await sources.forecast(ANTAPANI)
    outside.error = ServiceDownError("HTTP 503")
    await fail(sources, TRIES)
    clock.advance(FIRST_REST.total_seconds() + HOUR)
    outside.error = None
    outside.going.clear()
    before = outside.calls.total()

    await sources.forecast(ANTAPANI)  # stale: asks in the background
    await settle()
    with pytest.raises(ServiceDownError):
        await others.forecast("32.73.02.1001")
    assert outside.calls.total() == before + 1
    outside.going.set()
    await settle()

    assert (await others.forecast("32.73.02.1001")).live


async def test_each_failed_probe_lengthens_the_rest(
    sources: Sources, outside: Outside, clock: ManualClock
) -> None:
    outside.error = ServiceDownError("HTTP 503")
    await fail(sources, TRIES)
    for rest in (FIRST_REST, 2 * FIRST_REST, 4 * FIRST_REST):
        before = outside.calls.total()
        clock.advance(rest.total_seconds() - 1)
        await fail(sources, 2)
        assert outside.calls.total() == before
        clock.advance(2)
        await fail(sources, 2)
        assert outside.calls.total() == before + 1


async def test_the_rest_has_an_end(sources: Sources, outside: Outside, clock: ManualClock) -> None:
    outside.error = ServiceDownError("HTTP 503")
    for _ in range(TRIES + 8):
        await fail(sources, 1)
        clock.advance(LONGEST_REST.total_seconds() + 1)
    outside.error = None

    assert (await sources.forecast(ANTAPANI)).live


async def test_a_good_answer_forgets_failures(sources: Sources, outside: Outside) -> None:
    for kelurahan in range(1001, 1004):
        outside.error = ServiceDownError("HTTP 503")
        await fail(sources, TRIES - 1)
        outside.error = None
        await sources.forecast(f"32.73.05.{kelurahan}")
    outside.error = ServiceDownError("HTTP 503")
    await fail(sources, 1)
    outside.error = None

    assert (await sources.forecast("32.73.02.1001")).live


async def test_other_services_of_the_same_provider_go_on(sources: Sources, outside: Outside) -> None:
    outside.error = ServiceDownError("HTTP 503")
    await fail(sources, TRIES)
    outside.error = None

    assert (await sources.warnings()).live


async def test_being_asked_to_slow_down_is_no_failure(sources: Sources, outside: Outside) -> None:
    outside.error = ThrottledError("BMKG asks to slow down", retry_after=1)
    await fail(sources, TRIES + 2)
    outside.error = None

    assert (await sources.forecast(ANTAPANI)).live


async def test_a_rest_far_in_the_future_holds_nobody_up(
    sources: Sources, outside: Outside, clock: ManualClock
) -> None:
    clock.now += timedelta(days=30)
    outside.error = ServiceDownError("HTTP 503")
    await fail(sources, TRIES)
    outside.error = None
    clock.now -= timedelta(days=30)  # the clock was wrong

    assert (await sources.forecast(ANTAPANI)).live


async def test_a_fault_of_our_own_is_an_error_like_others_and_holds_nothing(
    sources: Sources, others: Sources, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumble(_name: str, _known: object) -> None:
        outside.calls["stumbled"] += 1
        raise KeyError("cuaca")

    with monkeypatch.context() as patched:
        patched.setattr(outside, "answer", stumble)
        with pytest.raises(BadAnswerError):
            await sources.forecast(ANTAPANI)
    async with asyncio.timeout(3):
        kept = await others.forecast(ANTAPANI)

    assert (kept.body, outside.calls["stumbled"]) == ({"n": 2}, 1)


async def test_a_refresh_is_always_held_before_its_service(sources: Sources, outside: Outside) -> None:
    """Otherwise two processes can each hold what the other waits for."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.extend(re.findall(r"^(?:INSERT INTO|UPDATE) (source_refreshes|source_states)", statement))

    event.listen(sources._db.engine.sync_engine, "before_cursor_execute", note)
    await sources.forecast(ANTAPANI)
    outside.error = ServiceDownError("HTTP 503")
    await fail(sources, 1)

    assert [name for name, _ in groupby(seen)] == ["source_refreshes", "source_states"] * 2
    assert seen.count("source_refreshes") == 4  # claimed and given back, twice
