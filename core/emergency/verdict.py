"""Decides whether a text speaks of danger now, and of which kinds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from core.emergency.rulebook import Check, Phrase, Rule, Rulebook, rulebook
from core.emergency.words import Word, read

_LONGEST_TEXT = 8_000
_CRY_LENGTH = 8  # words in a cry for help that says nothing else
_NEAR = 5
_LETTER = 45  # a text of so many words tells stories; danger in it says nearby that it is now
_ABOUT = 14
VOTE = 0.5  # the model's own vote counts from here on: `bot.nlu.linear.ALARM`, held equal by a test


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the net saw. ``reason`` names rule and words for the log and the console, not for citizens."""

    danger: bool
    kinds: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int  # inclusive
    concepts: int


def assess(text: str) -> Verdict:
    """Find danger to life or property now; errs to the safe side. Time is linear in the text's length.

    Only words that stand near each other combine, so a long letter is judged sentence by sentence.
    """
    book = rulebook()
    words = read(text[:_LONGEST_TEXT], book.speller)
    hits = list(_hits(words, book))
    if not any(hit.concepts & book.triggers for hit in hits):
        return Verdict(danger=False)
    found = _Scene(words, hits).judge(book)
    kinds = tuple(kind for kind, _ in found)
    return Verdict(bool(found), kinds, "; ".join(f"{kind}: {reason}" for kind, reason in found))


def voted(parse: Mapping[str, Any]) -> bool:
    """Whether the model alone calls this a danger; the net may have seen nothing."""
    return float(parse.get("danger") or 0.0) >= VOTE


def _hits(words: list[Word], book: Rulebook) -> Iterator[_Hit]:
    """Every known phrase, except what an idiom covers ("kebakaran jenggot" burns nobody)."""
    texts = tuple(word.text for word in words)
    free_from = 0
    for at, text in enumerate(texts):
        if at < free_from:
            continue
        idiom = next(_spoken(words, texts, at, book.idioms.get(text, ())), None)
        if idiom:
            free_from = at + len(idiom.words)
            continue
        for phrase in _spoken(words, texts, at, book.phrases.get(text, ())):
            yield _Hit(at, at + len(phrase.words) - 1, phrase.concepts)


def _spoken(
    words: list[Word], texts: tuple[str, ...], at: int, phrases: Iterable[Phrase]
) -> Iterator[Phrase]:
    """The phrases that stand here, longest first, within one clause."""
    for phrase in phrases:
        end = at + len(phrase.words)
        if texts[at:end] == phrase.words and words[end - 1].clause == words[at].clause:
            yield phrase


class _Scene:
    """The text with what each word means."""

    def __init__(self, words: list[Word], hits: list[_Hit]) -> None:
        self._words = words
        self._hits = hits
        self._bits = [0] * len(words)
        self._all = reduce(or_, (hit.concepts for hit in hits), 0)
        for hit in hits:
            for at in range(hit.start, hit.end + 1):
                self._bits[at] |= hit.concepts

    def judge(self, book: Rulebook) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for hit in self._hits:
            for rule in book.rules_for(hit.concepts) if hit.concepts & book.triggers else ():
                if rule.kind not in found and self._holds(rule, hit) and not self._excused(rule, hit, book):
                    said = " ".join(word.text for word in self._words[hit.start : hit.end + 1])
                    found[rule.kind] = f"{said} ({rule.source})"
        return list(found.items())

    def _holds(self, rule: Rule, hit: _Hit) -> bool:
        if rule.only:
            wanted = rule.trigger | rule.groups[0]
            return len(self._bits) <= _CRY_LENGTH and all(bits & wanted for bits in self._bits)
        near = self._around(hit, rule.window, rule.window)
        if rule.unwanted & near:
            return False
        return all(group & near for group in rule.groups)

    def _excused(self, rule: Rule, hit: _Hit, book: Rulebook) -> bool:
        """Whether the words around say that this is past, feared, denied, a question or a joke."""
        if len(self._words) > _LETTER and not book.urgent & self._around(hit, _ABOUT, _ABOUT, across=True):
            return True
        return any(self._excuses(check, hit, book) for check in rule.checks)

    def _excuses(self, check: Check, hit: _Hit, book: Rulebook) -> bool:
        if check.concept == book.negation and self._bits[hit.start] & book.negation:
            return False  # "ga napas" after "ga nangis": the second is no denial
        if check.unless_anywhere & self._all:
            return False
        if check.unless and check.unless & self._around(hit, _NEAR, _NEAR, clause=True):
            return False
        seen = self._around(hit, check.before, check.after, check.clause, check.across, own=False)
        return bool(check.concept & seen)

    def _around(
        self, hit: _Hit, before: int, after: int, clause: bool = False, across: bool = False, own: bool = True
    ) -> int:
        """All concepts within so many words of the hit, inside its sentence or clause."""
        words, bits = self._words, self._bits
        home = words[hit.start]
        seen = 0
        for at in range(max(0, hit.start - before), min(len(words), hit.end + after + 1)):
            if not own and hit.start <= at <= hit.end:
                continue
            word = words[at]
            if across or (word.clause == home.clause if clause else word.sentence == home.sentence):
                seen |= bits[at]
        return seen
