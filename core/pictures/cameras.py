"""A small map of the cameras near a place: borders, the place, and the cameras by their numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from math import cos, hypot, radians
from typing import Final, Protocol

from shapely import STRtree
from shapely.geometry import Point
from shapely.geometry import box as rectangle
from shapely.geometry.base import BaseGeometry

from core.pictures.canvas import MARGIN, WIDTH, Box, Canvas, Spot, drawable, fitted
from core.pictures.picture import PATH, Picture
from core.pictures.theme import Theme
from core.pictures.words import Words, words
from core.places.city_map import distance_m, districts
from core.places.gazetteer import read
from core.places.outlines import kelurahan_outlines

MOST: Final = 9
FARTHEST: Final = 8000.0  # metres from the place; what is farther makes no map of its surroundings
_EAST: Final = cos(radians(-6.92))
_DEGREE: Final = 111_195.0  # metres
_NARROWEST: Final = 2000.0  # metres across: closer up, borders alone tell nobody where that is
_MAP: Final[Box] = (MARGIN, 128, WIDTH - MARGIN, 908)
_RADIUS: Final = 34
_ROW: Final = 60
_FOOT: Final = 116
_BESIDE: Final = ((0, 0), (0, -80), (0, 80), (-110, 0), (110, 0))  # where a kecamatan's name may go instead
_NAME_FROM: Final = 0.05  # of the map: smaller pieces of a kecamatan stay without a name


class Hit(Protocol):
    """A camera as an answer offers it."""

    @property
    def name(self) -> str: ...

    @property
    def page_url(self) -> str: ...

    @property
    def distance_m(self) -> int | None: ...


@dataclass(frozen=True)
class Camera:
    """One camera location of the city's list, under a short name that does not change with the list."""

    code: str
    name: str
    lat: float
    lon: float


@cache
def known() -> Mapping[str, Camera]:
    """Every camera location by its short name."""
    rows = read("cameras.json")["locations"]
    found = (Camera(_code(row["page_url"]), row["name"], row["lat"], row["lon"]) for row in rows)
    return {camera.code: camera for camera in found}


def _code(page_url: str) -> str:
    return blake2b(page_url.encode(), digest_size=4).hexdigest()


def chosen(lat: float, lon: float, codes: Sequence[str]) -> tuple[Camera, ...] | None:
    """The cameras of a map in their order; None when it is none that we offer."""
    cameras = [known().get(code) for code in codes]
    found = tuple(camera for camera in cameras if camera is not None)
    is_whole = len(found) == len(set(codes)) == len(cameras) <= MOST
    is_near = all(distance_m(lat, lon, one.lat, one.lon) <= FARTHEST for one in found)
    return found if found and is_whole and is_near else None


def picture(
    lat: float, lon: float, hits: Sequence[Hit], language: str, *, exact: bool = True
) -> Picture | None:
    """The map of these cameras, numbered in this order; None when one of them cannot be placed.

    ``exact``: the point is the place itself, not somewhere on a long street; only then distances are told.
    """
    lat, lon, said = round(lat, 4), round(lon, 4), words(language)
    codes = [_code(hit.page_url) for hit in hits]
    if chosen(lat, lon, codes) is None:
        return None
    kind = "titik" if exact else "sekitar"
    path = f"{PATH}kamera/{said.language}/{kind}/{lat:.4f},{lon:.4f}/{'.'.join(codes)}.png"
    lines = [f"{number}. {hit.name}{_away(hit, said) if exact else ''}" for number, hit in enumerate(hits, 1)]
    return Picture(path, said.camera_alt.format(cameras=", ".join(lines), source=_source(said)))


def _away(hit: Hit, said: Words) -> str:
    return "" if hit.distance_m is None else f" {_metres(hit.distance_m, said)}"


def _metres(metres: float, said: Words) -> str:
    if metres < 1000:
        return f"{round(metres / 50) * 50 or 50} m"
    figure = f"{metres / 1000:.1f}"
    return f"{figure if said.language == 'en' else figure.replace('.', ',')} {said.kilometre}"


def _source(said: Words) -> str:
    year, month = read("cameras.json")["data_as_of"].split("-")[:2]
    return said.camera_source.format(month=f"{month}/{year}")


@dataclass(frozen=True)
class _View:
    """Degrees to pixels, so that the place and all cameras are well inside the map."""

    west: float
    north: float
    scale: float  # pixels per degree of latitude

    def __call__(self, lon: float, lat: float) -> Spot:
        return _MAP[0] + (lon - self.west) * _EAST * self.scale, _MAP[1] + (self.north - lat) * self.scale

    def back(self, x: float, y: float) -> tuple[float, float]:
        return self.west + (x - _MAP[0]) / self.scale / _EAST, self.north - (y - _MAP[1]) / self.scale

    def outline(self) -> BaseGeometry:
        across = (_MAP[2] - _MAP[0]) / self.scale / _EAST
        return rectangle(
            self.west, self.north - (_MAP[3] - _MAP[1]) / self.scale, self.west + across, self.north
        )


def _view(points: Sequence[tuple[float, float]]) -> _View:
    lats, lons = [point[0] for point in points], [point[1] for point in points]
    wide, high = _MAP[2] - _MAP[0], _MAP[3] - _MAP[1]
    room = 2.6 * _RADIUS  # kept free on each side: for markers, the scale and the compass
    across = max((max(lons) - min(lons)) * _EAST, _NARROWEST / _DEGREE)
    down = max(lats) - min(lats)
    scale = min((wide - 2 * room) / across, (high - 3.4 * room) / max(down, 1e-6))
    middle = (max(lats) + min(lats)) / 2, (max(lons) + min(lons)) / 2
    return _View(middle[1] - wide / 2 / scale / _EAST, middle[0] + high / 2 / scale, scale)


def draw(
    lat: float, lon: float, cameras: Sequence[Camera], language: str, theme: Theme, *, exact: bool = True
) -> Canvas:
    """The map with its list."""
    said = words(language)
    canvas = Canvas(round(_MAP[3]) + 30 + (len(cameras) + 1) * _ROW + _FOOT, theme)
    view = _view([(lat, lon), *((one.lat, one.lon) for one in cameras)])
    canvas.text((MARGIN, 38), said.cameras, 56, theme.ink, bold=True)
    _land(canvas, view)
    place = view(lon, lat)
    spots = _apart([view(one.lon, one.lat) for one in cameras], place)
    for spot, one in zip(spots, cameras, strict=True):
        canvas.line([view(one.lon, one.lat), spot], theme.ink, 4)
        canvas.circle(view(one.lon, one.lat), 7, theme.ink)
    _pin(canvas, place, 1.0)
    for number, spot in enumerate(spots, 1):
        _number(canvas, spot, number, _RADIUS)
    _compass(canvas, said)
    _scale_bar(canvas, view, said)
    _names(canvas, view, [*spots, place])
    _trim(canvas)
    _list(canvas, (lat, lon) if exact else None, cameras, said)
    return canvas


def _land(canvas: Canvas, view: _View) -> None:
    theme, seen = canvas.theme, view.outline()
    canvas.panel(_MAP, theme.land_beside, 0)
    shapes = [shape for shape in districts().values() if shape.intersects(seen)]
    for corners in _rings(shapes, seen):
        canvas.polygon([view(*corner) for corner in corners], theme.land)
    tree, outlines = _kelurahan()
    for corners in _rings([outlines[index] for index in tree.query(seen)], seen):
        canvas.line([view(*corner) for corner in corners], theme.thin_border, 3)
    for corners in _rings(shapes, seen):
        canvas.line([view(*corner) for corner in corners], theme.border, 5)


@cache
def _kelurahan() -> tuple[STRtree, Sequence[BaseGeometry]]:
    outlines = kelurahan_outlines()
    return STRtree(outlines), outlines


def _rings(shapes: Sequence[BaseGeometry], seen: BaseGeometry) -> Iterator[Sequence[Spot]]:
    """The outer rings of what is seen of these shapes, cut a little outside the map, exact to a pixel."""
    wider = seen.buffer(_height(seen) / 20, join_style="mitre")
    for shape in shapes:
        part = shape.intersection(wider)
        for piece in getattr(part, "geoms", [part]):
            if piece.geom_type == "Polygon" and not piece.is_empty:
                yield piece.exterior.simplify(_height(seen) / (_MAP[3] - _MAP[1])).coords


def _height(seen: BaseGeometry) -> float:
    return float(seen.bounds[3] - seen.bounds[1])


def _trim(canvas: Canvas) -> None:
    """Cover what was drawn outside the map."""
    ground = canvas.theme.ground
    canvas.panel((0, 0, WIDTH, _MAP[1]), ground, 0)
    canvas.panel((0, _MAP[3], WIDTH, canvas.height), ground, 0)
    canvas.panel((0, 0, _MAP[0], canvas.height), ground, 0)
    canvas.panel((_MAP[2], 0, WIDTH, canvas.height), ground, 0)


def _apart(spots: Sequence[Spot], place: Spot) -> list[Spot]:
    """Where to put the numbers, so that each can be read: moved apart, and off the place."""
    moved = list(spots)
    for _ in range(60):
        before = list(moved)
        for index, spot in enumerate(before):
            others = [place, (place[0], place[1] - 44), *moved[:index], *moved[index + 1 :]]
            moved[index] = _pushed(spot, others)
        if moved == before:
            break
    return moved


def _pushed(spot: Spot, others: Sequence[Spot]) -> Spot:
    """A step away from everything that is too near, but not out of the map."""
    x, y = spot
    for other_x, other_y in others:
        away, least = hypot(x - other_x, y - other_y), 2 * _RADIUS + 6
        if away < least:
            push = (least - away) / 2 + 1
            east, south = ((x - other_x) / away, (y - other_y) / away) if away > 1 else (0.8, 0.6)
            x, y = x + east * push, y + south * push
    rim = _RADIUS + 8
    return min(max(x, _MAP[0] + rim), _MAP[2] - rim), min(max(y, _MAP[1] + rim), _MAP[3] - rim)


def _number(canvas: Canvas, centre: Spot, number: int, radius: float) -> None:
    theme = canvas.theme
    canvas.circle(centre, radius + 4, theme.panel)
    canvas.circle(centre, radius, theme.accent)
    size = round(radius * 1.2)
    top = centre[1] - size * 0.61
    canvas.text((centre[0], top), str(number), size, theme.accent_ink, bold=True, align="middle")


def _pin(canvas: Canvas, tip: Spot, unit: float) -> None:
    """A pin whose point is at ``tip``."""
    theme, (x, y) = canvas.theme, tip
    for grown, fill in ((4, theme.panel), (0, theme.pin)):
        canvas.circle((x, y - 48 * unit), 25 * unit + grown, fill)
        shoulder = 23 * unit + grown
        canvas.polygon(
            [(x - shoulder, y - 38 * unit), (x + shoulder, y - 38 * unit), (x, y + grown * 1.6)], fill
        )
    canvas.circle((x, y - 48 * unit), 10 * unit, theme.panel)


def _compass(canvas: Canvas, said: Words) -> None:
    x, y = _MAP[2] - 52, _MAP[1] + 74
    canvas.panel((x - 36, y - 62, x + 36, y + 68), canvas.theme.panel, 18)
    canvas.polygon([(x, y - 52), (x - 19, y + 8), (x, y - 4), (x + 19, y + 8)], canvas.theme.ink)
    canvas.text((x, y + 18), said.north, 38, canvas.theme.ink, align="middle")


def _scale_bar(canvas: Canvas, view: _View, said: Words) -> None:
    theme, per_metre = canvas.theme, view.scale / _DEGREE
    metres = next(size for size in (5000, 2000, 1000, 500, 200, 100, 50) if size * per_metre <= 320)
    length, left, y = metres * per_metre, _MAP[0] + 38, _MAP[3] - 38
    text = f"{metres // 1000} {said.kilometre}" if metres >= 1000 else f"{metres} m"
    canvas.panel((left - 22, y - 62, left + length + 22, y + 24), theme.panel, 18)
    canvas.line([(left, y - 12), (left, y), (left + length, y), (left + length, y - 12)], theme.ink, 5)
    canvas.text((left + length / 2, y - 54), text, 32, theme.ink, align="middle")


def _names(canvas: Canvas, view: _View, taken: Sequence[Spot]) -> None:
    """The kecamatan, then well-known places, wherever there is room for their names."""
    seen = view.outline()
    for name, shape in sorted(districts().items()):
        part = shape.intersection(seen)
        if part.area < _NAME_FROM * seen.area:
            continue
        x, y = view(*part.representative_point().coords[0])
        text = drawable(name).upper()
        any(
            _free_name(canvas, text, (x + right, y + down - 17), 32, taken, bold=True)
            for right, down in _BESIDE
            if part.contains(Point(view.back(x + right, y + down)))
        )
    for name, lat, lon in _landmarks():
        x, y = view(lon, lat)
        if not (_MAP[0] + 20 < x < _MAP[2] - 20 and _MAP[1] + 20 < y < _MAP[3] - 20):
            continue
        if _free_name(canvas, name, (x, y + 12), 28, taken, bold=False):
            canvas.circle((x, y), 7, canvas.theme.soft)


def _free_name(
    canvas: Canvas, text: str, place: Spot, size: int, taken: Sequence[Spot], *, bold: bool
) -> bool:
    """Set a name if it lies inside the map and covers nothing."""
    text, font = fitted(text, size, 420, bold=bold)
    half, (x, y) = font.getlength(text) / 2, place
    box = (x - half - 4, y - 14, x + half + 4, y + size + 8)
    corner = (_MAP[0] + 10, _MAP[3] - 120, _MAP[0] + 400, _MAP[3])  # the scale's
    compass = (_MAP[2] - 100, _MAP[1], _MAP[2], _MAP[1] + 150)
    reach = _RADIUS + 8
    markers = [(px - reach, py - 2 * reach, px + reach, py + reach) for px, py in taken]
    inside = box[0] > _MAP[0] + 8 and box[2] < _MAP[2] - 8 and box[1] > _MAP[1] and box[3] < _MAP[3] - 8
    if not inside or any(_meet(box, other) for other in (corner, compass, *markers)):
        return False
    if not canvas.is_free(box):
        return False
    canvas.text(place, text, size, canvas.theme.ink, bold=bold, align="middle", width=421)
    return True


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


@cache
def _landmarks() -> Sequence[tuple[str, float, float]]:
    """Places by which people find their way, the best known kinds first."""
    kinds = (
        "station", "terminal", "square", "mall", "market", "hospital", "campus", "flyover", "stadium", "park",
        "museum", "government", "school", "hotel", "worship",
    )  # fmt: skip
    rows = [
        row for row in read("places/landmarks.json")["landmarks"] if row["type"] in kinds and "lat" in row
    ]
    rows.sort(key=lambda row: kinds.index(row["type"]))
    return [(row["name"], row["lat"], row["lon"]) for row in rows]


def _list(canvas: Canvas, point: Spot | None, cameras: Sequence[Camera], said: Words) -> None:
    theme, top = canvas.theme, _MAP[3] + 24
    _pin(canvas, (MARGIN + 26, top + 50), 0.62)
    canvas.text((MARGIN + 72, top + 10), said.asked_place if point else said.asked_around, 36, theme.ink)
    for number, one in enumerate(cameras, 1):
        y = top + number * _ROW
        _number(canvas, (MARGIN + 26, y + 30), number, 23)
        far = _metres(distance_m(*point, one.lat, one.lon), said) if point else ""
        box = canvas.text((WIDTH - MARGIN, y + 10), far, 34, theme.soft, align="right")
        canvas.text((MARGIN + 72, y + 8), one.name, 36, theme.ink, width=box[0] - MARGIN - 96)
    foot = canvas.height - _FOOT
    canvas.text((MARGIN, foot + 20), _source(said), 30, theme.soft)
    canvas.text((MARGIN, foot + 62), said.borders, 30, theme.soft)
