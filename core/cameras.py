"""Which public cameras show the traffic near a place: links to the city's own pages, never the streams."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from core.places import Place, mentioned
from core.places.city_map import CENTRE, distance_m, kecamatan_centre
from core.places.gazetteer import read

_FAR: Final = 3000.0  # metres; a camera further away says nothing about the place
_BEYOND: Final = 6000.0  # from the middle of a neighbouring town to the last camera on the way there
_LEADS: Final = 2000.0  # how much further one may be that stands on the road there
_SAME_SPOT: Final = 50.0  # two locations this close show the same junction
_OFF_ROAD: Final = 800.0  # how much further a camera on a road may be than one in a park or market
_EXACT: Final = frozenset({"pin", "landmark"})  # kinds whose point is good enough to name a distance
_ROADS: Final = frozenset({"junction", "street", "flood_watch"})


@dataclass(frozen=True)
class CameraHit:
    """One camera location to offer.

    ``distance_m`` is None where the place has no point; ``rough`` when it counts from the middle of a street
    or an area; ``named``: its name is that of the place.
    """

    name: str
    page_url: str
    distance_m: int | None
    kecamatan: str
    lat: float
    lon: float
    rough: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Location:
    name: str
    page_url: str
    kecamatan: str
    lat: float
    lon: float
    category: str
    shows: frozenset[str]  # official names of the streets and landmarks in its name, and beside it

    @property
    def on_road(self) -> bool:
        return self.category in _ROADS

    @property
    def for_floods(self) -> bool:
        return self.category == "flood_watch"


@cache
def _locations() -> tuple[_Location, ...]:
    return tuple(
        _Location(
            row["name"],
            row["page_url"],
            row["kecamatan"],
            row["lat"],
            row["lon"],
            row["category"],
            mentioned(row["name"]) | frozenset(row.get("near", ())),
        )
        for row in read("cameras.json")["locations"]
    )


@cache
def _beyond() -> Mapping[str, tuple[float, float]]:
    return {row["name"]: (row["lat"], row["lon"]) for row in read("cameras.json")["neighbours"]}


@cache
def _roads() -> Mapping[str, frozenset[str]]:
    return {row["name"]: frozenset(row.get("roads", ())) for row in read("places/outside.json")["places"]}


@cache
def known() -> tuple[int, int, str]:
    """How many cameras at how many locations, and the month of the list ("2026-02")."""
    rows = read("cameras.json")
    return sum(row["cameras"] for row in rows["locations"]), len(rows["locations"]), rows["data_as_of"]


def pages() -> Mapping[str, tuple[str, ...]]:
    """Every official page with the names of the cameras it shows; the page's address is the camera's id."""
    found: dict[str, tuple[str, ...]] = {}
    for one in _locations():
        found[one.page_url] = (*found.get(one.page_url, ()), one.name)
    return found


def nearest(place: Place | None, limit: int = 3, *, silent: Collection[str] = ()) -> list[CameraHit]:
    """The best cameras for a place: those of its street or junction first, then the nearest within 3 km.

    Without a place, or for the city as a whole, junctions of the centre; for a place outside the city none.
    ``silent`` are the ids of cameras that do not answer: they are left out.
    """
    if place is not None and place.outside:
        return []
    up = [one for one in _locations() if one.page_url not in silent]
    if place is None or place.kind == "city":
        junctions = [one for one in up if one.category == "junction"]
        return _hits(_spread(sorted(junctions, key=lambda one: _away(one, CENTRE)), limit), None)
    point, exact = _point(place), place.kind in _EXACT and place.lat is not None
    named = _named(up, place, point, within=_FAR if exact or place.kind == "kelurahan" else float("inf"))
    around = sorted(
        (one for one in up if point and _away(one, point) <= _FAR), key=lambda one: _detour(one, point)
    )
    chosen = _spread([*named, *around], limit)
    if place.kind == "pin":
        chosen.sort(key=lambda one: _away(one, point))
    return _hits(chosen, point, rough=not exact, named=named)


def on_the_way(place: Place, limit: int = 2, *, silent: Collection[str] = ()) -> list[CameraHit]:
    """The last cameras inside the city on the way to a place outside it, if one is near enough."""
    point = _beyond().get(place.name or "") or _point(place)
    if not place.outside or point is None:
        return []
    up = [one for one in _locations() if one.on_road and one.page_url not in silent]
    leads = _roads().get(place.name or "", frozenset())
    near = sorted(
        (one for one in up if _away(one, point) <= _BEYOND),
        key=lambda one: _away(one, point) - (_LEADS if one.shows & leads else 0.0),
    )
    return _hits(_spread(near, limit), point, rough=place.kind != "pin")


def _named(
    locations: Collection[_Location], place: Place, point: tuple[float, float] | None, *, within: float
) -> list[_Location]:
    """The cameras named after the place, or after its street; those of a namesake far away are none."""
    if place.kind == "pin" and not place.name:
        return []
    wanted = mentioned(place.text) | mentioned(place.name or "") | {place.name or ""}
    found = [one for one in locations if one.shows & wanted and _away(one, point) <= within]
    return sorted(
        found,
        key=lambda one: (
            place.name not in one.shows and place.name != one.name,
            -len(one.shows & wanted),
            not one.on_road,
            one.for_floods,
            _away(one, point),
        ),
    )


def _detour(one: _Location, point: tuple[float, float] | None) -> float:
    """Nearer is better, but a park shows no road."""
    return _away(one, point) + (0.0 if one.on_road else _OFF_ROAD)


def _point(place: Place) -> tuple[float, float] | None:
    """Where to look from; of a street in a known kecamatan ("arah Cibiru") the end that lies there."""
    if place.kecamatan and "arah " in place.text:
        return kecamatan_centre(place.kecamatan)
    if place.lat is not None and place.lon is not None:
        return place.lat, place.lon
    return kecamatan_centre(place.kecamatan) if place.kecamatan else None


def _away(location: _Location, point: tuple[float, float] | None) -> float:
    return distance_m(location.lat, location.lon, *point) if point else 0.0


def _spread(locations: Collection[_Location], limit: int) -> list[_Location]:
    """The first ``limit`` locations, leaving out those that show what an earlier one shows."""
    chosen: list[_Location] = []
    for one in locations:
        if len(chosen) == limit:
            break
        if all(distance_m(one.lat, one.lon, old.lat, old.lon) > _SAME_SPOT for old in chosen):
            chosen.append(one)
    return chosen


def _hits(
    locations: Collection[_Location],
    point: tuple[float, float] | None,
    *,
    rough: bool = False,
    named: Collection[_Location] = (),
) -> list[CameraHit]:
    def made() -> Iterator[CameraHit]:
        for one in locations:
            away = round(_away(one, point)) if point else None
            yield CameraHit(
                one.name, one.page_url, away, one.kecamatan, one.lat, one.lon, rough, one in named
            )

    return list(made())
