"""The drawn city: shades, dots and views."""

import re

import pytest

from bot.public import drawing
from core import places
from core.tickets import Status
from core.tickets.published import Point


def point(lat: float, lon: float) -> Point:
    return Point(lat, lon, "waste", Status.DONE)


def test_every_kecamatan_is_drawn_inside_the_view() -> None:
    _, _, width, height = map(int, drawing.whole().split())
    assert len(drawing.shapes()) == 30
    assert all(
        left >= 0 and top >= 0 and left + across <= width and top + down <= height
        for left, top, across, down in (shape.box for shape in drawing.shapes().values())
    )


def test_outlines_are_small_enough_to_stand_in_the_page() -> None:
    paths = [shape.path for shape in drawing.shapes().values()]
    assert sum(map(len, paths)) < 25_000
    assert all(re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", path) for path in paths)


@pytest.mark.parametrize("kecamatan", ["Coblong", "Gedebage", "Cibiru"])
def test_a_kecamatans_centre_is_a_dot_within_its_box(kecamatan: str) -> None:
    centre = places.districts()[kecamatan].representative_point()
    found = re.fullmatch(r"M(\d+) (\d+)h0", drawing.dots([point(centre.y, centre.x)]))
    assert found is not None

    left, top, width, height = drawing.shapes()[kecamatan].box
    assert left <= int(found[1]) <= left + width
    assert top <= int(found[2]) <= top + height


def test_the_same_place_is_one_dot_and_places_outside_are_none() -> None:
    assert drawing.dots([point(-6.9, 107.6), point(-6.9, 107.6)]).count("M") == 1
    assert drawing.dots([point(-6.2, 106.8), point(0, 0)]) == ""


def test_north_is_up_and_east_is_right() -> None:
    north, south = (drawing.dots([point(lat, 107.6)]) for lat in (-6.88, -6.95))
    west, east = (drawing.dots([point(-6.9, lon)]) for lon in (107.58, 107.7))
    numbers = [list(map(int, re.findall(r"\d+", path)[:2])) for path in (north, south, west, east)]

    assert numbers[0][1] < numbers[1][1]
    assert numbers[2][0] < numbers[3][0]


@pytest.mark.parametrize(
    ("number", "most", "shade"), [(0, 0, 0), (0, 9, 0), (1, 1, 4), (1, 100, 1), (100, 100, 4)]
)
def test_shades_grow_with_the_numbers(number: int, most: int, shade: int) -> None:
    assert drawing.level(number, most) == shade


def test_the_legend_names_only_shades_that_are_there() -> None:
    assert [(each.level, each.least, each.most) for each in drawing.legend([0, 0, 3, 4, 64])] == [
        (0, 0, 0), (1, 3, 4), (4, 64, 64),
    ]  # fmt: skip
    assert drawing.legend([]) == []


def test_an_unknown_kecamatan_shows_the_whole_city() -> None:
    assert drawing.view("Atlantis") == drawing.whole()
    assert drawing.names("Atlantis") == ()
