"""Energy and net zero: what the city does, how to save, what PLN sees to, and how waste is reported."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from core import sourced
from core.language import spoken
from core.sourced import Fact

_FILE = Path(__file__).resolve().parent.parent / "data" / "city" / "energy.json"
_MOST_TIPS = 3


class EnergyFact(Fact):
    """``default``: told of its kind when nothing in particular was asked for."""

    kind: Literal["city", "tip", "pln", "report"]
    default: bool = False


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    licence: str
    checked_on: date
    tips_words: tuple[str, ...]  # of somebody who wants to save, with nothing named
    city_words: tuple[str, ...]  # of somebody who asks what the city does
    report_words: tuple[str, ...]  # of somebody who wants to report, with nothing named
    facts: tuple[EnergyFact, ...]


@cache
def file() -> _File:
    """The reviewed file, read once."""
    return _File.model_validate_json(_FILE.read_text(encoding="utf-8"))


def chosen(text: str) -> Sequence[EnergyFact]:
    """The facts that answer the question, at most three; a bit of everything for none."""
    words = sourced.words_of(text)
    found = sourced.ranked(words, file().facts)
    if sourced.hits(words, file().city_words):
        cities = [fact for fact in found if fact.kind == "city"] or _defaults("city")
        return cities[:2]
    if sourced.hits(words, file().report_words) and not any(fact.kind == "pln" for fact in found):
        return _defaults("report")
    if found:
        same = [fact for fact in found if fact.kind == found[0].kind]
        return same[:_MOST_TIPS] if found[0].kind == "tip" else same[:1]
    if sourced.hits(words, file().tips_words):
        return _defaults("tip")
    return [*_defaults("city")[:1], *_defaults("tip")[:1], *_defaults("report")]


def _defaults(kind: str) -> list[EnergyFact]:
    return [fact for fact in file().facts if fact.kind == kind and fact.default]


def answer(text: str, language: str) -> str:
    """The facts with their sources and the day they were checked."""
    facts = chosen(text)
    mark = "• " if len(facts) > 1 else ""
    lines = [f"{mark}{fact.text[spoken(language)]}" for fact in facts]
    return "\n".join([*lines, sourced.source_line(facts, language)])
