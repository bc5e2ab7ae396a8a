"""Pins lie in the right kecamatan, and every place has a forecast."""

from math import inf, nan
from typing import Any

import pytest
from shapely.geometry import Point, shape
from shapely.ops import unary_union

from core.places import Place, door, find, locate, villages, weather_code
from core.places.gazetteer import read

KELURAHAN = read("places/areas.json")["kelurahan"]
OUTLINES = read("places/outlines.json")["kelurahan"]


@pytest.mark.parametrize(
    ("lat", "lon", "kecamatan"),
    [
        (-6.9025, 107.6187, "Bandung Wetan"),
        (-6.8915, 107.6107, "Coblong"),
        (-6.9435, 107.5917, "Bojongloa Kidul"),
        (-6.9550, 107.6985, "Gedebage"),
        (-6.9095, 107.6490, "Kiaracondong"),
    ],
)
def test_pin_lies_in_its_kecamatan(lat: float, lon: float, kecamatan: str) -> None:
    place = locate(lat, lon)
    assert (place.kind, place.kecamatan, place.outside) == ("pin", kecamatan, False)
    assert (place.lat, place.lon, place.approximate) == (lat, lon, False)
    assert place.adm4 is not None
    assert place.adm4.startswith(str(place.adm3))


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(-6.8725, 107.5420), (-6.2, 106.8), (0.0, 0.0), (107.6, -6.9), (nan, 107.6), (inf, 0.0), (-91.0, 200.0)],
)
def test_anything_else_is_outside(lat: float, lon: float) -> None:
    place = locate(lat, lon)
    assert place.outside
    assert place.kecamatan is None


@pytest.mark.parametrize("row", KELURAHAN, ids=lambda row: row["name"])
def test_centre_of_a_kelurahan_lies_in_it(row: dict[str, Any]) -> None:
    place = locate(row["lat"], row["lon"])
    assert (place.kelurahan, place.adm4, place.adm3) == (row["name"], row["adm4"], row["adm4"][:8])


def points_inside(outline: dict[str, Any]) -> list[Point]:
    """A grid of points well within an outline and within no other (drawn outlines overlap a little)."""
    area = shape(outline["geometry"])
    others = unary_union([shape(row["geometry"]) for row in OUTLINES if row is not outline])
    own = area.difference(others).buffer(-0.0004)
    west, south, east, north = area.bounds
    steps = [number / 12 for number in range(13)]
    grid = [Point(west + (east - west) * x, south + (north - south) * y) for x in steps for y in steps]
    return [point for point in grid if own.contains(point)]


@pytest.mark.parametrize("outline", OUTLINES[::6], ids=lambda row: row["adm4"])
def test_points_inside_an_outline_are_of_this_kelurahan(outline: dict[str, Any]) -> None:
    points = points_inside(outline)
    assert points
    assert {locate(point.y, point.x).adm4 for point in points} == {outline["adm4"]}


@pytest.mark.parametrize(
    ("lat", "lon", "name", "key"),
    [
        (-6.8725, 107.5420, "Kota Cimahi", "cimahi"),
        (-6.8150, 107.6188, "Kabupaten Bandung Barat", "kbb"),
        (-6.9837, 107.6286, "Kabupaten Bandung", "kab_bandung"),
        (-6.9330, 107.7750, "Kabupaten Sumedang", "kab_sumedang"),
        (-6.2000, 106.8000, None, "other"),
    ],
)
def test_pin_beside_the_city_names_the_neighbour(lat: float, lon: float, name: str | None, key: str) -> None:
    place = locate(lat, lon)
    assert (place.outside, place.name, door(place)) == (True, name, key)


def test_pin_a_few_metres_over_the_border_still_counts() -> None:
    western_tip = (-6.92676, 107.54555)
    assert locate(western_tip[0], western_tip[1] - 0.0009).outside is False  # 100 m
    assert locate(western_tip[0], western_tip[1] - 0.0023).outside  # 250 m


@pytest.mark.parametrize(
    ("say", "code", "label"),
    [
        ("cuaca di antapani kidul", "32.73.20.1005", "Kel. Antapani Kidul"),
        ("cuaca kecamatan coblong", "32.73.02.1005", "Kec. Coblong"),
        ("cuaca kopo", "32.73.04.1001", "Kel. Kopo"),
        ("cuaca dago", "32.73.02.1004", "Kel. Dago"),
        ("cuaca gedung sate", "32.73.09.1003", "Kec. Bandung Wetan"),
        ("cuaca bandung", "32.73.11.1004", "Bandung"),
        ("cuaca jl melati", "32.73.11.1004", "Bandung"),
        ("cuaca lembang", "32.73.11.1004", "Bandung"),
        ("-6.8915, 107.6107", "32.73.02.1006", "Kec. Coblong"),
    ],
)
def test_every_place_has_a_forecast_area(say: str, code: str, label: str) -> None:
    assert weather_code(find(say)) == (code, label)


def test_no_place_means_the_centre() -> None:
    assert weather_code(None) == ("32.73.11.1004", "Bandung")


def test_kecamatan_alone_takes_the_kelurahan_nearest_its_centre() -> None:
    code, label = weather_code(Place("Coblong", "kecamatan", kecamatan="Coblong", adm3="32.73.02"))
    assert code.startswith("32.73.02.")
    assert label == "Kec. Coblong"


def test_the_kelurahan_of_a_kecamatan_have_their_centres() -> None:
    found = villages("Coblong")
    assert sorted(found) == ["Cipaganti", "Dago", "Lebak Gede", "Lebak Siliwangi", "Sadang Serang", "Sekeloa"]
    assert locate(*found["Dago"]).kelurahan == "Dago"
    assert villages("Cimahi") == {}
