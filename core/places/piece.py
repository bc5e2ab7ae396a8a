"""One stretch of words that says where."""

from dataclasses import dataclass
from typing import Literal

from core.places.gazetteer import Entry

type Part = Literal[
    "street", "landmark", "kelurahan", "kecamatan", "outside", "city", "lane", "number", "rt", "spot"
]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words [first, last) of a text, tidied. ``entry`` is what our lists know about it."""

    part: Part
    first: int
    last: int
    text: str
    entry: Entry | None = None
    second: Entry | None = None  # the other street of a junction
    alone: bool = True  # enough to be a place without a neighbour
    cued: bool = False  # stands where a place is expected: "di ...", "cuaca ..."
    weak: bool = False  # the speaker's home, an origin, a direction: any other place is better
    designated: bool = False  # "jalan", "kecamatan", ... was said
    joined: bool = False  # attaches with a space instead of a comma
    praised: bool = False  # thanked for: what is wrong is somewhere else
    corrects: bool = False  # "harusnya ...": replaces every place before it
    loose: bool = False  # "dekat X": the place may lie across a border from X
    guess: bool = False  # "SMP 3": one of several of this name, so any other word about the area is better
    toward: bool = False  # "arah Lembang": describes another place
    others: tuple[Entry, ...] = ()  # of the same name elsewhere, when no word said which is meant
