"""Coordinates that people paste: decimal numbers, degrees, codes, links of map applications."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote_plus

from core.places.codes import find_plus_code, geohash, osm_code

_NUMBER = r"[-+−]?\d{1,3}\.\d{1,16}"
_COMMA_NUMBER = r"[-+−]?\d{1,3},\d{1,16}"
_SOUTH, _EAST = r"(?:LS|LU|[SNU]|lintang\s+(?:selatan|utara))(?![a-z])", r"(?:BT|[ET]|bujur\s+timur)(?![a-z])"
_BETWEEN = r"\s*°?\s*(?:LS|S)?\s*[,;/|& ]\s*(?:dan\s+)?(?:BT|E)?\s*"
_PAIR = re.compile(rf"(?<![\d.,])({_NUMBER}){_BETWEEN}({_NUMBER})(?![\d.])", re.IGNORECASE)
_COMMA_PAIR = re.compile(
    rf"(?<![\d.,])({_COMMA_NUMBER})\s*°?\s*(?:LS|S)?(?:\s*[;/|]\s*|,?\s+|,)({_COMMA_NUMBER})(?![\d,])",
    re.IGNORECASE,
)
_EITHER = rf"\s*[:=]?\s*({_NUMBER}|{_COMMA_NUMBER})"
_LATITUDE, _LONGITUDE = r"\b(?:lat(?:itude)?|lintang)", r"\b(?:lon(?:g|gitude)?|lng|bujur)"
_BREAK = r"\s*[,;/|&]?\s*(?:dan\s+)?"
_LABELLED = (
    re.compile(_LATITUDE + _EITHER + _BREAK + _LONGITUDE + _EITHER, re.IGNORECASE),
    re.compile(_LONGITUDE + _EITHER + _BREAK + _LATITUDE + _EITHER, re.IGNORECASE),
)
_ANGLE = (
    r"(?:([-−])\s*)?(\d{1,3}(?:[.,]\d{1,12})?)\s*(?:[°º˚]|derajat|deg)\s*"
    r"(?:(\d{1,2}(?:[.,]\d{1,10})?)\s*(?:['’′`´]|menit|min)\s*)?"
    r"(?:(\d{1,2}(?:[.,]\d{1,8})?)\s*(?:\"|”|″|''|’’|′′|detik)\s*)?"
)
_DEGREES = re.compile(
    rf"(?:({_SOUTH})\s*)?{_ANGLE}({_SOUTH})?[,;/\s]*(?:({_EAST})\s*)?{_ANGLE}({_EAST})?", re.IGNORECASE
)
_LINK = re.compile(
    r"(?:https?://|geo:|waze:|www\.|maps\.app\.|goo\.gl/|(?:maps\.|www\.)?google\.(?:com|co\.id)/maps|maps\.google\."
    r"|maps\.apple\.com|(?:www\.)?openstreetmap\.org/|osm\.org/|(?:www\.)?waze\.com/)\S+",
    re.IGNORECASE,
)
_LINK_FORMS = tuple(
    re.compile(form.replace("N", rf"({_NUMBER}|[-+−]?\d{{1,3}})"), re.IGNORECASE)
    for form in (
        r"!3dN!4dN",
        r"[?&;](?:q|query|ll|sll|latlng|destination|daddr|coordinate|to|mlat)=(?:loc:|ll\.)?N(?:,\s*|&mlon=)N",
        r"[?&](?:center|cp|map|marker|pin)=N[,~]N",
        r"geo:N,N",
        r"map=\d{1,2}(?:\.\d+)?/N/N",
        r"/@?N,\s*N",
        r"@N,N",
    )
)
_CODE_IN_LINK = (
    (re.compile(r"waze\.com/ul/h([0-9a-z]{6,12})", re.IGNORECASE), geohash),
    (re.compile(r"(?:osm\.org|openstreetmap\.org)/go/([\w~@]{5,14}[-=]*)", re.IGNORECASE), osm_code),
)
_NAME_IN_LINK = re.compile(
    r"/maps/(?:place|search|dir/[^/]*)/([^/@?]+)|[?&](?:q|query|destination|daddr)=([^&]+)"
)
_INDONESIA: Final = (-11.5, 6.5, 94.5, 141.5)
_NEAR_BANDUNG: Final = (-7.5, -6.4, 106.9, 108.3)


class Point(NamedTuple):
    lat: float
    lon: float
    start: int
    end: int


def _links(text: str) -> Iterator[re.Match[str]]:
    return _LINK.finditer(text) if "/" in text or ":" in text else iter(())


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "."))


def _within(box: tuple[float, float, float, float], lat: float, lon: float) -> bool:
    south, north, west, east = box
    return south <= lat <= north and west <= lon <= east


def _settle(lat: float, lon: float, *, rough: bool = False) -> tuple[float, float] | None:
    """Put right what people get wrong: the order, and the minus sign of a southern latitude.

    ``rough`` numbers with one or two decimals are coordinates only around the city.
    """
    box = _NEAR_BANDUNG if rough else _INDONESIA
    for one, two in ((lat, lon), (lon, lat)):
        if 5 < one < 8.5 and _within(box, -one, two):
            return -one, two
        if _within(box, one, two):
            return one, two
    return None


def _from_link(link: str) -> tuple[float, float] | None:
    for form in _LINK_FORMS:
        for pair in form.finditer(link):
            lat, lon = _number(pair[1]), _number(pair[2])
            if (lat, lon) != (0, 0) and abs(lat) <= 90 and abs(lon) <= 180:
                return lat, lon
    for form, decoded in _CODE_IN_LINK:
        code = form.search(link)
        if code:
            return decoded(code[1])
    inside = _in_words(link)
    return (inside.lat, inside.lon) if inside else None


def _angle(values: tuple[str | None, ...]) -> float:
    sign, degrees, minutes, seconds = values
    size = sum(
        _number(value) / share
        for value, share in zip((degrees, minutes, seconds), (1, 60, 3600), strict=True)
        if value
    )
    return -size if sign else size


def _from_degrees(found: re.Match[str]) -> Point | None:
    groups = found.groups()
    lat, lon = _angle(groups[1:5]), _angle(groups[7:11])
    side = (groups[0] or groups[5] or "").upper()
    if side in {"S", "LS"} or "SELATAN" in side:
        lat = -abs(lat)
    settled = (lat, lon) if side and _within(_INDONESIA, lat, lon) else _settle(lat, lon)
    return Point(*settled, found.start(), found.end()) if settled else None


def _decimal_pairs(text: str) -> Iterator[tuple[str, str, int, int]]:
    for number, form in enumerate(_LABELLED):
        for pair in form.finditer(text):
            yield (pair[1], pair[2], *pair.span()) if number == 0 else (pair[2], pair[1], *pair.span())
    for form in (_PAIR, _COMMA_PAIR):
        for pair in form.finditer(text):
            yield pair[1], pair[2], *pair.span()


def _in_words(text: str) -> Point | None:
    for degrees in _DEGREES.finditer(text):
        point = _from_degrees(degrees)
        if point:
            return point
    for one, two, start, end in _decimal_pairs(text):
        settled = _settle(_number(one), _number(two), rough=len(one) < 6 or len(two) < 7)
        if settled:
            return Point(*settled, start, end)
    code = find_plus_code(text)
    return Point(*code) if code else None


def find_point(text: str) -> Point | None:
    """The first readable coordinates of a text; short links carry none and give None."""
    for link in _links(text):
        settled = _from_link(unquote_plus(link.group()))
        if settled:
            return Point(*settled, link.start(), link.end())
    return _in_words(without_links(text))


def name_in_link(text: str) -> tuple[str, int, int] | None:
    """The written place that a map link asks for ("/maps/place/Gedung+Sate") and where the link stands."""
    for link in _links(text):
        named = _NAME_IN_LINK.search(link.group())
        if named:
            return unquote_plus(named[1] or named[2]), link.start(), link.end()
    return None


def unread_link(text: str) -> str | None:
    """A short map link ("maps.app.goo.gl/..."), whose point only its owner's server could tell."""
    for link in _links(text):
        short = re.search(r"maps\.app\.goo\.gl/|goo\.gl/|maps\.apple/p/|/maps\?cid=|g\.co/", link.group())
        if short and _from_link(unquote_plus(link.group())) is None:
            return link.group()
    return None


def without_links(text: str) -> str:
    """The same text with every link blanked, so that positions stay and link words name no place."""
    for link in _links(text):
        text = text[: link.start()] + " " * len(link.group()) + text[link.end() :]
    return text
