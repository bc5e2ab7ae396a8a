"""Sensors of others: what is unbelievable is refused, and ISPU comes only from a mean of 24 hours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import air
from core.air import Kind, Reading
from tests.openaq import hour, latest, location

NOW = datetime(2026, 11, 24, 3, 10, tzinfo=UTC)
TOP = datetime(2026, 11, 24, 3, tzinfo=UTC)
HOURS = [hour(TOP - timedelta(hours=back), 30.0 + back % 12) for back in range(24)]


def read(newest: Any = None, hours: Any = HOURS, **changes: Any) -> tuple[Reading, ...]:
    place = location(TOP, **changes) | {"latest": newest or [latest(TOP, 41.5)], "hours": hours}
    return air.read_sensors({"locations": [place]}, NOW)


def say(*readings: Reading, text: str = "udara gimana", language: str = "id") -> list[str]:
    return air.answer(readings, text, language, NOW).splitlines()


def test_sensor_answers_as_a_sensor_with_source_licence_and_hour() -> None:
    assert say(*read()) == [
        "Pengukuran ISPU untuk Bandung belum bisa saya ambil.",
        "Sensor Sekolah Uji Cihampelas: PM2.5 41,5 µg/m³ dalam satu jam terakhir yang tercatat.",
        "ISPU PM2.5 sekitar 75, Sedang (biru), dihitung dari rata-rata 24 jam 35,5 µg/m³.",
        "Boleh ke luar; yang asma, anak-anak, dan lansia sebaiknya jangan berlama-lama berolahraga di luar.",
        "OpenAQ (Sensor Uji, CC BY 4.0), 10.00 WIB. Hasil ukur sensor, bukan ISPU resmi KLH.",
    ]


def test_yes_or_no_still_comes_first() -> None:
    assert say(*read(), text="aman lari?")[0] == "Ya, boleh."


@pytest.mark.parametrize("hours", [[], HOURS[:17], None, "x", [None, 3]])
def test_single_hour_is_given_as_a_concentration_only(hours: Any) -> None:
    lines = say(*read(hours=hours), text="aman lari?")
    assert lines[0] == "Untuk sekarang belum bisa saya pastikan."
    assert not any("Sedang" in line for line in lines)
    assert any("41,5 µg/m³" in line for line in lines)


def test_mean_needs_eighteen_hours() -> None:
    assert read(hours=HOURS[:18])[0].pm25_day is not None
    assert read(hours=HOURS[:17])[0].pm25_day is None


@pytest.mark.parametrize(
    "spoilt",
    [
        [hour(TOP - timedelta(hours=back), 30.0 + back, units="ppm") for back in range(24)],
        [hour(TOP - timedelta(hours=back), 30.0 + back, flagged=True) for back in range(24)],
        [hour(TOP - timedelta(hours=back), 5000.0 + back) for back in range(24)],
        [hour(TOP - timedelta(hours=back), -1.0 - back) for back in range(24)],
        [hour(TOP + timedelta(hours=2 + back), 30.0 + back) for back in range(24)],
        [hour(TOP - timedelta(days=2, hours=back), 30.0 + back) for back in range(24)],
        [hour(TOP, 30.0 + back) for back in range(24)],
    ],
    ids=["ppm", "flagged", "absurd", "negative", "future", "old", "one hour many times"],
)
def test_spoilt_hours_make_no_mean(spoilt: list[dict[str, Any]]) -> None:
    assert read(hours=spoilt)[0].pm25_day is None


def test_sensor_that_sends_one_figure_all_day_is_refused() -> None:
    assert read(hours=[hour(TOP - timedelta(hours=back), 41.5) for back in range(24)]) == ()


@pytest.mark.parametrize("value", [-0.1, 1000, 99999.0, "41.5", None, float("nan"), True])
def test_absurd_value_is_refused(value: object) -> None:
    assert read([latest(TOP, value)]) == ()


@pytest.mark.parametrize(
    "at", [TOP - timedelta(hours=25), TOP + timedelta(hours=2), TOP - timedelta(days=400)]
)
def test_old_value_and_one_from_the_future_are_refused(at: datetime) -> None:
    assert read([latest(at, 41.5)]) == ()


def test_value_of_another_sensor_at_the_place_is_not_taken() -> None:
    assert read([latest(TOP, 27.0, sensor=5)]) == ()


@pytest.mark.parametrize("units", ["ppm", "ppb", "mg/m³", "particles/cm³", "", None])
def test_other_unit_is_refused(units: object) -> None:
    sensors = [{"id": 9001, "parameter": {"name": "pm25", "units": units}}]
    assert read(sensors=sensors) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"isMobile": True},
        {"coordinates": None},
        {"coordinates": {"latitude": 0.0, "longitude": 0.0}},
        {"coordinates": {"latitude": -6.2, "longitude": 106.8}},
        {"sensors": None},
        {"sensors": [{"id": 9001, "parameter": {"name": "pm10", "units": "µg/m³"}}]},
    ],
    ids=str,
)
def test_place_that_does_not_fit_is_refused(changes: dict[str, Any]) -> None:
    assert read(**changes) == ()


@pytest.mark.parametrize("licences", [None, [], "x"])
def test_missing_licence_is_said_and_the_provider_named(licences: object) -> None:
    assert "OpenAQ (Jaringan Uji, lisensi tidak disebut)" in say(*read(licenses=licences))[-1]


def test_mean_above_the_table_has_a_category_and_no_index() -> None:
    high = [hour(TOP - timedelta(hours=back), 600.0 + back) for back in range(24)]
    lines = say(*read([latest(TOP, 700.0)], high))
    assert "Rata-rata 24 jam 611,5 µg/m³, di atas tabel ISPU: Berbahaya (hitam)." in lines


def test_sensor_of_hours_ago_says_its_hour() -> None:
    lines = say(*read([latest(TOP - timedelta(hours=6), 20.0)]), text="aman lari?")
    assert lines[0] == "Untuk sekarang belum bisa saya pastikan."
    assert any("Ini pengukuran 04.00 WIB (6 jam lalu)" in line for line in lines)


@pytest.mark.parametrize("document", [None, {}, [], {"locations": None}, {"locations": [None, 1, {}]}])
def test_unusable_document_has_no_sensors(document: object) -> None:
    assert air.read_sensors(document, NOW) == ()


def test_order_of_the_sources() -> None:
    [sensor] = read()
    model = Reading(Kind.MODEL, "Bandung", TOP, pm25=20.0, pm25_day=20.0)
    station = Reading(Kind.INDEX, "Cihapit", TOP, "Kota Bandung", 60)
    old = Reading(Kind.INDEX, "Cihapit", TOP - timedelta(hours=9), "Kota Bandung", 60)
    assert air.choose([model, sensor, station], NOW) is station
    assert air.choose([model, sensor, old], NOW) is sensor
    assert air.choose([model, old], NOW) is model
    assert air.choose([old], NOW) is old


@pytest.mark.parametrize("language", ["su", "en"])
def test_other_languages_say_whose_measurement_it_is(language: str) -> None:
    lines = say(*read(), language=language)
    assert lines[-1].startswith("OpenAQ (Sensor Uji, CC BY 4.0), 10.00 WIB.")
    assert any(("24" in line and "ISPU PM2.5" in line) or "ISPU for PM2.5" in line for line in lines)
