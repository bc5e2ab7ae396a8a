"""Air quality answers: the ministry's reading with its hour, or an estimate that says it is one."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import air
from core.air import Kind, Model, Part, Reading, Station
from tests.forecasts import fixture

NOW = datetime(2026, 9, 28, 9, 30, tzinfo=UTC)  # 16.30 in Bandung
DOCUMENT: dict[str, Any] = json.loads(fixture("air_quality/stations_bandung_invented.json"))
ROW: dict[str, Any] = DOCUMENT["rows"][0]
STATIONS = air.read_stations(DOCUMENT, NOW)
MODEL = Reading(Kind.MODEL, "Bandung", NOW - timedelta(minutes=30), pm25=41.2, pm25_day=38.4)


def station(name: str, index: int, at: datetime = NOW, city: str = "Kota Bandung", **facts: Any) -> Reading:
    return Reading(Kind.INDEX, name, at, city, index, **facts)


NORTH = station("Utara", 45, lat=-6.87, lon=107.59)
WORST = station("Timur", 160, lat=-6.93, lon=107.70)


def parse(**changes: Any) -> tuple[Station, ...]:
    return air.parse_stations({"rows": [ROW | changes]})


def test_station_is_read_and_the_one_under_maintenance_left_out() -> None:
    [read] = air.parse_stations(DOCUMENT)
    assert (read.name, read.city, read.index) == ("Bandung Cihapit", "Kota Bandung", 79)
    assert (read.at, read.pollutant) == (datetime(2026, 9, 28, 9, tzinfo=UTC), "PM2.5")
    assert (read.lat, read.lon) == (-6.907, 107.626)
    assert read.parts[0] == Part("pm25", 79, 38.4)
    assert [part.parameter for part in read.parts] == ["pm25", "pm10", "so2", "co", "o3", "no2", "hc"]


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
        {"is_maintenance": True},
        {"val": "0", "tipe_text": "INTEGRASI"},
        {"val": "0"},  # while its own PM2.5 says 79
        {"val": "0"} | {name: "0" for name in ROW if name[:2] in ("a_", "t_")},
        {"val": "0"} | {name: None for name in ROW if name[:2] in ("a_", "t_")},
        {"waktu": None},
        {"waktu": "kemarin"},
    ],
    ids=str,
)
def test_rows_without_a_usable_reading_are_left_out(changes: dict[str, Any]) -> None:
    assert parse(**changes) == ()


def test_zero_is_a_reading_when_something_was_measured_and_is_next_to_nothing() -> None:
    clean = {name: "0" for name in ROW if name.startswith("t_")} | {"a_pm25": "0.10"}
    assert parse(val="0", **clean)[0].index == 0


@pytest.mark.parametrize("mean", ["1.45", "-3", "38400", None, "x"])
def test_concentration_in_another_unit_is_not_shown(mean: str | None) -> None:
    co = next(part for part in parse(a_co=mean)[0].parts if part.parameter == "co")
    assert co == Part("co", 18, None)


def test_station_twice_in_the_document_is_one_with_the_newest_hour() -> None:
    rows = [ROW, ROW, ROW | {"waktu": "2026-09-28 15:00:00", "val": "60"}]
    assert [r.index for r in air.read_stations({"rows": rows}, NOW)] == [79]


def test_hour_in_the_future_does_not_hide_the_true_one() -> None:
    ahead = ROW | {"waktu": "2026-09-29 03:00:00", "val": "20"}
    assert [r.index for r in air.read_stations({"rows": [ahead, ROW]}, NOW)] == [79]
    assert [r.index for r in air.read_stations({"rows": [ROW, ahead]}, NOW)] == [79]


@pytest.mark.parametrize("where", [{"lat": "0", "lon": "0"}, {"lat": "107.6", "lon": "-6.9"}, {"lat": None}])
def test_station_with_an_impossible_place_has_none(where: dict[str, Any]) -> None:
    assert parse(**where)[0].lat is None


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
    neighbour = station("Soreang", 250, city="Kab. Bandung")
    assert "stasiun Utara" in air.answer([neighbour, NORTH], "", "id", NOW)


def test_reading_older_than_three_hours_says_its_time_first() -> None:
    answer = air.answer(STATIONS, "", "id", NOW + timedelta(hours=5))
    assert answer.startswith(
        "Data terbaru belum masuk. Ini pengukuran 16.00 WIB (5 jam lalu):\nUdara di stasiun"
    )


def test_old_reading_gives_no_yes_or_no_for_now() -> None:
    answer = air.answer(STATIONS, "aman lari sekarang?", "id", NOW + timedelta(hours=5))
    assert answer.startswith("Untuk sekarang belum bisa saya pastikan.\nData terbaru belum masuk.")


def test_reading_older_than_a_day_is_not_shown() -> None:
    answer = air.answer(STATIONS, "", "id", NOW + timedelta(hours=25))
    assert answer.splitlines() == [
        "Pengukuran ISPU untuk Bandung belum bisa saya ambil (terakhir 28 Sep 16.00 WIB).",
        "Silakan lihat KLH: https://ispu.kemenlh.go.id",
    ]


def test_reading_from_the_future_is_not_shown() -> None:
    assert "79" not in air.answer(STATIONS, "", "id", NOW - timedelta(hours=2))


def test_model_stands_in_and_says_that_it_is_one() -> None:
    answer = air.answer([MODEL], "", "id", NOW)
    assert answer.splitlines() == [
        "Pengukuran ISPU untuk Bandung belum bisa saya ambil.",
        "Perkiraan model: PM2.5 sekitar 41 µg/m³ saat ini.",
        "Rata-rata 24 jam 38 µg/m³, kira-kira setara kategori Sedang.",
        "Boleh ke luar; yang asma, anak-anak, dan lansia sebaiknya jangan berlama-lama berolahraga di luar.",
        "Open-Meteo (model CAMS), 16.00 WIB. Bukan hasil ukur dan bukan ISPU resmi.",
    ]


def test_one_hour_of_the_model_is_given_no_category() -> None:
    answer = air.answer([Reading(Kind.MODEL, "", NOW, pm25=80.0)], "aman lari?", "id", NOW - timedelta(0))
    assert "kategori" not in answer
    assert answer.startswith("Untuk sekarang belum bisa saya pastikan.")


def test_fresh_station_is_preferred_to_the_model() -> None:
    assert "Open-Meteo" not in air.answer([MODEL, *STATIONS], "", "id", NOW)


def test_model_of_now_is_preferred_to_a_station_of_this_morning_whose_hour_is_told() -> None:
    answer = air.answer([MODEL, station("Utara", 45, NOW - timedelta(hours=8))], "", "id", NOW)
    assert "belum bisa saya ambil (terakhir 08.30 WIB)." in answer
    assert "Open-Meteo" in answer
    assert "45" not in answer


def test_model_above_the_table_is_hazardous_without_an_index() -> None:
    answer = air.answer([Reading(Kind.MODEL, "", NOW, pm25=900.0, pm25_day=700.0)], "", "id", NOW)
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
    assert model is not None
    at = datetime(2026, 9, 28, 9, tzinfo=UTC)
    assert (model.at, model.pm25, model.pm10, model.pm25_day) == (at, 20, 30, 20)
    assert len(model.hours) == 30
    assert model.hours[-1] == (at, 20)


def test_recorded_list_of_places_is_read() -> None:
    recorded = json.loads(fixture("open_meteo/air_quality.json"))
    model = air.parse_model(recorded, datetime.fromtimestamp(1790226000 + 600, UTC))
    at = datetime.fromtimestamp(1790226000, UTC)
    assert model == Model(at=at, pm25=19.8, pm10=25.0, hours=model.hours if model else ())
    assert [value for _, value in model.hours] == [56.2, 43.2, 37.1, 29.0, 23.2, 19.8]


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
        hourly(30) | {"hourly_units": {"pm2_5": "ppm"}},
        hourly(30) | {"hourly_units": {"pm2_5": "mg/m³"}},
    ],
)
def test_unusable_model_is_none(document: Any) -> None:
    assert air.parse_model(document, NOW) is None
