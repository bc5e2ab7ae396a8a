"""Numbers and accounts that citizens ask for, from a reviewed file; old ones are shown with their age."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core import notices
from core.language import spoken

_FILE = Path(__file__).resolve().parent.parent / "data" / "city" / "contacts.json"
_MOST = 3
_ALWAYS = ("112", "113 (atau 112)", "119 (atau 112)", "110", "123")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: str
    for_id: str
    for_su: str
    for_en: str
    as_of: str | None
    words: list[str]


class _File(BaseModel):
    source: str
    licence: str
    checked_on: str
    contacts: list[_Entry]


@dataclass(frozen=True)
class Contact:
    """A way to reach a service; ``as_of`` is the month it was last seen in public, None for national ones."""

    name: str
    value: str
    purpose: str
    as_of: str | None


@cache
def _entries() -> list[_Entry]:
    return _File.model_validate_json(_FILE.read_text("utf-8")).contacts


def find(text: str, language: str) -> list[Contact]:
    """The contacts whose words occur in the question, the best match first."""
    words = " ".join(re.findall(r"\w+", text.lower()))
    scored = [(sum(f" {w} " in f" {words} " for w in entry.words), entry) for entry in _entries()]
    hits = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])[:_MOST]
    return [_contact(entry, language) for _, entry in hits]


def _contact(entry: _Entry, language: str) -> Contact:
    purpose = {"id": entry.for_id, "su": entry.for_su, "en": entry.for_en}[spoken(language)]
    return Contact(entry.name, entry.value, purpose, entry.as_of)


def answer(text: str, language: str) -> str:
    """The contacts asked for, or the important ones; agency numbers carry the date they were seen."""
    found = find(text, language)
    if not found:
        found = [_contact(e, language) for e in _entries() if e.value in _ALWAYS]
    lines = [f"{c.name}: {c.value} ({c.purpose})" for c in found]
    if any(c.as_of for c in found):
        oldest = min(c.as_of for c in found if c.as_of)
        lines.append(notices.text("contacts_age", language, oldest=oldest))
    return "\n".join(lines)
