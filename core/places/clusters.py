"""Gathers the pieces of a text that describe one place."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.places import words
from core.places.gazetteer import Entry
from core.places.piece import Part, Piece
from core.places.tokens import Token

_AND = frozenset({"dan", "sama", "sm"})
_FAR_AWAY = "other"
_REACH = 8  # words between a place and what is said about it later
AREAS = frozenset({"kelurahan", "kecamatan"})
_LATER = frozenset({"spot", "landmark", "rt", "kelurahan", "kecamatan", "lane"})
RANK: dict[Part, int] = {
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


@dataclass(slots=True)
class Cluster:
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
        best = max(alone, key=lambda piece: RANK[piece.part])
        known = 12 if best.entry or best.part != "street" else 0
        score = (
            RANK[best.part] + known + 4 * len(self.pieces) + (15 if any(p.cued for p in self.pieces) else 0)
        )
        first = self.pieces[0]
        return score + 60 * first.corrects - 40 * first.weak - 60 * first.praised


def only_city(cluster: Cluster) -> bool:
    return all(piece.part == "city" for piece in cluster.pieces)


def clusters(pieces: Sequence[Piece], tokens: Sequence[Token]) -> list[Cluster]:
    """The pieces, gathered into the places that they describe."""
    found: list[Cluster] = []
    for one in pieces:
        current = found[-1] if found else None
        reconcile = current is not None and _side_by_side(current, one, tokens)
        piece = _reconciled(current, one) if current and reconcile else one
        if current and _stands_with(current, piece, tokens):
            _append(current, piece, together=True)
        elif current and _said_later(current, piece):
            _append(current, piece, together=False)
        else:
            cluster = Cluster()
            _append(cluster, piece, together=True)
            found.append(cluster)
    return found


def _side_by_side(cluster: Cluster, piece: Piece, tokens: Sequence[Token]) -> bool:
    """Whether only a few filler words lie between."""
    between = range(cluster.pieces[-1].last, piece.first)
    return len(between) <= 3 and all(tokens[index].key in words.GLUE for index in between)


def _reconciled(cluster: Cluster, piece: Piece) -> Piece:
    """The piece, or its last neighbour, taken for another place of the same name when only that fits."""
    index = next((at for at in reversed(range(len(cluster.pieces))) if cluster.pieces[at].entry), -1)
    last = cluster.pieces[index]
    if piece.toward or _common(last.entry, piece.entry) or not (last.entry and piece.entry):
        return piece
    for other in piece.others:
        if _common(last.entry, other):
            return replace(piece, part=other.kind, entry=other)
    for other in last.others:
        if _common(other, piece.entry):
            cluster.pieces[index] = replace(last, part=other.kind, entry=other)
            break
    return piece


def _common(one: Entry | None, two: Entry | None) -> bool:
    return bool(one and two and set(one.kecamatan) & set(two.kecamatan))


def _append(cluster: Cluster, piece: Piece, *, together: bool) -> None:
    if together and cluster.main == len(cluster.pieces):
        cluster.main += 1
    beside = piece.loose and bool(cluster.pieces)  # "Jalan Gegerkalong Hilir dekat Polban" is this side of it
    if piece.part == "outside" and not beside and not _is_road_suffix(cluster, piece):
        cluster.outside = piece
    cluster.pieces.append(piece)


def _is_road_suffix(cluster: Cluster, piece: Piece) -> bool:
    """ "Kopo Soreang" is a street here, named after where it leads."""
    entry = piece.entry
    if entry is None or piece.cued:
        return False
    if entry.door == _FAR_AWAY and cluster.pieces and cluster.pieces[-1].designated:
        return True  # "Jalan Babakan Garut"
    return any(one.entry and one.entry.name in entry.roads for one in cluster.pieces)


def _stands_with(cluster: Cluster, piece: Piece, tokens: Sequence[Token]) -> bool:
    """Whether only filler words lie between, and the two can belong to one place."""
    last = cluster.pieces[-1]
    between = range(last.last, piece.first)
    if piece.corrects or not _side_by_side(cluster, piece, tokens):
        return False
    gap = max(tokens[index].gap for index in range(last.last, piece.first + 1))
    if piece.joined or piece.part == "spot":
        return piece.part != "number" or gap < 2
    if only_city(cluster) or gap == 2 or (last.weak != piece.weak and not piece.toward):
        return False
    if piece.part in {"city", "outside"}:
        return True
    listed = tokens[piece.first].gap == 1 or any(tokens[index].key in _AND for index in between)
    same = last.part == piece.part and not (last.designated or piece.designated)
    return not (same and listed) and _agree(cluster, piece)


def _said_later(cluster: Cluster, piece: Piece) -> bool:
    """ "Jalan Kopo bolong gede, depan SMP 3": the spot completes a street named a few words before."""
    if piece.corrects or piece.first - cluster.pieces[-1].last > _REACH or piece.weak or piece.part == "city":
        return False
    base = cluster.has("street", "landmark", "kelurahan", "kecamatan", "lane")
    if not base:
        return (
            not cluster.pieces[0].weak
            and (cluster.has("spot", "rt") or cluster.pieces[0].guess)
            and piece.part in RANK
            and piece.alone
        )
    if cluster.pieces[0].weak or piece.part not in _LATER or cluster.has(piece.part):
        return False
    if piece.part in {"landmark", "lane"}:
        return cluster.has("street", "kelurahan", "kecamatan") and _agree(cluster, piece, strict=True)
    return _agree(cluster, piece, strict=piece.part in AREAS)


def _agree(cluster: Cluster, piece: Piece, *, strict: bool = False) -> bool:
    """No piece lies in a kecamatan that rules the other out; a written area beside a street is believed."""
    if piece.guess or piece.loose or piece.entry is None or not piece.entry.kecamatan:
        return True
    mine = set(piece.entry.kecamatan)
    for one in cluster.pieces:
        if one.guess or one.loose:
            continue
        theirs = set(one.entry.kecamatan) if one.entry else set()
        both_areas = one.part in AREAS and piece.part in AREAS
        if (
            theirs
            and not theirs & mine
            and (strict or both_areas or not (one.designated or piece.designated))
        ):
            return False
    return True
