"""Early warnings: only those that touch Bandung's kecamatan, latitude first, never an outdated one."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from shapely import box
from shapely.geometry.base import BaseGeometry

from core.weather import alerts as weather_alerts
from integrations.bmkg.payloads import read_alert, read_feed
from tests.forecasts import fixture

NOW = datetime(2026, 9, 25, 7, 30, tzinfo=UTC)  # 14.30 in Bandung, the invented warning runs 14.10-16.10
DISTRICTS: dict[str, BaseGeometry] = {
    "Gedebage": box(107.690, -6.965, 107.712, -6.942),
    "Rancasari": box(107.663, -6.966, 107.684, -6.945),
    "Sukasari": box(107.575, -6.880, 107.600, -6.840),
}


def items(*, cap: bool = True, **changes: Any) -> list[dict[str, Any]]:
    """The invented West Java warning as the client hands it over; ``changes`` go into its CAP document."""
    (item,) = read_feed(fixture("bmkg/feed_west_java_invented.xml").encode())
    details = read_alert(fixture("bmkg/cap_west_java_invented.xml").encode()) | changes
    return [item | {"cap": details if cap else None}]


def tell(raw: object, *, now: datetime = NOW, language: str = "id", minutes: int = 0, **options: Any) -> str:
    alerts = weather_alerts.parse(raw)
    return weather_alerts.answer(
        alerts, DISTRICTS, language, now, now - timedelta(minutes=minutes), **options
    )


def test_warning_names_kecamatan_hours_and_source() -> None:
    assert tell(items()).splitlines() == [
        "Peringatan dini BMKG: hujan lebat dan petir di Gedebage dan Rancasari, 14.10–16.10 WIB.",
        "Jauhi pohon, baliho, dan saluran air; kalau ada yang terancam, telepon 112 ⚠️",
        "BMKG, dicek 14.30 WIB",
    ]


def test_sundanese_warning() -> None:
    assert "di Gedebage sareng Rancasari" in tell(items(), language="su")


NONE = "Tidak ada peringatan dini BMKG untuk Kota Bandung saat ini (dicek 14.30 WIB)."

ELSEWHERE = "BMKG memberi peringatan untuk daerah lain di Jawa Barat, bukan untuk Kota Bandung."


@pytest.mark.parametrize(
    "raw",
    [
        [],
        read_feed(fixture("bmkg/feed.xml").encode()),
        items(status="Test"),
        items(msgType="Cancel"),
        items(polygons=["0.919,122.117 0.916,122.116 0.913,122.115 0.919,122.117"]),
        items()
        + items(identifier="x", msgType="Cancel", references="a,2.49.0.1.360.0.2026.09.25.07.32.001,b"),
    ],
    ids=["empty", "other provinces", "test", "cancelled", "elsewhere", "cancelled later"],
)
def test_nothing_active_for_bandung_is_said_with_the_time_of_checking(raw: list[dict[str, Any]]) -> None:
    assert tell(raw).splitlines()[0] == NONE


def test_warning_that_ran_out_is_not_told() -> None:
    assert tell(items(), now=NOW + timedelta(hours=2)).startswith("Tidak ada peringatan dini")


def test_polygons_are_read_latitude_first() -> None:
    (alert,) = weather_alerts.parse(items())
    assert alert.areas[0].bounds == pytest.approx((107.659, -6.969, 107.687, -6.938))


def test_touching_a_border_is_not_being_warned() -> None:
    neighbour = "-6.965,107.712 -6.942,107.712 -6.942,107.730 -6.965,107.730 -6.965,107.712"
    assert tell(items(polygons=[neighbour])).splitlines() == [NONE, ELSEWHERE]


def test_without_polygons_the_text_decides_in_any_letter_case() -> None:
    raw = items(cap=False)
    raw[0]["description"] = raw[0]["description"].replace("GEDEBAGE, RANCASARI", "Gedebage")
    assert "hujan lebat disertai petir di Gedebage, 14.00–16.10 WIB" in tell(raw)


def test_same_name_in_another_province_is_not_ours() -> None:
    (item,) = items(cap=False)
    other = {name: value.replace("Jawa Barat", "Banten") for name, value in item.items() if value}
    assert tell([other]) == NONE


def test_end_without_details_or_sentence_is_the_usual_length() -> None:
    raw = items(cap=False)
    raw[0]["description"] = "di sebagian wilayah Jawa Barat, khususnya di GEDEBAGE."
    (alert,) = weather_alerts.parse(raw)
    assert alert.ends_at == datetime(2026, 9, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [None, "x", [None, 3], [{}], [{"title": 5, "pubDate": "kapan"}], items(polygons=["a,b", 3, "1,2 1,2"])],
)
def test_unreadable_items_cost_only_themselves(raw: object) -> None:
    assert isinstance(tell(raw), str)


def test_crossing_polygon_is_repaired() -> None:
    bow = "-6.966,107.663 -6.945,107.684 -6.945,107.663 -6.966,107.684 -6.966,107.663"
    assert "di Rancasari," in tell(items(polygons=[bow]))


def test_while_bmkg_is_down_no_all_clear_is_given() -> None:
    answer = tell([], minutes=50, live=False)
    assert answer.startswith("Peringatan dini BMKG belum bisa saya pastikan")
    assert "Terakhir dicek 13.40 WIB" in answer


def test_kept_warning_still_running_is_told_with_its_age() -> None:
    answer = tell(items(), minutes=20, live=False)
    assert answer.endswith("BMKG, dicek 14.10 WIB (20 menit lalu; BMKG sedang tidak bisa dihubungi)")


def test_many_kecamatan_are_shortened() -> None:
    shapes: dict[str, BaseGeometry] = {f"Kec{number}": DISTRICTS["Gedebage"] for number in range(12)}
    answer = weather_alerts.answer(weather_alerts.parse(items()), shapes, "id", NOW, NOW)
    assert "di 12 kecamatan, a.l. Kec0, Kec1" in answer


@pytest.mark.parametrize(
    ("asked", "language", "expected"),
    [
        ("", "id", "Ya, ada peringatan dini untuk Kota Bandung."),
        ("", "en", "Yes, there is an early warning for Bandung."),
        ("Gedebage", "id", "Ya, Kec. Gedebage termasuk."),
        ("Gedebage", "su", "Muhun, Kec. Gedebage kalebet."),
        ("Sukasari", "id", "Untuk Kec. Sukasari tidak ada, tapi untuk daerah lain di kota ada."),
    ],
)
def test_a_question_is_answered_by_yes_or_no_first(asked: str, language: str, expected: str) -> None:
    told = tell(items(), language=language, asked=asked).splitlines()
    assert told[0] == expected
    assert "Gedebage" in told[1]


def test_update_replaces_the_warning_it_names() -> None:
    newer = items(
        identifier="2.49.0.1.360.0.2026.09.25.07.50.002",
        msgType="Update",
        references="cuaca.ekstrem@bmkg.go.id,2.49.0.1.360.0.2026.09.25.07.32.001,2026-09-25T14:00:00+07:00",
        expires="2026-09-25T17:40:00+07:00",
    )
    told = tell(items() + newer)
    assert "14.10–17.40 WIB" in told
    assert "16.10" not in told


def test_a_warning_that_begins_later_says_so() -> None:
    later = items(effective="2026-09-25T15:30:00+07:00")
    assert "15.30–16.10 WIB (belum mulai)." in tell(later)


def test_two_warnings_are_both_told() -> None:
    second = items(identifier="y", event="Angin Kencang", expires="2026-09-25T18:00:00+07:00")
    told = tell(items() + second).splitlines()
    assert len(told) == 4
    assert "angin kencang di Gedebage dan Rancasari, 14.10–18.00" in told[1]


@pytest.mark.parametrize(
    ("event", "headline", "expected"),
    [
        ("Angin Kencang", "Angin Kencang di Jawa Barat", "ikat atap"),
        ("Hujan Lebat", "Hujan Lebat di Jawa Barat", "tempat rendah"),
        ("Hujan Lebat dan Angin Kencang", "x", "baliho, dan saluran air"),
        ("", "", "112"),
    ],
)
def test_advice_follows_the_event(event: str, headline: str, expected: str) -> None:
    assert expected in tell(items(event=event, headline=headline))


def test_a_polygon_left_open_is_closed() -> None:
    corners = "-6.965,107.664 -6.965,107.683 -6.946,107.683 -6.946,107.664"
    assert "di Rancasari," in tell(items(polygons=[corners]))


@pytest.mark.parametrize(
    "polygons", [[], ["107.66,-6.96 107.68"], ["NaN,NaN"], ["-6.9 107.6 -6.8 107.7"], None, "x"]
)
def test_malformed_polygons_leave_it_to_the_words(polygons: object) -> None:
    assert "di Gedebage dan Rancasari" in tell(items(polygons=polygons))


@pytest.mark.parametrize("language", ["id", "su", "en"])
def test_every_warning_ends_with_source_and_time_of_checking(language: str) -> None:
    assert re.search(r"BMKG, \w+ 14\.30 WIB$", tell(items(), language=language))


def test_a_feed_fetched_in_the_future_of_our_clock_still_names_its_time() -> None:
    assert "14.40 WIB" in tell(items(), minutes=-10)


def test_each_part_of_a_warning_is_told_for_its_own_area() -> None:
    (item,) = items()
    wind = item["cap"] | {
        "event": "Angin Kencang",
        "polygons": ["-6.88,107.57 -6.88,107.61 -6.84,107.61 -6.84,107.57"],
    }
    item["cap"]["further"] = [wind]

    first, second, *_ = tell([item]).splitlines()
    assert "hujan lebat dan petir di Gedebage dan Rancasari" in first
    assert "angin kencang di Sukasari" in second
    assert [alert.part for alert in weather_alerts.parse([item])] == [0, 1]
