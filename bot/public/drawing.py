"""The city drawn as SVG: its kecamatan, shaded by how much is reported there, and a dot for each report.

Drawn here, so that the page shows a map without a script and without asking any other server.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil, cos, radians, sqrt

from shapely.geometry.base import BaseGeometry

from core import places
from core.tickets.published import Point

WIDTH = 2000  # units of the drawing; about 10 m each
LEVELS = 4
_MARGIN = 0.06  # of a kecamatan's size, around it
_EAST = cos(radians(-6.92))
_FINE = 0.0002  # degrees: about 20 m, less than a line is wide


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a kecamatan as SVG path data, and what it takes up: left, top, width, height."""

    path: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Shade:
    """One shade of the legend: level and the numbers it stands for."""

    level: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Name:
    """A kelurahan's name in the middle of it; ``size`` of its letters fits the view of its kecamatan."""

    text: str
    x: int
    y: int
    size: int


class _Projection:
    """Degrees to units of the drawing: north is up, as wide as high at this latitude."""

    def __init__(self, west: float, north: float, east: float) -> None:
        self._west, self._north = west, north
        self._scale = WIDTH / ((east - west) * _EAST)

    def __call__(self, lon: float, lat: float) -> tuple[int, int]:
        return round((lon - self._west) * _EAST * self._scale), round((self._north - lat) * self._scale)


@cache
def _projection() -> _Projection:
    bounds = [shape.bounds for shape in places.districts().values()]
    return _Projection(min(b[0] for b in bounds), max(b[3] for b in bounds), max(b[2] for b in bounds))


@cache
def shapes() -> Mapping[str, Shape]:
    """Every kecamatan by its name, in alphabetical order."""
    return {name: _shape(outline) for name, outline in sorted(places.districts().items())}


def _shape(outline: BaseGeometry) -> Shape:
    simple = outline.simplify(_FINE)
    rings = [part.exterior.coords for part in getattr(simple, "geoms", [simple])]
    corners = [[_projection()(lon, lat) for lon, lat in ring] for ring in rings]
    xs, ys = zip(*(corner for ring in corners for corner in ring), strict=True)
    box = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return Shape("".join(map(_path, corners)), box)


def _path(ring: Sequence[tuple[int, int]]) -> str:
    """A closed ring, each corner told as the step from the one before: half as long as in full."""
    steps = [f"{x - px} {y - py}" for (px, py), (x, y) in pairwise(ring[:-1])]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z"


@cache
def whole() -> str:
    """The view of the whole city."""
    boxes = [shape.box for shape in shapes().values()]
    return f"-10 -10 {WIDTH + 20} {max(top + height for _, top, _, height in boxes) + 20}"


def view(kecamatan: str) -> str:
    """What part of the drawing to show: one kecamatan with some room around it, or the whole city."""
    shape = shapes().get(kecamatan)
    if shape is None:
        return whole()
    left, top, width, height = shape.box
    room = round(max(width, height) * _MARGIN)
    return f"{left - room} {top - room} {width + 2 * room} {height + 2 * room}"


def names(kecamatan: str) -> Sequence[Name]:
    """The kelurahan of one kecamatan, to find one's way; none in the view of the whole city."""
    shape = shapes().get(kecamatan)
    if shape is None:
        return ()
    size = round(max(shape.box[2:]) / 18)
    return [
        Name(name, *_projection()(lon, lat), size) for name, (lat, lon) in places.villages(kecamatan).items()
    ]


def dots(points: Sequence[Point]) -> str:
    """Path data that, drawn with round ends, puts a dot at each place inside the city."""
    spots = dict.fromkeys(_projection()(point.lon, point.lat) for point in points)
    return "".join(f"M{x} {y}h0" for x, y in spots if 0 <= x <= WIDTH and 0 <= y <= WIDTH)


def level(number: int, most: int) -> int:
    """The shade of a kecamatan, 0 for none: by the square root, since few stand far above the others."""
    return min(LEVELS, ceil(LEVELS * sqrt(number / most))) if number else 0


def legend(numbers: Sequence[int]) -> Sequence[Shade]:
    """What the shades stand for, those that no kecamatan has left out."""
    most = max(numbers, default=0)
    found: dict[int, list[int]] = {}
    for number in sorted(numbers):
        found.setdefault(level(number, most), []).append(number)
    return [Shade(shade, min(values), max(values)) for shade, values in sorted(found.items())]
