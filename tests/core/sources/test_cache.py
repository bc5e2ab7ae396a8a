"""Fresh, stale, too old; one refresh for everybody; what a bad day of the source or the database leaves."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from core.db import Database
from core.errors import BadAnswerError, IntegrationError, NoDocumentError, ServiceDownError
from core.models import Snapshot, SourceRefresh
from core.sources import Sources, cache, store
from core.sources.kept import FORECAST
from tests.core.sources.outside import ANTAPANI, Outside, settle
from tests.fakes import ManualClock

MINUTES, HOURS = 60, 3600
KEY = f"bmkg/forecast/{ANTAPANI}"


async def test_a_fresh_document_is_not_fetched_again(
    sources: Sources, others: Sources, outside: Outside, clock: ManualClock
) -> None:
    first = await sources.forecast(ANTAPANI)
    clock.advance(29 * MINUTES)

    again, elsewhere = await sources.forecast(ANTAPANI), await others.forecast(ANTAPANI)

    assert first.body == again.body == elsewhere.body == {"n": 1}
    assert elsewhere.fetched_at == clock() - timedelta(minutes=29)
    assert (elsewhere.live, elsewhere.fresh, outside.calls.total()) == (True, True, 1)


async def test_a_stale_one_comes_at_once_while_one_refresh_runs(
    sources: Sources, others: Sources, outside: Outside, clock: ManualClock
) -> None:
    await sources.forecast(ANTAPANI)
    clock.advance(2 * HOURS)
    outside.going.clear()

    answers = [await each.forecast(ANTAPANI) for each in (sources, others, sources, others)]
    await settle()

    assert [(a.body, a.fresh, a.live) for a in answers] == [({"n": 1}, False, True)] * 4
    assert outside.calls.total() == 2  # all four asked for one new one
    outside.going.set()
    await settle()
    assert (await sources.forecast(ANTAPANI)).body == (await others.forecast(ANTAPANI)).body == {"n": 2}


async def test_all_who_have_nothing_wait_for_the_one_refresh(
    sources: Sources, others: Sources, outside: Outside
) -> None:
    outside.going.clear()
    asking = [asyncio.create_task(each.forecast(ANTAPANI)) for each in (sources, others) * 20]
    await settle()
    assert not any(task.done() for task in asking)

    outside.going.set()

    assert [kept.body for kept in await asyncio.gather(*asking)] == [{"n": 1}] * 40
    assert outside.calls.total() == 1


async def test_all_who_wait_are_told_when_it_fails(
    sources: Sources, others: Sources, outside: Outside
) -> None:
    outside.going.clear()
    outside.error = ServiceDownError("HTTP 503")
    asking = [asyncio.create_task(each.forecast(ANTAPANI)) for each in (sources, others) * 5]
    await settle()

    outside.going.set()

    ends = await asyncio.gather(*asking, return_exceptions=True)
    assert {type(end) for end in ends} == {ServiceDownError}
    assert outside.calls.total() == 1


async def test_a_source_that_never_ends_is_not_waited_for(
    sources: Sources, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "WAIT_SECONDS", 0.1)
    outside.going.clear()

    with pytest.raises(ServiceDownError):
        await sources.forecast(ANTAPANI)
    outside.going.set()
    await settle()

    assert (await sources.forecast(ANTAPANI)).body == {"n": 1}  # it came late, and was not lost
    assert outside.calls.total() == 1


async def test_an_old_one_is_shown_only_when_no_new_one_comes(
    sources: Sources, outside: Outside, clock: ManualClock
) -> None:
    await sources.forecast(ANTAPANI)
    clock.advance(5 * HOURS)
    assert (await sources.forecast(ANTAPANI)).body == {"n": 2}
    clock.advance(5 * HOURS)
    outside.error = ServiceDownError("HTTP 503")

    old = await sources.forecast(ANTAPANI)

    assert (old.body, old.live, old.fresh) == ({"n": 2}, False, False)
    assert old.fetched_at == clock() - timedelta(hours=5)


async def test_after_one_failure_nobody_waits_for_the_next(
    sources: Sources, others: Sources, outside: Outside, clock: ManualClock
) -> None:
    await sources.warnings()
    clock.advance(30 * MINUTES)
    outside.error = ServiceDownError("HTTP 503")
    await sources.warnings()
    outside.going.clear()

    old = await asyncio.wait_for(others.warnings(), 1)

    assert (old.body, old.live) == ({"n": 1}, False)


@pytest.mark.parametrize("error", [ServiceDownError("HTTP 503"), BadAnswerError("the answer is not JSON")])
async def test_a_too_old_one_is_never_shown(
    sources: Sources, outside: Outside, clock: ManualClock, error: IntegrationError
) -> None:
    await sources.forecast(ANTAPANI)
    clock.advance(25 * HOURS)
    outside.error = error

    with pytest.raises(type(error)):
        await sources.forecast(ANTAPANI)


async def test_after_a_failure_a_stale_one_says_that_the_source_is_away(
    sources: Sources, others: Sources, outside: Outside, clock: ManualClock
) -> None:
    await sources.forecast(ANTAPANI)
    clock.advance(1 * HOURS)
    outside.error = ServiceDownError("HTTP 503")
    await sources.forecast(ANTAPANI)
    await settle()

    assert not (await others.forecast(ANTAPANI)).live
    await settle()
    outside.error = None
    assert not (await others.forecast(ANTAPANI)).live
    await settle()
    assert (await sources.forecast(ANTAPANI)).live


@pytest.mark.parametrize(("ahead", "calls"), [(30, 1), (2 * HOURS, 2), (40 * HOURS, 2)])
async def test_a_document_of_the_future_is_not_believed(
    db: Database, sources: Sources, outside: Outside, clock: ManualClock, ahead: int, calls: int
) -> None:
    async with db.write() as session:
        session.add(Snapshot(key=KEY, body={"n": 0}, fetched_at=clock() + timedelta(seconds=ahead)))
    outside.calls["before"] = 1

    kept = await sources.forecast(ANTAPANI)
    await settle()

    assert kept.fetched_at <= clock()
    assert outside.calls.total() == calls
    assert (await sources.forecast(ANTAPANI)).fetched_at <= clock()


async def test_the_lease_of_a_dead_process_runs_out(
    db: Database, sources: Sources, outside: Outside, clock: ManualClock
) -> None:
    async with db.write() as session:
        assert await store.claim(session, KEY, "dead", clock())
    asking = asyncio.create_task(sources.forecast(ANTAPANI))
    await settle()
    assert outside.calls.total() == 0

    clock.advance(31)

    assert (await asking).body == {"n": 1}


async def test_a_lease_far_in_the_future_holds_nobody_up(
    db: Database, sources: Sources, clock: ManualClock
) -> None:
    async with db.write() as session:
        session.add(SourceRefresh(key=KEY, holder="x", until=clock() + timedelta(days=1)))

    assert (await sources.forecast(ANTAPANI)).body == {"n": 1}


async def _refuse_writes(db: Database, table: str) -> None:
    """From now on no row of this table is written, by anybody."""
    statements = [
        f"CREATE TRIGGER full_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END"
        for verb in ("INSERT", "UPDATE")
    ]
    if not db.is_sqlite:
        statements = [
            "CREATE FUNCTION full_() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RAISE EXCEPTION ''full''; END'",
            f"CREATE TRIGGER full_ BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION full_()",
        ]
    async with db.write() as session:
        for statement in statements:
            await session.execute(text(statement))


async def _allow_writes(db: Database, table: str) -> None:
    names = ("full_INSERT", "full_UPDATE") if db.is_sqlite else (f"full_ ON {table}",)
    async with db.write() as session:
        for name in names:
            await session.execute(text(f"DROP TRIGGER {name}"))


@pytest.mark.parametrize("table", ["snapshots", "source_refreshes", "source_states", "source_gates"])
async def test_what_was_fetched_is_answered_although_it_cannot_be_stored(
    db: Database, sources: Sources, outside: Outside, clock: ManualClock, table: str
) -> None:
    await _refuse_writes(db, table)

    assert (await sources.forecast(ANTAPANI)).body == {"n": 1}
    clock.advance(1 * HOURS)
    assert (await sources.forecast(ANTAPANI)).body == {"n": 1}
    await settle()
    assert (await sources.forecast(ANTAPANI)).body == {"n": 2}


async def test_what_could_not_be_stored_is_stored_later(
    db: Database, sources: Sources, others: Sources, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "SAVE_AGAIN_SECONDS", 0.05)
    await _refuse_writes(db, "snapshots")
    await sources.forecast(ANTAPANI)
    await _allow_writes(db, "snapshots")
    await settle()

    assert (await others.forecast(ANTAPANI)).body == {"n": 1}
    assert outside.calls.total() == 1


async def test_a_document_that_did_not_change_is_new_again(
    db: Database, sources: Sources, others: Sources, outside: Outside, clock: ManualClock
) -> None:
    outside.etag = '"v1"'
    await sources.forecast(ANTAPANI)
    clock.advance(4 * HOURS)

    kept = await others.forecast(ANTAPANI)

    assert (kept.body, kept.fetched_at, kept.fresh) == ({"n": 1}, clock(), True)
    assert [known and known.etag for known in outside.known] == [None, '"v1"']
    async with db.read() as session:
        row = await session.get_one(Snapshot, KEY)
        assert (row.body, row.fetched_at, row.etag) == ({"n": 1}, clock(), '"v1"')


async def test_an_unchanged_document_whose_row_went_is_stored_again(
    db: Database, sources: Sources, outside: Outside, clock: ManualClock
) -> None:
    outside.etag = '"v1"'
    await sources.forecast(ANTAPANI)
    async with db.write() as session:
        await session.execute(text("DELETE FROM snapshots"))
    clock.advance(4 * HOURS)

    await sources.forecast(ANTAPANI)

    async with db.read() as session:
        assert (await session.get_one(Snapshot, KEY)).fetched_at == clock()


async def test_an_unknown_kelurahan_is_no_fault_of_the_source(
    db: Database, sources: Sources, outside: Outside
) -> None:
    outside.error = NoDocumentError("HTTP 404")
    for _ in range(5):
        with pytest.raises(NoDocumentError):
            await sources.forecast("32.73.99.1001")
    outside.error = None

    assert (await sources.forecast(ANTAPANI)).live
    assert await sources.due() == []  # nor anything to fetch in advance


async def test_every_kind_of_document_can_be_had(sources: Sources) -> None:
    latest, felt = await sources.quakes()
    found: list[Any] = [await sources.warnings(), latest, felt, await sources.air_stations()]
    found.append(await sources.air_model())

    assert sorted(kept.body["n"] for kept in found) == [1, 2, 3, 4, 5]


async def test_the_age_of_what_was_stored_elsewhere_counts(
    db: Database, sources: Sources, others: Sources, outside: Outside, clock: ManualClock
) -> None:
    await sources.forecast(ANTAPANI)
    async with db.write() as session:
        old = clock() - FORECAST.usable
        await session.execute(update(Snapshot).values(fetched_at=old, body={"n": "old"}))

    assert (await others.forecast(ANTAPANI)).body == {"n": 2}


async def test_who_waited_for_a_turn_takes_what_another_process_brought_meanwhile(
    sources: Sources, others: Sources, outside: Outside
) -> None:
    cache, wanted = others._cache, others._find(f"bmkg/forecast/{ANTAPANI}")
    assert wanted is not None
    nothing = await cache._look(wanted)
    await sources.forecast(ANTAPANI)

    known = await cache._refresh(wanted, nothing.known)

    assert (nothing.known, known.body, outside.calls.total()) == (None, {"n": 1}, 1)
