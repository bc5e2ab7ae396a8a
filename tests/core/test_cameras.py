"""The camera links that answer "macet ga di ...?"."""

from urllib.parse import urlsplit

import pytest

from core.cameras import CameraHit, nearest
from core.places import Place, find, locate
from core.places.gazetteer import read

LOCATIONS = read("cameras.json")["locations"]


def names(hits: list[CameraHit]) -> list[str]:
    return [hit.name for hit in hits]


@pytest.mark.parametrize(
    ("say", "first"),
    [
        ("macet ga di simpang pasteur cihampelas", "Simpang Pasteur – Cihampelas"),
        ("perempatan buah batu soekarno hatta", "Simpang Soekarno-Hatta – Buah Batu"),
        ("simpang samsat", "Simpang Samsat (Soekarno-Hatta – Ibrahim Adjie)"),
        ("deket pvj macet?", "Sukajadi, PVJ"),
        ("pasar kosambi", "Pasar Kosambi"),
        ("jl jakarta", "Jalan Jakarta, HKBP"),
    ],
)
def test_named_camera_comes_first(say: str, first: str) -> None:
    assert names(nearest(find(say)))[0] == first


@pytest.mark.parametrize(
    ("say", "part"),
    [("kircon macet", "Kiaracondong"), ("moh toha", "Moh. Toha"), ("di riau", "Riau"), ("dago", "Dago")],
)
def test_other_spellings_find_the_street(say: str, part: str) -> None:
    assert all(part in name for name in names(nearest(find(say))))


def test_pin_gets_the_nearest_with_their_distance() -> None:
    hits = nearest(locate(-6.9147, 107.6098))
    distances = [hit.distance_m for hit in hits if hit.distance_m is not None]
    assert distances == sorted(distances)
    assert len(distances) == 3
    assert distances[0] < 100


def test_distance_within_a_wide_place_is_called_rough() -> None:
    assert {hit.rough for hit in nearest(find("macet di antapani"))} == {True}
    assert {hit.rough for hit in nearest(find("macet di gasibu"))} == {False}


def test_kecamatan_without_named_camera_gets_those_around() -> None:
    hits = nearest(Place("Cinambo", "kecamatan", "Cinambo", kecamatan="Cinambo", adm3="32.73.29"))
    assert len(hits) == 3


@pytest.mark.parametrize("place", [None, Place("Bandung", "city", "Bandung")])
def test_whole_city_gets_junctions_of_the_centre(place: Place | None) -> None:
    assert all("Simpang" in name for name in names(nearest(place)))


def test_place_outside_the_city_has_none() -> None:
    assert nearest(find("macet di lembang")) == []


def test_unknown_street_has_none() -> None:
    assert nearest(find("jl melati raya")) == []


def test_limit_is_kept_and_nothing_comes_twice() -> None:
    hits = nearest(find("jl soekarno hatta"), limit=8)
    assert len(hits) == 8
    assert len({hit.name for hit in hits}) == 8


@pytest.mark.parametrize("row", LOCATIONS, ids=lambda row: row["name"])
def test_link_is_an_official_page_never_a_stream(row: dict[str, str]) -> None:
    url = urlsplit(row["page_url"])
    assert (url.scheme, url.port) == ("https", None)
    assert url.hostname in {"pelindung.bandung.go.id", "atcs-dishub.bandung.go.id"}
    assert "m3u8" not in row["page_url"]


@pytest.mark.parametrize("row", LOCATIONS, ids=lambda row: row["name"])
def test_name_is_readable(row: dict[str, str]) -> None:
    assert not row["name"].isupper()
    assert not row["name"].startswith(("TM ", "SP ", "TB ", "JL"))


def test_each_location_is_listed_once_and_no_building_inside() -> None:
    assert len({row["name"] for row in LOCATIONS}) == len(LOCATIONS)
    assert {row["category"] for row in LOCATIONS} == {"junction", "street", "park", "market", "flood_watch"}
