"""Coordinates that people paste: decimal numbers, degrees, links of map applications."""

import re
from typing import NamedTuple
from urllib.parse import unquote

_NUMBER = r"[-+−]?\d{1,3}\.\d{3,16}"
_PAIR = re.compile(rf"(?<![\d.])({_NUMBER})\s*°?\s*(?:LS|S)?\s*[,;/ ]\s*({_NUMBER})(?![\d.])", re.IGNORECASE)
_COMMA_PAIR = re.compile(r"(?<![\d,])([-−]?\d{1,2},\d{4,16})\s*[,;/ ]\s*(\d{2,3},\d{4,16})(?![\d,])")
_ANGLE = r"(\d{1,3})\s*[°º]\s*(\d{1,2})\s*['’′]\s*(\d{1,2}(?:[.,]\d{1,8})?)\s*(?:\"|”|″|'')\s*"
_DEGREES = re.compile(_ANGLE + r"(N|S|LU|LS)[,\s]*" + _ANGLE + r"(E|BT|W)", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|geo:|www\.|maps\.app\.|goo\.gl/)\S+", re.IGNORECASE)
_LINK_FORMS = tuple(
    re.compile(form.replace("N", rf"({_NUMBER})"))
    for form in (
        r"!3dN!4dN",
        r"(?:q|query|ll|destination|center)=(?:loc:)?N,\s*\+?N",
        r"geo:N,N",
        r"/@?N,\+?N",
        r"@N,N",
    )
)
_INDONESIA = (-11.5, 6.5, 94.5, 141.5)


class Point(NamedTuple):
    lat: float
    lon: float
    start: int
    end: int


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "."))


def _in_indonesia(lat: float, lon: float) -> bool:
    south, north, west, east = _INDONESIA
    return south <= lat <= north and west <= lon <= east


def _settle(lat: float, lon: float) -> tuple[float, float] | None:
    """Put right what people get wrong: the order, and the minus sign of a southern latitude."""
    for one, two in ((lat, lon), (lon, lat)):
        if 5 < one < 8.5 and _in_indonesia(-one, two):
            return -one, two
        if _in_indonesia(one, two):
            return one, two
    return None


def _from_link(found: re.Match[str]) -> Point | None:
    link = unquote(found.group())
    for form in _LINK_FORMS:
        pair = form.search(link)
        if pair:
            lat, lon = _number(pair[1]), _number(pair[2])
            if abs(lat) <= 90 and abs(lon) <= 180:
                return Point(lat, lon, found.start(), found.end())
    return None


def _from_degrees(found: re.Match[str]) -> Point | None:
    values = [_number(found[group]) for group in (1, 2, 3, 5, 6, 7)]
    lat = values[0] + values[1] / 60 + values[2] / 3600
    lon = values[3] + values[4] / 60 + values[5] / 3600
    lat = -lat if found[4].upper() in {"S", "LS"} else lat
    return Point(lat, lon, found.start(), found.end()) if _in_indonesia(lat, lon) else None


def find_point(text: str) -> Point | None:
    """The first readable coordinates of a text; short links carry none and give None."""
    for link in _LINK.finditer(text):
        point = _from_link(link)
        if point:
            return point
    degrees = _DEGREES.search(text)
    if degrees:
        return _from_degrees(degrees)
    for form in (_PAIR, _COMMA_PAIR):
        for pair in form.finditer(text):
            settled = _settle(_number(pair[1]), _number(pair[2]))
            if settled:
                return Point(*settled, pair.start(), pair.end())
    return None


def without_links(text: str) -> str:
    """The same text with every link blanked, so that positions stay and link words name no place."""
    return _LINK.sub(lambda link: " " * len(link.group()), text)
