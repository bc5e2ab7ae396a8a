"""Which public cameras show the traffic near a place: links to the city's own pages, never the streams."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from core.places import Place, mentioned
from core.places.city_map import CENTRE, distance_m, kecamatan_centre
from core.places.gazetteer import read

_FAR: Final = 3000.0  # metres; a camera further away says nothing about the place
_SAME_SPOT: Final = 50.0  # two locations this close show the same junction
_EXACT: Final = frozenset({"pin", "landmark"})  # kinds whose point is good enough to name a distance


@dataclass(frozen=True)
class CameraHit:
    """One camera location to offer. ``distance_m`` is None when the place is too wide for a distance."""

    name: str
    page_url: str
    distance_m: int | None
    kecamatan: str


@dataclass(frozen=True, slots=True)
class _Location:
    name: str
    page_url: str
    kecamatan: str
    lat: float
    lon: float
    is_junction: bool
    is_road: bool
    shows: frozenset[str]  # official names of the streets and landmarks in its name


@cache
def _locations() -> tuple[_Location, ...]:
    return tuple(
        _Location(
            row["name"],
            row["page_url"],
            row["kecamatan"],
            row["lat"],
            row["lon"],
            row["category"] == "junction",
            row["category"] in {"junction", "street"},
            mentioned(row["name"]),
        )
        for row in read("cameras.json")["locations"]
    )


def nearest(place: Place | None, limit: int = 3) -> list[CameraHit]:
    """The best cameras for a place: those of its street or junction first, then the nearest within 3 km.

    Without a place, or for the city as a whole, junctions of the centre; for a place outside the city none.
    """
    if place is not None and place.outside:
        return []
    if place is None or place.kind == "city":
        return _spread(_by_distance(CENTRE, junctions=True), limit, None)
    wanted = frozenset() if place.kind == "pin" else mentioned(place.text) | mentioned(place.name or "")
    point = _point(place)
    named = [location for location in _locations() if location.shows & wanted]
    named.sort(key=lambda one: (-len(one.shows & wanted), not one.is_road, _away(one, point)))
    around = _by_distance(point, within=_FAR) if point else []
    exact = place.kind in _EXACT and place.lat is not None
    return _spread([*named, *around], limit, point if exact else None)


def _point(place: Place) -> tuple[float, float] | None:
    if place.lat is not None and place.lon is not None:
        return place.lat, place.lon
    return kecamatan_centre(place.kecamatan) if place.kecamatan else None


def _away(location: _Location, point: tuple[float, float] | None) -> float:
    return distance_m(location.lat, location.lon, *point) if point else 0.0


def _by_distance(
    point: tuple[float, float], *, within: float = float("inf"), junctions: bool = False
) -> list[_Location]:
    near = [one for one in _locations() if (one.is_junction or not junctions) and _away(one, point) <= within]
    return sorted(near, key=lambda one: _away(one, point))


def _spread(locations: list[_Location], limit: int, point: tuple[float, float] | None) -> list[CameraHit]:
    """The first ``limit`` locations, leaving out those that show what an earlier one shows."""
    chosen: list[_Location] = []
    for one in locations:
        if len(chosen) == limit:
            break
        if all(distance_m(one.lat, one.lon, old.lat, old.lon) > _SAME_SPOT for old in chosen):
            chosen.append(one)
    return [
        CameraHit(one.name, one.page_url, round(_away(one, point)) if point else None, one.kecamatan)
        for one in chosen
    ]
