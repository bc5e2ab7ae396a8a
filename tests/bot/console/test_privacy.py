"""Protected reports in the console: who reported is seen by admins who say why, and by nobody else."""

import re

import pytest
from sqlalchemy import select, update

from core import tickets
from core.conversations import Said
from core.db import Database
from core.models import Audit, Delivery, Ticket
from core.settings import Settings
from tests.bot.console.site import Browser, audit_lines, give_photo, hear, report, say
from tests.fakes import ManualClock

STORY = "Lubang besar di depan sekolah"
REASON = "permintaan Inspektorat nomor 12"


async def protected(db: Database, talk: str, clock: ManualClock, *files: str) -> Ticket:
    """The talk's citizen told a story and made an anonymous report of it."""
    await say(db, talk, Said("bot", f"Saya catat: {STORY}"), clock())
    return await report(db, talk, clock(), privacy="anonymous", files=files)


async def noted(db: Database) -> str:
    async with db.read() as session:
        line = (await session.scalars(select(Audit).order_by(Audit.id.desc()).limit(1))).one()
    return line.note


async def test_officers_do_not_read_the_report_in_the_conversation(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    ticket = await protected(db, talk, clock)
    for path in (f"/conversations/{talk}", f"/conversations/{talk}/lines", "/list?tab=all", "/?tab=all"):
        page = await officer.page(path)
        assert "[isi laporan yang dirahasiakan]" in page
        assert "Saya catat" not in page
        assert STORY not in page
        assert ticket.number not in page


async def test_news_of_it_leaves_no_mark_in_the_minute_the_ticket_moves(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    ticket = await protected(db, talk, clock)
    clock.advance(3600)
    await say(db, talk, Said("citizen", "besok hujan tidak?"), clock())
    before = await officer.page(f"/conversations/{talk}/lines"), await officer.page("/list?tab=all")
    await say(db, talk, Said("system", f"Laporan BDG-{ticket.number} dikerjakan."), clock())
    after = await officer.page(f"/conversations/{talk}/lines"), await officer.page("/list?tab=all")
    assert [page.replace('data-last="4"', 'data-last="3"') for page in after] == [*before]


async def test_news_of_it_that_failed_names_nobody(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    ticket = await protected(db, talk, clock)
    await say(db, talk, Said("system", f"Laporan BDG-{ticket.number} dikerjakan."), clock())
    async with db.write() as session:
        await session.execute(update(Delivery).values(state="failed"))
    page = await officer.page("/ledger")
    assert "Balasan yang gagal" in page
    assert talk not in page
    assert "Euis" not in page


async def test_officers_cannot_fetch_its_photo_from_the_conversation(
    officer: Browser, talk: str, db: Database, settings: Settings, clock: ManualClock
) -> None:
    file = await give_photo(db, settings.attachments_dir, talk, clock())
    assert (await officer.get(f"/conversations/{talk}/files/{file}")).status == 200
    await protected(db, talk, clock, file)
    assert (await officer.get(f"/conversations/{talk}/files/{file}")).status == 404
    assert file not in await officer.page(f"/conversations/{talk}")


async def test_no_page_joins_ticket_and_person(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    ticket = await protected(db, talk, clock)
    for path in (f"/tickets/{ticket.number}", "/tickets", "/ledger", "/data-requests"):
        page = await officer.page(path)
        assert talk not in page
        assert "Euis" not in page


async def test_the_hour_of_a_protected_ticket_is_not_shown(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    hidden = await protected(db, talk, clock)
    shown = await report(db, talk, clock())
    assert "10.00" not in await officer.page(f"/tickets/{hidden.number}")  # who wrote at ten is in the inbox
    assert "10.00" in await officer.page(f"/tickets/{shown.number}")


async def test_an_admin_reads_all_once_and_says_why(
    admin: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    await protected(db, talk, clock)
    response = await admin.post(f"/conversations/{talk}/unmask", reason=REASON)
    page = await response.text()
    assert response.status == 200
    assert STORY in page
    assert "hx-get" not in page.split("data-scroll")[1].split(">")[0]  # news would mask it again, unasked
    assert STORY not in await admin.page(f"/conversations/{talk}")
    assert (await audit_lines(db))[-1] == (admin.id, "conversation.unmask", talk)
    assert await noted(db) == REASON


async def test_an_admin_sees_who_reported_and_says_why(
    admin: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    ticket = await protected(db, talk, clock)
    assert talk not in await admin.page(f"/tickets/{ticket.number}")
    page = await (await admin.post(f"/tickets/{ticket.number}/unmask", reason=REASON)).text()
    assert f"/console/conversations/{talk}" in page
    assert "Euis" in page
    assert (await audit_lines(db))[-1] == (admin.id, "ticket.unmask", f"ticket {ticket.number}")
    assert await noted(db) == REASON


@pytest.mark.parametrize("reason", ["", "   pendek   ", "a" * 501])
async def test_without_a_reason_nothing_is_seen(
    reason: str, admin: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    ticket = await protected(db, talk, clock)
    for path in (f"/tickets/{ticket.number}/unmask", f"/conversations/{talk}/unmask"):
        response = await admin.post(path, reason=reason)
        assert response.status == 400
        assert STORY not in await response.text()
    assert "ticket.unmask" not in {action for _, action, _ in await audit_lines(db)}


async def test_officers_may_not_unmask(officer: Browser, talk: str, db: Database, clock: ManualClock) -> None:
    ticket = await protected(db, talk, clock)
    for path in (f"/tickets/{ticket.number}/unmask", f"/conversations/{talk}/unmask"):
        assert (await officer.post(path, reason=REASON)).status == 403
    assert "unmask" not in await officer.page(f"/tickets/{ticket.number}")
    assert "unmask" not in await officer.page(f"/conversations/{talk}")


async def flagged(db: Database, talk: str, clock: ManualClock) -> str:
    """A protected report whose words tell who reported."""
    ticket = await protected(db, talk, clock)
    async with db.write() as session:
        await tickets.add_words(session, ticket.id, "saya ketua RT 03 di sini", clock())
    return f"/tickets/{ticket.number}"


async def seen(officer: Browser, path: str) -> str:
    """What the form on the ticket's page says the verifier has read."""
    found = re.search(r'name="wording" value="(\w+)"', await officer.page(path))
    assert found is not None
    return found[1]


async def test_the_verifier_sees_the_words_in_question(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    page = await officer.page(await flagged(db, talk, clock))
    assert "belum boleh diteruskan" in page
    assert "<bdi>saya ketua RT</bdi>" in page


async def test_the_verifier_rewrites_what_leaves(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    path = await flagged(db, talk, clock)
    response = await officer.post(
        f"{path}/clear", agency_text="Ada lubang besar.", how="rewritten", wording=await seen(officer, path)
    )
    assert response.status == 303
    page = await officer.page(path)
    assert "kata-kata pemeriksa" in page
    assert re.search(r"<textarea name=\"agency_text\"[^>]*>Ada lubang besar\.<", page)
    assert (await audit_lines(db))[-1][:2] == (officer.id, "ticket.clear")


async def test_the_verifier_lets_it_leave_as_it_is(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    path = await flagged(db, talk, clock)
    wording = await seen(officer, path)
    response = await officer.post(f"{path}/clear", how="as_it_is", agency_text="diabaikan", wording=wording)
    assert response.status == 303
    assert "boleh diteruskan apa adanya" in await officer.page(path)


@pytest.mark.parametrize(
    ("how", "offered"), [("as_it_is", "anak saya batuk</textarea>"), ("rewritten", ">Ada lubang.</textarea>")]
)
async def test_words_that_came_after_the_page_are_shown_before_anything_leaves(
    how: str, offered: str, officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    path = await flagged(db, talk, clock)
    wording = await seen(officer, path)
    async with db.write() as session:
        ticket = (await session.scalars(select(Ticket))).one()
        await tickets.add_words(session, ticket.id, "anak saya batuk", clock())
    response = await officer.post(f"{path}/clear", how=how, agency_text="Ada lubang.", wording=wording)
    page = await response.text()
    assert response.status == 409
    assert "ada yang baru di tiket ini" in page
    assert "belum boleh di" in page
    assert "anak saya batuk</p>" in page
    assert offered in page


async def test_empty_words_clear_nothing(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    path = await flagged(db, talk, clock)
    assert (await officer.post(f"{path}/clear", how="rewritten", agency_text="  ")).status == 400
    assert "belum boleh diteruskan" in await officer.page(path)


async def test_a_public_ticket_has_nothing_to_clear(
    officer: Browser, db: Database, clock: ManualClock
) -> None:
    ticket = await report(db, await hear(db, "halo", clock()), clock())
    response = await officer.post(f"/tickets/{ticket.number}/clear", how="as_it_is")
    assert response.status == 409
    assert "Sebelum diteruskan" not in await officer.page(f"/tickets/{ticket.number}")
