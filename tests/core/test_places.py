"""Places are found in what people write, and only there."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.places import Place, as_answer, door, door_name, find, mentioned

CASES = json.loads(Path(__file__).with_name("places_cases.json").read_text(encoding="utf-8"))
SEEN = ("text", "kind", "name", "kelurahan", "kecamatan", "outside")


def expected(wanted: dict[str, Any] | None) -> dict[str, Any] | None:
    if wanted is None:
        return None
    return {"name": None, "kelurahan": None, "kecamatan": None, "outside": False} | wanted


def seen(place: Place | None, text: str, wanted: dict[str, Any] | None) -> dict[str, Any] | None:
    """The compared part of a place; a name equal to the text is not written in the cases."""
    if place is None:
        return None
    values = {key: place.as_dict()[key] for key in SEEN} | {"said": text[place.start : place.end]}
    implied = wanted is not None and "name" not in wanted and place.name == place.text
    return values | {"name": None} if implied else values


@pytest.mark.parametrize("case", CASES["find"], ids=lambda case: case["say"][:60])
def test_sentence_names_this_place_or_none(case: dict[str, Any]) -> None:
    assert seen(find(case["say"]), case["say"], case["place"]) == expected(case["place"])


@pytest.mark.parametrize("case", CASES["answers"], ids=lambda case: case["say"][:60])
def test_answer_to_where_is_always_a_place(case: dict[str, Any]) -> None:
    assert seen(as_answer(case["say"]), case["say"], case["place"]) == expected(case["place"])


def test_long_answer_is_kept_to_200_characters() -> None:
    assert len(as_answer("pokoknya yang belok itu " * 40).text) == 200


def test_unknown_answer_loses_control_characters_and_double_spaces() -> None:
    assert as_answer("yang\x00 itu \n\n deh").text == "yang itu deh"


def test_empty_answer_is_an_empty_free_place() -> None:
    assert as_answer("") == Place("", "free")


def test_place_survives_json() -> None:
    place = find("jl kopo no 12 depan rs immanuel")
    assert place is not None
    assert Place.from_dict(json.loads(json.dumps(place.as_dict()))) == place


def test_unknown_keys_of_a_stored_place_are_dropped() -> None:
    assert Place.from_dict({"text": "Kopo", "kind": "street", "later": 1}) == Place("Kopo", "street")


def test_points_of_our_lists_are_marked_approximate() -> None:
    place = find("di gedung sate")
    assert place is not None
    assert place.approximate
    assert (place.adm3, place.kecamatan) == ("32.73.09", "Bandung Wetan")


def test_pasted_coordinates_are_exact_and_keep_the_words_beside_them() -> None:
    place = find("jl kopo depan smp 3 -6.9435, 107.5917")
    assert place is not None
    assert (place.kind, place.text, place.approximate) == ("pin", "Jalan Kopo, depan SMP 3", False)
    assert (place.lat, place.lon, place.adm3) == (-6.9435, 107.5917, "32.73.17")


@pytest.mark.parametrize(
    ("say", "key"),
    [
        ("jalan rusak di cimahi", "cimahi"),
        ("banjir di dayeuhkolot", "kab_bandung"),
        ("macet di lembang", "kbb"),
        ("di jatinangor", "kab_sumedang"),
        ("cuaca surabaya", "other"),
        ("-6.2146, 106.8451", "other"),
        ("jalan rusak di dago", None),
        ("halo", None),
    ],
)
def test_place_outside_names_its_door(say: str, key: str | None) -> None:
    assert door(find(say)) == key


@pytest.mark.parametrize(
    ("say", "street"),
    [
        ("macet di kircon", "Ibrahim Adjie"),
        ("jl kopo no 12 depan rs immanuel", "Kopo"),
        ("gang haji ridho rt 2 kopo", "Kopo"),
        ("lampu mati di jalan melati raya antapani", "Melati Raya"),
        ("gang masjid, kelurahan sukapura", "Gang Masjid"),
        ("arah buahbatu macet di kelurahan dago", None),
        ("warung bu tini jl sukajadi -6.9,107.6", "Sukajadi"),
    ],
)
def test_street_of_a_place_has_its_official_name(say: str, street: str | None) -> None:
    place = find(say)
    assert place is not None
    assert place.street == street


def test_every_door_has_a_name() -> None:
    assert door_name("kbb") == "Kabupaten Bandung Barat"


def test_two_spellings_of_one_street_share_its_name() -> None:
    assert "Ibrahim Adjie" in mentioned("macet di kircon") & mentioned("Simpang Kiaracondong – Binong")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00\ud800",
        "jl " * 900,
        "depan " * 900,
        "rt 1 rw " * 700,
        "-6.9,107.6 " * 500,
        "°'\"S" * 900,
        "a" * 8000,
        "９９．９９９, １０７．６",
        "https://" + "%2C" * 2000,
    ],
)
def test_odd_text_is_read_without_complaint(text: str) -> None:
    as_answer(text)


def test_same_text_gives_the_same_place_every_time() -> None:
    assert find("simpang pasteur cihampelas macet") == find("simpang pasteur cihampelas macet")
