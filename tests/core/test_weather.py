"""Forecast answers: what was asked first, then hours, then source and age."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import weather
from core.weather import Forecast, Step
from tests.forecasts import fixture

NOW = datetime(2026, 9, 24, 7, 30, tzinfo=UTC)  # Thursday, 14.30 in Bandung
RAIN = weather.parse(json.loads(fixture("bmkg/forecast_rain_invented.json")))
DRY = weather.parse(json.loads(fixture("bmkg/forecast.json")))


def ask(
    text: str,
    forecast: Forecast = RAIN,
    *,
    language: str = "id",
    now: datetime = NOW,
    age: int = 0,
    **options: Any,
) -> str:
    window = weather.when(text, now)
    return weather.answer(
        forecast, window, text, "Antapani", language, now, now - timedelta(hours=age), **options
    )


def first(text: str, forecast: Forecast = RAIN, **options: Any) -> str:
    return ask(text, forecast, **options).splitlines()[0]


def step(hour: int, **values: Any) -> Step:
    """A step of 25 September at an hour of Bandung."""
    return Step(at=datetime(2026, 9, 25, tzinfo=UTC) + timedelta(hours=hour - 7), **values)


def test_recorded_document_is_read() -> None:
    assert (DRY.kelurahan, DRY.kecamatan, len(DRY.steps)) == ("Sukarasa", "Sukasari", 20)
    assert DRY.issued_at == datetime(2026, 9, 24, tzinfo=UTC)
    assert DRY.steps[0] == Step(
        at=datetime(2026, 9, 24, 7, tzinfo=UTC),
        temperature=28,
        humidity=52,
        rain=0,
        description="Cerah Berawan",
        wind=1.4,
    )


def test_texts_for_numbers_and_missing_fields_are_tolerated() -> None:
    raw = {
        "datetime": "2026-09-25T07:00:00Z",
        "t": "24",
        "hu": None,
        "tp": "1,5",
        "ws": "x",
        "weather_desc": 7,
    }
    forecast = weather.parse({"data": [{"cuaca": [[raw, None, {"t": 1}, "?"], None]}]})
    assert forecast.steps == (Step(at=datetime(2026, 9, 25, 7, tzinfo=UTC), temperature=24, rain=1.5),)


@pytest.mark.parametrize(
    "document", [{}, {"data": None}, {"data": []}, {"data": [{"cuaca": "x"}]}, [], None, "x"]
)
def test_unusable_document_is_an_empty_forecast(document: Any) -> None:
    assert weather.parse(document) == Forecast()


def test_figures_in_impossible_units_are_not_believed() -> None:
    raw = {"datetime": "2026-09-25T07:00:00Z", "t": 301.2, "hu": 1e400, "tp": -4, "ws": True}
    (only,) = weather.parse({"data": [{"cuaca": [[raw]]}]}).steps
    assert (only.temperature, only.humidity, only.rain, only.wind) == (None, None, None, None)


def test_description_loses_tags_and_control_characters() -> None:
    raw = {"datetime": "2026-09-25T07:00:00Z", "weather_desc": "<b>Hujan</b>\x00\nRingan"}
    assert weather.parse({"data": [{"cuaca": [[raw]]}]}).steps[0].description == "Hujan Ringan"


QUESTIONS = [
    (
        "besok hujan nggak di antapani?",
        RAIN,
        "Ya, besok di Antapani kemungkinan ada hujan petir 14.00–17.00, hujan sedang 17.00–20.00, "
        "hujan ringan 20.00–23.00.",
    ),
    ("besok hujan ga", DRY, "Sepertinya tidak hujan besok di Antapani, cerah."),
    ("lusa ujan?", DRY, "Ya, lusa siang di Antapani kemungkinan hujan ringan (14.00–20.00)."),
    ("besok siang hujan?", RAIN, "Ya, besok siang di Antapani kemungkinan hujan petir (14.00–17.00)."),
    ("akhir pekan hujan?", DRY, "Ya, Sabtu siang di Antapani kemungkinan hujan ringan (14.00–20.00)."),
    (
        "besok jam 4 sore hujan?",
        RAIN,
        "Ya, menurut prakiraan besok jam 16.00 hujan petir di Antapani (14.00–17.00).",
    ),
    ("sekarang hujan?", RAIN, "Menurut prakiraan, sekarang tidak hujan di Antapani, cerah berawan."),
    ("perlu payung nanti malam?", RAIN, "Sepertinya tidak hujan nanti malam di Antapani, cerah."),
    ("besok cerah ga", DRY, "Ya, besok di Antapani sepertinya tidak hujan, cerah."),
    ("lusa bisa jemur baju?", DRY, "Hati-hati, lusa di Antapani kemungkinan ada hujan ringan 14.00–20.00."),
    ("besok dingin ga", DRY, "Ya, cukup dingin: besok di Antapani 19–29 °C."),
    ("suhu besok", DRY, "Suhu besok di Antapani 19–29 °C."),
    (
        "besok angin kencang?",
        DRY,
        "Tidak kencang: angin besok di Antapani paling tinggi 7 km/jam, sekitar 11.00.",
    ),
    ("kapan hujan?", DRY, "Sabtu siang di Antapani kemungkinan hujan ringan (14.00–20.00)."),
    ("besok keujanan ga", DRY, "Sepertinya tidak hujan besok di Antapani, cerah."),
    ("cuaca besok", RAIN, "Cuaca besok di Antapani: 19–29 °C."),
    (
        "cuaca sekarang",
        RAIN,
        "Perkiraan sekarang di Antapani: cerah berawan, 28 °C, kelembapan 52%, angin 1 km/jam.",
    ),
]


@pytest.mark.parametrize(("text", "forecast", "expected"), QUESTIONS, ids=lambda value: str(value)[:30])
def test_the_question_is_answered_in_the_first_line(text: str, forecast: Forecast, expected: str) -> None:
    assert first(text, forecast) == expected


@pytest.mark.parametrize(
    ("text", "forecast"), [case[:2] for case in QUESTIONS], ids=lambda value: str(value)[:30]
)
def test_every_answer_is_short_and_ends_with_source_and_time(text: str, forecast: Forecast) -> None:
    answer = ask(text, forecast)
    assert answer.endswith("\nBMKG, diperbarui 07.00 WIB")
    assert len(answer) <= 300


def test_summary_tells_the_parts_of_the_day_and_the_rain() -> None:
    assert ask("cuaca besok").splitlines() == [
        "Cuaca besok di Antapani: 19–29 °C.",
        "Pagi cerah, siang hujan petir, sore hujan sedang, malam hujan ringan.",
        "Kemungkinan hujan 14.00–23.00. Ada petir, jangan berteduh di bawah pohon ya ⚡",
        "BMKG, diperbarui 07.00 WIB",
    ]


def test_several_days_get_a_line_each() -> None:
    assert ask("cuaca 3 hari ke depan").splitlines()[1:4] == [
        "Kamis: 20–28 °C, cerah berawan",
        "Jumat: 19–29 °C, hujan petir 14.00–23.00",
        "Sabtu: 18–27 °C, hujan ringan 14.00–20.00",
    ]


def test_rain_soon_is_told_to_who_asks_about_now() -> None:
    noon = datetime(2026, 9, 25, 5, tzinfo=UTC)
    assert "Kemungkinan hujan 14.00–23.00 (hujan petir)." in ask("cuaca sekarang", now=noon)


def test_issue_of_another_day_shows_its_date() -> None:
    tomorrow = NOW + timedelta(days=1)
    assert ask("nanti malam hujan?", now=tomorrow).endswith("BMKG, diperbarui 24 Sep 07.00 WIB")


def test_without_time_of_issue_the_time_of_fetching_is_named() -> None:
    assert ask("besok hujan?", replace(RAIN, issued_at=None)).endswith("BMKG, diambil 14.30 WIB")


def test_old_copy_says_its_age() -> None:
    expected = "BMKG, diperbarui 07.00 WIB (data 5 jam lalu, BMKG sedang tidak bisa dihubungi)"
    assert ask("besok hujan?", age=5).splitlines()[-1] == expected


def test_copy_shown_because_bmkg_is_down_says_so_at_any_age() -> None:
    assert "(data 1 jam lalu, BMKG sedang tidak" in ask("besok hujan?", age=1, live=False)


def test_fresh_copy_says_nothing_of_age() -> None:
    assert "lalu" not in ask("besok hujan?", age=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("minggu depan hujan ga", "BMKG hanya memberi sekitar 3 hari ke depan"),
        ("kemarin hujan ga", "bukan catatan cuaca kemarin"),
        ("tadi pagi hujan ga", "bukan catatan cuaca tadi pagi"),
    ],
)
def test_time_without_forecast_is_said_and_where_to_look(text: str, expected: str) -> None:
    answer = ask(text)
    assert expected in answer
    assert "https://www.bmkg.go.id" in answer


@pytest.mark.parametrize("text", ["besok hujan?", "cuaca sekarang", "lusa dingin?"])
def test_old_document_invents_nothing(text: str) -> None:
    answer = ask(text, now=NOW + timedelta(days=9))
    assert answer.endswith("belum bisa saya ambil. Silakan lihat BMKG: https://www.bmkg.go.id")
    assert "°C" not in answer


def test_document_that_ends_early_says_until_when() -> None:
    assert "Prakiraan BMKG baru sampai Minggu 02.00." in ask("akhir pekan hujan?")


def test_hole_in_the_document_is_said() -> None:
    holed = replace(DRY, steps=DRY.steps[:8] + DRY.steps[9:])
    assert "Sebagian jamnya belum ada di data BMKG." in ask("besok hujan?", holed)


def test_steps_silent_about_rain_prove_nothing() -> None:
    silent = Forecast(steps=tuple(step(hour, temperature=20.0) for hour in range(2, 27, 3)))
    assert "belum bisa saya ambil" in first("besok hujan?", silent)


def test_millimetres_count_when_words_do_not_say_rain() -> None:
    wet = Forecast(steps=(step(11, description="Cerah"), step(14, description="Berawan", rain=4.0)))
    assert first("besok siang hujan?", wet) == "Ya, besok siang di Antapani kemungkinan hujan (14.00–17.00)."


def test_moment_just_before_the_first_step_takes_that_step() -> None:
    assert "28 °C" in ask("cuaca sekarang", now=NOW - timedelta(hours=2))


def test_place_falls_back_to_the_document() -> None:
    answer = weather.answer(DRY, weather.when("besok", NOW), "besok hujan?", "", "id", NOW, NOW)
    assert "di Sukarasa" in answer


@pytest.mark.parametrize(
    ("text", "forecast", "expected"),
    [
        ("isukan hujan teu?", DRY, "Sigana mah moal hujan isukan di Antapani, cerah."),
        ("pageto hujan teu", DRY, "Muhun, pageto siang di Antapani sigana hujan ringan (14.00–20.00)."),
        ("cuaca engke peuting", DRY, "Cuaca engké peuting di Antapani: 20–25 °C."),
    ],
)
def test_sundanese_is_answered_in_sundanese(text: str, forecast: Forecast, expected: str) -> None:
    answer = ask(text, forecast, language="su")
    assert answer.splitlines()[0] == expected
    assert answer.endswith("BMKG, dianyarkeun 07.00 WIB")


def test_sundanese_old_copy_says_its_age() -> None:
    assert "(data 5 jam kapengker, BMKG nuju teu tiasa dikontak)" in ask(
        "isukan hujan?", language="su", age=5
    )
