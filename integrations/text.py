"""What every platform needs done to text: made safe on the way in, cut to size on the way out."""

import re

CHOOSE = "Silakan pilih:"  # stands where a platform wants a text beside its buttons and there is none

# NUL breaks PostgreSQL, a lone surrogate breaks every UTF-8 encoder; no other control character but
# tab and line ends means anything in a chat.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SENTENCE_END = re.compile(r"[.!?…][\"')\]]*\s")
_SPACE = re.compile(r"\s")


def clean(value: str) -> str:
    """The text without what storage or a platform could choke on."""
    return _UNSAFE.sub("", value)


def utf16_length(text: str) -> int:
    """Length as Telegram counts it; the stricter count for everyone else."""
    return len(text) + sum(char > "\uffff" for char in text)


def split(text: str, limit: int) -> list[str]:
    """Cut a text into parts of at most ``limit`` UTF-16 units.

    A cut falls on the best border there is: paragraph, line, sentence, word; inside a word only when
    the word alone is too long. Nothing but white space at the cuts is lost; a blank text has no parts.
    """
    parts: list[str] = []
    rest = clean(text).strip()
    while utf16_length(rest) > limit:
        window = _prefix(rest, limit)
        cut = _border(window, at_end=rest[len(window)].isspace())
        parts.append(window[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` UTF-16 units, with an ellipsis when something was cut."""
    if utf16_length(text) <= limit:
        return text
    return _prefix(text, limit - 1).rstrip() + "…"


def _prefix(text: str, limit: int) -> str:
    window = text[:limit]
    while (excess := utf16_length(window) - limit) > 0:
        window = window[: -((excess + 1) // 2)]  # a character is at most two units
    return window


def _border(window: str, *, at_end: bool) -> int:
    least = len(window) // 4  # an earlier paragraph or sentence end would waste most of the message
    for mark in ("\n\n", "\n"):
        cut = window.rfind(mark)
        if cut > least:
            return cut
    ends = [match.end() for match in _SENTENCE_END.finditer(window)]
    if ends and ends[-1] > least:
        return ends[-1]
    if at_end:
        return len(window)
    spaces = [match.start() for match in _SPACE.finditer(window)]
    return spaces[-1] if spaces else len(window)
