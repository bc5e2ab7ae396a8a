"""What people ask about 112, each answer from a reviewed fact; and when they only tell that they called."""

import re
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core import contacts, sourced
from core.language import spoken
from core.sourced import Fact

_SPELT = {
    **dict.fromkeys(("telpon", "telfon", "telp", "tlp", "tlpn", "telephone", "tilpun", "nelpon"), "telepon"),
    **dict.fromkeys(("nelepon", "nelfon", "menelepon", "menelpon", "nelp", "call", "nelponan"), "telepon"),
    **dict.fromkeys(("ditelpon", "ditelfon", "ditelp", "ditelponin"), "ditelepon"),
    **dict.fromkeys(("udah", "udh", "sdh", "dah", "tos", "parantos", "atos", "geus", "enggeus"), "sudah"),
    **dict.fromkeys(("barusan", "baru", "tadi", "bieu", "nembe", "cikeneh"), "sudah"),
    **dict.fromkeys(("blm", "blom", "belom"), "belum"),
    "yg": "yang",
}
_CALLED = re.compile(
    r" sudah (?:\w+ ){0,2}(?:telepon|hubungi|menghubungi|lapor|kontak|panggil) (?:ke |ka |nomor |nomer )?112 "
    r"| 112 (?:\w+ ){0,2}sudah (?:\w+ ){0,2}(?:ditelepon|telepon|hubungi|dihubungi|dikontak|dilaporin) "
    r"| sudah ditelepon (?:ke |ka )?112 | sudah ka 112 | sudah ke 112 "
    r"| (?:i|we) (?:have |ve |already |just )*called 112 | (?:already|just) called 112 | 112 has been called "
)
_FILE = Path(__file__).resolve().parent.parent / "data" / "city" / "about_112.json"


class Called(Enum):
    """What somebody tells of a call that was made."""

    DONE = "done"
    WAITING = "waiting"  # and nobody has come or answered


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    licence: str
    checked_on: date
    waiting: tuple[str, ...]
    questions: tuple[str, ...]  # words of somebody who asks, however much was told before
    whole_list: tuple[str, ...]  # of somebody who wants all the important numbers
    facts: tuple[Fact, ...]


@cache
def file() -> _File:
    """The reviewed file, read once."""
    return _File.model_validate_json(_FILE.read_text(encoding="utf-8"))


def called(text: str) -> Called | None:
    """Whether the words tell that 112 was called, and ask nothing."""
    words = " ".join(_SPELT.get(word, word) for word in sourced.words_of(text).split(" "))
    if not _CALLED.search(words):
        return None
    if sourced.hits(words, file().waiting):
        return Called.WAITING
    return None if "?" in text or sourced.hits(words, file().questions) else Called.DONE


def fact(text: str) -> Fact | None:
    """The fact that answers this question about 112; None when it asks in general."""
    found = sourced.ranked(sourced.words_of(text), file().facts)
    return found[0] if found else None


def answer(text: str, language: str) -> str | None:
    """The answer with its source and the day it was checked; None when it asks in general."""
    found = fact(text)
    if found is None:
        return None
    words = found.text[spoken(language)]
    return f"{words}\n{sourced.source_line([found], language)}"


def reply(text: str, language: str) -> str | None:
    """What answers a question that names 112 or another number; None: the general words about 112 do."""
    words = sourced.words_of(text)
    compared = contacts.checked(text, language)
    if compared:
        return compared
    if sourced.hits(words, file().whole_list):
        return contacts.told([], language)
    if " 112 " in words:
        return answer(text, language)
    short = [each for each in contacts.find(text) if each.value.isdigit() and each.value != "112"]
    if short:
        return contacts.told(short, language)
    found = fact(text)
    return answer(text, language) if found and found.id == "versus_report" else None
