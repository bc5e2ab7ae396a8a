"""How the console says things: codes and times in the officers' Indonesian."""

from datetime import date, datetime, timedelta

from core import agencies, jakarta
from core.jakarta import JAKARTA, MONTHS
from core.tickets import Status, status_words

CHANNELS = {"web": "Web", "telegram": "Telegram", "whatsapp": "WhatsApp"}
AUTHORS = {"citizen": "Warga", "bot": "Bot", "staff": "Petugas", "system": "Sistem"}
OWNERS = {"bot": "Dilayani bot", "waiting": "Menunggu petugas", "staff": "Ditangani petugas"}
DELIVERY = {
    "queued": "Menunggu dikirim",
    "sent": "Terkirim",
    "delivered": "Sampai",
    "read": "Dibaca",
    "failed": "Gagal terkirim",
    "discarded": "Dibatalkan",
}
PRIVACY = {"public": "Terbuka", "anonymous": "Anonim", "secret": "Rahasia"}
ROLES = {"officer": "Petugas", "admin": "Admin"}
_REASONS = {
    "service down": "layanan pengirim tidak menjawab",
    "unreachable": "warga tidak bisa dihubungi lagi",
    "window_closed": "jendela balas WhatsApp sudah tutup",
    "uncertain": "sambungan putus saat mengirim, mungkin sudah sampai",
    "throttled": "platform membatasi pengiriman terlalu lama",
    "rejected": "ditolak platform",
    "template_rejected": "templat WhatsApp ditolak, hubungi pengelola",
    "discarded": "disisihkan pengelola",
    "CredentialsError": "token atau izin kanal salah, hubungi pengelola",
    "rasa": "mesin dialog gagal menjawab",
    "silent": "mesin dialog tidak memberi jawaban",
    "stale": "lebih dari 48 jam sejak ditulis",
    "sticker": "stiker",
    "edited": "pesan yang diubah",
    "reaction": "reaksi",
    "group_chatter": "obrolan grup",
    "service_message": "pemberitahuan dari platform",
    "contact": "kartu kontak",
    "unstorable": "tidak bisa disimpan",
    "unsupported": "jenis pesan yang belum didukung",
    "erased": "data dihapus atas permintaan warga",
    "unknown": "tanpa keterangan",
}


def channel(code: str) -> str:
    return CHANNELS.get(code, code.capitalize())


def category(code: str) -> str:
    known = agencies.categories().get(code)
    return known.label_id if known else code


def status(code: str) -> str:
    return status_words(Status(code)).capitalize()


def reason(code: str | None) -> str:
    """Why something failed or was ignored: in words where we know the code, otherwise as it came."""
    return _REASONS.get(code or "unknown", code or "")


def span(past: timedelta) -> str:
    """A length of time: "3 menit", "2 jam 10 menit", "4 hari"."""
    minutes = max(0, int(past.total_seconds())) // 60
    if minutes < 1:
        return "kurang dari semenit"
    if minutes < 60:
        return f"{minutes} menit"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} jam {rest} menit" if rest else f"{hours} jam"
    return f"{hours // 24} hari"


def at(moment: datetime, now: datetime) -> str:
    return jakarta.stamp(moment, now)


def roughly(moment: datetime, now: datetime, privacy: str) -> str:
    """A moment of a ticket; only its day when the hour would lead to the conversation of that hour."""
    return at(moment, now) if privacy == "public" else day(moment.astimezone(JAKARTA).date())


def machine_time(moment: datetime) -> str:
    return moment.astimezone(JAKARTA).isoformat(timespec="seconds")


def day(value: date) -> str:
    """A date: "14 Des 2026"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
