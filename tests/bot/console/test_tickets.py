"""Tickets: filters, one ticket, moves and notes, and that protected reporters stay protected."""

import re
from datetime import timedelta

import pytest
from aiohttp import ClientResponse

from core.db import Database
from core.models import Reporter, Ticket
from core.settings import Settings
from core.tickets import Status
from tests.bot.console.site import Browser, audit_lines, give_photo, hidden_field, lines, report
from tests.core.tickets.world import World
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
        "?mark=x",
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
        "?mark=late",
        "?page=2",
        "?category=%00'",
    ],
)
async def test_table_hides_what_does_not_match(query: str, officer: Browser, ticket: Ticket) -> None:
    assert shown(ticket) not in await officer.page(f"/tickets{query}")


async def test_agency_filter_finds_its_own(officer: Browser, ticket: Ticket) -> None:
    assert shown(ticket) in await officer.page(f"/tickets?agency={ticket.agency}")


async def test_every_filter_offers_the_whole_city(officer: Browser) -> None:
    page = await officer.page("/tickets")
    wanted = ["Terlambat", "Sampah", "Coblong", "Dinas Lingkungan Hidup", "Sedang dikerjakan"]
    assert [name for name in wanted if f">{name}</option>" not in page] == []


async def test_late_ticket_is_marked(
    officer: Browser, ticket: Ticket, clock: ManualClock, db: Database
) -> None:
    async with db.write() as session:
        (await session.get_one(Ticket, ticket.id)).due_on = clock().date() - timedelta(days=1)
    assert "Terlambat" in await officer.page(f"/tickets/{ticket.number}")
    assert shown(ticket) in await officer.page("/tickets?mark=late")


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


ACTS = ["/move", "/answer", "/reroute", "/category", "/promise", "/note"]  # and /merge, below


@pytest.mark.parametrize("act", ACTS)
async def test_unknown_ticket_cannot_be_acted_on(act: str, officer: Browser) -> None:
    fields = {"status": "verified", "seen": "1", "note": "a", "day": "2026-12-07"}
    assert (await officer.post(f"/tickets/12345678{act}", **fields)).status == 404


@pytest.mark.parametrize("number", ["12345678", "1", "abcdefgh", "123456789"])
async def test_unknown_ticket_is_not_found(number: str, officer: Browser) -> None:
    assert (await officer.get(f"/tickets/{number}")).status == 404


async def act(browser: Browser, ticket: Ticket, what: str, **fields: str) -> ClientResponse:
    """Send a form of the ticket's page as it is now."""
    seen = hidden_field(await browser.page(f"/tickets/{ticket.number}"), "seen")
    return await browser.post(f"/tickets/{ticket.number}/{what}", **({"seen": seen} | fields))


async def test_move_tells_the_reporter(
    officer: Browser, ticket: Ticket, talk: str, db: Database, told: list[str]
) -> None:
    response = await act(officer, ticket, "move", status="verified", note="Fotonya jelas.")
    assert response.status == 303
    assert told == ["said"]
    author, text = (await lines(db, talk))[-1]
    assert author == "system"
    assert "Fotonya jelas." in text
    page = await officer.page(f"/tickets/{ticket.number}")
    assert "Sudah diperiksa" in page
    assert "Dadang" in page
    assert (await audit_lines(db))[-1] == (officer.id, "ticket.move", f"ticket {ticket.number}")


async def test_only_possible_steps_are_offered(officer: Browser, ticket: Ticket) -> None:
    page = await officer.page(f"/tickets/{ticket.number}")
    offered = re.findall(r'name="status" value="(\w+)"', page)
    assert offered == ["verified", "on_hold", "not_ours", "archived"]
    assert f"/tickets/{ticket.number}/answer" not in page


async def test_impossible_move_is_refused_in_words(
    officer: Browser, ticket: Ticket, talk: str, db: Database
) -> None:
    response = await act(officer, ticket, "move", status="in_progress", note="kabar yang ditulis")
    page = await response.text()
    assert response.status == 409
    assert "langkah itu tidak berlaku untuk status tiket ini" in page
    assert len(await lines(db, talk)) == 1


async def test_what_was_written_is_there_after_a_refusal(officer: Browser, ticket: Ticket) -> None:
    response = await act(officer, ticket, "move", status="on_hold", note="<RW> berapa?" + "a" * 2000)
    page = await response.text()
    assert response.status == 400
    assert "&lt;RW&gt; berapa?" in page


async def test_move_over_a_colleagues_is_refused(
    officer: Browser, colleague: Browser, ticket: Ticket
) -> None:
    seen = hidden_field(await officer.page(f"/tickets/{ticket.number}"), "seen")
    await act(colleague, ticket, "move", status="verified")
    fields = {"status": "archived", "note": "Sama.", "seen": seen}
    response = await officer.post(f"/tickets/{ticket.number}/move", **fields)
    assert response.status == 409
    assert "ada yang baru di tiket ini" in await response.text()


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 12, "\u00b2"])
async def test_a_form_that_saw_nothing_is_refused(seen: str, officer: Browser, ticket: Ticket) -> None:
    assert (await act(officer, ticket, "move", status="verified", seen=seen)).status == 409


@pytest.mark.parametrize("status", ["", "x"])
async def test_move_without_a_status_is_refused(status: str, officer: Browser, ticket: Ticket) -> None:
    assert (await act(officer, ticket, "move", status=status)).status == 400


@pytest.mark.parametrize("status", ["on_hold", "not_ours", "archived"])
async def test_reporters_are_told_why(status: str, officer: Browser, ticket: Ticket) -> None:
    response = await act(officer, ticket, "move", status=status)
    assert response.status == 400
    assert "tulis dulu kabar atau alasannya" in await response.text()


async def test_the_right_door_is_told(officer: Browser, ticket: Ticket, talk: str, db: Database) -> None:
    page = await officer.page(f"/tickets/{ticket.number}")
    assert '<option value="Kabupaten Bandung">' in page
    assert '<option value="PLN (123)">' in page
    await act(officer, ticket, "move", status="not_ours", door="PLN (123)")
    assert (await lines(db, talk))[-1][1].endswith("Yang berwenang: PLN (123).")
    assert "Yang berwenang: PLN (123)" in await officer.page(f"/tickets/{ticket.number}")


async def test_note_stays_among_staff(officer: Browser, ticket: Ticket, talk: str, db: Database) -> None:
    response = await act(officer, ticket, "note", note="Tunggu <tim> lapangan")
    assert response.status == 303
    assert "Tunggu &lt;tim&gt; lapangan" in await officer.page(f"/tickets/{ticket.number}")
    assert len(await lines(db, talk)) == 1
    assert (await audit_lines(db))[-1] == (officer.id, "ticket.note", f"ticket {ticket.number}")


@pytest.mark.parametrize("note", ["", "  ", "a" * 2001])
async def test_unusable_note_is_refused(note: str, officer: Browser, ticket: Ticket) -> None:
    assert (await act(officer, ticket, "note", note=note)).status == 400


async def test_too_long_news_are_refused(officer: Browser, ticket: Ticket) -> None:
    assert (await act(officer, ticket, "move", status="verified", note="a" * 2001)).status == 400


async def test_another_agency_is_told_and_kept_in_the_history(
    officer: Browser, ticket: Ticket, talk: str, db: Database
) -> None:
    assert (await act(officer, ticket, "reroute", agency="dpkp", note="Jalan gang.")).status == 303
    page = await officer.page(f"/tickets/{ticket.number}")
    assert f"Dipindahkan dari {ticket.agency_name} ke Dinas Perumahan dan Kawasan Permukiman" in page
    assert "Jalan gang." in (await lines(db, talk))[-1][1]


async def test_same_incident_is_merged(
    officer: Browser, ticket: Ticket, talk: str, db: Database, clock: ManualClock
) -> None:
    other = await report(db, talk, clock.advance(60))
    assert (await act(officer, ticket, "merge", into=shown(other))).status == 303
    assert "digabung ke sini" in await officer.page(f"/tickets/{other.number}")
    assert shown(other) in (await lines(db, talk))[-1][1]


@pytest.mark.parametrize("into", ["", "BDG-1234-5678", "99999999"])
async def test_merging_into_nothing_is_refused(into: str, officer: Browser, ticket: Ticket) -> None:
    response = await act(officer, ticket, "merge", into=into)
    assert response.status == 400
    assert "tidak ada laporan" in await response.text()


@pytest.mark.parametrize(("agency", "why"), [("nasa", "dari daftar"), ("dsdabm", "memang sudah di situ")])
async def test_no_other_agency_is_refused(agency: str, why: str, officer: Browser, ticket: Ticket) -> None:
    response = await act(officer, ticket, "reroute", agency=agency)
    assert response.status == 400
    assert why in await response.text()


async def test_category_is_corrected_with_agency_and_date(officer: Browser, ticket: Ticket) -> None:
    fields = {"category": "waste", "new_agency": "1", "new_due": "1"}
    assert (await act(officer, ticket, "category", **fields)).status == 303
    page = await officer.page(f"/tickets/{ticket.number}")
    assert "Kategori diubah dari Jalan rusak ke Sampah, tenggat menjadi" in page
    assert "ke Dinas Lingkungan Hidup" in page


async def test_unknown_category_is_refused(officer: Browser, ticket: Ticket) -> None:
    assert (await act(officer, ticket, "category", category="x")).status == 400


async def test_another_day_is_promised(officer: Browser, ticket: Ticket, talk: str, db: Database) -> None:
    assert (await act(officer, ticket, "promise", day="2026-12-18", note="Alat berat.")).status == 303
    assert "18 Des 2026 (semula" in await officer.page(f"/tickets/{ticket.number}")
    assert "Alat berat." in (await lines(db, talk))[-1][1]


@pytest.mark.parametrize("day", ["", "besok", "2026-12-19", "2026-11-20", "9999-12-31"])
async def test_a_day_on_which_nobody_works_is_refused(day: str, officer: Browser, ticket: Ticket) -> None:
    response = await act(officer, ticket, "promise", day=day, note="Alat berat.")
    assert response.status == 400
    assert "pilih hari kerja" in await response.text()


@pytest.mark.parametrize(
    ("privacy", "said"), [("public", "masih bolong"), ("secret", "Kata-katanya dilindungi.")]
)
async def test_verdicts_are_read_without_the_words_of_the_hidden(
    privacy: str, said: str, officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    world = World(db, clock)
    ticket = await world.report(talk, "in_progress", privacy=privacy)
    await world.answer(ticket, None)
    await world.judge(ticket, talk, fixed=False, words="masih bolong")
    page = await officer.page(f"/tickets/{(await world.ticket(ticket)).number}")
    assert "<strong>Belum beres</strong>" in page
    assert said in page
    assert ("masih bolong" in page) is (privacy == "public")


async def test_words_that_may_tell_who_reported_do_not_leave(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    ticket = await report(db, talk, clock(), privacy="secret")
    async with db.write() as session:
        held = await session.get_one(Ticket, ticket.id)
        held.status, held.revealing, held.cleared_by = "verified", ["ketua RT"], None
    assert shown(ticket) in await officer.page("/tickets?mark=flagged")
    response = await act(officer, ticket, "move", status="forwarded")
    assert response.status == 400
    assert "mungkin menunjukkan siapa pelapornya" in await response.text()


async def test_ticket_without_reporters_is_shown(officer: Browser, db: Database, clock: ManualClock) -> None:
    world = World(db, clock)
    ticket = await world.ticket(await world.report(None, source="open311"))
    page = await officer.page(f"/tickets/{ticket.number}")
    assert "lewat aplikasi lain" in page
    assert "Tidak ada yang bisa dihubungi" in page


async def test_only_open_reporters_are_named(
    officer: Browser, ticket: Ticket, db: Database, clock: ManualClock
) -> None:
    world = World(db, clock)
    hidden = await world.citizen(name="Asep Sunandar")
    await world.join(ticket.id, hidden)
    async with db.write() as session:
        (await session.get_one(Reporter, (ticket.id, hidden))).privacy = "anonymous"
    page = await officer.page(f"/tickets/{ticket.number}")
    assert "2 orang" in page
    assert "1 dilindungi" in page
    assert [trace for trace in (hidden, "Asep") if trace in page] == []


@pytest.mark.parametrize("status", list(Status))
async def test_every_status_has_its_page(
    status: Status, officer: Browser, db: Database, clock: ManualClock
) -> None:
    ticket = await World(db, clock).report(None, status)
    number = (await World(db, clock).ticket(ticket)).number
    assert "Riwayat" in await officer.page(f"/tickets/{number}")
