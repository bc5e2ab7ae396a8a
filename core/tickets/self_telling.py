"""Words with which people tell who they are while they tell what is wrong (`data/city/self_telling.json`).

Each rule looks a few words far, so time is linear. They find too much rather than too little: a verifier
reads what they find, and one click says that it tells nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict

from core import city_files

FILE = "self_telling.json"
_PART = re.compile(r"<(\w+)>")
_NO_PLATE = re.compile(
    r"(?:rp|no|rt|rw|km|jl|gg|sd|sma|smp|smk|tk|pt|cv|di|ke|ka|ti|th|tgl)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_PLACE_BEFORE = re.compile(
    r"\b(?:jl|jln|jalan|gang|gg|kampung|kp|komplek|kompleks|perum|perumahan|kelurahan|kecamatan|pasar|taman"
    r"|toko|warung|sekolah|masjid|gedung|sd|smp|sma)\.?\s*$",
    re.IGNORECASE,
)
_PLACE_REACH = 15  # letters of such a word and its spaces


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    pattern: str


class _File(BaseModel):
    """``parts``: a list is alternatives, a text is a pattern; ``<name>`` stands for a part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    licence: str
    checked_on: str
    parts: Mapping[str, tuple[str, ...] | str]
    rules: tuple[_Rule, ...]
    common_names: frozenset[str]  # also ordinary words: alone they name nobody


@dataclass(frozen=True)
class Rules:
    """The file, ready to look with."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    common_names: frozenset[str]


@dataclass(frozen=True)
class Found:
    """Words that tell something about whoever wrote them, and where they stand."""

    kind: str  # name, role, home, neighbour, family, own, address, plate, encounter, person
    words: str
    start: int
    end: int


@cache
def rules() -> Rules:
    """The rules of the file.

    Raises:
        StartError: the file has a mistake.
    """
    return city_files.checked(FILE, lambda: _compiled(city_files.read(FILE, _File)))


def _compiled(file: _File) -> Rules:
    parts: dict[str, str] = {}
    for name, part in file.parts.items():  # a part may use those before it
        text = part if isinstance(part, str) else f"(?:{'|'.join(part)})"
        parts[name] = _PART.sub(lambda match: parts[match[1]], text)
    found = []
    for rule in file.rules:
        pattern = _PART.sub(lambda match: parts[match[1]], rule.pattern)
        found.append((rule.kind, re.compile(pattern, re.IGNORECASE)))
    return Rules(tuple(found), file.common_names)


def found_in(text: str, name: str | None = None) -> Iterator[Found]:
    """All that the rules find, overlapping or not, and the name of whoever writes."""
    for kind, pattern in rules().patterns:
        for match in pattern.finditer(text):
            if kind != "plate" or not _NO_PLATE.match(match[0]):
                yield Found(kind, match[0].strip(" ,.:;"), match.start(), match.end())
    yield from _own_name(text, name or "")


def _own_name(text: str, name: str) -> Iterator[Found]:
    parts = {part.casefold() for part in _WORD.findall(name) if len(part) > 3} - rules().common_names
    if not parts:
        return
    for match in _WORD.finditer(text):
        before = text[max(0, match.start() - _PLACE_REACH) : match.start()]
        if match[0].casefold() in parts and not _PLACE_BEFORE.search(before):
            yield Found("name", match[0], match.start(), match.end())
