"""More spellings of every example: seen in training only, the same for the same seed.

Citizens drop vowels, abbreviate, hit the neighbouring key, put particles everywhere, greet before and thank
after. A model that saw one clean spelling learns the spelling; one that saw several learns the words.
"""

from __future__ import annotations

import random
from typing import Callable, Dict, List, Sequence, Tuple

from bot.nlu.lexicon import SHORT_FORMS

Example = Tuple[str, str, str]  # text, intent, category ("" for none)

_VOWELS = "aiueo"
_LONG_ENOUGH = 4  # letters of a word that is changed
_NEIGHBOURS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo",
    "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "r": "et", "s": "ad",
    "t": "ry", "u": "yi", "v": "cb", "w": "qe", "y": "tu",
}  # fmt: skip
_PARTICLES = (
    "min", "kak", "pak", "bu", "kang", "teh", "mah", "atuh", "euy", "da", "sih", "dong", "deh", "nih",
    "ya", "tuh", "lah", "kan", "geuning", "pisan", "banget", "tea", "yeuh", "tolong", "punten", "gan",
    "bro",
)  # fmt: skip
_OPENINGS = (
    "assalamualaikum", "assalamualaikum wr wb", "selamat pagi", "selamat siang pak", "selamat sore min",
    "selamat malam", "pagi min", "siang kak", "punten", "punten min", "sampurasun", "halo", "halo admin",
    "hai min", "permisi", "mohon maaf mengganggu", "yth bapak walikota", "kepada yth dinas terkait",
    "dengan hormat", "lapor", "bdg", "dear admin", "maaf mau tanya", "numpang tanya", "min izin lapor",
    "ngapunten", "wilujeng enjing", "nama saya budi warga", "saya warga kota bandung",
    "assalamualaikum kang abdi warga", "tabik pun",
)  # fmt: skip
_CLOSINGS = (
    "terima kasih", "makasih", "makasih min", "hatur nuhun", "nuhun", "nuhun pisan", "trims", "tks",
    "thanks", "mohon ditindaklanjuti", "mohon segera ditindaklanjuti terima kasih", "mohon bantuannya",
    "mohon perhatiannya", "wassalam", "wassalamualaikum", "terima kasih atas perhatiannya",
    "ditunggu ya min", "semoga cepat ditanggapi", "demikian terima kasih", "mohon infonya",
    "mangga nuhun", "haturnuhun sateuacanna",
)  # fmt: skip
# Whoever greets around these still means these.
WRAPPED = frozenset(
    {
        "report_problem", "check_ticket", "ask_service", "ask_weather", "ask_weather_warning",
        "ask_earthquake", "ask_traffic", "ask_air_quality", "ask_112", "ask_contact", "ask_energy",
        "emergency", "request_human", "correct",
    }
)  # fmt: skip


def _shortened_forms() -> Dict[str, List[str]]:
    forms: Dict[str, List[str]] = {}
    for form, meaning in sorted(SHORT_FORMS.items()):
        forms.setdefault(meaning, []).append(form)
    return forms


_SHORTER = _shortened_forms()


def augmented(examples: Sequence[Example], copies: int, seed: int) -> List[Example]:
    """The changed copies alone, ``copies`` of every example; intent and category stay."""
    draw = random.Random(seed)  # noqa: S311 spelling, no secret
    return [
        (_changed(text, intent, draw), intent, category)
        for text, intent, category in examples
        for _ in range(copies)
    ]


def _changed(text: str, intent: str, draw: random.Random) -> str:
    noisy = misspelt(text, draw)
    if intent in WRAPPED and draw.random() < 0.4:
        noisy = _wrapped(noisy, draw)
    return noisy


def misspelt(text: str, draw: random.Random, share: float = 0.15) -> str:
    """About this share of the words as thumbs write them, and now and then a particle more."""
    words = [draw.choice(_SLIPS)(word, draw) if draw.random() < share else word for word in text.split()]
    if words and draw.random() < 0.3:
        words.insert(draw.randrange(len(words) + 1), draw.choice(_PARTICLES))
    return " ".join(words)


def _wrapped(text: str, draw: random.Random) -> str:
    opening = f"{draw.choice(_OPENINGS)} " if draw.random() < 0.7 else ""
    closing = f" {draw.choice(_CLOSINGS)}" if draw.random() < 0.7 else ""
    return f"{opening}{text}{closing}"


# --- Slips of one word -------------------------------------------------------------------------------


def _abbreviated(word: str, draw: random.Random) -> str:
    forms = _SHORTER.get(word.lower())
    return draw.choice(forms) if forms else _without_a_vowel(word, draw)


def _without_a_vowel(word: str, draw: random.Random) -> str:
    inner = [at for at in range(1, len(word) - 1) if word[at].lower() in _VOWELS]
    return _cut(word, draw.choice(inner)) if len(word) >= _LONG_ENOUGH and inner else word


def _without_a_letter(word: str, draw: random.Random) -> str:
    return _cut(word, draw.randrange(1, len(word))) if len(word) >= _LONG_ENOUGH else word


def _cut(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _swapped(word: str, draw: random.Random) -> str:
    if len(word) < _LONG_ENOUGH:
        return word
    at = draw.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _next_key(word: str, draw: random.Random) -> str:
    if len(word) < _LONG_ENOUGH:
        return word
    at = draw.randrange(len(word))
    return word[:at] + draw.choice(_NEIGHBOURS.get(word[at].lower(), word[at])) + word[at + 1 :]


def _drawn_out(word: str, draw: random.Random) -> str:
    return word + word[-1:] * draw.randint(1, 4) if word[-1:].isalpha() else word


def _doubled(word: str, draw: random.Random) -> str:
    at = draw.randrange(len(word))
    return word[:at] + word[at] + word[at:]


_SLIPS: Tuple[Callable[[str, random.Random], str], ...] = (
    _abbreviated, _abbreviated, _without_a_vowel, _without_a_letter, _swapped, _next_key, _drawn_out,
    _doubled,
)  # fmt: skip
