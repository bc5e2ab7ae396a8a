"""What the actions say follows the language of the conversation, from first question to list of reports."""

from typing import Any

import pytest

from actions.city_services import ActionServiceShow
from actions.emergency import ActionContactsShow
from actions.people import ActionMyData
from actions.report import ActionAskReportGo, ActionAskReportPlace
from actions.report_submit import ActionReportSubmit
from actions.tickets import ActionTicketStatus
from actions.traffic import ActionTrafficShow
from actions.weather import ActionEarthquakeShow, ActionWeatherShow
from core import places
from core.reports import Draft, End
from tests.actions.conftest import Run, Told

INDONESIAN = (
    "Lokasi",
    "Nama",
    "paling lambat",
    "diterima",
    "sekitar",
    "Jalan rusak",
    "Suhu",
    "Berkas",
    "Pesan",
)


def slots(language: str, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"text": "big pothole", "category": "road_damage", "confidence": 0.9, **changes}
    return {**Draft(**given).as_slots(), "language": language}


def said(told: Told) -> str:
    return " ".join(str(value) for message in told.messages for value in message.values())


async def test_a_report_from_the_question_to_the_list_is_english(run: Run) -> None:
    place = places.locate(-6.92180, 107.60710)
    asked = await run(ActionAskReportPlace, "there is a big pothole", slots=slots("en"))
    shown = await run(ActionAskReportGo, "big pothole", slots=slots("en", place=place))
    sent = await run(
        ActionReportSubmit,
        intent="send_report",
        slots=slots("en", place=place, end=End.SEND, privacy="secret"),
    )
    listed = await run(ActionTicketStatus, "my report", intent="check_ticket", slots={"language": "en"})
    kept = await run(ActionMyData, "my data", intent="view_my_data", slots={"language": "en"})

    assert asked.messages[0]["problem"] == "Road damage"
    assert shown.messages[0]["summary"].startswith("This is what I have noted:")
    assert sent.messages[0]["due"].startswith("Monday, 14 December 2026")
    assert sent.messages[0]["privacy"] == "Your name and the text of the report are kept secret.\n"
    assert listed.messages[0]["status"] == "received, waiting to be checked"
    assert "Due by Monday, 14 December 2026" in listed.messages[0]["details"]
    assert kept.messages[0]["kept"].startswith("• Name: none, from web chat")
    for told in (asked, shown, sent, listed, kept):
        assert not [word for word in INDONESIAN if word in said(told)]


@pytest.mark.parametrize(
    ("language", "weather", "quake", "contact"),
    [
        ("id", "Cuaca ", "Gempa", "kebakaran dan penyelamatan"),
        ("su", "Cuaca ", "Lini", "kahuruan sareng panyalametan"),
        ("en", "Weather in ", "earthquake", "fire and rescue"),
    ],
)
async def test_facts_are_told_in_the_language(
    run: Run, language: str, weather: str, quake: str, contact: str
) -> None:
    spoken = {"language": language}
    sky = await run(ActionWeatherShow, "cuaca hari ini di dago", intent="ask_weather", slots=spoken)
    earth = await run(ActionEarthquakeShow, "gempa", intent="ask_earthquake", slots=spoken)
    numbers = await run(ActionContactsShow, "damkar", intent="ask_contact", slots=spoken)
    assert sky.messages[0]["weather"].startswith(weather)
    assert quake in earth.messages[0]["quake"]
    assert contact in numbers.messages[0]["contacts"]


async def test_a_pin_in_a_sentence_is_english(run: Run) -> None:
    pin = {"location": {"lat": -6.92180, "lon": 107.60710}}
    told = await run(ActionTrafficShow, intent="ask_traffic", metadata=pin, slots={"language": "en"})
    assert told.messages[0]["place"].startswith("around Kel. ")


async def test_the_agency_keeps_its_own_name(run: Run) -> None:
    papers = {"entity": "category", "value": "civil_registry_permits"}
    given = {"intent": "ask_service", "entities": [papers], "slots": {"language": "en"}}
    told = await run(ActionServiceShow, "how do I get an ID card", **given)
    assert told.messages[0]["agency"] == "Dinas Kependudukan dan Pencatatan Sipil"


async def test_after_a_change_of_language_the_summary_comes_back(run: Run) -> None:
    place = places.locate(-6.92180, 107.60710)
    told = await run(ActionAskReportGo, intent="choose_language", slots=slots("su", place=place))
    assert told.responses == ["utter_report_summary"]
    assert told.messages[0]["summary"].startswith("Dicatet ku abdi sapertos kieu:")
