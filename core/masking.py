"""Hides personal numbers and addresses that people paste into their texts, before anything is stored.

Digits are first grouped into runs ("0812-3456 7890"), then each run is judged by length, beginning and the
words before it. No pattern can back-track: time is linear.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

NIK = "[NIK disembunyikan]"
FAMILY_CARD = "[nomor KK disembunyikan]"
PHONE = "[nomor telepon disembunyikan]"
ACCOUNT = "[nomor rekening disembunyikan]"
IDENTITY = "[nomor identitas disembunyikan]"
EMAIL = "[email disembunyikan]"

_RUN = re.compile(r"\+?\d+(?:[ .()\-]{1,3}\d+)*")
_GROUP = re.compile(r"\d+")
_LABEL_REACH = 28
_MOST_GROUPS = 20
_FAMILY_LABEL = re.compile(r"\b(?:kk|kartu keluarga|nkk)\b")
_NIK_LABEL = re.compile(r"\b(?:nik|ktp|e-?ktp|nomor induk|kia|kk|kartu keluarga|nkk)\b")
_ACCOUNT_LABEL = re.compile(
    r"\b(?:rek|rekening|norek|atm|kartu kredit|kartu debit|va|virtual account"
    r"|bca|bri|bni|mandiri|bjb|btn|bsi)\b"
)
_IDENTITY_LABEL = re.compile(r"\b(?:bpjs|kis|npwp|nisn|nip|paspor|sim|jkn)\b")
_PHONE_LABEL = re.compile(r"\b(?:hp|wa|whats ?app|telp?|telepon|tlp|hubungi|kontak|sms)\b")
_MONEY_LABEL = re.compile(r"\brp\.? ?$|\$ ?$")
_TICKET_LABEL = re.compile(r"\bbdg[ \-#:.]{0,3}$")
_LOCAL = re.compile(r"0[2-9]")
_BIRTH = re.compile(r"[1-9]\d{5}(?:0[1-9]|[1256]\d|3[01]|4[1-9]|7[01])(?:0[1-9]|1[0-2])\d{6}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MAIL_LEFT = re.compile(r"[a-z0-9._%+\-]")
_MAIL_RIGHT = re.compile(r"[a-z0-9\-]+(?:\.[a-z0-9\-]+)+")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\u30fc\uff0d"), "-")


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits without a gap; places count in the plain text."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True, slots=True)
class _Find:
    start: int
    end: int
    words: str


def mask(text: str) -> str:
    """The text with NIK, KK, phone, account and e-mail replaced by what was hidden; twice changes nothing.

    Short public numbers, ticket numbers, house numbers, dates, prices and coordinates stay.
    """
    plain, places = _plain(text)
    finds = sorted([*_mails(plain), *_numbers(plain)], key=lambda find: find.start)
    parts: list[str] = []
    done = 0
    for find in finds:
        start = places[find.start]
        if start >= done:
            parts += (text[done:start], find.words)
            done = places[find.end - 1] + 1
    return "".join([*parts, text[done:]])


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Lowercase text with ASCII digits and dashes, nothing invisible; and where each letter came from."""
    if text.isascii():  # most are, and every message passes here before it is stored
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        category = unicodedata.category(letter)
        if category == "Cf":
            continue
        letters.append(_one(letter, category))
        places.append(place)
    return "".join(letters), places


def _one(letter: str, category: str) -> str:
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category == "Zs":
        return " "
    lowered = _DASHES.get(ord(letter)) or unicodedata.normalize("NFKC", letter).lower()
    return lowered if len(lowered) == 1 else letter


def _mails(plain: str) -> Iterator[_Find]:
    at = plain.find("@")
    floor = 0
    while at >= 0:
        start = at
        while start > floor and _MAIL_LEFT.match(plain[start - 1]):
            start -= 1
        domain = _MAIL_RIGHT.match(plain, at + 1)
        floor = domain.end() if domain else at + 1
        if domain and start < at:
            yield _Find(start, domain.end(), EMAIL)
        at = plain.find("@", floor)


def _numbers(plain: str) -> Iterator[_Find]:
    previous_end = 0
    for run in _RUN.finditer(plain):
        label_from = max(previous_end, run.start() - _LABEL_REACH)
        label = plain[label_from : run.start()].rsplit("]", 1)[-1]
        previous_end = run.end()
        groups = [_Group(m.start(), m.end(), m[0]) for m in _GROUP.finditer(plain, run.start(), run.end())]
        if _MONEY_LABEL.search(label) or (_TICKET_LABEL.search(label) and len(_joined(groups)) <= 9):
            continue
        yield from _personal(groups, label, plus=run[0].startswith("+"), start=run.start())


def _personal(groups: list[_Group], label: str, *, plus: bool, start: int) -> Iterator[_Find]:
    at = 0
    while at < len(groups):
        words, size = _judge(groups[at : at + _MOST_GROUPS], label if at == 0 else "", plus=plus and at == 0)
        if size:
            yield _Find(start if at == 0 else groups[at].start, groups[at + size - 1].end, words)
        at += size or 1


def _judge(groups: list[_Group], label: str, *, plus: bool) -> tuple[str, int]:
    """What these groups begin with, and how many groups it takes; 0 groups when it may stay."""
    if size := _labelled(groups, label):
        return _named(label), size
    if size := _sixteen(groups):
        return (ACCOUNT if _ACCOUNT_LABEL.search(label) else _nik_words(label)), size
    if size := _phone(groups, label, plus=plus):
        return PHONE, size
    return "", 0


def _named(label: str) -> str:
    if _NIK_LABEL.search(label):
        return _nik_words(label)
    return ACCOUNT if _ACCOUNT_LABEL.search(label) else IDENTITY


def _nik_words(label: str) -> str:
    return FAMILY_CARD if _FAMILY_LABEL.search(label) else NIK


def _labelled(groups: list[_Group], label: str) -> int:
    if _NIK_LABEL.search(label):
        return _take(groups, 15, 17)
    if _ACCOUNT_LABEL.search(label) or _IDENTITY_LABEL.search(label):
        return _take(groups, 9, 19)
    return 0


def _sixteen(groups: list[_Group]) -> int:
    """A NIK, KK or card: alone it is nothing else, written apart it must look like one."""
    size = _take(groups, 16, 16)
    digits = _joined(groups[:size])
    sizes = [len(group.digits) for group in groups[:size]]
    fours = sizes == [4] * 4 and not all(_YEAR.fullmatch(group.digits) for group in groups[:4])
    return size if size == 1 or fours or _BIRTH.fullmatch(digits) else 0


def _phone(groups: list[_Group], label: str, *, plus: bool) -> int:
    first = groups[0].digits
    digits = _joined(groups[:_MOST_GROUPS])
    if plus and (len(first) >= 10 or len(groups) > 2 or first.startswith("62")):
        return 1 if len(first) >= 10 else _take(groups, 10, 15)
    if digits.startswith(("628", "622")) and first.startswith("62"):
        return 1 if len(first) >= 10 else _take(groups, 10, 15)
    if _LOCAL.match(digits):
        return _local_phone(groups)
    if first.startswith("8") and _PHONE_LABEL.search(label):
        return _take(groups, 9, 12)
    return int(first.startswith("8") and 10 <= len(first) <= 12)


def _local_phone(groups: list[_Group]) -> int:
    first = len(groups[0].digits)
    if first >= 9:
        return int(first <= 15)
    if first >= 3:
        return _take(groups, 9, 13)
    pieces = {len(group.digits) for group in groups[:5]}
    return _take(groups, 11, 13) if pieces in ({1}, {2}) else 0  # "08 12 34 ...", but not "08-12-2024"


def _joined(groups: list[_Group]) -> str:
    return "".join(group.digits for group in groups)


def _take(groups: list[_Group], least: int, most: int) -> int:
    """How many groups together have a length in this range; as many as fit."""
    total = best = 0
    for size, group in enumerate(groups, start=1):
        total += len(group.digits)
        if total > most:
            break
        if total >= least:
            best = size
    return best
