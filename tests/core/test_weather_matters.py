"""Answers about one matter, from forecasts made for it: the word for a figure and the figure itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import weather
from core.weather import Forecast, Step

NOW = datetime(2026, 9, 25, 0, 0, tzinfo=UTC)  # Friday, 07.00 in Bandung
ISSUED = datetime(2026, 9, 24, 12, tzinfo=UTC)


def document(*steps: dict[str, Any], first: int = 1) -> Forecast:
    """Steps of three hours one after another, from an hour after midnight UTC."""
    base = datetime(2026, 9, 25, tzinfo=UTC) + timedelta(hours=first)
    made = [Step(at=base + timedelta(hours=3 * count), **values) for count, values in enumerate(steps)]
    return Forecast("Sukarasa", "Sukasari", ISSUED, tuple(made))


def first(text: str, forecast: Forecast, language: str = "id") -> str:
    return lines(text, forecast, language)[0]


def lines(text: str, forecast: Forecast, language: str = "id") -> list[str]:
    window = weather.when(text, NOW)
    return weather.answer(forecast, window, text, "Dago", language, NOW, NOW).splitlines()


DRY = {"description": "Cerah", "temperature": 25.0}
SOFT = {"description": "Hujan Ringan", "temperature": 24.0}
HEAVY = {"description": "Hujan Lebat", "temperature": 23.0}
LOUD = {"description": "Hujan Petir", "temperature": 23.0}


@pytest.mark.parametrize(
    ("wind", "expected"),
    [
        (5, "Tidak kencang"),
        (19.9, "Tidak kencang"),
        (20, "Agak kencang"),
        (38.9, "Agak kencang"),
        (39, "Ya, angin kencang"),
    ],
)
def test_wind_is_judged_by_fixed_limits(wind: float, expected: str) -> None:
    told = first("hari ini angin kencang ga", document(DRY | {"wind": wind}))
    assert told.startswith(expected)
    assert f"{wind:.0f} km/jam" in told


@pytest.mark.parametrize(
    ("text", "degrees", "expected"),
    [
        ("dingin ga", 19.0, "Ya, cukup dingin: hari ini di Dago 19 °C."),
        ("dingin ga", 20.0, "Tidak terlalu dingin: hari ini di Dago 20 °C."),
        ("panas ga", 30.0, "Ya, cukup panas: hari ini di Dago 30 °C."),
        ("panas ga", 29.0, "Tidak terlalu panas: hari ini di Dago 29 °C."),
        ("suhunya berapa", 29.0, "Suhu hari ini di Dago 29 °C."),
    ],
)
def test_heat_and_cold_are_judged_by_fixed_limits(text: str, degrees: float, expected: str) -> None:
    assert first(text, document(DRY | {"temperature": degrees})) == expected


@pytest.mark.parametrize("text", ["dingin ga", "panas ga", "suhu", "angin kencang ga", "kelembapan"])
def test_without_the_figure_none_is_invented(text: str) -> None:
    told = first(text, document({"description": "Cerah"}))
    assert not any(letter.isdigit() for letter in told)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([LOUD], "Ya, hari ini di Dago kemungkinan ada petir: hujan petir 08.00–11.00."),
        (
            [SOFT],
            "Tidak ada petir dalam prakiraan hari ini di Dago, tapi kemungkinan hujan ringan 08.00–11.00.",
        ),
        ([DRY], "Tidak ada petir dalam prakiraan hari ini di Dago, cerah."),
    ],
)
def test_lightning(steps: list[dict[str, Any]], expected: str) -> None:
    assert first("hari ini ada petir ga", document(*steps)) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([HEAVY], "Ya, hari ini di Dago kemungkinan ada hujan lebat 08.00–11.00."),
        ([SOFT], "Kemungkinan hujan hari ini di Dago, tapi tidak deras: hujan ringan 08.00–11.00."),
        ([DRY], "Sepertinya tidak hujan hari ini di Dago, cerah."),
    ],
)
def test_heavy_rain(steps: list[dict[str, Any]], expected: str) -> None:
    assert first("hari ini hujan deras ga", document(*steps)) == expected


def test_fog_is_told_with_its_hours_and_the_sight() -> None:
    told = lines("hari ini berkabut ga", document({"description": "Udara Kabur", "sight": 2500.0}, DRY))
    assert told[:2] == [
        "Ya, hari ini di Dago kemungkinan berkabut (08.00–11.00).",
        "Jarak pandang paling pendek sekitar 2,5 km.",
    ]


def test_sight_that_is_not_told_is_not_invented() -> None:
    assert (
        lines("jarak pandang hari ini", document(DRY))[1] == "Jarak pandang tidak disebut di data BMKG ini."
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(9000, 9000.0), ("2500", 2500.0), (None, None), (0, None), (-1, None), ("< 9 km", None)],
)
def test_sight_is_read_in_metres(raw: object, expected: float | None) -> None:
    item = {
        "datetime": "2026-09-25T07:00:00Z",
        "vs": raw,
        "vs_text": None,
        "image": "https://x/cerah berawan.svg",
    }
    assert weather.parse({"data": [{"cuaca": [[item]]}]}).steps[0].sight == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Berawan Tebal", "Ya, hari ini di Dago sepertinya berawan tebal."),
        ("Cerah", "Sepertinya tidak mendung hari ini di Dago: cerah."),
    ],
)
def test_clouds(words: str, expected: str) -> None:
    assert first("hari ini mendung ga", document({"description": words})) == expected


def test_humidity_is_a_range() -> None:
    told = first("kelembapan hari ini", document(DRY | {"humidity": 60.0}, DRY | {"humidity": 91.4}))
    assert told == "Kelembapan hari ini di Dago 60–91%."


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("id", "Indeks UV tidak ada"),
        ("su", "Indéks UV teu aya"),
        ("en", "The BMKG forecast I use has no UV index"),
    ],
)
def test_there_is_no_uv_index_and_we_say_so(language: str, expected: str) -> None:
    told = lines("uv hari ini", document(DRY), language)
    assert told[0].startswith(expected)
    assert "25 °C" in told[1]
    assert told[-1].startswith("BMKG")


def test_seasons_are_not_foretold_from_three_days() -> None:
    told = lines("kapan musim hujan mulai", document(DRY))
    assert told[0].startswith("Soal musim belum bisa saya jawab")
    assert "https://www.bmkg.go.id" in told[0]


def test_the_end_of_the_rain_is_told_while_it_rains() -> None:
    told = first("hujannya sampai kapan", document(SOFT, HEAVY, DRY, first=-1))
    assert told == "Menurut prakiraan, hujan di Dago sampai sekitar 12.00 (hujan lebat)."


def test_rain_that_is_not_there_has_no_end() -> None:
    told = lines("hujannya sampai kapan", document(DRY, SOFT, first=-1))
    assert told[:2] == [
        "Menurut prakiraan, sekarang tidak hujan di Dago, cerah.",
        "Kemungkinan hujan 09.00–12.00.",
    ]


def test_a_day_beyond_the_document_says_how_far_it_reaches_and_its_source() -> None:
    told = lines("minggu depan hujan ga", document(DRY, DRY))
    assert told[1:] == ["Prakiraan BMKG baru sampai Jumat 14.00.", "BMKG, diperbarui 24 Sep 19.00 WIB"]


def test_how_and_when_get_no_yes() -> None:
    assert first("jam berapa hujan hari ini", document(SOFT)).startswith("Nanti pagi di Dago")


def test_the_answers_for_two_places_share_their_source() -> None:
    one = "A\nB\nC\nD\nBMKG, diperbarui 07.00 WIB"
    assert weather.join([one, one]).splitlines() == [*"ABC", *"ABC", "BMKG, diperbarui 07.00 WIB"]


def test_a_hint_stands_before_the_source() -> None:
    assert weather.hinted("A\nBMKG", "kirim pin") == "A\nkirim pin\nBMKG"
    assert weather.hinted("A", "") == "A"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("hujan es ga hari ini", "id", "tidak menyebut hujan es"),
        ("aya hujan es teu dinten ieu", "su", "teu nyebatkeun hujan és"),
        ("will it hail today", "en", "does not tell of hail"),
    ],
)
def test_rain_is_not_told_as_hail(text: str, language: str, expected: str) -> None:
    told = lines(text, document(LOUD, LOUD), language)
    assert expected in told[0]
    assert told[-1].startswith("BMKG, ")


def test_selling_ice_is_no_hail() -> None:
    assert "hujan es" not in first("hari ini hujan ga, mau jualan es", document(LOUD))
