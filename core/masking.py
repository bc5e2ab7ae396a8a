"""Hides personal numbers and addresses that people paste into their texts, before anything is stored.

Digits are first grouped into runs ("0812-3456 7890"), then each run is judged by length, beginning and the
words before it. No pattern can back-track: time is linear.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core import public_numbers

NIK = "[NIK disembunyikan]"
FAMILY_CARD = "[nomor KK disembunyikan]"
PHONE = "[nomor telepon disembunyikan]"
ACCOUNT = "[nomor rekening disembunyikan]"
IDENTITY = "[nomor identitas disembunyikan]"
EMAIL = "[email disembunyikan]"

_RUN = re.compile(r"\+?\d+(?:(?P<odd>[_/*|=,~])\d+(?:(?P=odd)\d+)+|(?:[ .()\-\n\t]{1,5}\d+)*)")
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
_TICKET_WORD = re.compile(r"\b(?:bdg|tiket|laporan|nomor lapor)\b")
_TICKET_LABEL = re.compile(r"\bbdg[ \-#:.]{0,3}$")
_LOCAL = re.compile(r"0[2-9]")
_ABROAD = "0062"
_SHORT_LOCAL = re.compile(r"(?!1500)[2-9]\d{6,7}")
_LOOKALIKE = re.compile(r"(?<=\d)[oil]+(?=\d)|\bo(?=8\d)|(?<=\d{9})[oil](?![^\W\d_])")
_DIGIT_WORD = (
    r"e?nol|kosong|satu|hiji|dua|tiga|tilu|empat|opat|lima|enam|genep|tujuh|d[ea]lapan|sembilan|salapan"
)
_SPOKEN = re.compile(
    rf"\b(?:e?nol|kosong|0\d{{0,4}})(?:[\s,.\-]{{1,3}}(?:(?:{_DIGIT_WORD})\b|\d{{1,4}}\b)){{4,14}}"
)
_SPOKEN_PART = re.compile(rf"{_DIGIT_WORD}|\d")
_SPELT_MAIL = re.compile(
    r"[a-z0-9._%+\-]{1,64}(?:\s?[\[(]\s?(?:at|et|@)\s?[\])]\s?|\s@\s|@\s)[a-z0-9\-]{1,40}"
    r"(?:(?:\s?[\[(]\s?(?:dot|titik)\s?[\])]\s?|\s?\.\s?)[a-z0-9\-]{2,20}){1,3}"
    r"|[a-z0-9._%+\-]{2,64}\s(?:at|et)\s[a-z0-9\-]{1,40}(?:\s(?:dot|titik)\s[a-z0-9\-]{2,20}){1,3}"
)
_BIRTH = re.compile(r"[1-9]\d{5}(?:0[1-9]|[1256]\d|3[01]|4[1-9]|7[01])(?:0[1-9]|1[0-2])\d{6}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MAIL_LEFT = re.compile(r"[a-z0-9._%+\-]")
_MAIL_RIGHT = re.compile(r"[a-z0-9\-]+(?:\.[a-z0-9\-]+)+")
_AS_DIGITS = str.maketrans("oil", "011")
_KEYCAP = "\ufe0f\u20e3"
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

    Short public numbers, those that agencies publish, ticket numbers, house numbers, dates, prices and
    coordinates stay.
    """
    plain, places = _plain(text)
    finds = sorted([*_mails(plain), *_spelt(plain), *_numbers(plain)], key=lambda find: find.start)
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
        return _without_lookalikes(text.lower()), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        category = unicodedata.category(letter)
        if category == "Cf" or letter in _KEYCAP:
            continue
        letters.append(_one(letter, category))
        places.append(place)
    return _without_lookalikes("".join(letters)), places


def _without_lookalikes(plain: str) -> str:
    """ "o8l2" is read as digits, as people do."""
    return _LOOKALIKE.sub(lambda match: match[0].translate(_AS_DIGITS), plain)


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


def _spelt(plain: str) -> Iterator[_Find]:
    """Addresses and numbers in words: "rina at contoh dot com", "nol delapan satu dua ..."."""
    for match in _SPELT_MAIL.finditer(plain):
        yield _Find(match.start(), match.end(), EMAIL)
    for match in _SPOKEN.finditer(plain):
        digits = _SPOKEN_PART.findall(match[0])
        if 9 <= len(digits) <= 15 and not "".join(digits).isdigit():
            yield _Find(match.start(), match.end(), PHONE)


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
        if size and not (words == PHONE and _is_published(groups[at : at + size])):
            yield _Find(start if at == 0 else groups[at].start, groups[at + size - 1].end, words)
        at += size or 1


def _is_published(groups: list[_Group]) -> bool:
    """An agency's own number, which is nobody's secret."""
    return public_numbers.plain(_joined(groups)) in public_numbers.published()


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
    if digits.startswith(_ABROAD):
        return _take(groups, 12, 17)
    if _is_international(groups, digits, plus=plus):
        return 1 if len(first) >= 10 else _take(groups, 10, 15)
    if _LOCAL.match(digits):
        return _local_phone(groups)
    if _PHONE_LABEL.search(label):
        return _labelled_phone(groups, label)
    return int(first.startswith("8") and 10 <= len(first) <= 12)


def _is_international(groups: list[_Group], digits: str, *, plus: bool) -> bool:
    first = groups[0].digits
    if plus and (len(first) >= 10 or len(groups) > 2 or first.startswith("62")):
        return True
    return digits.startswith(("628", "622")) and first.startswith("62")


def _labelled_phone(groups: list[_Group], label: str) -> int:
    """ "wa 812 3456 7890", "telp 7207889"; but no ticket's number."""
    first = groups[0].digits
    if first.startswith("8") and (size := _take(groups, 9, 12)):
        return size
    return int(_SHORT_LOCAL.fullmatch(first) is not None and not _TICKET_WORD.search(label))


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
