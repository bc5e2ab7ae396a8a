"""Bandung's clock and the words for it; times stay UTC everywhere else."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone

from core.language import Language, spoken

# Western Indonesia has no daylight saving, so the offset is enough and needs no zone database.
JAKARTA = timezone(timedelta(hours=7), "WIB")

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
DAYS_IN: Mapping[Language, Sequence[str]] = {
    "id": DAYS,
    "su": ("Senén", "Salasa", "Rebo", "Kemis", "Jumaah", "Saptu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS_IN: Mapping[Language, Sequence[str]] = {
    "id": MONTHS,
    "su": ("Jan", "Péb", "Mar", "Apr", "Méi", "Jun", "Jul", "Agu", "Sép", "Okt", "Nop", "Dés"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_AGO: Mapping[Language, tuple[str, str, str, str]] = {
    "id": ("baru saja", "{} menit lalu", "{} jam lalu", "{} hari lalu"),
    "su": ("nembé pisan", "{} menit kapengker", "{} jam kapengker", "{} dinten kapengker"),
    "en": ("just now", "{} min ago", "{} h ago", "{} days ago"),
}


def clock(at: datetime) -> str:
    """The time of day in Bandung: "14.05"."""
    return at.astimezone(JAKARTA).strftime("%H.%M")


def day_and_month(at: datetime, language: str = "id") -> str:
    """The date in Bandung: "24 Sep"."""
    local = at.astimezone(JAKARTA)
    return f"{local.day} {MONTHS_IN[spoken(language)][local.month - 1]}"


def stamp(at: datetime, now: datetime, language: str = "id") -> str:
    """The time as a source line shows it: "14.05 WIB", with its date (and year) when not today's."""
    local, today = at.astimezone(JAKARTA), now.astimezone(JAKARTA)
    if local.date() == today.date():
        return f"{clock(at)} WIB"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{day_and_month(at, language)}{year} {clock(at)} WIB"


def age(past: timedelta, language: str = "id") -> str:
    """How long ago, in words: "5 jam lalu" (whole units, rounded down)."""
    now, minutes, hours, days = _AGO[spoken(language)]
    seconds = max(0, int(past.total_seconds()))
    if seconds < 60:
        return now
    if seconds < 3600:
        return minutes.format(seconds // 60)
    if seconds < 48 * 3600:
        return hours.format(seconds // 3600)
    return days.format(seconds // 86400)
