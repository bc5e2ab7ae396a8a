"""Citizens' words made safe to store and short enough for a title."""

import re
import unicodedata

LONGEST_TEXT = 8_000
_LONGEST_TITLE = 80
_INVISIBLE = frozenset("\u200b\u2060\ufeff\u00ad")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACES = re.compile(r"\s+")
_GREETING = re.compile(
    r"(?:ass?alam+u+'?\s?alaik?um|assalamualikum|salam|wr|wb|warahmatullahi|wabarakatuh|sampurasun|punten|permisi"
    r"|hal+o+|hai+|hi|dear|min|mimin|admin|pak|bu|bapak|ibu|kang|teh|a|kak|gan|bro|sis|bdg|lapor|laporan"
    r"|selamat\s(?:pagi|siang|sore|malam)|pagi|siang|sore|malam|wilujeng\s\w+|dengan\shormat|hormat\ssaya"
    r"|mohon\smaaf|maaf|hapunten|i[zj]in|(?:saya|sy|abdi|gue|gw|aku)\s(?:mau|ingin|pengen|hendak|bade|hoyong)"
    r"\s(?:me)?lapor(?:kan)?|(?:mau|ingin|bade)\s(?:me)?lapor(?:kan)?|melaporkan|bahwa|tolong\sdong|nih|ya|yth)\b"
)
_ADDRESSED = re.compile(
    r"(?:kepada\s+)?(?:yth|yang terhormat|kepada)\b[.,:]?\s*(?:bapak|ibu|bpk|pak|bu|dinas|wali|kepala|pemkot"
    r"|pemerintah|camat|lurah|admin|petugas|tim|satpol|perumda|pdam|dishub|dlh|kadis|ketua)\w*\b[^,;:\n]{0,60}[,;:\n]"
)
_PUNCTUATION = " \t\n.,;:!?-/\\*_~\"'()|"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_ACRONYMS = re.compile(
    r"\b(?:sd|sdn|smp|smpn|sma|smk|rt|rw|pju|tps|tpa|pkl|ktp|kk|pdam|pln|rsud|tpu|cctv|bpjs|pbb|dlh|dbd)\b"
)
_SHORT = 12


def clean(text: str, limit: int = LONGEST_TEXT) -> str:
    """The text as people see it: composed, without control and half characters, at most `limit` long."""
    text = text[: limit * 4].replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return _CONTROL.sub("", text).strip()[:limit].rstrip()
    kept = "".join(letter for letter in text if _is_visible(letter))
    return unicodedata.normalize("NFC", kept).strip()[:limit].rstrip()


def single_spaced(text: str) -> str:
    """The text without runs of white space: they say nothing, and rules would look at each of them."""
    return _SPACES.sub(lambda run: "\n" if "\n" in run[0] else " ", text).strip()


def without_accents(text: str) -> str:
    """ "bérés" is "beres": few people type the accent."""
    if text.isascii():
        return text
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )


def _is_visible(letter: str) -> bool:
    if letter in "\n\t":
        return True
    return (
        letter not in _INVISIBLE
        and letter not in _BIDI
        and unicodedata.category(letter) not in {"Cc", "Cs", "Cn", "Co"}
    )


def has_words(text: str) -> bool:
    """Whether there is anything to read: a letter or a digit, not only emoji and punctuation."""
    return any(unicodedata.category(letter) in {"Lu", "Ll", "Lo", "Lm", "Lt", "Nd"} for letter in text)


def title_from(text: str, limit: int = _LONGEST_TITLE) -> str:
    """A ticket's title: the first thing said after greeting and address, cut at a word."""
    body = _without_opening(clean(text))
    title = _first_thought(body) or clean(text)
    return _shorten(_readable(_SPACES.sub(" ", title).strip(_PUNCTUATION)), limit)


def _without_opening(text: str) -> str:
    rest = text.lstrip(_PUNCTUATION)
    while rest:
        lowered = rest[:120].lower()
        match = _ADDRESSED.match(lowered) or _GREETING.match(lowered)
        if not match:
            return rest
        rest = rest[match.end() :].lstrip(_PUNCTUATION)
    return rest


def _first_thought(body: str) -> str:
    thought = ""
    for sentence in _SENTENCE_END.split(body[:400]):
        thought = f"{thought} {sentence}".strip()
        if len(thought) >= _SHORT:
            break
    return thought


def _readable(title: str) -> str:
    letters = [letter for letter in title if letter.isalpha()]
    if len(letters) > 8 and sum(letter.isupper() for letter in letters) > 0.7 * len(letters):
        title = _ACRONYMS.sub(lambda match: match[0].upper(), title.lower())
    return title[:1].upper() + title[1:]


def _shorten(title: str, limit: int) -> str:
    if len(title) <= limit:
        return title
    head = title[: limit - 1]
    at_word = head.rsplit(" ", 1)[0] if " " in head else head
    return at_word.rstrip(_PUNCTUATION) + "…"
