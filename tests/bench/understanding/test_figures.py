"""From readings to figures and the page."""

from typing import Any

import pytest

from bench.pipelines import Training
from bench.processes import Memory
from bench.understanding import figures, report
from bench.understanding.reading import Reading, Side
from bench.understanding.sets import Case


def reading(meant: str, read: str, **changes: Any) -> Reading:
    category, danger, alarm, place = (
        changes.get(key, default)
        for key, default in (("category", ""), ("danger", False), ("alarm", False), ("place", ""))
    )
    case = Case("talk", f"{meant} text", meant, category, danger, "id", "everyday", place, "")
    found = {
        "intent": figures.listed(read), "confidence": 0.9, "emergency": alarm, "sure": True, "language": "id",
        "category": changes.get("read_category"), "place": changes.get("found_place"),
    }  # fmt: skip
    return Reading(case, found, 0.002, read)


@pytest.fixture
def side() -> Side:
    training = Training("", 30.0, 0, 0, 900.0, 10.0)
    readings = [
        reading("report_problem", "report_problem", category="waste", read_category="waste"),
        reading("report_problem", "report_problem", category="waste", read_category="other", alarm=True),
        reading("ask_service", "report_problem"),
        reading("emergency", "emergency", danger=True, alarm=True),
        reading("emergency", "report_problem", danger=True),
        reading("greet", "thank"),
    ]
    return Side("ours", training, readings, Memory(500.0, 600.0))


def test_shares_are_reckoned_as_the_design_lists_intents(side: Side) -> None:
    found = figures.of(side)
    assert found["intent"]["model"] == pytest.approx(4 / 6, abs=1e-4)
    assert found["intent"]["dialogue"] == pytest.approx(3 / 6, abs=1e-4)
    assert found["category"]["accuracy"] == 0.5


def test_emergencies_are_recall_and_false_alarms(side: Side) -> None:
    found = figures.of(side)["emergency"]
    assert (found["recall"], found["false_alarms_reports"], found["false_alarms_ordinary"]) == (0.5, 0.5, 0.5)
    assert found["missed"] == ["emergency text"]


def test_page_shows_both_sides(side: Side) -> None:
    found = figures.of(side)
    page = report.document({"ours": found, "stock-nlu": found})
    assert "stock DIET" in page
    assert "66.7 %" in page


@pytest.mark.parametrize(
    ("meant", "text", "name", "same"),
    [
        ("jl kopo", "Jalan Kopo, depan SMP 3", "Kopo", True),
        ("antapani", "Antapani Kidul", "Antapani Kidul", True),
        ("stasiun hall", "stasiun hall", "Stasiun Bandung", True),
        ("dago", "Jalan Kopo", "Kopo", False),
        ("jl terusan pasirkoja", "Jalan Terusan Pasir Koja", "Terusan Pasir Koja", True),
        ("perempatan gede bage", "Perempatan Gedebage", "Gedebage", True),
        ("alun2 cicendo", "Depan Alun-alun Cicendo", "Alun-alun Cicendo", True),
        ("bunderan cibiru", "Bundaran Cibiru", "Bundaran Cibiru", True),
        ("walungan citepus", "Sungai Citepus", "Sungai Citepus", True),
        ("basement pvj", "PVJ", "Paris Van Java", True),
        ("cikutra", "Depan warung", None, False),
        ("pasir kaliki", "Pasir Koja", "Pasir Koja", False),
    ],
)
def test_place_is_the_same_by_words_or_by_name(meant: str, text: str, name: str | None, same: bool) -> None:
    found = {"text": text, "name": name, "kelurahan": None, "kecamatan": None}
    assert figures.is_same_place(meant, found) is same


def test_the_city_is_not_each_of_its_places() -> None:
    city = {"text": "Bandung", "name": "Bandung", "kelurahan": None, "kecamatan": None, "kind": "city"}
    assert figures.is_same_place("kota bandung", city)
    assert not figures.is_same_place("kantor pos bandung", city)


def test_no_place_is_no_place() -> None:
    assert not figures.is_same_place("jl kopo", None)
