"""The places of one question: "dari dago ke kopo lewat pasupati macet?" asks about three."""

import re
from collections.abc import Sequence
from itertools import pairwise

from core import places
from core.places import Place
from core.texts import without_accents

MOST = 3  # places that one answer looks at
_LINK = re.compile(
    r"\b(?:dari|dr|ti|from|ke|ka|to|menuju|nuju|arah|jurusan|towards?|sampai|sampe|nepi|dugi|lewat|via|liwat|langkung|through"
    r"|dan|sama|sarta|jeung|sareng|atau|atawa|atanapi|and|or|terus|trus)\b|[,;/&+]",
    re.IGNORECASE,
)

_WHICH = re.compile(
    r"\b(?:cctv|kamera|camera|cameras)\b.*\b(?:mana (?:aja|saja|wae)|apa (?:aja|saja)|naon wae|berapa|daftar"
    r"|semua|sadaya|all|list|which|how many|link|di ?mana)\b"
    r"|\b(?:daftar|semua|sadaya|list|all|which|how many|berapa|link)\b.*\b(?:cctv|kamera|camera|cameras)\b"
)


def asks_which_cameras(text: str) -> bool:
    """ "CCTV mana aja?" asks for the cameras themselves, not for a place."""
    return _WHICH.search(without_accents(text).lower()) is not None


def places_asked(text: str) -> list[Place]:
    """What the question is about: one place, or both ends of a way and what lies between, as they were said.

    A name that holds a linking word itself ("simpang Dago dan Cikapayang") stays one place.
    """
    whole = places.find(text)
    held = (whole.start, whole.end) if whole else (0, 0)
    cuts = [link.start() for link in _LINK.finditer(text) if not held[0] < link.start() < held[1]]
    ends = [0, *cuts, len(text)]
    parts = (text[start:end] for start, end in pairwise(ends))
    found = _distinct([place for part in parts if (place := _one(part))])
    if len(found) > 1 or whole is None or whole.kind == "city":
        return found[:MOST] or ([whole] if whole else [])
    return [whole]


def _one(part: str) -> Place | None:
    """The place of one part; "ke Lembang" alone is only a direction, yet here it is an end of the way."""
    place = places.find(part) or places.find(_LINK.sub("", part, count=1))
    return place if place and place.kind not in {"city", "free"} else None


def _distinct(found: Sequence[Place]) -> list[Place]:
    by_name: dict[str, Place] = {}
    for place in found:
        by_name.setdefault(place.name or place.text, place)
    return list(by_name.values())
