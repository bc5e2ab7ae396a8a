"""Questions that lean on the ones before, several places, places beyond the border and nobody's names."""

from datetime import UTC, datetime

import pytest

from core import places, weather
from core.weather import where
from core.weather.kinds import question_kind
from core.weather.nearby import _BY_KECAMATAN, nearest
from core.weather.words import plain

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
RAIN_DAGO = "besok hujan ga di dago?"


def told(*texts: str) -> tuple[str, str, str]:
    """Time, matter and places of the newest text (the first)."""
    wish = weather.wish(texts, NOW)
    named = " + ".join(weather.area(place, "id")[1] for place in wish.where.places)
    return wish.window.label, question_kind(plain(wish.matter)), named


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("kalau lusa?", RAIN_DAGO), ("lusa", "rain", "Kel. Dago")),
        (("lusa?", RAIN_DAGO), ("lusa", "rain", "Kel. Dago")),
        (("di cibiru?", RAIN_DAGO), ("besok", "rain", "Kec. Cibiru")),
        (("kalau di cibiru?", RAIN_DAGO), ("besok", "rain", "Kec. Cibiru")),
        (("dingin ga?", RAIN_DAGO), ("besok", "cold", "Kel. Dago")),
        (("terus sorenya?", RAIN_DAGO), ("besok", "rain", "Kel. Dago")),
        (("gimana kalau sore?", "di cibiru?", RAIN_DAGO), ("nanti sore", "rain", "Kec. Cibiru")),
        (("kalau lusa?", "di cibiru?", RAIN_DAGO), ("lusa", "rain", "Kec. Cibiru")),
        (("pageto kumaha?", RAIN_DAGO), ("lusa", "rain", "Kel. Dago")),
        (("what about friday?", RAIN_DAGO), ("Jumat", "rain", "Kel. Dago")),
    ],
)
def test_a_short_question_keeps_what_it_does_not_name(
    texts: tuple[str, ...], expected: tuple[str, str, str]
) -> None:
    assert told(*texts) == expected


def test_a_whole_new_question_keeps_nothing() -> None:
    long = "selamat pagi min, mau tanya cuaca hari ini di kota kita gimana ya"
    assert told(long, RAIN_DAGO) == ("hari ini", "summary", "")


def test_the_talk_reaches_back_only_while_each_text_leans_on_another() -> None:
    texts = ("kalau lusa?", "cuaca hari ini di antapani gimana ya min", RAIN_DAGO)
    assert told(*texts) == ("lusa", "summary", "Kec. Antapani")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("besok sama lusa di dago dan kopo", ["Kel. Dago", "Kel. Kopo"]),
        ("hujan di dago atau cibiru", ["Kel. Dago", "Kec. Cibiru"]),
        ("rain in dago and antapani", ["Kel. Dago", "Kec. Antapani"]),
        ("dago, kopo, cibiru, antapani besok", ["Kel. Dago", "Kel. Kopo", "Kec. Cibiru"]),
        ("dago dan dago", ["Kel. Dago"]),
    ],
)
def test_several_places_are_told_up_to_three(text: str, expected: list[str]) -> None:
    assert [weather.area(place, "id")[1] for place in where.asked(text).places] == expected


@pytest.mark.parametrize(
    "text", ["di sini hujan ga", "di dieu kumaha", "weather near me", "imah kuring hujan teu"]
)
def test_ones_own_place_asks_for_a_pin(text: str) -> None:
    asked = where.asked(text)
    assert asked.here
    assert "pin" in weather.note(asked, "id")


@pytest.mark.parametrize(
    ("text", "name"),
    [("cuaca di wakanda besok", "Wakanda"), ("weather in gotham tonight", "Gotham")],
)
def test_a_place_nobody_knows_is_named_as_such(text: str, name: str) -> None:
    asked = where.asked(text)
    assert asked.unknown == name
    assert name in weather.note(asked, "en")


@pytest.mark.parametrize(
    "text", ["hujan di luar ga", "cuaca di bandung", "besok di lapangan hujan ga", "di kota panas ga"]
)
def test_ordinary_words_are_no_unknown_place(text: str) -> None:
    assert where.asked(text).unknown == ""


def test_every_neighbour_is_a_place_that_we_know_to_be_outside() -> None:
    names = [name.strip() for names in _BY_KECAMATAN.values() for name in names.split(",")]
    found = {name: places.find(f"di {name}") for name in names}
    assert [name for name, place in found.items() if place is None or not place.outside] == []


def test_every_nearest_kecamatan_is_one_of_the_city() -> None:
    assert set(_BY_KECAMATAN) <= set(places.districts())


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [(-6.815, 107.617, "Sukasari"), (-6.2, 106.8, None), (-6.93, 107.775, "Cibiru")],
    ids=["Lembang", "Jakarta", "Jatinangor"],
)
def test_a_pin_outside_gets_the_nearest_if_near(lat: float, lon: float, expected: str | None) -> None:
    assert nearest(places.locate(lat, lon)) == expected


def test_a_landmark_without_a_point_is_found_by_its_name() -> None:
    place = places.find("tol pasteur")
    assert weather.area(place, "id")[1] == "Kel. Pasteur"


def test_a_landmark_and_a_street_keep_their_name_beside_the_kecamatan() -> None:
    assert weather.area(places.find("di tsm"), "id")[1] == "Trans Studio Mall (Kec. Batununggal)"
    assert weather.area(places.find("jalan riau"), "id")[1].startswith("Jalan ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("id", "pusat kota Bandung"), ("su", "tengah kota Bandung"), ("en", "central Bandung")],
)
def test_the_city_is_its_middle_and_says_so(language: str, expected: str) -> None:
    assert weather.area(None, language)[1] == expected
