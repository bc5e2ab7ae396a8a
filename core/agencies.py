"""Which agency answers for what: the 15 categories, the offices, and the way from a report to one of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic.dataclasses import dataclass

from core.language import spoken

_DATA = Path(__file__).parents[1] / "data" / "city"
_WORD = re.compile(r"[^\W_]+")


def _split(row: object) -> object:
    return tuple(part.strip() for part in row.split(",")) if isinstance(row, str) else row


type Phrases = Annotated[tuple[str, ...], BeforeValidator(_split)]  # "mati lampu, listrik padam" in the file


@dataclass(frozen=True)
class Contact:
    """``as_of`` is when a source showed it (shown with it); None for a national short number."""

    kind: str
    value: str
    as_of: str | None
    note: str | None = None


@dataclass(frozen=True)
class Agency:
    id: str
    name: str
    short: str
    contacts: tuple[Contact, ...] = ()
    outside_city: bool = False


@dataclass(frozen=True)
class Route:
    """Words that send a report to another agency than its category's usual one.

    With ``also`` one of those must be said too: "minta uang" and "kelurahan". A phrase may end in "*".
    """

    agency: str
    words: Phrases
    also: Phrases = ()


@dataclass(frozen=True)
class Category:
    """A report category; ``agency`` answers unless `route` finds a better one. Labels fit on a button.

    ``sensitive``: its places are often homes, so the public sees them only roughly.
    """

    code: str
    label_id: str
    label_su: str
    label_en: str
    agency: str
    working_days: int
    hints: Phrases
    proof: Literal["photo", "note"]  # what shows that a complaint was seen to; a note is always needed
    emoji: str = ""
    sensitive: bool = False
    routes: tuple[Route, ...] = ()

    def label(self, language: str) -> str:
        return {"id": self.label_id, "su": self.label_su, "en": self.label_en}[spoken(language)]


class _Reviewed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    licence: str
    checked_on: date


class _AgencyFile(_Reviewed):
    agencies: tuple[Agency, ...]


class _PowerCutWords(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    other_lights: Phrases
    outage: Phrases
    not_outage: Phrases
    dark: Phrases
    home: Phrases


class _CrimeWords(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    suffered: Phrases  # alone enough
    deeds: Phrases  # with something that belongs to a person
    goods: Phrases
    not_crime: Phrases  # the city's after all: its own things, or a place that people fear


class _CategoryFile(_Reviewed):
    everywhere: tuple[Route, ...]
    categories: tuple[Category, ...]
    power_cut: _PowerCutWords
    crime: _CrimeWords


@cache
def offices() -> Mapping[str, Agency]:
    """Every office by its id."""
    text = (_DATA / "agencies.json").read_text(encoding="utf-8")
    return {agency.id: agency for agency in _AgencyFile.model_validate_json(text).agencies}


@cache
def _category_file() -> _CategoryFile:
    return _CategoryFile.model_validate_json((_DATA / "categories.json").read_text(encoding="utf-8"))


@cache
def categories() -> Mapping[str, Category]:
    """The 15 categories by code, in the order they are offered."""
    return MappingProxyType({category.code: category for category in _category_file().categories})


def named_agencies() -> Iterable[tuple[str, str]]:
    """Each agency that the categories send reports to, after the field that names it."""
    file = _category_file()
    yield from ((f"everywhere[{n}].agency", way.agency) for n, way in enumerate(file.everywhere))
    for number, category in enumerate(file.categories):
        yield f"categories[{number}].agency", category.agency
        ways = enumerate(category.routes)
        yield from ((f"categories[{number}].routes[{n}].agency", way.agency) for n, way in ways)


def agency(agency_id: str, kecamatan: str | None = None) -> Agency:
    """An office by its id; that of a kecamatan carries its name when known.

    Raises:
        KeyError: no such office.
    """
    return _named(offices()[agency_id], kecamatan)


def route(category: str, text: str, kecamatan: str | None = None) -> Agency:
    """The agency for a report: by its words, else the category's own; the coordinator for unknown categories.

    Raises nothing for any text. What belongs to a kecamatan carries that kecamatan's name when known.
    """
    spoken = _spoken(text)
    known = categories().get(category) or categories()["other"]
    for way in (*_category_file().everywhere, *known.routes):
        if _says(spoken, way.words) and (not way.also or _says(spoken, way.also)):
            return _named(agency(way.agency), kecamatan)
    return _named(agency(known.agency), kecamatan)


def _named(office: Agency, kecamatan: str | None) -> Agency:
    if office.id != "kecamatan" or not kecamatan:
        return office
    name = f"Kecamatan {kecamatan}"
    return replace(office, name=name, short=name)


def _says(spoken: str, phrases: Iterable[str]) -> bool:
    return any(
        f" {phrase[:-1]}" in spoken if phrase[-1] == "*" else f" {phrase} " in spoken for phrase in phrases
    )


def _spoken(text: str) -> str:
    """The words with one space around each, for whole-word search; "nya" and "na" endings also without."""
    words = [word.lower() for word in _WORD.findall(text)]
    return f" {' '.join(words)} {' '.join(_bare(words))} "


def _bare(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        stem = word.removesuffix("nya") if len(word) > 5 else word
        yield stem.removesuffix("na") if len(stem) > 5 else stem


def power_cut(text: str) -> bool:
    """Whether a house or an area has no electricity: PLN's matter (123), unlike a street or traffic light."""
    spoken = _spoken(text)
    words = _category_file().power_cut
    if _says(spoken, words.other_lights):
        return False
    if _says(spoken, words.outage):
        return True
    if _says(spoken, words.not_outage) or not _says(spoken, words.dark):
        return False
    return _says(spoken, ("listrik", "pln")) or (" lampu " in spoken and _says(spoken, words.home))


def crime(text: str) -> bool:
    """Whether somebody was robbed or cheated: the police's matter (110), unlike stolen manhole covers."""
    spoken = _spoken(text)
    words = _category_file().crime
    if _says(spoken, words.not_crime):
        return False
    return _says(spoken, words.suffered) or (_says(spoken, words.deeds) and _says(spoken, words.goods))


def category_named(text: str) -> str | None:
    """The category that a few words name ("itu masalah sampah"), or None: by its label, then by its hints."""
    spoken = _spoken(text)
    for category in categories().values():
        if _says(spoken, (category.label_id.lower(), category.label_su.lower(), category.label_en.lower())):
            return category.code
    counts = {c.code: sum(f" {hint} " in spoken for hint in c.hints) for c in categories().values()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else None
