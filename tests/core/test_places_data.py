"""The gazetteer agrees with itself and with the map."""

from collections.abc import Mapping
from typing import Any

import pytest

from core.places.city_map import distance_m, locate
from core.places.gazetteer import gazetteer, read

FILES = ("areas", "boundaries", "landmarks", "outlines", "outside", "streets", "words")
AREAS = read("places/areas.json")
KECAMATAN = {row["name"] for row in AREAS["kecamatan"]}
STREETS = read("places/streets.json")["streets"]
LANDMARKS = read("places/landmarks.json")["landmarks"]


@pytest.mark.parametrize("name", FILES)
def test_file_names_its_source_licence_and_date(name: str) -> None:
    assert {"source", "licence", "checked_on"} <= read(f"places/{name}.json").keys()


def test_city_has_30_kecamatan_and_151_kelurahan() -> None:
    assert (len(AREAS["kecamatan"]), len(AREAS["kelurahan"])) == (30, 151)


def test_every_kelurahan_has_an_outline() -> None:
    outlined = [row["adm4"] for row in read("places/outlines.json")["kelurahan"]]
    assert outlined == [row["adm4"] for row in AREAS["kelurahan"]]


def test_every_kelurahan_belongs_to_a_kecamatan() -> None:
    assert {row["adm4"][:8] for row in AREAS["kelurahan"]} == {row["adm3"] for row in AREAS["kecamatan"]}


def test_lists_are_long_enough_to_be_useful() -> None:
    assert len(STREETS) >= 300
    assert len(LANDMARKS) >= 250


@pytest.mark.parametrize("row", [*STREETS, *LANDMARKS], ids=lambda row: row["name"])
def test_entry_lies_in_known_kecamatan(row: Mapping[str, Any]) -> None:
    assert set(row.get("kecamatan", ())) <= KECAMATAN


def _far_from_its_kecamatan(row: Mapping[str, Any]) -> bool:
    found = locate(row["lat"], row["lon"])
    if found.kecamatan in row["kecamatan"]:
        return False
    centre = {area["name"]: area for area in AREAS["kecamatan"]}[row["kecamatan"][0]]
    return distance_m(row["lat"], row["lon"], centre["lat"], centre["lon"]) > 2500


def test_points_lie_in_or_beside_their_kecamatan() -> None:
    placed = [row for row in (*STREETS, *LANDMARKS) if "lat" in row and row.get("kecamatan")]
    assert [row["name"] for row in placed if _far_from_its_kecamatan(row)] == []


def test_names_in_each_list_are_unique() -> None:
    assert len({row["name"] for row in STREETS}) == len(STREETS)
    assert len({row["name"] for row in LANDMARKS}) == len(LANDMARKS)


def test_streets_of_landmarks_are_listed() -> None:
    streets = {row["name"] for row in STREETS}
    assert {row["street"] for row in LANDMARKS if "street" in row} <= streets


def test_house_numbers_lie_in_known_kecamatan() -> None:
    stretches = [one for row in STREETS for one in row.get("numbers", ())]
    assert {one["kecamatan"] for one in stretches} <= KECAMATAN
    assert [one for one in stretches if one["from"] > one["to"]] == []


def test_weak_spellings_are_spellings_of_the_entry() -> None:
    rows = [*STREETS, *LANDMARKS, *AREAS["kelurahan"], *read("places/outside.json")["places"]]
    strange = [
        row["name"]
        for row in rows
        if not {*row.get("needs_cue", ()), *row.get("needs_designator", ())}
        <= {row["name"], *row.get("aliases", ())}
    ]
    assert strange == []


def test_outside_places_use_known_doors() -> None:
    outside = read("places/outside.json")
    assert {row["door"] for row in outside["places"]} <= outside["doors"].keys()


def test_lists_are_read_once() -> None:
    assert gazetteer() is gazetteer()


@pytest.mark.parametrize("word", ["lengkung", "sampah", "merah", "lubang", "banjir", "kelurahan", "sekolah"])
def test_ordinary_word_is_never_a_misspelt_place(word: str) -> None:
    assert gazetteer().near(word, far=True) is None


@pytest.mark.parametrize(
    ("word", "key"), [("antapni", "antapani"), ("cibaduyt", "cibaduyut"), ("kiaracondon", "kiaracondong")]
)
def test_one_slip_finds_the_name(word: str, key: str) -> None:
    near = gazetteer().near(word)
    assert word in gazetteer().forms or (near and "".join(near.parts) == key)
