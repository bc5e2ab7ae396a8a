"""From a citizen's spelling to the words that the rules know.

One pass over the text: no pattern can back-track, so a hostile text costs no more than a friendly one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[a-z0-9]+|[.!?;\n]+|[,:()]")
_REPEATED = re.compile(r"([a-z])\1+")  # a number stays: 112 is no 12
_MIXED = re.compile(r"[a-z]+(?:[0-9]+[a-z]+)+")
_LEET = str.maketrans("013457", "oieast")
# "ya" first: squeezed from "tangannya", which is no "tanga" of hers
_SUFFIXES = ("ya", "nya", "na", "lah", "kah", "pun", "mah", "ku", "mu", "teh")
_ABBREVIATIONS = frozenset(
    ["jl", "jln", "no", "rt", "rw", "gg", "kec", "kel", "yth", "pak", "bu", "dr", "st"]
)
_COMMAS = frozenset(",:()")
_TYPO_LENGTH = 7  # shorter words have too many honest neighbours
_SKELETON_LENGTH = 5
_LONGEST_WORD = 40
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Word:
    """One word in its known spelling, with the numbers of its sentence and clause."""

    text: str
    sentence: int
    clause: int


def squeeze(word: str) -> str:
    """One spelling per sound length: "tolooong" and "tolong", but also "tanggul" and "tangul"."""
    return _REPEATED.sub(r"\1", word)


class Speller:
    """Maps any spelling to a known word; unknown words stay as they are."""

    def __init__(self, aliases: dict[str, str], phrases: Iterable[str]) -> None:
        self._aliases = aliases
        words = {word for phrase in phrases for word in phrase.split()}
        self._known = frozenset(words | set(aliases.values()))
        self._targets: set[str] = set()
        self._near: dict[str, str] = {}  # a slip -> the word meant
        self._bones: dict[str, str] = {}
        self.spell = lru_cache(maxsize=20_000)(self._spell)

    def forgive(self, targets: Iterable[str]) -> None:
        """Recognise these words also with one slip of the finger or without their vowels."""
        for target in targets:
            self._learn(target)

    def _learn(self, target: str) -> None:
        if " " in target or len(target) < _TYPO_LENGTH:
            return
        self._targets.add(target)
        for slip in (*_losses(target), *_gaps(target), *_swaps(target)):
            self._near.setdefault(slip, target)
        bones = _consonants(target)
        if len(bones) >= _SKELETON_LENGTH:
            self._bones.setdefault(bones, target)

    def _spell(self, raw: str) -> str:
        word = squeeze(raw.translate(_LEET) if _MIXED.fullmatch(raw) else raw)
        if len(word) > 2 and word[-1] == "2" and not word.isdigit():  # "ibu2" for "ibu-ibu"
            word = word[:-1]
        return self.settle(word) or self._mistyped(word) or self._written_as_one(word) or word

    def settle(self, word: str) -> str | None:
        """The known form of a squeezed word, without endings; None when it is not in the word lists."""
        return self._aliases.get(word) or self._stem(word) or self._exact(word) or self._split_off(word)

    def _exact(self, word: str) -> str | None:
        return self._aliases.get(word) or (word if word in self._known else None)

    def _stem(self, word: str) -> str | None:
        stems = (word.removesuffix(suffix) for suffix in _SUFFIXES if word.endswith(suffix))
        return next((known for stem in stems if len(stem) >= 3 and (known := self._exact(stem))), None)

    def _split_off(self, word: str) -> str | None:
        """ "dirumah" and "kejalan" are two words written as one."""
        if len(word) >= 6 and word.startswith(("di", "ke")) and word[2:] in self._known:
            return word[2:]
        return None

    def _mistyped(self, word: str) -> str | None:
        if len(word) >= _TYPO_LENGTH - 1:
            for slip in (word, *_gaps(word)):
                if slip in self._near:
                    return self._near[slip]
            for fewer in _losses(word):
                if fewer in self._targets:
                    return fewer
        bones = _consonants(word)
        few_vowels = (len(word) - len(bones)) * 4 <= len(word)
        return self._bones.get(bones) if few_vowels and word[:1] == bones[:1] else None

    def _written_as_one(self, word: str) -> str | None:
        """What "tolongkebakaran" cries: the danger in it, if the rest is a known word too."""
        for cut in range(3, len(word) - 2):
            for part, rest in ((word[cut:], word[:cut]), (word[:cut], word[cut:])):
                if part in self._targets and self.settle(rest):
                    return part
        return None


def _consonants(word: str) -> str:
    return "".join(letter for letter in word if letter not in "aeiou")


# People rarely miss the first letter, and guessing it would catch other words: slips start at the second.
def _losses(word: str) -> Iterator[str]:
    return (squeeze(word[:i] + word[i + 1 :]) for i in range(1, len(word)))


def _gaps(word: str) -> Iterator[str]:
    """A long word with one letter open, so that any other letter there meets it."""
    return (f"{word[:i]}*{word[i + 1 :]}" for i in range(1, len(word)) if len(word) > _TYPO_LENGTH)


def _swaps(word: str) -> Iterator[str]:
    return (f"{word[:i]}{word[i + 1]}{word[i]}{word[i + 2 :]}" for i in range(1, len(word) - 1))


def plain(text: str) -> str:
    """Lowercase ASCII letters and digits whatever alphabet variant was typed; accents are dropped."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).lower()
    return "".join(c for c in folded if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")


def read(text: str, speller: Speller) -> list[Word]:
    """The words of a text in order, with the sentence and clause they stand in."""
    words: list[Word] = []
    sentence = clause = 0
    previous = ""
    for part in _TOKEN.findall(plain(text)):
        if part[0].isalnum():
            words.append(Word(speller.spell(part[:_LONGEST_WORD]), sentence, clause))
        elif part != "." or not (previous in _ABBREVIATIONS or previous.isdigit()):
            clause += 1
            sentence += part not in _COMMAS
        previous = part
    return words
