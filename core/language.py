"""Which language the replies have: Indonesian, Sundanese or English.

One rule: a message with clear words of a language switches to it, a short or neutral one ("ok", a name, a
number) changes nothing; a language that was asked for (`core.language_wish`) stays until another is.
Bandung's Indonesian is full of Sundanese politeness ("punten, hatur nuhun, teh, mah, euy"); that alone is no
reason to answer in Sundanese. Words and weights are in `data/city/language.json`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_FILE = Path(__file__).parents[1] / "data" / "city" / "language.json"
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_ACCENTS = str.maketrans("éèêë’", "eeee'")
_LONGEST = 8_000
_VERB_ENDING = 2.0  # "-keun"
_VOWEL = 1.5  # "eu" as in "beunghar": Indonesian has it in loans and names only
_NOUN_ENDING = 0.7  # "-na": Indonesian says "-nya"
_VERB = re.compile(r"(?:di|nge|me[mn]|meng)[a-z]{3,}(?:in|kan)")  # "ditanggepin", "mengajukan"
_VERB_SHAPE = 1.0
_THEIRS = 0.7  # "-nya"
_SHORT = ((3, 1.0), (6, 1.5))  # of so few words English needs less, if nothing speaks for another language
_SURE = 2.0  # so few words of Indonesian ("kirim", "batal") are said in the other languages too
_LEAD = 1.1  # how much more evidence than for the others

type Language = Literal["id", "su", "en"]


class _Weights(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    licence: str
    checked_on: date
    enough: Mapping[Language, float]
    su: Mapping[float, str]
    indonesian: Mapping[float, str] = Field(alias="id")
    en: Mapping[float, str]
    neutral: str
    place_beginnings: str
    wish_asking: str  # beside the name of a language these ask for it
    wish_around: str  # and these may stand there too

    def of(self, language: Language) -> dict[str, float]:
        rows = {"su": self.su, "id": self.indonesian, "en": self.en}[language]
        return {word: weight for weight, row in rows.items() for word in _split(row)}


class _Lexicon:
    """The weights as one dictionary per language."""

    def __init__(self, weights: _Weights) -> None:
        self.enough = weights.enough
        self._words = {language: weights.of(language) for language in weights.enough}
        self._neutral = frozenset(_split(weights.neutral))
        self._places = tuple(_split(weights.place_beginnings))

    def score(self, language: Language, words: Iterable[str]) -> float:
        known = self._words[language]
        sound = {"id": self._indonesian, "su": self._sundanese}.get(language)
        return sum(
            known.get(word, 0.0) + (sound(word) if sound and self._is_unlisted(word) else 0.0)
            for word in words
        )

    def _is_unlisted(self, word: str) -> bool:
        return word not in self._neutral and all(word not in known for known in self._words.values())

    def _indonesian(self, word: str) -> float:
        """What the shape of an unlisted word says for Indonesian."""
        if _VERB.fullmatch(word):
            return _VERB_SHAPE
        return _THEIRS if word.endswith("nya") and len(word) >= 6 else 0.0

    def _sundanese(self, word: str) -> float:
        """And for Sundanese."""
        if word.endswith("keun") and len(word) >= 7:
            return _VERB_ENDING
        if "eu" in word and not word.startswith(self._places):
            return _VOWEL
        return _NOUN_ENDING if word.endswith("na") and len(word) >= 6 else 0.0


def _split(row: str) -> list[str]:
    return [word.strip() for word in row.split(",")]


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(_Weights.model_validate_json(_FILE.read_text(encoding="utf-8")))


@cache
def wish_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that ask for a language, and those that may stand beside them (`core.language_wish`)."""
    weights = _Weights.model_validate_json(_FILE.read_text(encoding="utf-8"))
    return frozenset(_split(weights.wish_asking)), frozenset(_split(weights.wish_around))


def detect(text: str, previous: str = "id") -> Language:
    """The language of this message; `previous` when the words do not tell (numbers, names, "ok").

    A stored language that is none of ours counts as Indonesian.
    """
    lexicon = _lexicon()
    words = _WORD.findall(text[:_LONGEST].lower().translate(_ACCENTS))
    scores: dict[Language, float] = {language: lexicon.score(language, words) for language in lexicon.enough}
    enough = _enough(lexicon, scores, len(words), spoken(previous))
    best = max(scores, key=lambda language: scores[language])
    others = max(score for language, score in scores.items() if language != best)
    if scores[best] >= enough[best] and scores[best] > others * _LEAD:
        return best
    return "id" if scores["id"] >= enough["id"] else spoken(previous)


def _enough(
    lexicon: _Lexicon, scores: Mapping[Language, float], length: int, previous: Language
) -> dict[Language, float]:
    """How much each language needs in a message of so many words."""
    enough = dict(lexicon.enough)
    if not scores["id"] and not scores["su"]:
        enough["en"] = next((less for most, less in _SHORT if length <= most), enough["en"])
    if previous != "id" and length <= _SHORT[0][0]:
        enough["id"] = _SURE
    return enough


def spoken(language: str) -> Language:
    """A language we write: that one, or Indonesian for any other."""
    match language:
        case "su" | "en":
            return language
        case _:
            return "id"
