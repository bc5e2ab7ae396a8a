"""The staff side of erasing data: the clock in sight, one button, a trace."""

from datetime import timedelta

from core import conversations, data_requests
from core.db import Database
from core.settings import Settings
from tests.bot.console.site import Browser, audit_lines, give_photo, report
from tests.fakes import ManualClock


async def asked(db: Database, talk: str, clock: ManualClock, *, hours_ago: float = 0) -> int:
    async with db.write() as session:
        return (await data_requests.ask(session, talk, clock() - timedelta(hours=hours_ago))).id


async def test_open_requests_are_listed_with_the_hours_left(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    await report(db, talk, clock())
    await asked(db, talk, clock, hours_ago=10.5)
    page = await officer.page("/data-requests")
    assert "61 jam" in page
    assert "Telegram" in page
    assert "Euis" not in page  # nobody needs the name to press the button


async def test_who_is_late_is_told_so(officer: Browser, talk: str, db: Database, clock: ManualClock) -> None:
    await asked(db, talk, clock, hours_ago=73.5)
    assert "Lewat 2 jam" in await officer.page("/data-requests")


async def test_the_button_erases_now(
    officer: Browser, talk: str, db: Database, settings: Settings, clock: ManualClock, told: list[str]
) -> None:
    await give_photo(db, settings.attachments_dir, talk, clock())
    request_id = await asked(db, talk, clock)
    response = await officer.post(f"/data-requests/{request_id}/carry-out")
    assert response.status == 303
    assert told == ["said"]
    assert not [path for path in settings.attachments_dir.rglob("*") if path.is_file()]
    async with db.read() as session:
        assert (await conversations.get(session, talk)).name is None
    assert (await audit_lines(db))[-1] == (officer.id, "data.erase", f"request {request_id}")
    page = await officer.page("/data-requests")
    assert "Tidak ada yang menunggu" in page
    assert "Dadang" in page


async def test_the_button_works_once(officer: Browser, talk: str, db: Database, clock: ManualClock) -> None:
    path = f"/data-requests/{await asked(db, talk, clock)}/carry-out"
    assert (await officer.post(path)).status == 303
    assert (await officer.post(path)).status == 409


async def test_a_withdrawn_request_cannot_be_carried_out(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    request_id = await asked(db, talk, clock)
    async with db.write() as session:
        await data_requests.withdraw(session, talk, clock())
    assert (await officer.post(f"/data-requests/{request_id}/carry-out")).status == 409
    assert "Dibatalkan warga" in await officer.page("/data-requests")


async def test_visitors_erase_nothing(visitor: Browser, talk: str, db: Database, clock: ManualClock) -> None:
    request_id = await asked(db, talk, clock)
    assert (await visitor.post(f"/data-requests/{request_id}/carry-out")).status == 401
    assert (await visitor.get("/data-requests")).status == 303
    async with db.read() as session:
        assert (await conversations.get(session, talk)).name == "Euis"
