"""Numbers and accounts that citizens ask for, from a reviewed file; each is shown with its source and age."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core import masking, notices, public_numbers, sourced
from core.language import Language, spoken
from core.sourced import Sourced

_FILE = Path(__file__).resolve().parent.parent / "data" / "city" / "contacts.json"
_MOST = 3
_NUMBER = re.compile(r"\+?\d[\d .()\-]{1,22}\d")
_HANDLE = re.compile(r"(?<![\w.])@[a-z0-9._]{3,40}", re.IGNORECASE)
_IS_IT_RIGHT = (
    *("bener*", "benar*", "betul*", "resmi*", "asli*", "valid", "hoax", "hoaks", "palsu", "penipu*"),
    *("nipu", "tipu*", "beneran", "leres", "sah", "percaya", "real", "fake", "scam", "right", "correct"),
    *("official", "genuine", "trust", "legit", "aktif", "masih bisa"),
)
_GENERAL = ("penting", "darurat", "kontak", "emergency", "daftar", "important", "panggilan")
_THIS = ("ini", "ieu", "this", "itu", "eta")
_NAMES_ONE = ("nomor ini", "nomer ini", "no ini", "nmr ini", "nomer ieu", "this number", "akun ini", "wa ini")
_OR_112: Mapping[Language, str] = {"id": "{} (atau 112)", "su": "{} (atanapi 112)", "en": "{} (or 112)"}


class Contact(Sourced):
    """A way to reach a service."""

    name: str
    gloss_en: str
    value: str
    for_id: str
    for_su: str
    for_en: str
    note_id: str = ""
    note_su: str = ""
    note_en: str = ""
    words: tuple[str, ...]
    or_112: bool = False
    always: bool = False  # shown when nothing in particular was asked for
    account: bool = False  # the same name on several platforms

    def line(self, language: str) -> str:
        """ "Polisi: 110 (kejahatan dan keamanan)"; in English the official name is explained."""
        words = spoken(language)
        purpose = {"id": self.for_id, "su": self.for_su, "en": self.for_en}[words]
        note = {"id": self.note_id, "su": self.note_su, "en": self.note_en}[words]
        name = f"{self.name} ({self.gloss_en})" if words == "en" else self.name
        value = _OR_112[words].format(self.value) if self.or_112 else self.value
        shown = f"{name}: {value}" if self.name != self.value else name
        return " ".join(filter(None, (f"{shown} – {purpose}.", note)))


class WrongNumber(Sourced):
    """A number that circulates and is declared not official."""

    value: str
    for_id: str
    for_su: str
    for_en: str

    def line(self, language: str) -> str:
        purpose = {"id": self.for_id, "su": self.for_su, "en": self.for_en}[spoken(language)]
        return f"{self.value}: {purpose}."


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: str
    licence: str
    checked_on: str
    contacts: tuple[Contact, ...]
    not_official: tuple[WrongNumber, ...]


@cache
def _file() -> _File:
    return _File.model_validate_json(_FILE.read_text("utf-8"))


def listed() -> tuple[Contact, ...]:
    """All we know, in the order of the file."""
    return _file().contacts


def wrong() -> tuple[WrongNumber, ...]:
    return _file().not_official


def find(text: str) -> list[Contact]:
    """The contacts whose words occur in the question, the best match first."""
    words = sourced.words_of(text)
    scored = [(sourced.hits(words, entry.words), entry) for entry in listed()]
    hits = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    accounts_asked = any(entry.account for _, entry in hits[:_MOST])
    best = [entry for score, entry in hits if score == hits[0][0] or accounts_asked]
    return (best if len(best) > 1 else [entry for _, entry in hits])[:_MOST]


def answer(text: str, language: str) -> str:
    """The contacts asked for, or the important ones; a number that was written is compared with the list."""
    compared = checked(text, language)
    if compared:
        return compared
    found = find(text)
    words = sourced.words_of(text)
    unlisted = text and not found and not sourced.hits(words, _GENERAL)
    this_one = found and sourced.hits(words, _IS_IT_RIGHT) and sourced.hits(words, _THIS)
    first = "contact_not_listed" if unlisted else "contact_unseen" if this_one else ""
    lines = [notices.text(first, language)] if first else []
    return "\n".join([*lines, told(found, language)])


def told(found: Sequence[Contact], language: str) -> str:
    """These contacts with their source, or the important ones when there are none."""
    shown = found or [entry for entry in listed() if entry.always]
    lines = [entry.line(language) for entry in shown]
    lines.append(sourced.source_line(shown, language))
    if any(entry.account for entry in shown):
        lines.append(notices.text("contacts_accounts", language))
    if any(entry.as_of and not entry.account for entry in shown):
        lines.append(notices.text("contacts_age", language))
    return "\n".join(lines)


def checked(text: str, language: str) -> str:
    """Whether what the citizen wrote is on our list; empty when no number or account was to be compared."""
    words = sourced.words_of(text)
    hidden = masking.PHONE in text
    asked = sourced.hits(words, _IS_IT_RIGHT) or sourced.hits(words, _NAMES_ONE)
    numbers = [m[0] for m in _NUMBER.finditer(text) if _is_number(m[0])]
    written = [*numbers, *(m[0].rstrip(".") for m in _HANDLE.finditer(text))]
    if not asked or not (written or hidden):
        return ""
    known = [entry for entry in listed() if _same(entry.value, written)]
    false = [entry for entry in wrong() if _same(entry.value, written)]
    unknown = hidden or len(known) + len(false) < len(written)
    lines = [notices.text("contact_known", language, contact=entry.line(language)) for entry in known]
    lines += [notices.text("contact_wrong", language, contact=entry.line(language)) for entry in false]
    named: list[Sourced] = [*known, *false]
    if unknown:
        lines.append(notices.text("contact_unknown", language))
        ours = [entry for entry in find(text) if entry not in known and entry.value not in written]
        lines += [entry.line(language) for entry in ours]
        named += ours
    if named:
        lines.append(sourced.source_line(named, language))
    return "\n".join(lines)


def _is_number(written: str) -> bool:
    """112 itself needs no comparing, and fewer digits are no number to call."""
    digits = public_numbers.plain(written)
    return len(digits) >= 3 and digits != "112"


def _same(value: str, written: Sequence[str]) -> bool:
    digits = public_numbers.plain(value) if not value.startswith(("@", "http")) else ""
    return any(
        value.lower() == one.lower() or (digits and digits == public_numbers.plain(one)) for one in written
    )
