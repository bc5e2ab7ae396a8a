"""Words of a text with their places, and how a word is compared and shown."""

import re
from typing import NamedTuple

from core.places.words import ACRONYMS, SHORTENED

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SAME = {
    "trs": "terusan",
    "ters": "terusan",
    "kb": "kebon",
    "kbn": "kebon",
    "kebun": "kebon",
    "psr": "pasar",
    "bunderan": "bundaran",
    "stasion": "stasiun",
    "sta": "stasiun",
    "walungan": "sungai",
    "bbk": "babakan",
    "wr": "warung",
    "lb": "lebak",
    "kdl": "kidul",
    "klr": "kaler",
    "wtn": "wetan",
    "kln": "kulon",
    "klon": "kulon",
    "tgh": "tengah",
}
_PLAIN = str.maketrans("éèêëá", "eeeea", "'’")


class Token(NamedTuple):
    text: str
    key: str  # folded, for comparison
    start: int
    end: int
    gap: int  # before this word: 0 connected, 1 a comma or the like, 2 a new sentence


def fold(word: str) -> str:
    """Lower case with the old spelling (oe, dj, tj) made new, so that Soekarno and Sukarno are one word."""
    key = word.lower()
    if not key.isalnum() or not key.isascii():
        key = key.translate(_PLAIN)
    if "oe" in key or "j" in key:
        key = key.replace("oe", "u").replace("dj", "j").replace("tj", "c")
    return _SAME.get(key, key)


def _gap(between: str, before: str) -> int:
    if between == " ":
        return 0
    if any(mark in between for mark in "\n\r!?;"):
        return 2
    if "." in between:
        short = before.isdigit() or len(before) == 1 or before in SHORTENED
        return 0 if short or (between == "." and len(before) <= 4) else 2
    if between.strip(" \t-'\"") or (between.strip() and " " in between):
        return 1
    return 0


def tokenize(text: str) -> list[Token]:
    """Every word of the text, in order."""
    tokens: list[Token] = []
    end, before = 0, ""
    for found in _WORD.finditer(text):
        word, start = found.group(), found.start()
        gap = _gap(text[end:start], before) if tokens else 2
        key = fold(word)
        end = found.end()
        tokens.append(Token(word, key, start, end, gap))
        before = word.lower()
    return tokens


def shown(word: str) -> str:
    """A word of an unknown name, written as a name; the writer's own capitals are kept."""
    low = word.lower()
    if low in ACRONYMS:
        return low.upper()
    if word != low and word != word.upper():
        return word
    return low[:1].upper() + low[1:]
