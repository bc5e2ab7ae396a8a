"""Reads a text word by word and marks every piece of a place: streets, landmarks, areas, RT/RW, numbers."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from core.places import words
from core.places.buildings import building, school, school_in_one_word
from core.places.gazetteer import NEEDS_CUE, NEEDS_DESIGNATOR, NEEDS_NOTHING, Entry, Form, Gazetteer
from core.places.junctions import junction, red_light
from core.places.names import AREA_FIRST, STREET_FIRST, Names, Order
from core.places.piece import Part, Piece
from core.places.rivers import river
from core.places.tokens import Token

_LEADS_TO: Final[Order] = ("kecamatan", "kelurahan", "street", "landmark", "outside")
_HOUSE_NUMBER = re.compile(r"\d{1,4}[a-z]?|[a-z]\d{1,3}")
_STREET_WORDS = words.STREET | {"raya"}
_WITHIN_OBJECT = frozenset({"dari", "nya", "sama", "sm", "di", "ke", "gerbang", "pintu"})


class Scanner:
    """Finds the pieces of one text. ``answer``: the whole text answers "di mana?", so weak names count."""

    def __init__(self, tokens: list[Token], book: Gazetteer, *, answer: bool = False) -> None:
        self._names = Names(tokens, book, answer=answer)
        self._book = book

    def pieces(self) -> list[Piece]:
        found: list[Piece] = []
        index = 0
        while index < self._names.size:
            piece = self.piece_at(index)
            if piece:
                self._go_on(piece)
                corrects, praised = self._names.corrects(index), self._names.praised(index)
                found.append(replace(piece, corrects=corrects, praised=praised))
                index = piece.last
            else:
                index += 1
        return found

    def _go_on(self, piece: Piece) -> None:
        """Behind a house number, or a street and a comma, an area follows: "Jl. Peta No. 229, Suka Asih"."""
        names = self._names
        comma = piece.last < names.size and names.tokens[piece.last].gap == 1
        if piece.part in {"number", "rt"} or (piece.part in {"street", "lane"} and comma):
            names.continued = piece.last

    def piece_at(self, index: int) -> Piece | None:
        """The piece that starts here; a longer known name wins over what its first word announces."""
        key = self._names.keys[index]
        reader = _READERS.get(key)
        if reader is None:
            if key[-1].isdigit():
                glued = (
                    self._rt(index) if key[0] == "r" else school_in_one_word(self._names, self._book, index)
                )
                return glued or self._known(index)
            return self._known(index)
        match = self._names.match(index, self._names.level(index), AREA_FIRST)
        if match and match[1] - index > 1:
            return self._known(index)
        return reader(self, index) or self._known(index)

    def _known(self, index: int) -> Piece | None:
        names = self._names
        level = names.level(index)
        match = names.match(index, level, AREA_FIRST) or self._opening(index, level)
        match = match or names.whole(index) or names.typo(index, AREA_FIRST, level)
        if match is None:
            return None
        form, last = match
        before = names.before(index)
        train = index > 0 and before[-1:] == ["ka"] and names.tokens[index - 1].text == "KA"
        if self._ruled_out(form.entry, [*before[:-1], "kereta"] if train else before, last):
            return None
        extra = ""
        if form.entry.kind in {"street", "kelurahan"}:
            last, extra = names.modifiers(last)
        return Piece(
            form.entry.kind,
            index,
            last,
            form.shown + extra,
            form.entry,
            others=self._book.homonyms(form),
            cued=level > NEEDS_NOTHING or form.needs > NEEDS_NOTHING,
            weak=names.weak(index),
        )

    def _opening(self, index: int, level: int) -> tuple[Form, int] | None:
        """ "Braga macet": a weak name that opens a sentence and is followed by what happens there."""
        names = self._names
        if level > NEEDS_NOTHING or not names.opens_sentence(index):
            return None
        match = names.match(index, NEEDS_CUE, AREA_FIRST)
        return match if match and names.place_like_after(match[1]) else None

    def _ruled_out(self, entry: Entry, before: list[str], last: int) -> bool:
        said = before[-1] if before else ""
        at_railway = said in {"kereta", "ka"} and not words.RAILWAY.isdisjoint(before)
        if said in words.NEVER_AFTER and not at_railway:
            return entry.kind != "landmark"
        if entry.kind == "city":
            return said in words.CITY_NEVER_AFTER or self._names.key(last).isdigit()
        way_there = before in (["jalan", "ka"], ["jalan", "ke"])  # and what is wrong with it
        return entry.kind == "outside" and not way_there and not words.WEAK_AFTER.isdisjoint(before)

    def _street(self, index: int) -> Piece | None:
        names, start = self._names, index + 1
        while start < index + 3 and names.connected(start) and names.keys[start] in _STREET_WORDS:
            start += 1
        raya = "Raya " if names.keys[start - 1] == "raya" else ""
        if start >= names.size or names.tokens[start].gap > (names.keys[index] != "jalan"):
            return None
        match = names.match(start - 1, NEEDS_DESIGNATOR, STREET_FIRST) if raya else None
        match = match or names.street(start)
        if match is None:
            beyond = names.match(start, NEEDS_CUE, ("outside",))
            match = beyond if beyond and (raya or beyond[0].entry.also_street) else None
        entry: Entry | None = None
        if match:
            form, last = match
            entry = form.entry
            name = form.shown if form.shown.startswith("Raya ") else raya + form.shown
        else:
            last = names.name_run(start, written=names.keys[index] != "jalan")
            if last == start or (names.keys[index] == "jalan" and not names.is_street_name(index, start)):
                return None
            name = raya + names.named(start, last)
        last, extra = names.modifiers(last)
        part: Part = "outside" if entry and entry.kind == "outside" else "street"
        weak = names.weak(index)
        return Piece(part, index, last, f"Jalan {name}{extra}", entry, designated=True, weak=weak)

    def _lane(self, index: int) -> Piece | None:
        """A gang, komplek or kampung with its name."""
        names, key, start = self._names, self._names.keys[index], index + 1
        if not names.connected(start):
            return None
        if key in words.GANG and names.keys[start] in words.COMPLEX:
            inner = self._lane(start)  # "gang kampung Cipadung"
            return replace(inner, first=index) if inner else None
        last = names.name_run(start)
        # "Gang Merdeka" is nowhere near Merdeka, but "Gang Sekeloa" is in Sekeloa
        level = NEEDS_NOTHING if key in words.GANG and last > start else NEEDS_DESIGNATOR
        match = names.match(start, level, STREET_FIRST)
        entry = None
        if match and names.modifiers(match[1])[0] >= last:
            form, last = match
            last, extra = names.modifiers(last)
            text = form.shown + extra
            entry = form.entry
        elif last > start:
            last, _ = names.modifiers(last)
            text = names.named(start, last)
        else:
            return None
        label = words.GANG.get(key) or words.COMPLEX[key]
        part: Part = "lane" if key in words.GANG else "landmark"
        return Piece(part, index, last, f"{label} {text}", entry, designated=True)

    def _area(self, index: int) -> Piece | None:
        names, start = self._names, index + 1
        if start >= names.size or names.tokens[start].gap > 1:
            return None
        order: Order = ("kecamatan", "kelurahan", "outside")
        if names.keys[index] in words.KELURAHAN:
            order = ("kelurahan", "kecamatan", "outside")
        match = names.match(start, NEEDS_DESIGNATOR, order) or names.typo(start, order, NEEDS_CUE)
        before = names.before(index)
        if match is None or not {"ke", "lurah", "camat"}.isdisjoint(before):
            return None
        form, last = match
        label = {"kelurahan": "Kel. ", "kecamatan": "Kec. "}.get(form.entry.kind, "")
        weak = names.weak(index)
        return Piece(
            form.entry.kind,
            index,
            last,
            label + form.shown,
            form.entry,
            designated=True,
            cued=True,
            weak=weak,
        )

    def _junction(self, index: int) -> Piece | None:
        return junction(self._names, self._book, index)

    def _red_light(self, index: int) -> Piece | None:
        return red_light(self._names, self._book, index)

    def _next_to(self, index: int) -> Piece | None:
        """ "Depan SMP 3": next to something that is itself a piece of a place."""
        names, start = self._names, index + 1
        while names.connected(start) and names.keys[start] in _WITHIN_OBJECT:
            start += 1
        own_home = names.key(start) == "rumah" and names.key(start + 1) in words.OWN_HOME
        if not names.connected(start) or own_home or names.keys[start] in words.NEXT_TO:
            return None
        relation = words.NEXT_TO[names.keys[index]]
        thing = self._thing(start)
        if thing and thing.part not in {"rt", "number", "city"}:
            part: Part = "spot" if thing.part == "landmark" and thing.entry is None else thing.part
            alone = thing.alone or names.keys[start] in words.SCHOOLS
            text = f"{relation} {thing.text}"
            loose = relation in words.LOOSE
            return replace(
                thing, part=part, first=index, text=text, alone=alone, cued=True, weak=False, loose=loose
            )
        last = names.name_run(start, 4) if names.answer else start
        if last == start:
            return None
        return Piece("spot", index, last, f"{relation} {names.named(start, last)}", cued=True)

    def _thing(self, index: int) -> Piece | None:
        if self._names.keys[index] in words.NAMEABLE and not self._named_building(index):
            return building(self._names, index, beside=True)
        piece = self.piece_at(index)
        if piece is None and self._names.keys[index] in words.ROAD_DETAILS:
            return Piece("spot", index, index + 1, self._names.keys[index], alone=False)
        return piece

    def _named_building(self, index: int) -> bool:
        match = self._names.match(index, NEEDS_CUE, AREA_FIRST)
        return match is not None and match[1] - index > 1

    def _toward(self, index: int) -> Piece | None:
        names, start = self._names, index + 1
        if names.key(start) in {"ke", "jalan", "jl"}:
            start += 1
        match = names.match(start, NEEDS_CUE, _LEADS_TO) if names.connected(start) else None
        if match is None:
            return None
        form, last = match
        text = f"arah {form.shown}"
        if form.entry.kind == "outside":
            return Piece("spot", index, last, text, alone=False, weak=True, toward=True)
        return Piece(form.entry.kind, index, last, text, form.entry, weak=True, toward=True)

    def _building(self, index: int) -> Piece | None:
        return building(self._names, index)

    def _river(self, index: int) -> Piece | None:
        return river(self._names, index)

    def _school(self, index: int) -> Piece | None:
        return school(self._names, self._book, index)

    def _rt(self, index: int) -> Piece | None:
        names, last = self._names, index
        said: list[str] = []
        while last < names.size and (last == index or names.tokens[last].gap <= 1):
            label, digits = names.keys[last][:2], names.keys[last][2:]
            if label in {"rt", "rw"} and not digits and names.key(last + 1).isdigit():
                last += 1
                digits = names.keys[last]
            elif names.keys[last].isdigit() and len(said) == 1 and said[0].startswith("RT"):
                label, digits = "rw", names.keys[last]
            if label not in {"rt", "rw"} or not digits.isdigit() or len(digits) > 3:
                break
            said.append(f"{label.upper()} {digits}")
            last += 1
        return Piece("rt", index, last, " ".join(said), alone=False, joined=True) if said else None

    def _number(self, index: int) -> Piece | None:
        names, start = self._names, index + 1
        if index == 0 or not names.connected(start):
            return None
        token, last = names.tokens[start], start + 1
        if not _HOUSE_NUMBER.fullmatch(token.key):
            return None
        text = f"No. {token.text.upper()}"
        if names.connected(last) and names.keys[last].isdigit() and names.tokens[last].start == token.end + 1:
            text, last = f"{text}-{names.keys[last]}", last + 1
        return Piece("number", index, last, text, alone=False, joined=True)


type _Reader = Callable[[Scanner, int], Piece | None]

_READERS: Final[dict[str, _Reader]] = {
    word: reader
    for group, reader in (
        (words.NAMEABLE, Scanner._building),
        (words.SCHOOLS, Scanner._school),
        (words.RIVERS, Scanner._river),
        ((*words.GANG, *words.COMPLEX), Scanner._lane),
        (words.JUNCTION, Scanner._junction),
        (("lampu",), Scanner._red_light),
        (words.NEXT_TO, Scanner._next_to),
        (words.DIRECTION, Scanner._toward),
        (words.STREET, Scanner._street),
        ((*words.KELURAHAN, *words.KECAMATAN), Scanner._area),
        (("rt", "rw"), Scanner._rt),
        (("no", "nomor", "nomer"), Scanner._number),
    )
    for word in group
}
