"""The page of sources, and the same figures as metrics."""

from datetime import timedelta

from bot.metrics import Metrics
from core.db import Database
from core.models import Snapshot, SourceGate
from core.sources import store
from tests.bot.console.site import Browser
from tests.fakes import ManualClock


async def fill(db: Database, clock: ManualClock) -> None:
    """Forecasts work, the stations rest after failures, BMKG asked for a pause."""
    now = clock()
    async with db.write() as session:
        session.add(
            Snapshot(key="bmkg/forecast/32.73.20.1001", body={}, fetched_at=now - timedelta(minutes=5))
        )
        recent = [now.timestamp() - age for age in (1, 30, 59, 61)]
        closed = now + timedelta(seconds=40)
        session.add(SourceGate(name="bmkg", next_at=now, closed_until=closed, recent=recent))
        await store.worked(session, "bmkg/forecast", now - timedelta(minutes=5))
        for _ in range(store.TRIES):
            await store.failed(session, "klh/stations", "HTTP 503", now, now, counts=True)


async def test_officers_see_how_each_source_fares(db: Database, officer: Browser, clock: ManualClock) -> None:
    await fill(db, clock)

    page = await officer.page("/sources")

    assert "BMKG: prakiraan cuaca" in page
    assert "Diistirahatkan sampai" in page
    assert "HTTP 503" in page
    assert "3 dari 60" in page
    assert "Minta jeda sampai" in page
    assert "Belum pernah diminta" in page


async def test_a_new_installation_shows_that_nothing_was_asked(officer: Browser) -> None:
    page = await officer.page("/sources")

    assert page.count("Belum pernah diminta") >= 5
    assert "0 dari 60" in page


async def test_metrics_tell_the_same(db: Database, clock: ManualClock) -> None:
    await fill(db, clock)

    page = (await Metrics(clock).page(db)).decode().splitlines()

    assert {
        'sobat_source_up{source="bmkg/forecast"} 1.0',
        'sobat_source_age_seconds{source="bmkg/forecast"} 300.0',
        'sobat_source_documents{source="bmkg/forecast"} 1.0',
        'sobat_source_breaker{source="bmkg/forecast"} 0.0',
        'sobat_source_up{source="klh/stations"} 0.0',
        'sobat_source_failures{source="klh/stations"} 3.0',
        'sobat_source_breaker{source="klh/stations"} 2.0',
        'sobat_source_requests_last_minute{provider="bmkg"} 3.0',
        'sobat_source_closed_seconds{provider="bmkg"} 40.0',
    } <= set(page)
    assert not [line for line in page if 'source="bmkg/alerts"' in line]


async def test_after_its_rest_the_breaker_waits_for_a_try(db: Database, clock: ManualClock) -> None:
    await fill(db, clock)
    clock.advance(60)

    assert 'sobat_source_breaker{source="klh/stations"} 1.0' in (await Metrics(clock).page(db)).decode()
