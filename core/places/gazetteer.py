"""Every known name of the city and around it, loaded once, found by exact or nearly exact spelling."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.places.tokens import fold, tokenize

DATA: Final = Path(__file__).resolve().parents[2] / "data" / "city"

type EntryKind = Literal["street", "landmark", "kelurahan", "kecamatan", "outside", "city"]

KINDS: Final[tuple[EntryKind, ...]] = ("kecamatan", "kelurahan", "landmark", "street", "outside", "city")
NEEDS_NOTHING, NEEDS_CUE, NEEDS_DESIGNATOR = range(3)
_SHORTEST, _SHORTEST_TYPO, _LONGEST_TYPO = 4, 6, 24


class Stretch(NamedTuple):
    """House numbers of a long street that stand in one kecamatan; ``odd``: only one side of the street."""

    first: int
    last: int
    odd: bool | None
    kecamatan: str

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int) or not self.first <= number <= self.last:
            return False
        return self.odd is None or self.odd == bool(number % 2)


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of our lists. A point is the place's own for areas, approximate for the rest."""

    kind: EntryKind
    name: str
    kecamatan: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    adm4: str | None = None
    door: str | None = None  # of an outside place: who is responsible there
    roads: frozenset[str] = frozenset()  # Bandung streets that people name together with this outside place
    street: str | None = None  # of a landmark: the street it stands at
    numbers: tuple[Stretch, ...] = ()
    also_street: bool = False  # an outside place: "Jalan ..." of this name is there too
    prefer_street: bool = False  # the bare word means the street although a kelurahan has the same name


class Form(NamedTuple):
    """One way to write a place."""

    entry: Entry
    shown: str
    parts: tuple[str, ...]
    needs: int
    slip: bool = False  # a frequent misspelling, which is not misspelt once more


def read(name: str) -> Any:
    """One of our data files, parsed."""
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@dataclass(slots=True)
class Gazetteer:
    ordinary: frozenset[str]
    adm3: dict[str, str]  # kecamatan name to code
    forms: dict[str, list[Form]] = field(default_factory=dict)
    beginnings: set[str] = field(default_factory=set)  # first three letters of every name
    _shorter: dict[str, list[str]] = field(default_factory=dict)
    _by_letter: dict[str, list[str]] = field(default_factory=dict)

    def add(self, form: Form) -> None:
        forms = self.forms.setdefault("".join(form.parts), [])
        if not any(old.entry == form.entry and old.parts == form.parts for old in forms):
            forms.append(form)

    def index_names(self) -> None:
        """Keys with one letter missing point back to the whole: a look-up then finds a typing error."""
        self.beginnings = {key[:3] for key in self.forms}
        for key, forms in self.forms.items():
            if len(key) < _SHORTEST or all(form.slip or form.needs == NEEDS_DESIGNATOR for form in forms):
                continue
            self._by_letter.setdefault(key[0], []).append(key)
            for shorter in _one_removed(key):
                self._shorter.setdefault(shorter, []).append(key)

    def homonyms(self, form: Form) -> tuple[Entry, ...]:
        """Other places of the city with this name: Batununggal is a kecamatan, and a kelurahan in another."""
        forms = self.forms["".join(form.parts)]
        if len(forms) == 1:
            return ()
        return tuple(one.entry for one in forms if one.entry is not form.entry and one.entry.kecamatan)

    def near(
        self,
        key: str,
        order: Sequence[EntryKind] = KINDS,
        needs: int = NEEDS_DESIGNATOR,
        *,
        far: bool = False,
        short: bool = False,
    ) -> Form | None:
        """The known name one slip away (two when ``far`` and long enough), never for an ordinary word.

        ``order``: the kinds that fit, the likeliest first. ``needs``: how weak a name may be here.
        ``short``: four letters are enough, where nothing but a name can stand.
        """
        shortest = _SHORTEST if short else _SHORTEST_TYPO
        if not shortest - far <= len(key) <= _LONGEST_TYPO or not key.isalpha():
            return None
        if key in self.ordinary or key in self.forms:
            return None  # Lembang is no slip of Lembong
        found = set(self._shorter.get(key, ()))
        for shorter in _one_removed(key):
            found.update(self._shorter.get(shorter, ()))
            if shorter in self.forms and not all(form.slip for form in self.forms[shorter]):
                found.add(shorter)
        good = [
            (order.index(form.entry.kind), abs(len(one) - len(key)), one, form)
            for one in found
            if len(one) >= shortest and one[0] == key[0] and OSA.distance(one, key, score_cutoff=1) <= 1
            for form in self._fitting(one, order, needs)
        ]
        if good:
            return min(good, key=lambda one: one[:3])[3]
        if far and len(key) >= 9:
            best = process.extractOne(
                key, self._by_letter.get(key[0], ()), scorer=OSA.distance, score_cutoff=2
            )
            inside = [kind for kind in order if kind != "outside"]
            return next(iter(self._fitting(best[0], inside, needs)), None) if best else None
        return None

    def _fitting(self, key: str, order: Sequence[EntryKind], needs: int) -> list[Form]:
        fitting = [form for form in self.forms[key] if form.needs <= needs and form.entry.kind in order]
        return sorted(fitting, key=lambda form: order.index(form.entry.kind))


def _one_removed(key: str) -> Iterator[str]:
    for index in range(len(key)):
        yield key[:index] + key[index + 1 :]


def _parts(name: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokenize(name))


def _forms(entry: Entry, row: Mapping[str, Any], ordinary: frozenset[str]) -> Iterator[Form]:
    cue, designator = set(row.get("needs_cue", ())), set(row.get("needs_designator", ()))
    for name in (row["name"], *row.get("aliases", ())):
        parts = _parts(name)
        needs = NEEDS_DESIGNATOR if name in designator else NEEDS_CUE if name in cue else NEEDS_NOTHING
        if len(parts) == 1 and parts[0] in ordinary and entry.kind != "city":
            needs = max(needs, NEEDS_CUE)
        yield Form(entry, name, parts, needs)
        spelled = _spelled_initials(name.split()[0], parts)
        if spelled:
            yield Form(entry, name, spelled, needs)
    for name in row.get("misspelled", ()):
        yield Form(entry, entry.name, _parts(name), NEEDS_CUE if cue else NEEDS_NOTHING, slip=True)


def _spelled_initials(first: str, parts: Sequence[str]) -> tuple[str, ...] | None:
    """AH Nasution is also written A.H. Nasution, which reads as three words."""
    if len(parts) > 1 and first.isupper() and first.isalpha() and len(first) in {2, 3}:
        return (*first.lower(), *parts[1:])
    return None


def _areas(rows: Mapping[str, Any]) -> Iterator[tuple[Entry, Mapping[str, Any]]]:
    names = {row["adm3"]: row["name"] for row in rows["kecamatan"]}
    for row in rows["kecamatan"]:
        yield Entry("kecamatan", row["name"], (row["name"],), row["lat"], row["lon"]), row
    for row in rows["kelurahan"]:
        kecamatan = names[row["adm4"][:8]]
        yield Entry("kelurahan", row["name"], (kecamatan,), row["lat"], row["lon"], row["adm4"]), row


def _named(kind: EntryKind, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Entry, Mapping[str, Any]]]:
    for row in rows:
        entry = Entry(
            kind,
            row["name"],
            tuple(row.get("kecamatan", ())),
            row.get("lat"),
            row.get("lon"),
            door=row.get("door"),
            roads=frozenset(row.get("roads", ())),
            street=row.get("street"),
            numbers=tuple(
                Stretch(one["from"], one["to"], one.get("odd"), one["kecamatan"])
                for one in row.get("numbers", ())
            ),
            also_street=bool(row.get("also_street")),
            prefer_street=bool(row.get("prefer_street")),
        )
        yield entry, row


_CITY = {
    "name": "Bandung",
    "aliases": ["Kota Bandung", "Bdg", "Kota Bdg", "Bandung Kota", "Kota Madya Bandung"],
}


@cache
def gazetteer() -> Gazetteer:
    """All lists, read at the first call."""
    areas = read("places/areas.json")
    words = read("places/words.json")["ordinary"]
    ordinary = frozenset(fold(word) for group in words for word in group["words"].split())
    book = Gazetteer(ordinary, {row["name"]: row["adm3"] for row in areas["kecamatan"]})
    sources = (
        _areas(areas),
        _named("landmark", read("places/landmarks.json")["landmarks"]),
        _named("street", read("places/streets.json")["streets"]),
        _named("outside", read("places/outside.json")["places"]),
        _named("city", [_CITY]),
    )
    for source in sources:
        for entry, row in source:
            for form in _forms(entry, row, ordinary):
                book.add(form)
    book.index_names()
    return book
