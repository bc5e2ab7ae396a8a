"""One message, one or several problems: where to divide it. Conservative: what is unsure stays together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core import agencies, places
from core.places import Place
from core.reports.classes import Kind, classify
from core.reports.topics import POWER_CUT, first_trouble, has_thing, has_trouble, names_thing, topic

MOST = 6  # of one message
_MOST_CLAUSES = 40  # more is a story, whatever it is about
_LETTER = 60  # words: a letter tells one trouble in many sentences

_ENUMERATED = re.compile(
    r"(?<![\w.,/-])(?<!\bno )(?<!\bno\. )(?<!nomor )(?<!\brt )(?<!\brw )(?<!\bsd )(?<!\bsdn )"
    r"(?<!\bsmp )(?<!\bsmpn )(?<!\bsma )"
    r"(?<!\bkm )(?<!blok )(?<!gang )(?<!lantai )(?P<number>[1-9])\s?(?:[.)]\s*|/\s+)(?=[^\W\d])"
)
_ORDINALS = re.compile(
    r"\b(?:(?:yang|yg|nu|anu)\s+)?(?P<word>pertama|kesatu|kahiji|first|kedua|kadua|second|ketiga|katilu"
    r"|third|keempat|kaopat)\b"
    r"\s*[,:.]?\s*",
    re.IGNORECASE,
)
_ORDINAL_RANK = {
    "pertama": 1, "kesatu": 1, "kahiji": 1, "first": 1, "kedua": 2, "kadua": 2, "second": 2,
    "ketiga": 3, "katilu": 3, "third": 3, "keempat": 4, "kaopat": 4,
}  # fmt: skip
_BULLET = re.compile(r"(?:^|\n)\s*(?:[-•*·]|\d\s?[.)-])\s+")
_DASHED = re.compile(r":\s*[-•*]\s")  # "saya laporkan: - jalan rusak - lampu mati"
_DASH = re.compile(r"(?:^|[\s:])[-•*]\s+")
_MORE = (
    r"selain (?:itu|ti eta)|satu lagi|sama juga|te?rus juga|trs juga|dan juga|serta juga|oh (?:iya|ya"
    r"|nya)(?: juga)?|lapor juga"
    r"|sekalian|ditambah lagi|(?:jeung|sareng) deui|aya deui|oge aya|og[eé] aya|belum lagi|also"
    r"|te?ras og[eé]|terus og[eé]|tuluy og[eé]"
    r"|juga ada|ada juga|ada lagi|sama ada|dan ada|dan satu lagi|sama satu lagi|hiji deui|(?:jeung|sareng"
    r"|sarta) og[eé]"
)
_AND = r"dan|n|plus|ama|sm|sama|serta|te?rus|trs|jeung|sareng|te?ras|tuluy|and|kemudian"
_BOUNDARY = re.compile(
    rf"(?P<more>[\s,;.]{{0,3}}\b(?:{_MORE})\b[\s,:]*)|(?P<and>[\s,]{{0,3}}(?:\b(?:{_AND})\b|&|\+)[\s,]*"
    rf"|[,;.]\s*(?:juga|og[eé])\b[\s,]*)"
    r"|(?P<end>(?<!\bjl)(?<!\bjln)(?<!\bno)(?<!\bgg)(?<!\bkec)(?<!\bkel)[.!?;]+\s+|\n+)|(?P<comma>\s*,\s*)",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:jadi(?:nya|na)?|bikin\w*|sehingga|sehinga|sampai|sampe|ampe|nepi|gara[- ]?gara|karena|krn"
    r"|karna|lantaran|akibat\w*"
    r"|makanya|menyebabkan|mengakibatkan|nyebab\w*|disebabkan|penyebab\w*|matak|alatan|ku sabab|sabab"
    r"|balukar\w*|nimpa|menimpa|nimpah|ngenaan"
    r"|kena|terkena|ketiban|katinggang|halangi|menghalangi|ngahalangan|nutup\w*|menutup\w*|tertutup"
    r"|ketutup|katutup|terhalang|kehalang"
    r"|apalagi|komo|bahkan|malah|padahal|kalau|kalo|klo|lamun|mun|upami|pami|akhirnya|alhasil|dampak\w*"
    r"|imbas\w*|soalnya|soalna|efek\w*"
    r"|tiap hujan|pas hujan|abis hujan|setelah|sesudah|sejak|biar|supaya|agar|because|so|causing|bekas"
    r"|dari (?:got|selokan|sampah|pabrik|pohon|lubang))\b",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"\b(?:sudah|udah|udh|sdh|geus|tos|parantos|telah)\s+(?:di)?(?:perbaiki|benerin|beres|bener|nyala"
    r"|ditambal|diangkut|dibersih\w*|hurung)"
    r"|\b(?:bukan|sanes)\b",
    re.IGNORECASE,
)
_WISH_WORD = re.compile(r"\b(?:usul\w*|saran|ngusul\w*|menyarankan|aspirasi)\b", re.IGNORECASE)
_OPENS_MORE = re.compile(rf"\W*(?:{_MORE}|juga|og[eé]|sama|dan|te?rus)\b", re.IGNORECASE)
_JOINTS = {"more": ", juga ", "and": " dan ", "end": ". ", "comma": ", ", "": ""}
_OPENING = re.compile(rf"^(?:[\s,;.:&+-]+|\b(?:{_MORE}|{_AND})\b)+", re.IGNORECASE)
_OFTEN_TOGETHER = {  # one brings the other: together they are one trouble unless told apart
    "flood_drainage": (
        *(
            "road_damage",
            "traffic_parking",
            "waste",
            "pollution",
            "health",
            "water_supply",
            "public_facility",
        ),
        "trees_parks",
    ),
    "waste": (
        "pollution",
        "health",
        "traffic_parking",
        "trees_parks",
        "public_order",
        "education",
        "water_supply",
    ),
    "road_damage": ("traffic_parking", "pollution", "water_supply", "public_facility", "trees_parks"),
    "trees_parks": ("street_light", "public_facility", "traffic_parking", "public_order"),
    "street_light": ("public_order", "traffic_parking", "public_facility"),
    "public_order": ("traffic_parking", "pollution"),
    "pollution": ("traffic_parking", "health", "water_supply", "public_facility"),
    "water_supply": ("health", "public_facility"),
    "education": ("traffic_parking", "public_facility", "flood_drainage", "water_supply"),
    POWER_CUT: ("street_light", "water_supply", "trees_parks", "public_facility"),
}
# "Gelap", "bau" alone tell more of the same; "banjir", "tumbang" tell a trouble of their own.
_TOLD_BY_A_WORD = frozenset(
    {"road_damage", "waste", "flood_drainage", "trees_parks", "traffic_parking", "public_order"}
)


@dataclass(frozen=True)
class Problem:
    """One trouble of a message: its words, its category if they tell it, its place."""

    text: str
    category: str | None = None
    place: Place | None = None


@dataclass(frozen=True)
class _Clause:
    text: str
    joint: str  # what stands before it: more, and, end, comma; "" at the beginning


@dataclass(frozen=True)
class _Group:
    """Clauses about one trouble."""

    text: str
    topic: str | None
    joint: str


def split(text: str) -> tuple[Problem, ...]:
    """The problems told here, each with its own words; at least one."""
    items = _listed(text)
    if items:
        return _with_places(text, [_Group(item, None, "item") for item in items])
    groups = _told_together(text)
    if len(groups) > 1:
        return _with_places(text, groups)
    return (Problem(text, _category(text), _place(text)),)


def clauses(text: str) -> list[str]:
    """The text cut wherever a new thought may begin."""
    return [clause.text for clause in _clauses(text)]


def _clauses(text: str) -> list[_Clause]:
    found, start, joint = [], 0, ""
    for match in _BOUNDARY.finditer(text):
        found.append(_Clause(text[start : match.start()], joint))
        start, joint = match.end(), match.lastgroup or ""
    return [
        clause for clause in (*found, _Clause(text[start:], joint)) if clause.text.strip() or not clause.joint
    ]


def _listed(text: str) -> Sequence[str]:
    """The items of "1. ... 2. ...", of "pertama ..., kedua ..." or of a list with bullets."""
    for cuts in (_numbered(text), _named_in_order(text), _bulleted(text)):
        items = _items(text, cuts)
        if len(items) > 1:
            return items[:MOST]
    return ()


def _numbered(text: str) -> list[tuple[int, int]]:
    marks = list(_ENUMERATED.finditer(text))
    in_order = [int(match["number"]) for match in marks] == list(range(1, len(marks) + 1))
    return [match.span() for match in marks] if in_order else []


def _named_in_order(text: str) -> list[tuple[int, int]]:
    marks = list(_ORDINALS.finditer(text))
    ranks = [_ORDINAL_RANK[match["word"].lower()] for match in marks]
    return [match.span() for match in marks] if ranks == list(range(1, len(marks) + 1)) else []


def _bulleted(text: str) -> list[tuple[int, int]]:
    marks = _DASH if _DASHED.search(text) else _BULLET
    return [match.span() for match in marks.finditer(text)]


def _items(text: str, cuts: list[tuple[int, int]]) -> list[str]:
    """What stands behind the marks; an item without a trouble belongs to the one before it."""
    items: list[str] = []
    ends = [start for start, _ in cuts[1:]] + [len(text)]
    for (_, start), end in zip(cuts, ends, strict=False):
        item = tidy(text[start:end])
        if has_trouble(item) or has_thing(item) or _is_wish(item):
            items.append(item)
        elif items and item:
            items[-1] = f"{items[-1]}. {item}"
    return items


def _told_together(text: str) -> list[_Group]:
    told = _clauses(text)
    if len(told) > _MOST_CLAUSES:
        return []
    groups: list[_Group] = []
    letter = len(text.split()) > _LETTER
    for clause in told:
        about = _about(clause)
        if not groups or (about and _parts(groups, clause, about, letter=letter)):
            groups.append(_Group(clause.text, about, clause.joint))
            continue
        at = next((n for n, group in enumerate(groups) if about and group.topic == about), len(groups) - 1)
        joined = f"{groups[at].text}{_JOINTS[clause.joint]}{clause.text}"
        groups[at] = replace(groups[at], text=joined, topic=groups[at].topic or about)
    return groups[:MOST]


def _parts(groups: list[_Group], clause: _Clause, about: str, *, letter: bool) -> bool:
    """Whether this clause begins a problem of its own."""
    known = [group.topic for group in groups if group.topic]
    if not known or _is_consequence(clause):
        return False
    elsewhere = all(_elsewhere(group.text, clause.text) for group in groups if group.topic)
    if about in known:
        return clause.joint == "more" and elsewhere
    if clause.joint == "more" or elsewhere:
        return True
    if letter or not (about in _TOLD_BY_A_WORD or names_thing(clause.text, about)):
        return False
    return not any(_come_together(about, other) for other in known)


def _come_together(one: str, other: str) -> bool:
    return one in _OFTEN_TOGETHER.get(other, ()) or other in _OFTEN_TOGETHER.get(one, ())


def _about(clause: _Clause) -> str | None:
    """The category of the trouble in this clause; one that is settled is none."""
    if _SETTLED.search(clause.text):
        return None
    if clause.joint and _WISH_WORD.search(clause.text) and _is_wish(clause.text):
        return agencies.category_named(clause.text) or "other"
    return topic(clause.text)


def _is_consequence(clause: _Clause) -> bool:
    """ "... jadi macet", "... gara-gara selokan mampet"."""
    first = first_trouble(clause.text)
    return _CAUSE.search(clause.text[: first + 1]) is not None


def _elsewhere(one: str, other: str) -> bool:
    here, there = _place(one), _place(other)
    if here is None or there is None:
        return False
    return there.text.lower() not in here.text.lower() and here.text.lower() not in there.text.lower()


def _with_places(text: str, groups: list[_Group]) -> tuple[Problem, ...]:
    """A place named once is everybody's; among several, "A dan B di cikutra" shares what comes behind."""
    own = [_place(group.text) for group in groups]
    named = {place.text: place for place in own if place}
    in_one_item = groups[0].joint == "item" and own[-1] is None
    if len(named) < 2 and not (named and in_one_item):
        shared = next(iter(named.values()), None) or _place(text)
        own = [shared] * len(groups)
    for n in reversed(range(len(groups) - 1)):
        if own[n] is None and groups[n + 1].joint == "and":
            own[n] = own[n + 1]
    return tuple(
        Problem(tidy(group.text), group.topic or _category(group.text), place)
        for group, place in zip(groups, own, strict=True)
    )


def _place(text: str) -> Place | None:
    found = places.find(text)
    return None if found is None or found.kind == "city" else found


def _category(text: str) -> str | None:
    return topic(text) or agencies.category_named(text)


def _is_wish(text: str) -> bool:
    return classify(text) is not Kind.COMPLAINT


def begins_more(text: str) -> bool:
    """ "Terus juga ...", "satu lagi ..."."""
    return _OPENS_MORE.match(text) is not None


def tidy(text: str) -> str:
    """Without the words and marks that joined it to others."""
    return _OPENING.sub("", text).strip(" \t\n,;:&+-")
