"""What happened to a ticket and why a step is refused: always in words, also for what nobody foresaw."""

from typing import Any

import pytest

from bot.console import ticket_words
from core.errors import OvertakenError
from core.models import Ticket, TicketEvent
from core.ticket_acts import NoteError
from core.ticket_table import Mark
from core.tickets import Reason, Status, StepError, choices


@pytest.mark.parametrize(
    ("kind", "author", "detail", "said"),
    [
        ("created", "citizen", {}, "Dilaporkan"),
        ("verified", "staff", {}, "Sudah diperiksa"),
        ("routed", "staff", {"from": "a", "from_name": "DLH", "to": "b"}, "Dipindahkan dari DLH ke b"),
        ("category", "staff", {"from": "waste", "to": "health"}, "Kategori diubah dari Sampah ke Kesehatan"),
        ("promised", "staff", {"from": "2026-12-01", "promised_on": "2026-12-04"},
         "Dijanjikan 4 Des 2026 (semula 1 Des 2026)"),
        ("late", "system", {"from": "2026-12-01", "promised_on": "2026-12-08"},
         "Lewat tenggat 1 Des 2026; janji baru 8 Des 2026"),
        ("escalated", "system", {"to": "leadership"}, "Naik ke pimpinan kota"),
        ("rated", "citizen", {"rating": 4}, "Dinilai 4 dari 5"),
        ("answered", "staff", {"proof": 2}, "Sudah ditanggapi dengan 2 bukti"),
        ("not_ours", "staff", {"door": "PLN"}, "Bukan wewenang kota. Yang berwenang: PLN"),
        ("done", "citizen", {}, "Selesai: pelapor bilang sudah beres"),
        ("done", "system", {}, "Selesai: pelapor tidak menjawab"),
        ("done", "staff", {}, "Selesai"),
        ("merged", "staff", {"from": "48210934"}, "Laporan BDG-4821-0934 digabung ke sini"),
        ("merged", "staff", {"from": "BDG-4821-0934"}, "Laporan BDG-4821-0934 digabung ke sini"),
        ("replied", "citizen", {}, "Pelapor menjawab"),
        ("something_new", "system", {}, "something_new"),
    ],
)  # fmt: skip
def test_events_are_told_in_words(kind: str, author: str, detail: dict[str, Any], said: str) -> None:
    assert ticket_words.happened(TicketEvent(kind=kind, author=author, detail=detail)) == said


@pytest.mark.parametrize(
    "kind", ["routed", "category", "promised", "late", "escalated", "rated", "reopened", "merged"]
)
def test_events_without_detail_are_told_too(kind: str) -> None:
    assert ticket_words.happened(TicketEvent(kind=kind, author="staff", detail={}))


def test_a_reopening_names_who_has_it_now() -> None:
    event = TicketEvent(kind="reopened", author="citizen", detail={"promised_on": "2026-12-08"})
    assert "dipegang Citra. Janji baru 8 Des 2026" in ticket_words.happened(event, "Citra")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_has_its_reason(reason: Reason) -> None:
    assert ticket_words.refusal(StepError(reason)).startswith("Belum disimpan: ")


def test_other_refusals_differ() -> None:
    assert ticket_words.refusal(OvertakenError()) != ticket_words.refusal(NoteError())


@pytest.mark.parametrize("mark", list(Mark))
def test_every_mark_has_its_name(mark: Mark) -> None:
    assert ticket_words.MARKS[mark]


@pytest.mark.parametrize(
    ("status", "classification", "said"),
    [
        ("received", "pengaduan", ["Sudah diperiksa"]),
        ("verified", "pengaduan", ["Teruskan ke instansi"]),
        ("in_progress", "pengaduan", []),
        ("done", "pengaduan", ["Kerjakan lagi"]),
        ("answered", "aspirasi", ["Nyatakan selesai", "Kerjakan lagi"]),
        ("on_hold", "pengaduan", ["Sudah diperiksa", "Teruskan ke instansi", "Mulai dikerjakan"]),
    ],
)
def test_buttons_say_what_they_do(status: str, classification: str, said: list[str]) -> None:
    ticket = Ticket(status=status, classification=classification)
    buttons = ticket_words.buttons(ticket, choices(ticket))
    assert [ticket_words.verb(Status(each), ticket) for each in buttons] == said
