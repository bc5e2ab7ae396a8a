"""Earthquakes, told from Bandung's point of view."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import quakes
from core.quakes import Quake
from tests.forecasts import fixture

NOW = datetime(2026, 9, 23, 13, tzinfo=UTC)  # 20.00 in Bandung
LATEST = quakes.parse(json.loads(fixture("bmkg/quake_latest.json")))
FELT = quakes.parse(json.loads(fixture("bmkg/quakes_felt.json")))


def local(**changes: Any) -> Quake:
    facts: dict[str, Any] = {
        "at": NOW - timedelta(hours=1),
        "magnitude": 5.1,
        "where": "di darat 32 km selatan Bandung",
    }
    return Quake(**facts | {"depth": 10, "felt": "III-IV Kota Bandung, III Kab. Garut"} | changes)


def test_recorded_quake_is_read() -> None:
    assert (
        Quake(
            at=datetime(2026, 9, 23, 12, 16, 56, tzinfo=UTC),
            magnitude=1.8,
            where="di darat 24 km barat daya Lembata",
            depth=12,
            felt="II-III Kab. Lembata",
            potential="Gempa ini dirasakan untuk diteruskan pada masyarakat",
            lat=-8.51,
            lon=123.27,
        ),
    ) == LATEST


def test_felt_list_is_newest_first() -> None:
    assert [quake.magnitude for quake in FELT] == [4.7, 4.6]


def test_latest_quake_is_told_with_place_time_depth_and_who_felt_it() -> None:
    assert quakes.answer(LATEST, FELT, "id", NOW, NOW).splitlines() == [
        "Gempa terakhir: M1,8, 19.16 WIB, di darat 24 km barat daya Lembata, kedalaman 12 km, "
        "sekitar 1735 km dari Bandung. Dirasakan: II-III Kab. Lembata.",
        "Tidak ada laporan dirasakan di Bandung. Guncangan yang baru saja terjadi mungkin belum tercatat.",
        "BMKG, dicek 20.00 WIB",
    ]


def test_quake_felt_in_bandung_comes_first_even_when_another_is_newer() -> None:
    lines = quakes.answer(
        LATEST, [*FELT, local(potential="Tidak berpotensi tsunami")], "id", NOW, NOW
    ).splitlines()
    assert lines == [
        "Gempa M5,1 dirasakan di Bandung (III-IV Kota Bandung), 19.00 WIB: di darat 32 km selatan Bandung, "
        "kedalaman 10 km.",
        "Tidak berpotensi tsunami.",
        "Kalau bangunan retak, jangan masuk dulu; darurat telepon 112.",
        "BMKG, dicek 20.00 WIB",
    ]


def test_quake_felt_in_bandung_days_ago_is_no_news() -> None:
    old = local(at=NOW - timedelta(days=2))
    assert quakes.answer(LATEST, [old], "id", NOW, NOW).startswith("Gempa terakhir: M1,8")


@pytest.mark.parametrize("felt", ["III Kab. Bandung Barat", "II-III Lembang, III bandung"])
def test_neighbouring_bandungs_count_and_are_named(felt: str) -> None:
    assert local(felt=felt).is_felt_in_bandung


def test_tsunami_warning_is_passed_on_untouched() -> None:
    quake = local(felt="", potential="BERPOTENSI TSUNAMI, ikuti arahan")
    assert "BERPOTENSI TSUNAMI, ikuti arahan" in quakes.answer([quake], [], "id", NOW, NOW)


def test_sundanese() -> None:
    answer = quakes.answer(LATEST, FELT, "su", NOW, NOW)
    assert answer.startswith("Lini pamungkas: M1,8")
    assert answer.endswith("BMKG, dipariksa 20.00 WIB")


def test_kept_copy_says_its_age_while_bmkg_is_down() -> None:
    answer = quakes.answer(LATEST, FELT, "id", NOW, NOW - timedelta(hours=3), live=False)
    assert answer.endswith("BMKG, dicek 17.00 WIB (3 jam lalu; BMKG sedang tidak bisa dihubungi)")


@pytest.mark.parametrize(
    "document",
    [
        {},
        None,
        {"Infogempa": []},
        {"Infogempa": {"gempa": [None, "x", {"Magnitude": "5"}]}},
        {"Infogempa": {"gempa": {"DateTime": "x", "Magnitude": "5", "Wilayah": "y"}}},
        {
            "Infogempa": {
                "gempa": {"DateTime": "2026-09-23T12:16:56+00:00", "Magnitude": "99", "Wilayah": "y"}
            }
        },
    ],
)
def test_unreadable_document_says_where_to_look(document: Any) -> None:
    found = quakes.parse(document)
    assert found == ()
    assert quakes.answer(found, (), "id", NOW, NOW).endswith("https://www.bmkg.go.id")
