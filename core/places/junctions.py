"""Where two streets meet: "simpang Pasteur - Cihampelas", "lampu merah Buah Batu"."""

from dataclasses import replace

from core.places import words
from core.places.gazetteer import NEEDS_DESIGNATOR, Entry, Form, Gazetteer
from core.places.names import Names
from core.places.piece import Piece
from core.places.tokens import tokenize


def junction(names: Names, book: Gazetteer, index: int, label: str = "") -> Piece | None:
    """A junction with one or both of its streets."""
    start = index + 1
    if names.key(start) in words.STREET:
        start += 1
    match = names.street(start) if names.connected(start) else None
    if match is None:
        return _by_name(names, book, index, start)
    form, last = match
    text, entry, second = form.shown, form.entry, None
    other = _other_street(names, last)
    if other:
        second, last = other[0].entry, other[1]
        text = f"{text} – {other[0].shown}"
        known = _known(book, entry, second)
        entry, second = (known, None) if known else (entry, second)
    text = f"{label or words.JUNCTION[names.keys[index]]} {text}"
    return Piece("landmark", index, last, text, entry, second, designated=True, cued=True)


def _by_name(names: Names, book: Gazetteer, index: int, start: int) -> Piece | None:
    """A junction of our lists that is called after no street: "setopan Samsat" is Simpang Samsat."""
    if names.connected(start):
        for form in book.forms.get(f"simpang{names.keys[start]}", ()):
            return Piece("landmark", index, start + 1, form.shown, form.entry, designated=True, cued=True)
    return None


def red_light(names: Names, book: Gazetteer, index: int) -> Piece | None:
    """ "Lampu merah Buah Batu"; any other lamp is none."""
    if names.key(index + 1) != "merah" or not names.connected(index + 1):
        return None
    piece = junction(names, book, index + 1, "lampu merah")
    return replace(piece, first=index) if piece else None


def _other_street(names: Names, index: int) -> tuple[Form, int] | None:
    """The second street of "simpang Pasteur - Cihampelas"."""
    if names.key(index) in {"dan", "sama", "sm", "dengan"}:
        index += 1
    if names.key(index) in words.STREET:
        index += 1
    if index >= names.size or names.tokens[index].gap == 2:
        return None
    return names.match(index, NEEDS_DESIGNATOR, ("street",))


def _known(book: Gazetteer, one: Entry, two: Entry) -> Entry | None:
    """The junction of our lists, in whichever order its streets were named."""
    for first, second in ((one, two), (two, one)):
        key = "".join(token.key for token in tokenize(f"simpang {first.name} {second.name}"))
        if key in book.forms:
            return book.forms[key][0].entry
    return None
