"""Asking for a language: "pakai bahasa Indonesia ya", "basa Sunda waé", "English please"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.language import Language, detect, spoken, wish_words

_PAYLOAD = re.compile(r'/choose_language\{"language":"(id|su|en)"\}')
_ACCENTS = str.maketrans("éèêë’‘", "eeee''")
_CLAUSE = re.compile(r"[.,;:!?\n()]+")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_LONGEST = 600  # characters; a wish is short, or stands at an end of a message
_NAME = re.compile(
    r"\b(?:(?P<kind>bahasa|bahasana|basa|bhs|bhsa|bs) )?"
    r"(?P<name>indonesian?|indo|sundanese|sunda|inggris|inggeris|english|eng)(?:nya|na)?(?: language)?\b"
    r"|(?<=\bin )bahasa\b|(?<=\bspeak )bahasa\b|(?<=\buse )bahasa\b"
)
_LANGUAGES: dict[str, Language] = {
    "sunda": "su", "sundanese": "su", "inggris": "en", "inggeris": "en", "english": "en", "eng": "en",
}  # fmt: skip
_PLAIN = frozenset({"english", "sundanese", "indonesian"})  # names of nothing else; "Sunda" is a street too
_AGAINST = re.compile(
    r"\b(?:jangan|ulah|tong)\b"
    r"|\b(?:ga|gak|nggak|ngga|engga|enggak|tidak|tdk|kurang|teu|henteu|don't|dont|do not|can't|cant|cannot"
    r"|not|didn't)(?: (?:acan|so|very|really|too|pati))?"
    r" (?:bisa|tiasa|paham|faham|ngerti|mengerti|ngarti|ngartos|lancar|fluent|speak|understand|read|know)\b"
)
_CHANGE = re.compile(
    r"(?:\w+ ){0,4}(?:(?:ganti|ubah|pilih|tukar|gentos|robih|change|switch|choose|select) (?:the |my |your )?"
    r"(?:bahasa|basa|languages?)|(?:bahasa|basa) (?:apa|naon)|(?:what|which) languages?)(?:nya|na)?"
    r"(?: \w+){0,4}"
)
_MOST = 12  # words


@dataclass(frozen=True)
class Wish:
    """A language asked for; None: which ones there are. ``alone``: the message says nothing else."""

    language: Language | None
    alone: bool = True


def button(payload: str) -> Language | None:
    """The language that a tapped button stands for."""
    match = _PAYLOAD.fullmatch(payload)
    return spoken(match[1]) if match else None


def payload(language: Language) -> str:
    """What the button of a language sends."""
    return f'/choose_language{{"language":"{language}"}}'


def wish(text: str) -> Wish | None:
    """The wish in these words, or None: it is the whole message, or its first or last clause."""
    short = text[:_LONGEST] if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}\n{text[-_LONGEST // 2 :]}"
    plain = short.lower().translate(_ACCENTS)
    clauses = [" ".join(_WORD.findall(clause)) for clause in _CLAUSE.split(plain)]
    clauses = [clause for clause in clauses if clause]
    for place, clause in sorted(enumerate(clauses), key=lambda each: bool(_AGAINST.search(each[1]))):
        named = _named(clause, strong=len(clauses) > 1)
        alone = all(_only_fillers(other.split()) or _named(other) for other in clauses)
        if named and (alone or place in (0, len(clauses) - 1)):
            return Wish(named, alone)
    line = " ".join(clauses)
    asks = len(line.split()) <= _MOST and _CHANGE.fullmatch(line) and not _NAME.search(line)
    return Wish(None) if asks else None


def _named(line: str, *, strong: bool = False) -> Language | None:
    """The language, if these words only ask for it; with ``strong`` it must be asked, not only named."""
    names = list(_NAME.finditer(line))
    if len(names) != 1:
        return None
    [found] = names
    rest = f"{line[: found.start()]} {line[found.end() :]}".split()
    asking, _around = wish_words()
    asks = any(word in asking for word in rest) or bool(_AGAINST.search(line))
    known = bool(found["kind"]) or found["name"] in (None, *_PLAIN)
    if len(rest) > _MOST or not _only_fillers(rest) or not (asks or (known and not strong)):
        return None
    language = _LANGUAGES.get(found["name"] or "", "id")
    return _other(line, language) if _AGAINST.search(line) else language


def _only_fillers(words: Iterable[str]) -> bool:
    asking, around = wish_words()
    return all(word in asking or word in around for word in words)


def _other(line: str, refused: Language) -> Language:
    """Who cannot read a language is answered in that of the complaint."""
    written = detect(line, "id")
    if written != refused:
        return written
    return "id" if refused != "id" else "en"
