"""Which kelurahan a point lies in, and which neighbour of the city when it lies beside it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from shapely import STRtree, prepare
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from core.places.gazetteer import read


class _Outlines:
    """Named shapes, the first one that holds a point wins."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], key: str) -> None:
        self.names = [str(row[key]) for row in rows]
        self.shapes: list[BaseGeometry] = [shape(row["geometry"]) for row in rows]
        prepare(self.shapes)
        self._tree = STRtree(self.shapes)

    def at(self, point: Point) -> list[str]:
        return [self.names[index] for index in sorted(self._tree.query(point, predicate="intersects"))]

    def nearest(self, point: Point, start: str) -> str:
        """The nearest shape whose name begins so."""
        distances = {
            name: shape.distance(point)
            for name, shape in zip(self.names, self.shapes, strict=True)
            if name.startswith(start)
        }
        return min(distances, key=lambda name: distances[name])


@cache
def _outlines() -> tuple[_Outlines, _Outlines]:
    rows = read("places/outlines.json")
    return _Outlines(rows["kelurahan"], "adm4"), _Outlines(rows["neighbours"], "name")


def kelurahan_code(lat: float, lon: float, adm3: str) -> str:
    """The adm4 of the kelurahan at a point of a kecamatan; the nearest one where the outlines leave a gap."""
    point = Point(lon, lat)
    here = [code for code in _outlines()[0].at(point) if code.startswith(adm3)]
    return here[0] if here else _outlines()[0].nearest(point, adm3)


def kelurahan_outlines() -> Sequence[BaseGeometry]:
    """The shape of every kelurahan (longitude first, as in GeoJSON)."""
    return _outlines()[0].shapes


def neighbour(lat: float, lon: float) -> str | None:
    """The city or kabupaten next to Kota Bandung at a point, or None farther away."""
    names = _outlines()[1].at(Point(lon, lat))
    return names[0] if names else None
