"""Where a pin lies in the city, and which kelurahan's forecast speaks for a place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import cos, hypot, isfinite, radians
from typing import Any, Final, Protocol, cast

from shapely import STRtree, prepare
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from core.places.gazetteer import read
from core.places.model import Place
from core.places.outlines import kelurahan_code, neighbour

CENTRE: Final = (-6.92185, 107.60695)  # Alun-alun Bandung
_BORDER_TOLERANCE: Final = 150.0  # metres; the polygons are simplified and phones are imprecise
_AT_CENTRE: Final = 0.0002  # degrees; a published centre is meant even where the outline bends around it
_METRES_PER_DEGREE: Final = 111_195.0
_EAST: Final = cos(radians(-6.92))


@dataclass(frozen=True, slots=True)
class _Area:
    code: str
    name: str
    lat: float
    lon: float


class _Located(Protocol):
    @property
    def lat(self) -> float: ...

    @property
    def lon(self) -> float: ...


@dataclass(frozen=True, slots=True)
class _Map:
    kecamatan: Mapping[str, _Area]  # by adm3
    kelurahan: tuple[_Area, ...]
    by_code: Mapping[str, _Area]  # kelurahan by adm4
    codes: Mapping[str, str]  # kecamatan name to adm3
    polygons: tuple[BaseGeometry, ...]
    polygon_codes: tuple[str, ...]
    tree: STRtree


@cache
def _map() -> _Map:
    areas = read("places/areas.json")
    borders = read("places/boundaries.json")["kecamatan"]
    polygons = tuple(shape(row["geometry"]) for row in borders)
    prepare(polygons)
    return _Map(
        {row["adm3"]: _area(row["adm3"], row) for row in areas["kecamatan"]},
        tuple(_area(row["adm4"], row) for row in areas["kelurahan"]),
        {row["adm4"]: _area(row["adm4"], row) for row in areas["kelurahan"]},
        {row["name"]: row["adm3"] for row in areas["kecamatan"]},
        polygons,
        tuple(row["adm3"] for row in borders),
        STRtree(polygons),
    )


def districts() -> dict[str, BaseGeometry]:
    """The shape of every kecamatan by its name (longitude first, as in GeoJSON)."""
    city = _map()
    return {
        city.kecamatan[code].name: shape
        for code, shape in zip(city.polygon_codes, city.polygons, strict=True)
    }


def villages(kecamatan: str) -> dict[str, tuple[float, float]]:
    """The centre (latitude, longitude) of each kelurahan of this kecamatan by its name."""
    city = _map()
    code = city.codes.get(kecamatan, "-")
    return {area.name: (area.lat, area.lon) for area in city.kelurahan if area.code.startswith(code)}


def _area(code: str, row: Mapping[str, Any]) -> _Area:
    return _Area(code, row["name"], row["lat"], row["lon"])


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Metres between two points of the city; flat, good to a few metres here."""
    return hypot((lat1 - lat2) * _METRES_PER_DEGREE, (lon1 - lon2) * _METRES_PER_DEGREE * _EAST)


def kecamatan_code(name: str | None) -> str | None:
    """The adm3 code of a kecamatan's official name."""
    return _map().codes.get(name) if name else None


def kecamatan_centre(name: str) -> tuple[float, float]:
    """The centroid of a kecamatan.

    Raises:
        KeyError: there is no kecamatan of this name.
    """
    area = _map().kecamatan[_map().codes[name]]
    return area.lat, area.lon


def _code_at(lat: float, lon: float) -> str | None:
    city, point = _map(), Point(lon, lat)
    inside = city.tree.query(point, predicate="intersects")
    if len(inside):
        return city.polygon_codes[int(inside[0])]
    nearest = int(cast("int", city.tree.nearest(point)))
    tolerated = city.polygons[nearest].distance(point) * _METRES_PER_DEGREE <= _BORDER_TOLERANCE
    return city.polygon_codes[nearest] if tolerated else None


def _nearest_kelurahan(lat: float, lon: float, adm3: str = "") -> _Area:
    candidates = (area for area in _map().kelurahan if area.code.startswith(adm3))
    return min(candidates, key=lambda area: distance_m(lat, lon, area.lat, area.lon))


def _kelurahan_at(lat: float, lon: float) -> _Area | None:
    for area in _map().kelurahan:
        if abs(area.lat - lat) < _AT_CENTRE and abs(area.lon - lon) < _AT_CENTRE:
            return area
    adm3 = _code_at(lat, lon)
    if adm3 is None:
        return None
    return _map().by_code[kelurahan_code(lat, lon, adm3)]


def _outside(lat: float, lon: float) -> Place:
    there = neighbour(lat, lon)
    text = f"Titik peta di {there}, di luar Kota Bandung" if there else "Titik peta di luar Kota Bandung"
    return Place(text, "pin", name=there, lat=lat, lon=lon, outside=True)


def locate(lat: float, lon: float) -> Place:
    """A pin: its kelurahan and kecamatan by their outlines.

    Anything that is not a point of the city, even not a number, is ``outside``; beside the city it carries
    the neighbour's name.
    """
    if not (isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return Place("Titik peta yang tidak terbaca", "pin", outside=True)
    kelurahan = _kelurahan_at(lat, lon)
    if kelurahan is None:
        return _outside(lat, lon)
    adm3 = kelurahan.code[:8]
    kecamatan = _map().kecamatan[adm3]
    return Place(
        text=f"Titik peta di sekitar Kel. {kelurahan.name}, Kec. {kecamatan.name}",
        kind="pin",
        kelurahan=kelurahan.name,
        adm4=kelurahan.code,
        kecamatan=kecamatan.name,
        adm3=adm3,
        lat=lat,
        lon=lon,
    )


def with_codes(place: Place) -> Place:
    """Add the kecamatan's code to a place that only carries its name."""
    return replace(place, adm3=kecamatan_code(place.kecamatan)) if place.kecamatan else place


def weather_code(place: Place | None) -> tuple[str, str]:
    """The kelurahan (adm4) whose forecast fits a place, and what to call the area in the answer.

    An unknown place and the city itself stand for the centre; a place outside the city too, so ask
    ``place.outside`` first.
    """
    if place is None or place.outside or place.kind == "city":
        return _nearest_kelurahan(*CENTRE).code, "Bandung"
    if place.adm4 and place.kelurahan and place.kind != "pin":
        return place.adm4, f"Kel. {place.kelurahan}"
    if place.lat is not None and place.lon is not None and place.kind != "kecamatan":
        return _weather_at(place)
    if place.adm3:
        area = _map().kecamatan[place.adm3]
        return _nearest_kelurahan(area.lat, area.lon, area.code).code, f"Kec. {area.name}"
    return _nearest_kelurahan(*CENTRE).code, "Bandung"


def _weather_at(place: Place) -> tuple[str, str]:
    lat, lon = cast("float", place.lat), cast("float", place.lon)
    found = locate(lat, lon)
    if not found.adm4:  # on the border, such as a toll gate
        area = _nearest_kelurahan(lat, lon)
        return area.code, f"Kec. {_map().kecamatan[area.code[:8]].name}"
    namesake = next((area for area in _map().kelurahan if area.name == place.name), None)
    if namesake and place.kind == "street" and distance_m(lat, lon, namesake.lat, namesake.lon) < 3000:
        return namesake.code, f"Kel. {namesake.name}"
    return found.adm4, f"Kec. {found.kecamatan}"
