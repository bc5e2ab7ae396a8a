"""Rivers: the known ones are landmarks, others are called after an area or begin with Ci, "water"."""

from typing import Final

from core.places.gazetteer import NEEDS_DESIGNATOR
from core.places.names import Names, Order
from core.places.piece import Piece

_NAMESAKES: Final[Order] = ("landmark", "kelurahan", "kecamatan", "street")
_SHORTEST: Final = 5


def river(names: Names, index: int) -> Piece | None:
    """ "Sungai Cinambo", "kali Cipamokolan"; never "dua kali".

    It runs through several areas, so its namesake does not say where along it something is.
    """
    start = index + 1
    if not names.connected(start) or (index > 0 and names.keys[index - 1].isdigit()):
        return None
    key = names.keys[start]
    water = key.startswith("ci") and len(key) >= _SHORTEST
    match = names.match(start, NEEDS_DESIGNATOR, _NAMESAKES)
    if match and (water or names.keys[index] == "sungai"):
        form, last = match
        known = form.entry if form.entry.name.startswith("Sungai ") else None
        text = known.name if known else f"Sungai {form.shown}"
        return Piece("landmark", index, last, text, known, designated=True)
    if water and names.name_run(start, 1) > start:
        return Piece("landmark", index, start + 1, f"Sungai {names.named(start, start + 1)}", designated=True)
    return None
