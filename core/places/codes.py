"""Short codes for a point that can be read without asking anyone: plus codes, geohashes, OpenStreetMap's."""

import re
from typing import Final

from core.places.city_map import CENTRE

_PLUS_DIGITS: Final = "23456789CFGHJMPQRVWX"
_PLUS = re.compile(rf"(?<![\w+])([{_PLUS_DIGITS}]{{4,8}})\+([{_PLUS_DIGITS}]{{2,3}})(?![\w+])", re.IGNORECASE)
_GEOHASH_DIGITS: Final = "0123456789bcdefghjkmnpqrstuvwxyz"
_OSM_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~"


def find_plus_code(text: str) -> tuple[float, float, int, int] | None:
    """The middle of the first plus code and where it stands; a short one is the nearest to the city."""
    if "+" not in text:
        return None
    for found in _PLUS.finditer(text):
        area, rest = found[1].upper(), found[2].upper()
        if len(area) % 2 == 0 and not (area + rest).isdigit():
            lat, lon = _near_city(area, rest) if len(area) < 8 else _plus_code(area + rest)
            return lat, lon, found.start(), found.end()
    return None


def _plus_code(code: str) -> tuple[float, float]:
    lat, lon, size = -90.0, -180.0, 20.0
    for index in range(0, 10, 2):
        lat += _PLUS_DIGITS.index(code[index]) * size
        lon += _PLUS_DIGITS.index(code[index + 1]) * size
        size /= 20
    return lat + size * 10, lon + size * 10


def _near_city(area: str, rest: str) -> tuple[float, float]:
    """Completes a short code so that it lies as near to the centre of the city as it can."""
    missing = (8 - len(area)) // 2
    step = 20.0 ** (2 - missing)
    lat, lon = _plus_code("2" * 2 * missing + area + rest)
    lat, lon = (
        value + round((centre - value) / step) * step
        for value, centre in zip((lat, lon), CENTRE, strict=True)
    )
    return lat, lon


def geohash(code: str) -> tuple[float, float] | None:
    """The middle of a geohash, as Waze's links carry it."""
    if not set(code) <= set(_GEOHASH_DIGITS):
        return None
    bits = "".join(f"{_GEOHASH_DIGITS.index(digit):05b}" for digit in code)
    return _halved(bits[1::2], 90.0), _halved(bits[0::2], 180.0)


def osm_code(code: str) -> tuple[float, float] | None:
    """The point of an OpenStreetMap short link ("osm.org/go/..."): bits of longitude and latitude in turn."""
    digits = code.replace("@", "~").rstrip("-=")
    if not digits or not set(digits) <= set(_OSM_DIGITS):
        return None
    bits = "".join(f"{_OSM_DIGITS.index(digit):06b}" for digit in digits)
    return _halved(bits[1::2], 90.0), _halved(bits[0::2], 180.0)


def _halved(bits: str, half: float) -> float:
    """The middle of what is left of -half..half when every bit chooses the upper or lower part."""
    low = -half
    size = 2 * half
    for bit in bits:
        size /= 2
        low += size * int(bit)
    return low + size / 2
