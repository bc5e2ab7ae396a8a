"""Joins the pieces of a text into whole places and chooses the one that is meant."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.places import words
from core.places.gazetteer import Entry
from core.places.model import MAX_TEXT, Kind, Place
from core.places.piece import Part, Piece
from core.places.tokens import Token

_AND = frozenset({"dan", "sama", "sm"})
_FAR_AWAY = "other"
_REACH = 8  # words between a place and what is said about it later
_AREAS = frozenset({"kelurahan", "kecamatan"})
_LATER = frozenset({"spot", "landmark", "rt", "kelurahan", "kecamatan", "lane"})
_RANK: dict[Part, int] = {
    "street": 50,
    "landmark": 48,
    "kelurahan": 45,
    "kecamatan": 40,
    "lane": 35,
    "spot": 20,
    "outside": 18,
    "city": 5,
    "rt": 0,
    "number": 0,
}
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


@dataclass(slots=True)
class _Cluster:
    """Pieces of one place; ``main`` is how many of them stand together from the first one."""

    pieces: list[Piece] = field(default_factory=list)
    main: int = 0
    outside: Piece | None = None

    def has(self, *parts: Part) -> bool:
        return any(piece.part in parts and not piece.guess for piece in self.pieces)

    @property
    def score(self) -> int:
        alone = [piece for piece in self.pieces if piece.alone]
        if not alone:
            return 0
        best = max(alone, key=lambda piece: _RANK[piece.part])
        known = 12 if best.entry or best.part != "street" else 0
        score = (
            _RANK[best.part] + known + 4 * len(self.pieces) + (15 if any(p.cued for p in self.pieces) else 0)
        )
        return score + 60 * self.pieces[0].corrects - 40 * self.pieces[0].weak


def combine(pieces: Sequence[Piece], tokens: Sequence[Token]) -> Place | None:
    """The best place among these pieces, or None when nothing stands by itself."""
    clusters = _clusters(pieces, tokens)
    scored = [cluster for cluster in clusters if any(piece.alone for piece in cluster.pieces)]
    if not scored:
        return None
    inside = [cluster for cluster in scored if cluster.outside is None and not _only_city(cluster)]
    if any(cluster.score > 0 for cluster in inside):
        outside = [cluster for cluster in scored if cluster.outside and len(cluster.pieces) > 1]
        scored = inside + outside
    return _place(max(scored, key=lambda cluster: cluster.score), tokens)


def _only_city(cluster: _Cluster) -> bool:
    return all(piece.part == "city" for piece in cluster.pieces)


def _clusters(pieces: Sequence[Piece], tokens: Sequence[Token]) -> list[_Cluster]:
    clusters: list[_Cluster] = []
    for piece in pieces:
        current = clusters[-1] if clusters else None
        if current and _stands_with(current, piece, tokens):
            _append(current, piece, together=True)
        elif current and _said_later(current, piece):
            _append(current, piece, together=False)
        else:
            cluster = _Cluster()
            _append(cluster, piece, together=True)
            clusters.append(cluster)
    return clusters


def _append(cluster: _Cluster, piece: Piece, *, together: bool) -> None:
    if together and cluster.main == len(cluster.pieces):
        cluster.main += 1
    if piece.part == "outside" and not _is_road_suffix(cluster, piece):
        cluster.outside = piece
    cluster.pieces.append(piece)


def _is_road_suffix(cluster: _Cluster, piece: Piece) -> bool:
    """ "Kopo Soreang" is a street here, named after where it leads."""
    entry = piece.entry
    if entry is None or piece.cued:
        return False
    if entry.door == _FAR_AWAY and cluster.pieces and cluster.pieces[-1].designated:
        return True  # "Jalan Babakan Garut"
    return any(one.entry and one.entry.name in entry.roads for one in cluster.pieces)


def _stands_with(cluster: _Cluster, piece: Piece, tokens: Sequence[Token]) -> bool:
    """Whether only filler words lie between, and the two can belong to one place."""
    last = cluster.pieces[-1]
    between = range(last.last, piece.first)
    if piece.corrects or len(between) > 3 or any(tokens[index].key not in words.GLUE for index in between):
        return False
    gap = max(tokens[index].gap for index in range(last.last, piece.first + 1))
    if piece.joined or piece.part == "spot":
        return piece.part != "number" or gap < 2
    if _only_city(cluster) or gap == 2 or (last.weak != piece.weak and not piece.toward):
        return False
    if piece.part in {"city", "outside"}:
        return True
    listed = tokens[piece.first].gap == 1 or any(tokens[index].key in _AND for index in between)
    same = last.part == piece.part and not (last.designated or piece.designated)
    return not (same and listed) and _agree(cluster, piece)


def _said_later(cluster: _Cluster, piece: Piece) -> bool:
    """ "Jalan Kopo bolong gede, depan SMP 3": the spot completes a street named a few words before."""
    if piece.corrects or piece.first - cluster.pieces[-1].last > _REACH or piece.weak or piece.part == "city":
        return False
    base = cluster.has("street", "landmark", "kelurahan", "kecamatan", "lane")
    if not base:
        return (
            not cluster.pieces[0].weak
            and (cluster.has("spot", "rt") or cluster.pieces[0].guess)
            and piece.part in _RANK
            and piece.alone
        )
    if cluster.pieces[0].weak or piece.part not in _LATER or cluster.has(piece.part):
        return False
    if piece.part in {"landmark", "lane"}:
        return cluster.has("street", "kelurahan", "kecamatan") and _agree(cluster, piece, strict=True)
    return _agree(cluster, piece, strict=piece.part in _AREAS)


def _agree(cluster: _Cluster, piece: Piece, *, strict: bool = False) -> bool:
    """No piece lies in a kecamatan that rules the other out; a written area beside a street is believed."""
    if piece.guess or piece.loose or piece.entry is None or not piece.entry.kecamatan:
        return True
    mine = set(piece.entry.kecamatan)
    for one in cluster.pieces:
        if one.guess or one.loose:
            continue
        theirs = set(one.entry.kecamatan) if one.entry else set()
        both_areas = one.part in _AREAS and piece.part in _AREAS
        if (
            theirs
            and not theirs & mine
            and (strict or both_areas or not (one.designated or piece.designated))
        ):
            return False
    return True


def _text(pieces: Sequence[Piece]) -> str:
    text = ""
    for piece in pieces:
        if piece.part == "city" and len(pieces) > 1:
            continue
        if text:
            text += " " if piece.joined else ", "
        text += piece.text
    return (text[:1].upper() + text[1:])[:MAX_TEXT]


def _place(cluster: _Cluster, tokens: Sequence[Token]) -> Place:
    pieces = cluster.pieces
    start, end = tokens[pieces[0].first].start, tokens[pieces[cluster.main - 1].last - 1].end
    if cluster.outside:
        name = cluster.outside.entry.name if cluster.outside.entry else None
        return Place(_text(pieces), "outside", name, outside=True, start=start, end=end)
    main = max((piece for piece in pieces if piece.alone), key=lambda piece: _RANK[piece.part])
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
    known = [piece for piece in pieces if piece.entry and piece.entry.kecamatan and not piece.toward]
    number = next((piece for piece in pieces if piece.part == "number"), None)
    if number is None or len(known) != 1 or known[0].entry is None:
        return None
    digits = int("".join(filter(str.isdigit, number.text)))
    fitting = (stretch for stretch in known[0].entry.numbers if digits in stretch)
    return next((stretch.kecamatan for stretch in fitting), None)


def _shared(known: Sequence[Entry]) -> set[str]:
    return set.intersection(*(set(entry.kecamatan) for entry in known)) if known else set()


def _shared_kecamatan(pieces: Sequence[Piece]) -> str | None:
    """The one kecamatan that all known pieces allow; a landmark's word counts when they contradict."""
    known = _entries([piece for piece in pieces if not piece.toward]) or _entries(pieces)
    if not known:
        return None
    shared = _shared(known)
    if not shared and any(piece.guess or piece.loose for piece in pieces):
        known = _entries([piece for piece in pieces if not (piece.toward or piece.guess or piece.loose)])
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
