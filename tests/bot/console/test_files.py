"""Files of citizens: for staff only, from their own conversation or ticket only, never as a page."""

import pytest
from sqlalchemy import update

from core.db import Database
from core.models import Attachment
from core.settings import Settings
from tests.bot.console.site import NOBODYS_ID, Browser, give_photo, hear, report
from tests.fakes import ManualClock


@pytest.fixture
async def photo(talk: str, db: Database, clock: ManualClock, settings: Settings) -> str:
    return await give_photo(db, settings.attachments_dir, talk, clock())


async def change(db: Database, **values: str) -> None:
    async with db.write() as session:
        await session.execute(update(Attachment).values(**values))


async def test_photo_is_shown_in_a_box_of_its_own(officer: Browser, talk: str, photo: str) -> None:
    response = await officer.get(f"/conversations/{talk}/files/{photo}")
    assert (response.status, response.content_type) == (200, "image/jpeg")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == "inline; filename*=UTF-8''a%22b%0D%0A.jpg"


async def test_visitor_gets_no_photo(visitor: Browser, talk: str, photo: str) -> None:
    response = await visitor.get(f"/conversations/{talk}/files/{photo}", Accept="image/*")
    assert response.status == 401


async def test_document_is_downloaded(officer: Browser, talk: str, photo: str, db: Database) -> None:
    await change(db, content_type="text/html")
    response = await officer.get(f"/conversations/{talk}/files/{photo}")
    assert response.content_type == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")


async def test_file_of_another_conversation_is_not_found(
    officer: Browser, photo: str, db: Database, clock: ManualClock
) -> None:
    other = await hear(db, "halo", clock(), address="200")
    assert (await officer.get(f"/conversations/{other}/files/{photo}")).status == 404


@pytest.mark.parametrize(
    "values", [{"state": "pending"}, {"path": "../sobat.db"}, {"path": "/etc/passwd"}, {"path": "gone"}]
)
async def test_file_that_is_not_there_is_not_found(
    values: dict[str, str], officer: Browser, talk: str, photo: str, db: Database
) -> None:
    await change(db, **values)
    assert (await officer.get(f"/conversations/{talk}/files/{photo}")).status == 404


async def test_unknown_file_is_not_found(officer: Browser, talk: str) -> None:
    assert (await officer.get(f"/conversations/{talk}/files/{NOBODYS_ID}")).status == 404


async def test_ticket_photo_does_not_tell_its_name(
    officer: Browser, talk: str, photo: str, db: Database, clock: ManualClock
) -> None:
    ticket = await report(db, talk, clock(), privacy="secret", files=(photo,))
    response = await officer.get(f"/tickets/{ticket.number}/photos/0")
    assert response.status == 200
    assert response.headers["Content-Disposition"] == "inline; filename*=UTF-8''lampiran.jpg"
    assert (await officer.get(f"/tickets/{ticket.number}/photos/1")).status == 404
