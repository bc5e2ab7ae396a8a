"""How the public pages say things: plain Indonesian, nothing that only officials understand."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from core import agencies, deadlines, jakarta
from core.jakarta import JAKARTA, MONTHS
from core.tickets import OPEN, Status, status_words
from core.tickets.published import Step

# The filter by status: its word in the address, what people read, what it stands for.
STAGES: Mapping[str, tuple[str, Sequence[Status]]] = {
    "berjalan": ("Masih berjalan", OPEN),
    "ditanggapi": ("Sudah ditanggapi", (Status.ANSWERED,)),
    "selesai": ("Selesai", (Status.DONE,)),
    "bukan-wewenang": ("Bukan wewenang kota", (Status.NOT_OURS,)),
}
PERIODS: Mapping[str, tuple[str, int | None]] = {  # days
    "7": ("7 hari terakhir", 7),
    "30": ("30 hari terakhir", 30),
    "90": ("3 bulan terakhir", 90),
    "365": ("Setahun terakhir", 365),
    "semua": ("Semua waktu", None),
}
USUAL_PERIOD = "90"  # of the map, when none is asked for
_STEPS = {
    "created": "Laporan diterima",
    Status.RECEIVED: "Menunggu pemeriksaan",
    Status.VERIFIED: "Diperiksa petugas",
    Status.FORWARDED: "Diteruskan ke instansi",
    Status.IN_PROGRESS: "Mulai dikerjakan",
    Status.ANSWERED: "Ditanggapi instansi",
    Status.DONE: "Selesai",
    Status.ON_HOLD: "Ditunda, perlu data tambahan",
    Status.NOT_OURS: "Bukan wewenang kota",
    Status.ARCHIVED: "Diarsipkan",
    "routed": "Dialihkan ke instansi lain",
    "promised": "Instansi menjanjikan tanggal baru",
    "late": "Lewat dari tanggal yang dijanjikan",
    "reopened": "Dibuka lagi karena belum beres",
    "merged": "Laporan lain tentang hal yang sama digabungkan ke sini",
}


def stages() -> Sequence[tuple[str, str]]:
    return [(word, shown) for word, (shown, _) in STAGES.items()]


def periods() -> Sequence[tuple[str, str]]:
    return [(word, shown) for word, (shown, _) in PERIODS.items()]


def category(code: str) -> str:
    known = agencies.categories().get(code)
    return known.label_id if known else "Lainnya"


def emoji(code: str) -> str:
    known = agencies.categories().get(code)
    return known.emoji if known else ""


def status(value: Status) -> str:
    """ "Sedang dikerjakan"."""
    return status_words(value).capitalize()


def stage(value: Status) -> str:
    """The word of the filter that this status belongs to; "arsip" for what the list never shows."""
    return next((word for word, (_, statuses) in STAGES.items() if value in statuses), "arsip")


def step(value: Step) -> str:
    return _STEPS[value.kind]


def day(moment: datetime) -> str:
    """ "24 Nov 2026"."""
    local = moment.astimezone(JAKARTA)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def machine_day(moment: datetime) -> str:
    return moment.astimezone(JAKARTA).date().isoformat()


def full_day(value: date) -> str:
    """ "Senin, 14 Desember 2026"."""
    return deadlines.show_date(value)


def age(moment: datetime, now: datetime) -> str:
    """How old a report is, to the day: "hari ini", "kemarin", "12 hari lalu", "3 bulan lalu"."""
    days = (now.astimezone(JAKARTA).date() - moment.astimezone(JAKARTA).date()).days
    if days < 1:
        return "hari ini"
    if days < 61:
        return "kemarin" if days == 1 else f"{days} hari lalu"
    return f"{days // 30} bulan lalu" if days < 730 else f"{days // 365} tahun lalu"


def number(value: int) -> str:
    """ "12.345"."""
    return f"{value:,}".replace(",", ".")


def time_of(moment: datetime) -> str:
    return f"{day(moment)}, {jakarta.clock(moment)} WIB"
