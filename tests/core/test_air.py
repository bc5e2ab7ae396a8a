"""Air quality answers: the ministry's reading with its hour, or an estimate that says it is one."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import air
from core.air import Model, Station
from tests.forecasts import fixture

NOW = datetime(2026, 9, 28, 9, 30, tzinfo=UTC)  # 16.30 in Bandung
DOCUMENT: dict[str, Any] = json.loads(fixture("air_quality/stations_bandung_invented.json"))
ROW: dict[str, Any] = DOCUMENT["rows"][0]
STATIONS = air.parse_stations(DOCUMENT)
NORTH = Station("Utara", "Kota Bandung", 45, NOW, "PM10", -6.87, 107.59)
WORST = Station("Timur", "Kota Bandung", 160, NOW, "O3", -6.93, 107.70)
MODEL = Model(at=NOW - timedelta(minutes=30), pm25=41.2, pm10=60.0, pm25_day=38.4)


def parse(**changes: Any) -> tuple[Station, ...]:
    return air.parse_stations({"rows": [ROW | changes]})


def test_station_is_read_and_the_one_under_maintenance_left_out() -> None:
    expected = Station(
        name="Bandung Cihapit",
        city="Kota Bandung",
        index=79,
        at=datetime(2026, 9, 28, 9, tzinfo=UTC),
        pollutant="PM2.5",
        lat=-6.907,
        lon=107.626,
    )
    assert (expected,) == STATIONS


@pytest.mark.parametrize(
    "changes",
    [
        {"kota": "Kota Palembang", "nama": "Palembang Bukit Kecil"},
        {"is_maintenance": "1"},
        {"is_maintenance": 1},
        {"val": None},
        {"val": "-"},
        {"val": "-3"},
        {"val": "99999"},
        {"val": "0", "tipe_text": "INTEGRASI"},
        {"waktu": None},
        {"waktu": "kemarin"},
    ],
    ids=str,
)
def test_rows_without_a_usable_reading_are_left_out(changes: dict[str, Any]) -> None:
    assert parse(**changes) == ()


def test_zero_of_a_ministry_station_is_a_reading() -> None:
    assert parse(val="0")[0].index == 0


def test_wrong_time_zone_mark_does_not_shift_bandungs_hour() -> None:
    assert parse(time_z="WIT")[0].at == datetime(2026, 9, 28, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("param", "expected"),
    [
        ("PM<sub>10</sub>", "PM10"),
        ("O<sub>3</sub>", "O3"),
        ("<script>alert(1)</script>", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_main_pollutant_loses_its_markup(param: object, expected: str) -> None:
    assert parse(param=param)[0].pollutant == expected


@pytest.mark.parametrize("document", [{}, None, [], {"rows": None}, {"rows": [None, 1, "x", {}]}])
def test_unusable_document_has_no_stations(document: Any) -> None:
    assert air.parse_stations(document) == ()


def test_answer_tells_index_category_colour_pollutant_advice_and_source() -> None:
    assert air.answer(STATIONS, "udara bandung gimana?", "id", NOW).splitlines() == [
        "Udara di stasiun Bandung Cihapit: ISPU 79, Sedang (biru), pencemar utama PM2.5.",
        "Boleh ke luar; yang asma, anak-anak, dan lansia sebaiknya jangan berlama-lama berolahraga di luar.",
        "ISPU, KLH, 16.00 WIB",
    ]


def test_difference_to_us_aqi_is_told_only_when_asked() -> None:
    assert "US AQI" in air.answer(STATIONS, "AQI Bandung berapa?", "id", NOW)
    assert "US AQI" not in air.answer(STATIONS, "udara bandung?", "id", NOW)


def test_without_a_place_the_worst_station_answers() -> None:
    assert "stasiun Timur: ISPU 160, Tidak Sehat" in air.answer([NORTH, WORST], "", "id", NOW)


def test_with_a_place_the_nearest_station_answers() -> None:
    assert "stasiun Utara: ISPU 45, Baik" in air.answer([NORTH, WORST], "", "id", NOW, near=(-6.88, 107.6))


def test_reading_of_the_neighbouring_regency_does_not_stand_for_the_city() -> None:
    neighbour = Station("Soreang", "Kab. Bandung", 250, NOW)
    assert "stasiun Utara" in air.answer([neighbour, NORTH], "", "id", NOW)


def test_reading_older_than_three_hours_says_its_time_first() -> None:
    answer = air.answer(STATIONS, "", "id", NOW + timedelta(hours=5))
    assert answer.startswith(
        "Data terbaru belum masuk. Ini pengukuran 16.00 WIB (5 jam lalu):\nUdara di stasiun"
    )


def test_reading_older_than_a_day_is_not_shown() -> None:
    answer = air.answer(STATIONS, "", "id", NOW + timedelta(hours=25))
    assert answer.splitlines() == [
        "Pengukuran ISPU untuk Bandung belum bisa saya ambil (terakhir 28 Sep 16.00 WIB).",
        "Silakan lihat KLH: https://ispu.kemenlh.go.id",
    ]


def test_reading_from_the_future_is_not_shown() -> None:
    assert "79" not in air.answer(STATIONS, "", "id", NOW - timedelta(hours=2))


def test_model_stands_in_and_says_that_it_is_one() -> None:
    answer = air.answer((), "", "id", NOW, model=MODEL)
    assert answer.splitlines() == [
        "Pengukuran ISPU untuk Bandung belum bisa saya ambil.",
        "Perkiraan model: PM2.5 sekitar 41 µg/m³ saat ini.",
        "Rata-rata 24 jam 38 µg/m³, kira-kira setara kategori Sedang.",
        "Boleh ke luar; yang asma, anak-anak, dan lansia sebaiknya jangan berlama-lama berolahraga di luar.",
        "Open-Meteo (model CAMS), 16.00 WIB. Bukan hasil ukur dan bukan ISPU resmi.",
    ]


def test_one_hour_of_the_model_is_given_no_category() -> None:
    answer = air.answer((), "", "id", NOW, model=Model(at=NOW, pm25=80.0))
    assert "kategori" not in answer


def test_a_station_is_preferred_to_the_model() -> None:
    assert "Open-Meteo" not in air.answer(STATIONS, "", "id", NOW, model=MODEL)


def test_model_above_the_table_is_hazardous_without_an_index() -> None:
    answer = air.answer((), "", "id", NOW, model=Model(at=NOW, pm25=900.0, pm25_day=700.0))
    assert "kira-kira setara kategori Berbahaya" in answer


def test_sundanese() -> None:
    answer = air.answer(STATIONS, "hawa bandung kumaha?", "su", NOW)
    assert answer.startswith("Hawa di stasiun Bandung Cihapit: ISPU 79, Sedeng (biru), pangotor utama PM2.5.")


def hourly(hours: int, **series: list[object]) -> dict[str, Any]:
    end = int(NOW.timestamp()) // 3600 * 3600
    times: list[object] = [end - 3600 * back for back in reversed(range(hours))]
    return {"hourly": {"time": times, "pm2_5": [20.0] * hours, "pm10": [30.0] * hours} | series}


def test_model_of_this_hour_and_the_mean_of_the_day() -> None:
    model = air.parse_model(hourly(30), NOW)
    assert model == Model(at=datetime(2026, 9, 28, 9, tzinfo=UTC), pm25=20, pm10=30, pm25_day=20)


def test_recorded_list_of_places_is_read() -> None:
    recorded = json.loads(fixture("open_meteo/air_quality.json"))
    model = air.parse_model(recorded, datetime.fromtimestamp(1790226000 + 600, UTC))
    assert model == Model(at=datetime.fromtimestamp(1790226000, UTC), pm25=19.8, pm10=25.0)


def test_hours_to_come_are_not_now() -> None:
    later = hourly(30) | {}
    later["hourly"]["pm2_5"][-1] = 99.0
    model = air.parse_model(later, NOW - timedelta(hours=1))
    assert model is not None
    assert model.pm25 == 20.0


@pytest.mark.parametrize(
    "document",
    [
        None,
        {},
        [],
        {"hourly": {"time": "x", "pm2_5": 3}},
        hourly(30, pm2_5=[None] * 30),
        hourly(30, pm2_5=["x"] * 30),
        hourly(30, time=[1] * 30),
    ],
)
def test_unusable_model_is_none(document: Any) -> None:
    assert air.parse_model(document, NOW) is None
