"""What model, emergency net and gazetteer understand of one text together."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.understanding import Parser, understood

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def says(intent: str, confidence: float = 0.9, category: str | None = None) -> Parser:
    """A model that has one opinion."""
    entities = [{"entity": "category", "value": category, "start": 0, "end": 5}] if category else []
    return lambda _text: {"intent": {"name": intent, "confidence": confidence}, "entities": entities}


def test_line_has_the_fields_promised() -> None:
    assert list(understood("halo", says("greet"))) == [
        "text", "intent", "confidence", "entities", "emergency", "category", "place", "language",
        "dialogue_intent", "sure", "alternatives", "emergency_reason", "parts",
    ]  # fmt: skip


def test_category_comes_with_a_report() -> None:
    found = understood("jalan berlubang", says("report_problem", category="road_damage"))
    assert (found["intent"], found["category"]) == ("report_problem", "road_damage")


def test_category_of_small_talk_means_nothing() -> None:
    assert understood("halo", says("greet", category="road_damage"))["category"] is None


def test_place_is_found_where_it_stands() -> None:
    text = "lampu mati di Jalan Kopo"
    places = [e for e in understood(text, says("report_problem"))["entities"] if e["entity"] == "place"]
    assert [text[p["start"] : p["end"]] for p in places] == ["Jalan Kopo"]


@pytest.mark.parametrize("written", ["BDG-4821-0934", "bdg 4821 0934", "48210934"])
def test_ticket_number_is_found_in_any_spelling(written: str) -> None:
    text = f"laporan {written} gimana"
    numbers = [
        e for e in understood(text, says("check_ticket"))["entities"] if e["entity"] == "ticket_number"
    ]
    assert [n["value"] for n in numbers] == ["BDG-4821-0934"]
    assert text[numbers[0]["start"] : numbers[0]["end"]] == written


def test_rules_see_an_emergency_that_the_model_misses() -> None:
    assert understood("tolong rumah saya kebakaran", says("report_problem"))["emergency"]


@pytest.mark.parametrize(("vote", "verdict"), [(0.5, True), (0.49, False)])
def test_model_alone_raises_the_alarm_when_it_is_sure(vote: float, verdict: bool) -> None:
    found = understood("halo", lambda text: says("greet")(text) | {"danger": vote})
    assert (found["emergency"], found["intent"] == "emergency") == (verdict, verdict)


def test_line_without_words_is_answered_without_the_model() -> None:
    def refuse(_text: str) -> dict[str, Any]:
        pytest.fail("the model was asked")

    assert understood("  ", refuse)["intent"] is None


def test_text_never_reaches_the_model_as_a_raw_intent() -> None:
    asked: list[str] = []

    def listen(text: str) -> dict[str, Any]:
        asked.append(text)
        return {}

    understood("/greet", listen)
    assert asked == ["greet"]


def test_day_is_found_where_it_stands() -> None:
    text = "pohon tumbang kemarin sore di Jalan Kopo"
    (day,) = [e for e in understood(text, says("report_problem"), NOW)["entities"] if e["entity"] == "time"]
    assert day["value"] == "2026-11-23"
    assert text[day["start"] : day["end"]].startswith("kemarin")


def test_place_is_shown_with_its_kecamatan() -> None:
    place = understood("banjir di kelurahan Dago", says("report_problem"))["place"]
    assert (place["kind"], place["kecamatan"]) == ("kelurahan", "Coblong")


def test_two_problems_are_two_parts() -> None:
    found = understood("sampah numpuk di jl kopo, lampu jalan mati di jl pasteur", says("report_problem"))
    assert [part["category"] for part in found["parts"]] == ["waste", "street_light"]


def test_danger_is_the_intent_whatever_the_model_says() -> None:
    found = understood("tolong rumah saya kebakaran", says("report_problem", category="public_order"))
    assert (found["intent"], found["dialogue_intent"]) == ("emergency", "report_problem")
    assert "fire" in found["emergency_reason"]


@pytest.mark.parametrize(
    ("heard", "listed"),
    [
        ("insult", "out_of_scope"),
        ("ask_service", "report_problem"),
        ("ask_contact", "ask_112"),
        ("greet", "greet"),
    ],
)
def test_finer_intents_are_named_as_the_design_lists_them(heard: str, listed: str) -> None:
    found = understood("halo", says(heard))
    assert (found["intent"], found["dialogue_intent"]) == (listed, heard)


def test_unsure_reading_names_the_likeliest() -> None:
    ranking = [
        {"name": "nlu_fallback", "confidence": 0.7},
        {"name": "ask_weather", "confidence": 0.3},
        {"name": "ask_traffic", "confidence": 0.2},
    ]
    found = understood(
        "halo", lambda _text: {"intent": ranking[0], "intent_ranking": ranking, "entities": []}
    )
    assert (found["intent"], found["sure"]) == ("ask_weather", False)
    assert found["alternatives"] == [{"intent": "ask_traffic", "confidence": 0.2}]
