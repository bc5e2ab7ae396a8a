"""What happened to a ticket, and why a step is refused, in the officers' Indonesian."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.console import words
from bot.console.uploads import MOST_FILES
from core import attachments, ticket_acts, ticket_number
from core.errors import OvertakenError
from core.models import Ticket, TicketEvent
from core.ticket_table import Mark
from core.tickets import ENDED, Reason, Status, StepError

type Detail = Mapping[str, Any]

MARKS = {
    Mark.LATE: "Terlambat",
    Mark.REOPENED: "Dibuka lagi",
    Mark.ESCALATED: "Naik ke atasan",
    Mark.FLAGGED: "Perlu diperiksa dulu",
    Mark.REPLIED: "Pelapor sudah menjawab",
    Mark.MINE: "Ditugaskan ke saya",
}
CLASSES = {"pengaduan": "Pengaduan", "aspirasi": "Aspirasi", "informasi": "Permintaan informasi"}
LEVELS = {1: "Instansi diingatkan", 2: "Sampai ke kepala dinas", 3: "Sampai ke pimpinan kota"}
_VERBS = {
    Status.VERIFIED: "Sudah diperiksa",
    Status.FORWARDED: "Teruskan ke instansi",
    Status.IN_PROGRESS: "Mulai dikerjakan",
    Status.DONE: "Nyatakan selesai",
}
_KINDS = {
    "created": "Dilaporkan",
    "note": "Catatan internal",
    "joined": "Pelapor lain ikut laporan ini",
    "left": "Seorang pelapor tidak ikut lagi",
    "replied": "Pelapor menjawab",
    "cleared": "Isinya boleh diteruskan",
    "erased": "Data seorang pelapor dihapus",
    "reminded": "Pelapor diingatkan",
}
_TO = {"agency": "instansi", "head": "kepala dinas", "leadership": "pimpinan kota"}
_REFUSALS = {
    Reason.NO_SUCH_STEP: "langkah itu tidak berlaku untuk status tiket ini.",
    Reason.NEEDS_NOTE: "tulis dulu kabar atau alasannya untuk pelapor.",
    Reason.NEEDS_PROOF: "lampirkan foto atau dokumen yang membuktikan laporan ini sudah ditangani.",
    Reason.NO_PROOF: "bukti harus berupa foto (JPEG, PNG, WebP) atau PDF.",
    Reason.BARRED: "Anda yang menutupnya terlalu cepat, jadi rekan lain yang menanggapi.",
    Reason.UNCLEARED: "isinya mungkin menunjukkan siapa pelapornya. Periksa dulu.",
    Reason.BAD_DAY: "pilih hari kerja yang belum lewat dan belum dijanjikan.",
    Reason.SAME: "tiketnya memang sudah di situ.",
    Reason.UNKNOWN_AGENCY: "pilih instansi dari daftar.",
    Reason.UNKNOWN_CATEGORY: "pilih kategori dari daftar.",
    Reason.UNKNOWN_TICKET: "tidak ada laporan dengan nomor itu; periksa angkanya.",
    Reason.ALONE: "laporan rahasia tidak digabung dengan laporan lain.",
}
_OVERTAKEN = "ada yang baru di tiket ini sejak Anda membukanya. Baca lagi, lalu kirim lagi."
_TOO_LONG = f"tulis 1 sampai {ticket_acts.LONGEST_NOTE} karakter."
TOO_LARGE = (
    f"Belum disimpan: paling banyak {MOST_FILES} berkas, "
    f"masing-masing sampai {attachments.MAX_BYTES // 1024**2} MB."
)


def buttons(ticket: Ticket, moves: Sequence[Status]) -> Sequence[Status]:
    """The steps that are one press of a button; the others have forms of their own, the end comes first."""
    known = [each for each in moves if each in _VERBS]
    if ticket.status == Status.IN_PROGRESS:  # to another agency it goes by its own form
        known = [each for each in known if each != Status.FORWARDED]
    return sorted(known, key=lambda each: each != Status.DONE)


def verb(status: Status, ticket: Ticket) -> str:
    """What such a button says."""
    is_again = status == Status.IN_PROGRESS and Status(ticket.status) in ENDED
    return "Kerjakan lagi" if is_again else _VERBS[status]


def refusal(error: Exception) -> str:
    """Why nothing was done."""
    why = _TOO_LONG
    if isinstance(error, StepError):
        why = _REFUSALS[error.reason]
    elif isinstance(error, OvertakenError):
        why = _OVERTAKEN
    return f"Belum disimpan: {why}"


def happened(event: TicketEvent, assigned: str | None = None) -> str:
    """One event of a ticket in plain words; ``assigned`` is whom it went to."""
    if event.kind in _TOLD:
        return _TOLD[event.kind](event.detail)
    if event.kind == "reopened":
        to = f", dipegang {assigned}" if assigned else ""
        return f"Dibuka lagi: pelapor bilang belum beres{to}. Janji baru {_day(event.detail, 'promised_on')}"
    if event.kind in set(Status):
        return f"{words.status(event.kind)}{_besides(event)}"
    return _KINDS.get(event.kind, event.kind)


def _besides(event: TicketEvent) -> str:
    """What a status alone does not say."""
    if event.kind == Status.DONE and event.author != "staff":
        return f": pelapor {'bilang sudah beres' if event.author == 'citizen' else 'tidak menjawab'}"
    if door := event.detail.get("door"):
        return f". Yang berwenang: {door}"
    if proofs := event.detail.get("proof"):
        return f" dengan {proofs} bukti"
    return ""


def _categorised(detail: Detail) -> str:
    moved = f"Kategori diubah dari {_category(detail, 'from')} ke {_category(detail, 'to')}"
    return f"{moved}, tenggat menjadi {_day(detail, 'due_to')}" if "due_to" in detail else moved


def _named(detail: Detail, key: str) -> str:
    return str(detail.get(f"{key}_name") or detail.get(key) or "?")


def _number(detail: Detail, key: str) -> str:
    """A ticket's number as it is shown, however it was kept."""
    number = str(detail.get(key, "?"))
    return ticket_number.show(number) if number.isdigit() else number


def _category(detail: Detail, key: str) -> str:
    return words.category(str(detail.get(key, "?")))


def _day(detail: Detail, key: str) -> str:
    try:
        return words.day(date.fromisoformat(str(detail.get(key))))
    except ValueError:
        return "?"


_TOLD: Mapping[str, Callable[[Detail], str]] = {
    "routed": lambda d: f"Dipindahkan dari {_named(d, 'from')} ke {_named(d, 'to')}",
    "category": _categorised,
    "promised": lambda d: f"Dijanjikan {_day(d, 'promised_on')} (semula {_day(d, 'from')})",
    "late": lambda d: f"Lewat tenggat {_day(d, 'from')}; janji baru {_day(d, 'promised_on')}",
    "merged": lambda d: f"Laporan {_number(d, 'from')} digabung ke sini",
    "escalated": lambda d: f"Naik ke {_TO.get(str(d.get('to')), 'atasan')}",
    "rated": lambda d: f"Dinilai {d.get('rating', '?')} dari 5",
}


def due(ticket: Ticket) -> str:
    """By when: the newest promise, and what it was first."""
    if ticket.promised_on is None or ticket.promised_on == ticket.due_on:
        return words.day(ticket.due_on)
    return f"{words.day(ticket.promised_on)} (semula {words.day(ticket.due_on)})"
