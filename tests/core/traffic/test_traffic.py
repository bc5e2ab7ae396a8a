"""What is called flowing, busy and jammed, and when nothing is said."""

from datetime import UTC, datetime, timedelta

import pytest

from core.cameras import nearest
from core.places import find
from core.traffic import Flow, read_flow
from core.traffic.answering import last_look, left_out, numbered, state

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)  # 14.05 in Bandung


def flow(speed: float, free: float = 50.0, **changes: object) -> Flow:
    values = {"closed": False, "confidence": 0.9, "at": NOW, "away_m": 10.0} | changes
    return Flow(speed, free, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measured", "level"),
    [
        (flow(50), "free"),
        (flow(55), "free"),
        (flow(40), "free"),
        (flow(39), "busy"),
        (flow(25), "busy"),
        (flow(24), "jammed"),
        (flow(0), "jammed"),
        (flow(12, 20), "jammed"),
        (flow(18, 20), "free"),
        (flow(0, 0, closed=True), "closed"),
        (flow(30, 50, closed=True), "closed"),
        (flow(30, 0), None),
        (flow(50, confidence=0.69), None),
        (flow(50, confidence=0.7), "free"),
        (flow(50, away_m=151.0), None),
        (flow(0, 0, closed=True, confidence=0.2), None),
    ],
)
def test_a_level_is_named_only_for_good_numbers(measured: Flow, level: str | None) -> None:
    assert measured.level == level


@pytest.mark.parametrize(
    "document",
    [None, [], {}, "macet", {"speed_kmh": 3}, {"speed_kmh": "x", "free_flow_kmh": 4, "confidence": 1}],
)
def test_anything_else_is_no_flow(document: object) -> None:
    assert read_flow(document, NOW) is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", "Macet di dekat Simpang Dago: sekitar 12 km/jam (kalau jalan kosong 50 km/jam).\n"
               "Sumber kecepatan: TomTom, 14.05 WIB."),
        ("su", "Macét di caket Simpang Dago: sakitar 12 km/jam (upami jalanna kosong 50 km/jam).\n"
               "Sumber data gancangna: TomTom, 14.05 WIB."),
        ("en", "Jammed near Simpang Dago: about 12 km/h (empty road 50 km/h).\nSpeeds: TomTom, 14.05 WIB."),
    ],
)  # fmt: skip
def test_the_state_names_speeds_source_and_time(language: str, said: str) -> None:
    assert state([("Simpang Dago", flow(12.4))], "TomTom", NOW, language) == said


def test_an_unsure_measurement_is_not_told_beside_a_sure_one() -> None:
    said = state([("Dago", flow(12, confidence=0.1)), ("Kopo", flow(45))], "TomTom", NOW, "id")
    assert "Dago" not in said
    assert "Lancar di dekat Kopo" in said


def test_nothing_sure_is_nothing_said() -> None:
    assert state([("Dago", flow(12, confidence=0.1))], "TomTom", NOW, "id") == ""


def test_a_kept_measurement_shows_its_own_time() -> None:
    said = state([("Dago", flow(45, at=NOW - timedelta(minutes=9)))], "TomTom", NOW, "id")
    assert "13.56 WIB" in said


def test_cameras_are_numbered_through_both_places() -> None:
    dago, kopo = find("simpang dago"), find("jalan kopo")
    said = numbered([("Dago", nearest(dago, 2)), ("Kopo", nearest(kopo, 2))])
    assert [line.split(".")[0] for line in said.splitlines() if line[0].isdigit()] == ["1", "2", "3", "4"]
    assert said.startswith("Dago:\n1. ")
    assert "\nKopo:\n3. " in said


def test_distance_is_told_where_it_is_known() -> None:
    said = numbered([("", nearest(find("gedung sate")))])
    assert "(350 m)" in said.splitlines()[0]
    assert "±" not in said
    assert "±" in numbered([("", nearest(find("cicaheum")))])


def test_a_camera_on_the_named_street_needs_none() -> None:
    assert "(" not in numbered([("", nearest(find("jl asia afrika"), 1))])


@pytest.mark.parametrize(("at", "said"), [(NOW, "24 Nov 2026"), (None, "Feb 2026")])
def test_the_age_of_what_we_know_is_told(at: datetime | None, said: str) -> None:
    assert said in last_look(at, "id")


def test_a_silent_camera_is_named_with_its_date() -> None:
    hits = nearest(find("simpang dago"))
    said = left_out(hits, {hits[0].page_url: NOW - timedelta(days=14)}, "id")
    assert "10 Nov 2026" in said
    assert hits[0].name in said
    assert left_out(hits, {"https://elsewhere": NOW}, "id") == ""
