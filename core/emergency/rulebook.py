"""Reads the words and rules of `data/city/emergency_words.json` into fast tables.

A rule is one line: ``TRIGGER & NEAR|OR_NEAR & ALSO_NEAR ! NOT_NEAR ~6``. The trigger and one concept of each
group must stand in the same sentence within that many words, and none of the concepts after ``!``.
``ONLY TRIGGER & FILLER`` holds when the whole text has no other words ("tolong darurat!!").
A word list may give a verb by its root: ``<tabrak`` and ``>tabrak``, see `core.emergency.voices`.
Concepts are bits, so that "is any of these near?" is one operation.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.emergency.voices import forms
from core.emergency.words import Speller, squeeze

_FILE = Path(__file__).parents[2] / "data" / "city" / "emergency_words.json"
_DISTANCE = re.compile(r"~(\d+)\s*$")
_ONLY = "ONLY "
DEFAULT_WINDOW = 6


class Guard(BaseModel):
    """What makes a find harmless: a concept within so many words before or after it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    concept: str
    before: int = 0
    after: int = 0
    clause: bool = False  # looks no further than the comma
    across: bool = False  # looks into the neighbouring sentences too
    unless: str | None = None  # this concept near the find takes the guard away
    unless_anywhere: str | None = None  # and this one wherever it stands: "... this is my father"


class Kind(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    guards: tuple[str, ...]
    rules: tuple[str, ...]


class _WordFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    licence: str
    checked_on: str
    aliases: dict[str, str]
    ignore: str
    concepts: dict[str, str]
    guards: dict[str, Guard]
    kinds: dict[str, Kind]


@dataclass(frozen=True, slots=True)
class Check:
    """A guard as bits."""

    name: str
    concept: int
    before: int
    after: int
    clause: bool
    across: bool
    unless: int
    unless_anywhere: int


@dataclass(frozen=True, slots=True)
class Rule:
    kind: str
    trigger: int
    groups: tuple[int, ...]
    unwanted: int
    window: int
    only: bool
    checks: tuple[Check, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[str, ...]
    concepts: int  # 0: an idiom that means no harm


class Rulebook:
    """Everything the assessment needs, in tables keyed by first word."""

    def __init__(self, file: _WordFile) -> None:
        aliases = {squeeze(v): squeeze(k) for k, row in file.aliases.items() for v in _split(row)}
        self._bits = {name: 1 << i for i, name in enumerate(file.concepts)}
        self._guards = {name: self._check(name, guard) for name, guard in file.guards.items()}
        self.rules = tuple(
            self._rule(kind, line, spec.guards) for kind, spec in file.kinds.items() for line in spec.rules
        )
        self.triggers = reduce(or_, (rule.trigger for rule in self.rules))
        self.speller = Speller(aliases, {squeeze(row) for row in _all_phrases(file)})
        meanings = self._meanings(file)
        written = {self._known_form(phrase) for row in file.concepts.values() for phrase in _written(row)}
        self.speller.forgive(word for word in written if meanings.get(word, 0) & self.triggers)
        self.idioms = _by_first_word({self._known_form(row): 0 for row in _split(file.ignore)})
        self.phrases = _by_first_word(meanings)
        self.kinds = tuple(file.kinds)
        self.negation = self._bits["NEG"]
        self.urgent = self._bits["URGENT"]
        self._answers: dict[int, tuple[Rule, ...]] = {}

    def rules_for(self, concepts: int) -> tuple[Rule, ...]:
        """The rules that one of these concepts may trigger, in the file's order."""
        if concepts not in self._answers:  # bounded: one entry for each mix of concepts of a phrase
            self._answers[concepts] = tuple(rule for rule in self.rules if rule.trigger & concepts)
        return self._answers[concepts]

    def _known_form(self, phrase: str) -> str:
        words = (squeeze(word) for word in phrase.split())
        return " ".join(self.speller.settle(word) or word for word in words)

    def _meanings(self, file: _WordFile) -> dict[str, int]:
        meanings: dict[str, int] = {}
        for name, row in file.concepts.items():
            for phrase in _split(row):
                key = self._known_form(phrase)
                meanings[key] = meanings.get(key, 0) | self._bits[name]
        return meanings

    def _bit(self, names: str) -> int:
        bits = 0
        for name in names.split("|"):
            bits |= self._bits[name.strip()]
        return bits

    def _check(self, name: str, guard: Guard) -> Check:
        unless = self._bit(guard.unless) if guard.unless else 0
        anywhere = self._bit(guard.unless_anywhere) if guard.unless_anywhere else 0
        concept = self._bit(guard.concept)
        return Check(name, concept, guard.before, guard.after, guard.clause, guard.across, unless, anywhere)

    def _rule(self, kind: str, line: str, guards: tuple[str, ...]) -> Rule:
        distance = _DISTANCE.search(line)
        body = _DISTANCE.sub("", line).removeprefix(_ONLY)
        wanted, _, unwanted = body.partition("!")
        trigger, *groups = wanted.split("&")
        return Rule(
            kind=kind,
            trigger=self._bit(trigger),
            groups=tuple(self._bit(group) for group in groups),
            unwanted=self._bit(unwanted) if unwanted.strip() else 0,
            window=int(distance[1]) if distance else DEFAULT_WINDOW,
            only=line.startswith(_ONLY),
            checks=tuple(self._guards[name] for name in guards),
            source=line,
        )


def _written(row: str) -> list[str]:
    """The phrases of a list; a marked root stands for too many words to forgive slips in each."""
    return [part.strip() for part in row.split(",") if part.strip()]


def _split(row: str) -> list[str]:
    return [form for phrase in _written(row) for form in forms(phrase)]


def _all_phrases(file: _WordFile) -> Iterator[str]:
    yield from _split(file.ignore)
    for row in file.concepts.values():
        yield from _split(row)


def _by_first_word(meanings: Mapping[str, int]) -> dict[str, list[Phrase]]:
    table: dict[str, list[Phrase]] = {}
    for phrase, concepts in meanings.items():
        words = tuple(phrase.split())
        table.setdefault(words[0], []).append(Phrase(words, concepts))
    for phrases in table.values():
        phrases.sort(key=lambda phrase: -len(phrase.words))
    return table


@cache
def rulebook() -> Rulebook:
    """The reviewed words and rules, read once."""
    return Rulebook(_WordFile.model_validate_json(_FILE.read_text(encoding="utf-8")))
