"""Chooses the place that is meant among those a text names, and tells all that its words say about it."""

import re
from collections.abc import Sequence

from core.places.clusters import RANK, Cluster, clusters, only_city
from core.places.gazetteer import Entry
from core.places.model import MAX_TEXT, Kind, Place
from core.places.piece import Part, Piece
from core.places.tokens import Token

_KIND: dict[Part, Kind] = {
    "street": "street",
    "landmark": "landmark",
    "kelurahan": "kelurahan",
    "kecamatan": "kecamatan",
    "lane": "street",
    "spot": "free",
    "city": "city",
    "outside": "outside",
}


def combine(pieces: Sequence[Piece], tokens: Sequence[Token]) -> Place | None:
    """The best place among these pieces, or None when nothing stands by itself."""
    found = clusters(pieces, tokens)
    scored = [cluster for cluster in found if any(piece.alone for piece in cluster.pieces)]
    if not scored:
        return None
    inside = [cluster for cluster in scored if cluster.outside is None and not only_city(cluster)]
    if any(cluster.score > 0 for cluster in inside):
        outside = [cluster for cluster in scored if cluster.outside and len(cluster.pieces) > 1]
        scored = inside + outside
    return _place(max(scored, key=lambda cluster: cluster.score), tokens)


def _text(pieces: Sequence[Piece]) -> str:
    text = ""
    for piece in pieces:
        if piece.part == "city" and len(pieces) > 1:
            continue
        if text:
            text += " " if piece.joined else ", "
        text += piece.text
    return (text[:1].upper() + text[1:])[:MAX_TEXT]


def _place(cluster: Cluster, tokens: Sequence[Token]) -> Place:
    pieces = cluster.pieces
    start, end = tokens[pieces[0].first].start, tokens[pieces[cluster.main - 1].last - 1].end
    if cluster.outside:
        name = cluster.outside.entry.name if cluster.outside.entry else None
        return Place(_text(pieces), "outside", name, outside=True, start=start, end=end)
    main = max((piece for piece in pieces if piece.alone), key=lambda piece: RANK[piece.part])
    area = _area(pieces)
    kecamatan = area.kecamatan[0] if area else _by_house_number(pieces) or _shared_kecamatan(pieces)
    point = _point(pieces, main, kecamatan)
    return Place(
        text=_text(pieces),
        kind=_KIND[main.part],
        name=_name(main),
        kelurahan=area.name if area and area.kind == "kelurahan" else None,
        adm4=area.adm4 if area else None,
        kecamatan=kecamatan,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        start=start,
        end=end,
        approximate=point is not None,
        street=_street(pieces),
    )


def _name(piece: Piece) -> str:
    if piece.entry and not piece.second and piece.part != "spot":
        return piece.entry.name
    text = piece.text.removeprefix("Jalan ")
    return text[:1].upper() + text[1:]


def _street(pieces: Sequence[Piece]) -> str | None:
    """The street that was named, else the one a named landmark stands at; never a mere direction."""
    here = [piece for piece in pieces if not piece.toward]
    for piece in here:
        if piece.entry and piece.entry.kind == "street":
            return piece.entry.name
    for part in ("street", "lane"):
        for piece in here:
            if piece.part == part:
                return _name(piece)
    return next((piece.entry.street for piece in here if piece.entry and piece.entry.street), None)


def _entries(pieces: Sequence[Piece]) -> list[Entry]:
    return [entry for piece in pieces for entry in (piece.entry, piece.second) if entry and entry.kecamatan]


def _area(pieces: Sequence[Piece]) -> Entry | None:
    """The smallest area that was named."""
    for kind in ("kelurahan", "kecamatan"):
        for piece in pieces:
            if piece.entry and piece.entry.kind == kind and (piece.part == kind):
                return piece.entry
    return None


def _by_house_number(pieces: Sequence[Piece]) -> str | None:
    """Where a numbered house of a long street stands, as far as we know and nothing else says it."""
    known = set(_entries([piece for piece in pieces if not piece.toward]))
    number = next((piece for piece in pieces if piece.part == "number"), None)
    if number is None or len(known) != 1:
        return None
    digits = int(next(iter(re.findall(r"\d+", number.text))))
    fitting = (stretch for stretch in known.pop().numbers if digits in stretch)
    return next((stretch.kecamatan for stretch in fitting), None)


def _shared(known: Sequence[Entry]) -> set[str]:
    return set.intersection(*(set(entry.kecamatan) for entry in known)) if known else set()


def _shared_kecamatan(pieces: Sequence[Piece]) -> str | None:
    """The one kecamatan that all known pieces allow; a landmark's word counts when they contradict."""
    known = _entries([piece for piece in pieces if not piece.toward]) or _entries(pieces)
    if not known:
        return None
    shared = _shared(known)
    if not shared and any(piece.guess for piece in pieces):
        known = _entries([piece for piece in pieces if not (piece.toward or piece.guess)])
        shared = _shared(known)
    if not shared:
        shared = {
            entry.kecamatan[0] for entry in known if entry.kind == "landmark" and len(entry.kecamatan) == 1
        }
    return shared.pop() if len(shared) == 1 else None


def _point(pieces: Sequence[Piece], main: Piece, kecamatan: str | None) -> Entry | None:
    """The entry with the most precise point that does not contradict the kecamatan."""
    order = ("landmark", "kelurahan", "street", "kecamatan")
    entries = [piece.entry for piece in pieces if piece.entry and piece.entry.lat is not None]
    if not entries or main.part == "city" or main.second:
        return None  # one point of a long street says little about one of its junctions
    fitting = [entry for entry in entries if kecamatan is None or kecamatan in entry.kecamatan]
    ranked = [entry for entry in fitting if entry.kind in order]
    return min(ranked, key=lambda entry: order.index(entry.kind)) if ranked else None
