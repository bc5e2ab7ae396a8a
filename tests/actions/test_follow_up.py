"""A few words after an answer: another time, place or number, and the place that a pin gave before."""

from typing import Any

import pytest

from actions.air import ActionAirQualityShow
from actions.report_around import ActionPlaceReceived
from actions.traffic import ActionTrafficShow
from actions.turn import CityAction
from actions.unclear import ActionUnclear
from actions.weather import ActionWeatherShow, ActionWeatherWarnings
from core import places
from core.reports import Draft
from tests.actions.conftest import Run

PIN = places.locate(-6.9175, 107.6191).as_dict()


def after(*turns: tuple[str, str]) -> list[dict[str, Any]]:
    """The messages before, as the tracker keeps them, with one more for the message of now."""
    heard = [*turns, ("?", "")]
    return [
        {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}} for intent, text in heard
    ]


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (ActionPlaceReceived, "kalau lusa?"),
        (ActionUnclear, "kalo lusa?"),
        (ActionUnclear, "antapni lusa"),
        (ActionTrafficShow, "pageto kumaha?"),
    ],
)
async def test_a_bare_time_after_the_weather_asks_it_again_there(
    run: Run, action: type[CityAction], text: str
) -> None:
    events = after(("ask_weather", "besok hujan ga di antapani?"))
    told = await run(action, text, events=events, slots={"asked_topic": "weather"})
    assert told.responses == ["utter_weather"]
    assert "lusa" in told.messages[0]["weather"]
    assert "Antapani" in told.messages[0]["weather"]


async def test_a_time_goes_on_after_words_that_were_not_sure(run: Run) -> None:
    events = after(("ask_weather", "cuaca di antapani"), ("nlu_fallback", "kalo malem?"))
    told = await run(ActionPlaceReceived, "lusa?", events=events, slots={"asked_topic": "weather"})
    assert "Antapani" in told.messages[0]["weather"]


async def test_a_place_after_the_cameras_asks_for_those_there(run: Run) -> None:
    slots = {"asked_topic": "traffic"}
    events = after(("ask_traffic", "macet ga di pasteur"))
    told = await run(ActionUnclear, "dago gimana", events=events, slots=slots)
    assert told.responses == ["utter_traffic"]
    assert "Dago" in told.messages[0]["place"]


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("ask_ticket_status", "kalau lusa?"),
        ("ask_weather", "jalan bolong di dago"),
        ("ask_weather", "gimana"),
        ("ask_weather", "tukang balon di braga lucu"),
        ("ask_weather", "besok ada acara apa ya"),
    ],
)
async def test_what_leans_on_nothing_is_asked_about(run: Run, before: str, text: str) -> None:
    told = await run(ActionUnclear, text, events=after((before, "x")), slots={"asked_topic": "weather"})
    assert "utter_weather" not in told.responses


async def test_traffic_named_after_the_weather_stays_traffic(run: Run) -> None:
    events = after(("ask_weather", "besok hujan ga di antapani?"))
    told = await run(ActionTrafficShow, "macet besok?", events=events, slots={"asked_topic": "weather"})
    assert told.responses == ["utter_traffic_where"]


@pytest.mark.parametrize(
    ("before", "text", "words"),
    [
        ("ask_contact", "kalo pdam", "Tirtawening"),
        ("ask_112", "kalau pln?", "PLN"),
        ("ask_112", "bayar ga?", "ratis"),
        ("ask_112", "kalo dari cimahi bisa?", "112"),
    ],
)
async def test_more_about_numbers_is_answered(run: Run, before: str, text: str, words: str) -> None:
    told = await run(ActionUnclear, text, events=after((before, "nomor pln")))
    assert "utter_unclear" not in told.responses
    assert words in str(told.messages[0])


async def test_the_cost_of_112_is_told_where_a_place_was_expected(run: Run) -> None:
    told = await run(ActionPlaceReceived, "bayar ga?", events=after(("ask_112", "kapan boleh telepon 112")))
    assert told.responses == ["utter_112_answer"]


@pytest.mark.parametrize(
    ("action", "text", "words"),
    [
        (ActionWeatherShow, "cuaca di sini besok", "Sumur Bandung"),
        (ActionWeatherShow, "besok hujan ga?", "Sumur Bandung"),
        (ActionTrafficShow, "macet ga?", "Kebon Pisang"),
    ],
)
async def test_a_pin_says_where_for_the_next_questions(
    run: Run, action: type[CityAction], text: str, words: str
) -> None:
    events = after(("share_location", ""), ("ask_air_quality", "udaranya?"))
    told = await run(action, text, events=events, slots={"last_place": PIN})
    assert words in str(told.messages[0])


async def test_a_pin_of_long_ago_says_nothing(run: Run) -> None:
    events = after(("share_location", ""), *[("ask_contact", "nomor pln")] * 5)
    told = await run(ActionTrafficShow, "macet ga?", events=events, slots={"last_place": PIN})
    assert told.responses == ["utter_traffic_where"]


async def test_a_place_named_is_stronger_than_the_pin(run: Run) -> None:
    events = after(("share_location", ""))
    told = await run(ActionWeatherShow, "besok hujan ga di cibiru?", events=events, slots={"last_place": PIN})
    assert "Cibiru" in told.messages[0]["weather"]


async def test_there_is_the_place_of_the_report_being_written(run: Run) -> None:
    kopo = Draft(text="jalan berlubang", place=places.find("di kelurahan kopo"))
    events = after(("report_problem", "jalan berlubang di kopo"))
    told = await run(ActionWeatherShow, "besok hujan gak disana?", events=events, slots=kopo.as_slots())
    assert "Kopo" in told.messages[0]["weather"]


async def test_the_air_there_is_that_of_the_place_before(run: Run) -> None:
    slots = {"last_place": places.find("di gedebage").as_dict(), "asked_topic": "traffic"}  # type: ignore[union-attr]
    told = await run(ActionAirQualityShow, "udara di sana?", events=after(("ask_traffic", "x")), slots=slots)
    assert "Gedebage" in told.messages[0]["air"]


async def test_danger_after_an_earthquake_is_about_the_earthquake(run: Run) -> None:
    events = after(("ask_earthquake", "ada gempa?"))
    told = await run(ActionWeatherWarnings, "bahaya ga?", events=events)
    assert told.responses == ["utter_quake"]


async def test_a_warning_asked_by_name_after_an_earthquake_is_the_weathers(run: Run) -> None:
    events = after(("ask_earthquake", "ada gempa?"))
    told = await run(ActionWeatherWarnings, "ada peringatan hujan?", events=events)
    assert told.responses == ["utter_weather_warning"]
