"""The weekly look at the cameras: slow, once for all processes, and careful with its verdicts."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from bot import camera_watch
from bot.__main__ import main
from bot.camera_watch import CameraWatch, in_turn, last_report, shown
from bot.metrics import Metrics
from core import camera_checks, cameras
from core.camera_checks import Looked
from core.db import Database
from core.models import CameraCheck, Fact
from core.settings import settings
from tests.bot.conftest import make_settings
from tests.city_pages import CityPages
from tests.fakes import ManualClock

PELINDUNG = [url for url in cameras.pages() if "pelindung" in url]
WEEK = timedelta(days=7).total_seconds()


@pytest.fixture
async def pages() -> AsyncIterator[CityPages]:
    async with CityPages() as made:
        yield made


@pytest.fixture
def watch(db: Database, clock: ManualClock, tmp_path: Path, pages: CityPages) -> CameraWatch:
    return CameraWatch(db, make_settings(tmp_path, camera_check_base_url=pages.url), clock, pace_seconds=0.0)


async def _looked(db: Database) -> Looked:
    async with db.read() as session:
        return await camera_checks.looked(session)


async def test_every_page_is_asked_once_for_its_head_alone(watch: CameraWatch, pages: CityPages) -> None:
    report = await watch.check()
    assert len(pages.asked) == len(cameras.pages())
    assert {method for method, _ in pages.asked} == {"HEAD"}
    assert sum(one.answers for one in report.hosts.values()) == len(cameras.pages())


async def test_nothing_of_anybody_is_sent(watch: CameraWatch, pages: CityPages) -> None:
    await watch.check()
    sent = {name.lower() for headers in pages.headers for name in headers}
    assert sent <= {"host", "user-agent", "accept", "accept-encoding", "range"}


async def test_a_page_that_knows_no_head_is_asked_for_its_first_bytes(
    watch: CameraWatch, pages: CityPages
) -> None:
    pages.refuse_head()
    report = await watch.check()
    assert sum(one.answers for one in report.hosts.values()) == len(cameras.pages())
    assert {h["Range"] for h in pages.headers if "Range" in h} == {"bytes=0-1023"}


@pytest.mark.parametrize("status", [404, 410, 500, 503, 0])
async def test_a_camera_is_down_after_two_runs_without_an_answer(
    watch: CameraWatch, pages: CityPages, db: Database, clock: ManualClock, status: int
) -> None:
    first = clock().replace(microsecond=0)
    pages.fail(PELINDUNG[3], status=status)
    await watch.check()
    assert (await _looked(db)).silent == {}
    clock.advance(WEEK)
    await watch.check()
    assert (await _looked(db)).silent == {PELINDUNG[3]: first}


async def test_two_runs_right_after_each_other_are_one(
    watch: CameraWatch, pages: CityPages, db: Database, clock: ManualClock
) -> None:
    pages.fail(PELINDUNG[3])
    await watch.check()
    clock.advance(60)
    await watch.check()
    assert (await _looked(db)).silent == {}


async def test_a_camera_that_answers_again_is_back(
    watch: CameraWatch, pages: CityPages, db: Database, clock: ManualClock
) -> None:
    pages.fail(PELINDUNG[3])
    await watch.check()
    clock.advance(WEEK)
    await watch.check()
    pages.repair()
    clock.advance(WEEK)
    await watch.check()
    assert await _looked(db) == Looked(clock().replace(microsecond=0), {})


async def test_a_host_that_fails_at_large_changes_nothing(
    watch: CameraWatch, pages: CityPages, db: Database, clock: ManualClock
) -> None:
    await watch.check()
    known = await _looked(db)
    pages.fail(*PELINDUNG[: len(PELINDUNG) // 2 + 1], status=0)
    clock.advance(WEEK)
    report = await watch.check()
    clock.advance(WEEK)
    await watch.check()
    assert not report.hosts["pelindung.bandung.go.id"].conclusive
    assert (await _looked(db)).silent == {}
    async with db.read() as session:
        row = await session.get_one(CameraCheck, PELINDUNG[0])
    assert row.checked_at == known.at
    assert "NOT judged" in shown(report)


@pytest.mark.parametrize("status", [401, 403, 429])
async def test_a_refusal_says_nothing_about_a_camera(
    watch: CameraWatch, pages: CityPages, db: Database, clock: ManualClock, status: int
) -> None:
    pages.fail(PELINDUNG[3], status=status)
    for _ in range(3):
        report = await watch.check()
        clock.advance(WEEK)
    assert report.hosts["pelindung.bandung.go.id"].refused == 1
    assert (await _looked(db)).silent == {}


async def test_the_first_look_is_in_the_night_and_the_next_a_week_later(
    watch: CameraWatch, pages: CityPages, clock: ManualClock
) -> None:
    clock.now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10.00 in Bandung
    await watch.look()
    assert pages.asked == []
    clock.now = datetime(2026, 11, 24, 20, 1, tzinfo=UTC)  # 3.01 of the next day
    await watch.look()
    assert len(pages.asked) == len(cameras.pages())
    clock.now = datetime(2026, 12, 1, 19, 58, tzinfo=UTC)
    await watch.look()
    assert len(pages.asked) == len(cameras.pages())
    clock.now = datetime(2026, 12, 1, 20, 1, tzinfo=UTC)
    await watch.look()
    assert len(pages.asked) == 2 * len(cameras.pages())


async def test_only_one_process_looks(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        session.add(Fact(key="cameras.next", value=camera_watch._text(clock())))
    async with db.write() as session:
        assert await camera_watch._claim(session, clock())
    async with db.write() as session:
        assert not await camera_watch._claim(session, clock())
    clock.advance(camera_watch.LEASE.total_seconds())
    async with db.write() as session:
        assert await camera_watch._claim(session, clock())


async def test_a_page_that_left_the_list_is_forgotten(
    watch: CameraWatch, db: Database, clock: ManualClock
) -> None:
    gone = "https://pelindung.bandung.go.id/cctv/gone"
    async with db.write() as session:
        row = CameraCheck(
            page_url=gone, host="pelindung.bandung.go.id", state="silent", failures=5,
            silent_since=clock(), checked_at=clock(),
        )  # fmt: skip
        session.add(row)
    await watch.check()
    async with db.read() as session:
        assert await session.scalar(select(CameraCheck).where(CameraCheck.page_url == gone)) is None


def test_hosts_are_asked_in_turn() -> None:
    assert in_turn(["https://a/1", "https://a/2", "https://a/3", "https://b/1"]) == [
        "https://a/1", "https://b/1", "https://a/2", "https://a/3",
    ]  # fmt: skip


async def test_requests_keep_their_distance() -> None:
    slept: list[float] = []
    now = 100.0
    pace = camera_watch._Pace(1.0, lambda: now)
    await pace.wait()
    slept.append(pace._next - now)
    now = 100.99
    await pace.wait()
    slept.append(pace._next)
    assert slept == [1.0, 102.0]


async def test_the_figures_are_measured(
    watch: CameraWatch, pages: CityPages, db: Database, clock: ManualClock
) -> None:
    pages.fail(PELINDUNG[3])
    await watch.check()
    page = (await Metrics(clock).page(db)).decode()
    assert 'sobat_cameras{host="pelindung.bandung.go.id",state="silent"} 1.0' in page
    assert 'sobat_cameras_inconclusive{host="pelindung.bandung.go.id"} 0.0' in page
    assert f"sobat_cameras_last_check_seconds {clock().replace(microsecond=0).timestamp():.0f}"[:30] in page


async def test_the_last_report_is_read_back(watch: CameraWatch, db: Database) -> None:
    report = await watch.check()
    async with db.read() as session:
        assert await last_report(session) == report


def test_by_hand_it_says_at_once_that_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://sobat:secret@127.0.0.1:1/sobat")
    settings.cache_clear()
    assert main(["cameras", "check"]) == 1
    settings.cache_clear()
    assert capsys.readouterr().err.startswith("sobat: DATABASE_URL: ")


async def test_what_a_run_found_is_stored_in_one_statement(db: Database, clock: ManualClock) -> None:
    """Hundreds of them one after another would keep webhooks waiting on SQLite."""
    seen: list[str] = []
    note = lambda _connection, _cursor, statement, *_more: seen.append(statement)  # noqa: E731
    event.listen(db.engine.sync_engine, "before_cursor_execute", note)
    found = [camera_checks.Found(url, "answers") for url in cameras.pages()]
    for _ in range(2):
        async with db.write() as session:
            await camera_checks.keep(session, found, clock())
        clock.advance(WEEK)

    assert len([each for each in seen if each.startswith("INSERT INTO camera_checks")]) == 2
    async with db.read() as session:
        assert len((await session.scalars(select(CameraCheck.page_url))).all()) == len(found)
        assert (await camera_checks.looked(session)).at == clock() - timedelta(days=7)
