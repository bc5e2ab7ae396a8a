"""`sobat parse` joins what model, emergency net and gazetteer understand of a text."""

import io
import json
from typing import Any

import pytest

from bot import parse
from bot.parse import parse_lines, understood
from core.errors import StartError
from core.settings import Settings


def says(intent: str, confidence: float = 0.9, category: str | None = None) -> parse.Parser:
    """A model that has one opinion."""
    entities = [{"entity": "category", "value": category, "start": 0, "end": 5}] if category else []
    return lambda _text: {"intent": {"name": intent, "confidence": confidence}, "entities": entities}


def test_line_has_the_fields_promised() -> None:
    assert list(understood("halo", says("greet"))) == [
        "text", "intent", "confidence", "entities", "emergency", "category", "language",
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


@pytest.mark.parametrize(("confidence", "verdict"), [(0.6, True), (0.59, False)])
def test_model_alone_raises_the_alarm_when_it_is_sure(confidence: float, verdict: bool) -> None:
    assert understood("halo", says("emergency", confidence))["emergency"] is verdict


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


def test_nothing_to_ask_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "newest_model", lambda: None)
    with pytest.raises(StartError, match="no trained model"):
        parse_lines(Settings(rasa_url="http://127.0.0.1:9"), io.StringIO("halo\n"), io.StringIO())


def test_each_line_in_is_a_json_line_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "_runs", lambda _address: True)
    monkeypatch.setattr(parse, "_ask", lambda _address, text: says("greet")(text))
    target = io.StringIO()
    parse_lines(Settings(), io.StringIO("halo\r\n\nhatur nuhun"), target)
    assert [json.loads(line)["text"] for line in target.getvalue().splitlines()] == [
        "halo",
        "",
        "hatur nuhun",
    ]
