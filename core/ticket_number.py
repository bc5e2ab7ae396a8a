"""Ticket numbers: eight random digits, the last one a Damm check digit, shown as BDG-4821-0934.

Damm catches every single wrong digit and every swap of neighbours, so a mistyped number is known as such
and never opens somebody else's ticket.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Protocol

from core.masking import mask

_DIGITS = 8
# The totally anti-symmetric quasigroup of order 10 from H. M. Damm's thesis (2004).
_TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_PREFIXED = re.compile(
    r"\bbdg[\s\-_.:#/]{0,4}"
    r"(\d(?:[ \-._]?\d){7}(?!\d)|\d(?:[ \-._]?\d){8}(?!\d)|\d(?:[ \-._]?\d){6}(?!\d))(?![.,]\d)"
)
_BARE = re.compile(
    r"(?<!\d)(?<!\d[.,\-/])(?<!\+)(?<!rp)(?<!rp[ .])(\d{4})([ .\-–]?)(\d{4})(?!\d)(?![.,\-/]\d)"
)
_LABEL = re.compile(
    r"(?:tiket|ticket|laporan|lapor|nomor|nomer|kode|aduan|status|no|#)\W{0,4}\w{0,10}\W{0,3}$"
)
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_DATE_BACKWARDS = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d")
_YEARS = re.compile(r"(?:19|20)\d\d(?:19|20)\d\d")


class RandomLike(Protocol):
    def randrange(self, start: int, stop: int, /) -> int:
        """A whole number from `start` up to, not including, `stop`."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A number found in a text; ``mistyped`` when it looks like ours but fails the check."""

    number: str | None
    mistyped: bool = False


def new(random: RandomLike | None = None) -> str:
    """A fresh number: unguessable, never starting with 0, never like a date."""
    source = random or secrets.SystemRandom()
    while True:
        digits = str(source.randrange(10 ** (_DIGITS - 2), 10 ** (_DIGITS - 1)))
        number = digits + str(_check_digit(digits))
        if not _is_like_a_date(number):
            return number


def show(number: str) -> str:
    """ "48210934" as "BDG-4821-0934"."""
    return f"BDG-{number[:4]}-{number[4:]}"


def is_valid(number: str) -> bool:
    return (
        len(number) == _DIGITS and number.isascii() and number.isdigit() and number[0] != "0"
    ) and _check_digit(number) == 0


def read(text: str) -> Reading:
    """The first valid ticket number in a sentence, in any spelling; else the first mistyped one.

    Phone numbers, NIK, coordinates, dates, years, prices and links are not ticket numbers.
    """
    plain = _LINK.sub(" ", _ascii_digits(mask(text)).lower())
    readings = [_judge(re.sub(r"\D", "", found[1])) for found in _PREFIXED.finditer(plain)]
    readings += [
        _judge(found[1] + found[3]) for found in _BARE.finditer(plain) if _could_be_ours(plain, found)
    ]
    valid = next((reading for reading in readings if reading.number), None)
    return valid or (readings[0] if readings else Reading(None))


def _judge(digits: str) -> Reading:
    return Reading(digits) if is_valid(digits) else Reading(None, mistyped=True)


def _could_be_ours(plain: str, found: re.Match[str]) -> bool:
    digits = found[1] + found[3]
    if digits[0] == "0" or digits.endswith("0000") or _is_like_a_date(digits):
        return False
    written_apart = bool(found[2])
    labelled = _LABEL.search(plain[max(0, found.start() - 24) : found.start()])
    return not written_apart or bool(labelled) or is_valid(digits)


def _is_like_a_date(digits: str) -> bool:
    return any(pattern.fullmatch(digits) for pattern in (_DATE, _DATE_BACKWARDS, _YEARS))


def _check_digit(digits: str) -> int:
    """The digit that makes the whole number check to 0; 0 for a number that already holds it."""
    state = 0
    for digit in digits:
        state = _TABLE[state][int(digit)]
    return state


def _ascii_digits(text: str) -> str:
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in text
        if unicodedata.category(letter) != "Cf"
    )
