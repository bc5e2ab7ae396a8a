"""Tickets: filters, one ticket, moves and notes, and that protected reporters stay protected."""

from datetime import timedelta

import pytest

from core.db import Database
from core.models import Ticket
from core.settings import Settings
from tests.bot.console.site import Browser, audit_lines, give_photo, lines, report
from tests.fakes import ManualClock
from tests.postgres import BOTH_ENGINES

pytestmark = BOTH_ENGINES


@pytest.fixture
async def ticket(talk: str, db: Database, clock: ManualClock) -> Ticket:
    return await report(db, talk, clock())


def shown(ticket: Ticket) -> str:
    return f"BDG-{ticket.number[:4]}-{ticket.number[4:]}"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?status=received",
        "?category=road_damage",
        "?kecamatan=Bojongloa+Kidul",
        "?status=nonsense",
        "?page=x",
    ],
)
async def test_table_shows_what_matches(query: str, officer: Browser, ticket: Ticket) -> None:
    assert shown(ticket) in await officer.page(f"/tickets{query}")


@pytest.mark.parametrize(
    "query",
    [
        "?status=done",
        "?category=waste",
        "?kecamatan=Coblong",
        "?agency=x",
        "?late=1",
        "?page=2",
        "?category=%00'",
    ],
)
async def test_table_hides_what_does_not_match(query: str, officer: Browser, ticket: Ticket) -> None:
    assert shown(ticket) not in await officer.page(f"/tickets{query}")


async def test_agency_filter_finds_its_own(officer: Browser, ticket: Ticket) -> None:
    assert shown(ticket) in await officer.page(f"/tickets?agency={ticket.agency}")


async def test_late_ticket_is_marked(
    officer: Browser, ticket: Ticket, clock: ManualClock, db: Database
) -> None:
    async with db.write() as session:
        (await session.get_one(Ticket, ticket.id)).due_on = clock().date() - timedelta(days=1)
    assert "Terlambat" in await officer.page(f"/tickets/{ticket.number}")
    assert shown(ticket) in await officer.page("/tickets?late=1")


async def test_detail_shows_the_report_and_its_open_reporter(
    officer: Browser, ticket: Ticket, talk: str
) -> None:
    page = await officer.page(f"/tickets/{ticket.number}")
    wanted = ["Lubang besar di depan sekolah", "Jl. Kopo", "Dilaporkan", "Euis Rohaeti", talk]
    assert [part for part in wanted if part not in page] == []


@pytest.mark.parametrize("privacy", ["anonymous", "secret"])
async def test_protected_reporter_is_nowhere_on_the_page(
    privacy: str, officer: Browser, talk: str, db: Database, clock: ManualClock, settings: Settings
) -> None:
    file = await give_photo(db, settings.attachments_dir, talk, clock())
    ticket = await report(db, talk, clock(), privacy=privacy, files=(file,))
    page = await officer.page(f"/tickets/{ticket.number}")
    assert f'<img src="/console/tickets/{ticket.number}/photos/0"' in page
    assert "Dilindungi" in page
    assert [trace for trace in (talk, file, "Euis", "/conversations/") if trace in page] == []


@pytest.mark.parametrize("act", ["/move", "/note"])
async def test_unknown_ticket_cannot_be_acted_on(act: str, officer: Browser) -> None:
    fields = {"status": "verified", "seen": "received", "note": "a"}
    assert (await officer.post(f"/tickets/12345678{act}", **fields)).status == 404


@pytest.mark.parametrize("number", ["12345678", "1", "abcdefgh", "123456789"])
async def test_unknown_ticket_is_not_found(number: str, officer: Browser) -> None:
    assert (await officer.get(f"/tickets/{number}")).status == 404


async def test_move_tells_the_reporter(
    officer: Browser, ticket: Ticket, talk: str, db: Database, told: list[str]
) -> None:
    fields = {"status": "verified", "seen": "received", "note": "Sudah kami periksa."}
    assert (await officer.post(f"/tickets/{ticket.number}/move", **fields)).status == 303
    assert told == ["said"]
    author, text = (await lines(db, talk))[-1]
    assert author == "system"
    assert "Sudah kami periksa." in text
    page = await officer.page(f"/tickets/{ticket.number}")
    assert "Sudah diperiksa" in page
    assert "Dadang" in page
    assert (await audit_lines(db))[-1] == (officer.id, "ticket.move", f"ticket {ticket.number}")


async def test_only_possible_moves_are_offered(officer: Browser, ticket: Ticket) -> None:
    page = await officer.page(f"/tickets/{ticket.number}")
    assert '<option value="verified">' in page
    assert '<option value="done">' not in page


async def test_impossible_move_is_refused_in_words(
    officer: Browser, ticket: Ticket, talk: str, db: Database
) -> None:
    fields = {"status": "done", "seen": "received", "note": "kabar yang ditulis"}
    response = await officer.post(f"/tickets/{ticket.number}/move", **fields)
    page = await response.text()
    assert response.status == 409
    assert "tidak bisa pindah dari “Diterima, menunggu pemeriksaan” ke “Selesai”" in page
    assert "kabar yang ditulis</textarea>" in page
    assert len(await lines(db, talk)) == 1


async def test_move_over_a_colleagues_is_refused(
    officer: Browser, colleague: Browser, ticket: Ticket
) -> None:
    first = {"status": "verified", "seen": "received"}
    await colleague.post(f"/tickets/{ticket.number}/move", **first)
    second = await officer.post(f"/tickets/{ticket.number}/move", status="archived", seen="received")
    assert second.status == 409


@pytest.mark.parametrize("fields", [{}, {"status": "x", "seen": "received"}, {"status": "done", "seen": "x"}])
async def test_move_without_a_status_is_refused(
    fields: dict[str, str], officer: Browser, ticket: Ticket
) -> None:
    assert (await officer.post(f"/tickets/{ticket.number}/move", **fields)).status == 400


async def test_note_stays_among_staff(officer: Browser, ticket: Ticket, talk: str, db: Database) -> None:
    response = await officer.post(f"/tickets/{ticket.number}/note", note="Tunggu <tim> lapangan")
    assert response.status == 303
    assert "Tunggu &lt;tim&gt; lapangan" in await officer.page(f"/tickets/{ticket.number}")
    assert len(await lines(db, talk)) == 1
    assert (await audit_lines(db))[-1] == (officer.id, "ticket.note", f"ticket {ticket.number}")


@pytest.mark.parametrize("note", ["", "  ", "a" * 2001])
async def test_unusable_note_is_refused(note: str, officer: Browser, ticket: Ticket) -> None:
    assert (await officer.post(f"/tickets/{ticket.number}/note", note=note)).status == 400


async def test_too_long_news_are_refused(officer: Browser, ticket: Ticket) -> None:
    fields = {"status": "verified", "seen": "received", "note": "a" * 2001}
    assert (await officer.post(f"/tickets/{ticket.number}/move", **fields)).status == 409
