"""Reviewed facts that are told with where they come from, how old they are and when we looked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.jakarta import MONTHS_IN
from core.language import Language, spoken

GENERAL = "general"  # a source: common knowledge, no document was read
NEWS = "news"  # a source: local news without a single name
OLD_MONTHS = 24  # from here on a fact is called old
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = str.maketrans("éèêë", "eeee")
_SOURCE: Mapping[Language, tuple[str, str, str, str]] = {
    "id": ("Sumber: {}. Dicek {}.", "pengetahuan umum", "berita daerah", "sudah lama, pastikan dulu"),
    "su": ("Sumber: {}. Dipariksa {}.", "pangaweruh umum", "warta daérah", "tos lami, pastikeun heula"),
    "en": ("Source: {}. Checked {}.", "general knowledge", "local news", "old, please confirm first"),
}

type Month = Annotated[str, Field(pattern=r"^20\d\d(-(0[1-9]|1[0-2]))?$")]


class Sourced(BaseModel):
    """Something with a source; ``as_of`` is the month or year it was said, None for general knowledge."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(min_length=3)
    as_of: Month | None
    checked_on: date
    lasting: bool = False  # tells of the past, which grows no older

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if (self.as_of is None) != (self.source == GENERAL):
            raise ValueError("a source has the month it spoke, general knowledge has none")
        return self

    @property
    def is_old(self) -> bool:
        """Whether it was two years old when we looked."""
        if self.as_of is None or self.lasting:
            return False
        year, _, month = self.as_of.partition("-")
        return (self.checked_on.year - int(year)) * 12 + self.checked_on.month - int(month or 12) > OLD_MONTHS


class Fact(Sourced):
    """One answer in three languages, found by the words of a question."""

    id: str
    words: tuple[str, ...]
    text: Mapping[Language, str]

    @model_validator(mode="after")
    def _in_three_languages(self) -> Self:
        if set(self.text) != {"id", "su", "en"} or not all(self.text.values()):
            raise ValueError("the text is needed in id, su and en")
        return self


def words_of(text: str) -> str:
    """The words with one space around each: lowercase, without accents."""
    return f" {' '.join(_WORD.findall(text.lower().translate(_ACCENTS)))} "


def hits(words: str, phrases: Iterable[str]) -> int:
    """How much of `words_of` these phrases cover, in words; a phrase with * at its end is a beginning."""
    return sum(1 + phrase.count(" ") for phrase in phrases if _says(words, phrase))


def _says(words: str, phrase: str) -> bool:
    return f" {phrase[:-1]}" in words if phrase.endswith("*") else f" {phrase} " in words


def ranked[F: Fact](words: str, facts: Sequence[F]) -> list[F]:
    """The facts that the question speaks of, the best match first."""
    scored = [(hits(words, fact.words), fact) for fact in facts]
    return [fact for score, fact in sorted(scored, key=lambda pair: -pair[0]) if score]


def month(as_of: str, language: str) -> str:
    """ "2025-03" as "Mar 2025", "2025" as it is."""
    year, _, number = as_of.partition("-")
    return f"{MONTHS_IN[spoken(language)][int(number) - 1]} {year}" if number else year


def day(of: date, language: str) -> str:
    return f"{of.day} {MONTHS_IN[spoken(language)][of.month - 1]} {of.year}"


def source_line(told: Sequence[Sourced], language: str) -> str:
    """ "Sumber: kompas.com (Mar 2025). Dicek 24 Nov 2026."; the oldest look counts."""
    frame, general, news, old = _SOURCE[spoken(language)]
    names = []
    for each in told:
        age = month(each.as_of, language) if each.as_of else ""
        stale = f", {old}" if each.is_old else ""
        name = news if each.source == NEWS else each.source
        names.append(f"{name} ({age}{stale})" if age else general)
    checked = min(each.checked_on for each in told)
    return frame.format("; ".join(dict.fromkeys(names)), day(checked, language))
