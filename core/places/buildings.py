"""Schools, mosques, shops and the like: named by their kind and a number or a name of their own."""

from typing import Final

from core.places import words
from core.places.gazetteer import NEEDS_CUE, NEEDS_DESIGNATOR, NEEDS_NOTHING, Gazetteer
from core.places.names import Names, Order
from core.places.piece import Part, Piece
from core.places.tokens import shown

# what buildings are named after
NAMESAKES: Final[Order] = ("kecamatan", "kelurahan", "street", "landmark")
_TITLES = frozenset({"pak", "bu", "haji", "h", "mang", "kang", "ibu", "bapak", "teh", "bi"})
_WRITTEN_LARGE = frozenset({"rs", "tpu", "tps", "gor", "rsia"})


def building(names: Names, index: int, *, beside: bool = False) -> Piece | None:
    """ "Masjid Al Ikhlas", "Indomaret", "warung Bu Tini".

    Without a name it only counts ``beside`` ("depan warung"), and then as a detail of another place.
    """
    key, start = names.keys[index], index + 1
    brand = key in words.BRANDS
    last = _name_end(names, start)
    level = NEEDS_DESIGNATOR if key in words.SERVING else NEEDS_CUE
    match = names.match(start, level, NAMESAKES) if names.connected(start) else None
    entry = None
    if match and (match[1] >= last or key in words.SERVING):
        entry, last = match[0].entry, match[1]  # "Indomaret Cibaduyut"
    cued = beside or names.level(index) > NEEDS_NOTHING
    serves = entry is not None and key in words.SERVING  # a place of our lists
    named = last > start and ((beside and key != "rumah") or serves or _believable(names, index, cued=cued))
    if not named:
        last, entry = start, None
        if not beside and not (brand and cued):
            return None
    text = shown(key) if brand or key in _WRITTEN_LARGE else key
    if last > start:
        text = f"{text} {names.named(start, last)}"
    return Piece("spot", index, last, text, entry, alone=serves or (cued and (brand or named)), cued=cued)


def _name_end(names: Names, start: int) -> int:
    if not names.connected(start):
        return start
    titled = names.keys[start] in _TITLES
    last = names.name_run(start + titled, 2 if titled else 3)
    return start if last == start + titled else last


def _believable(names: Names, index: int, *, cued: bool) -> bool:
    """Whether the words behind "masjid", "toko" ... are its name, when nothing like "depan" asked for it."""
    first = names.tokens[index + 1]
    if names.answer or first.text[0].isupper() or first.key in _TITLES | {"al", "nurul", "an", "at", "ar"}:
        return True
    return cued and names.keys[index] in words.PUBLIC


def school(names: Names, book: Gazetteer, index: int) -> Piece | None:
    """ "SMP 3", "SMA Negeri 5", "SD Cikadut 2"."""
    label, start = words.SCHOOLS[names.keys[index]], index + 1
    if names.key(start) in {"negeri", "n", "swasta"}:
        label += " Swasta" if names.key(start) == "swasta" else " Negeri"
        start += 1
    if not names.connected(start):
        return None
    if names.keys[start].isdigit() and len(names.keys[start]) <= 3:
        named = _numbered_and_named(names, index, start, label)
        return named or _numbered(names, book, (index, start + 1), label, names.keys[start])
    match = names.match(start, NEEDS_DESIGNATOR, NAMESAKES)
    entry, last = (match[0].entry, match[1]) if match else (None, names.name_run(start))
    if last == start:
        return None
    if names.connected(last) and names.keys[last].isdigit() and len(names.keys[last]) <= 2:
        last += 1
    cued = names.level(index) > NEEDS_NOTHING or names.opens_sentence(index)
    alone = cued or entry is not None
    return Piece("spot", index, last, f"{label} {names.named(start, last)}", entry, alone=alone, cued=cued)


def _numbered_and_named(names: Names, index: int, start: int, label: str) -> Piece | None:
    """ "SDN 036 Ujungberung": the number only sorts the schools of a place."""
    if label.startswith(("SMA", "SMP")) or not names.connected(start + 1):
        return None
    match = names.match(start + 1, NEEDS_DESIGNATOR, NAMESAKES)
    if match is None:
        return None
    form, last = match
    text = f"{label} {names.keys[start]} {form.shown}"
    cued = names.level(index) > NEEDS_NOTHING
    return Piece("spot", index, last, text, form.entry, cued=cued)


def school_in_one_word(names: Names, book: Gazetteer, index: int) -> Piece | None:
    """ "smp3"."""
    key = names.keys[index]
    letters = key.rstrip("0123456789")
    if letters == key or letters not in words.SCHOOLS:
        return None
    return _numbered(names, book, (index, index + 1), words.SCHOOLS[letters], key[len(letters) :])


def _numbered(names: Names, book: Gazetteer, span: tuple[int, int], label: str, number: str) -> Piece:
    first, last = span
    kind = label.split(maxsplit=1)[0].lower().rstrip("n")
    forms = book.forms.get(f"{kind}{number}bandung")
    of_the_city = names.connected(last) and names.keys[last] in {"bandung", "bdg"}
    entry = forms[0].entry if forms else None
    cued = names.level(first) > NEEDS_NOTHING
    part: Part = "landmark" if entry else "spot"
    return Piece(
        part,
        first,
        last + of_the_city,
        f"{label} {number}",
        entry,
        alone=cued or entry is not None,
        cued=cued,
        guess=not of_the_city,
    )
