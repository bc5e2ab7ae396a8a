"""The form: what it asks, what it shows, what it sends."""

from typing import Any

import pytest
from sqlalchemy import func, select

from actions.report import ActionAskReportGo, ActionAskReportPlace, ActionAskReportText
from actions.report import ValidateReportForm as Validate
from actions.report_submit import ActionReportSubmit
from actions.services import Services
from core import places
from core.models import Reporter, Ticket
from core.reports import Draft, End
from tests.actions.conftest import Run

TEXT = "jalan di kopo depan smp 3 bolong gede"
ROAD = {"entity": "category", "value": "road_damage", "confidence_entity": 0.9}


def draft(**changes: Any) -> Draft:
    return Draft(text=TEXT, place=places.find(TEXT), category="road_damage", confidence=0.9).with_(**changes)


async def test_the_first_sentence_fills_the_form(run: Run) -> None:
    told = await run(Validate, TEXT, entities=[ROAD])
    assert told.slots["report_text"] == TEXT
    assert told.slots["report_place"]["text"] == "Kopo, depan SMP 3"
    assert told.slots["report_draft"]["category"] == "road_damage"


async def test_a_question_aside_makes_the_form_step_back(run: Run) -> None:
    told = await run(Validate, "besok hujan ga?", intent="ask_weather", slots=draft().as_slots())
    assert told.slots == {}


async def test_a_new_report_forgets_words_left_over_from_before(run: Run) -> None:
    slots = {**Draft(text="entah apa").as_slots(), "requested_slot": None}
    told = await run(Validate, TEXT, entities=[ROAD], slots=slots)
    assert told.slots["report_text"] == TEXT


async def test_a_place_outside_ends_the_form(run: Run) -> None:
    told = await run(Validate, "jalan rusak di cimahi", entities=[ROAD])
    assert told.slots["report_go"] == "outside"
    assert told.slots["requested_slot"] is None


@pytest.mark.parametrize(
    ("given", "response"),
    [
        (Draft(), "utter_ask_report_text"),
        (Draft(files=("f",)), "utter_ask_report_text_photo"),
        (Draft(place=places.find("pasar kosambi")), "utter_ask_report_text_here"),
        (Draft(tries=1), "utter_ask_report_text_again"),
    ],
)
async def test_what_happened_is_asked_to_fit_what_is_known(run: Run, given: Draft, response: str) -> None:
    assert (await run(ActionAskReportText, slots=given.as_slots())).responses == [response]


@pytest.mark.parametrize(
    ("given", "response"),
    [
        (Draft(text="jalan bolong"), "utter_ask_report_place"),
        (Draft(text="jalan bolong di bandung"), "utter_ask_report_place_city"),
        (Draft(text="jalan bolong https://maps.app.goo.gl/Qw3rTy9"), "utter_ask_report_place_link"),
        (Draft(text="jalan bolong", tries=1), "utter_ask_report_place_again"),
    ],
)
async def test_where_is_asked_to_fit_what_is_known(run: Run, given: Draft, response: str) -> None:
    assert (await run(ActionAskReportPlace, slots=given.as_slots())).responses == [response]


async def test_the_summary_shows_what_was_understood(run: Run) -> None:
    told = await run(ActionAskReportGo, TEXT, slots=draft(name="Rina").as_slots())
    assert told.responses == ["utter_report_summary"]
    summary = told.messages[0]["summary"]
    assert "Jalan rusak" in summary
    assert "Kopo, depan SMP 3" in summary
    assert "DSDABM" in summary
    assert "Rina" in summary


async def test_a_hidden_name_is_not_shown(run: Run) -> None:
    told = await run(ActionAskReportGo, TEXT, slots=draft(name="Rina", privacy="anonymous").as_slots())
    assert told.responses == ["utter_report_summary_hidden"]
    assert "Rina" not in told.messages[0]["summary"]


async def test_after_a_question_aside_only_a_reminder_follows(run: Run) -> None:
    told = await run(ActionAskReportGo, "besok hujan?", intent="ask_weather", slots=draft().as_slots())
    assert told.responses == ["utter_report_waiting"]


@pytest.mark.parametrize(("share", "category"), [(0.2, "other"), (0.5, "civil_registry_permits")])
async def test_a_guessed_category_is_none(run: Run, share: float, category: str) -> None:
    guessed = {"entity": "category", "value": "civil_registry_permits", "confidence_entity": share}
    told = await run(Validate, "kali gede banget", entities=[guessed])
    assert told.slots["report_draft"]["category"] == category


@pytest.mark.parametrize("part", ["place", "text", "category", "ask"])
async def test_the_part_to_change_is_asked_for(run: Run, part: str) -> None:
    told = await run(ActionAskReportGo, intent="correct", slots=draft(changing=part).as_slots())
    assert len(told.responses) == 1
    assert told.responses[0].startswith("utter_ask")


async def test_every_category_button_fits_the_smallest_platform(run: Run) -> None:
    told = await run(ActionAskReportGo, intent="correct", slots=draft(changing="category").as_slots())
    buttons = told.messages[0]["buttons"]
    assert len(buttons) == 10
    assert max(len(b["payload"].encode()) for b in buttons) <= 64


async def test_sending_makes_one_ticket_and_names_number_agency_and_date(
    run: Run, services: Services
) -> None:
    told = await run(ActionReportSubmit, intent="send_report", slots=draft(end=End.SEND).as_slots())
    assert told.responses == ["utter_report_sent"]
    sent = told.messages[0]
    assert sent["agency"] == "Dinas Sumber Daya Air dan Bina Marga"
    assert sent["due"] == "Senin, 14 Desember 2026"
    assert told.slots["last_ticket"]["number"] == sent["number"]
    assert told.slots["report_text"] is None
    async with services.db.read() as session:
        ticket = (await session.scalars(select(Ticket))).one()
    assert ticket.lat is None  # the middle of a street is no place to send a crew to


async def test_the_same_message_never_makes_a_second_ticket(run: Run, services: Services) -> None:
    slots = draft(end=End.SEND).as_slots()
    first = await run(ActionReportSubmit, intent="send_report", slots=slots)
    second = await run(ActionReportSubmit, intent="send_report", slots=slots)
    assert first.messages[0]["number"] == second.messages[0]["number"]
    async with services.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Ticket)) == 1


async def test_an_anonymous_report_keeps_no_name(run: Run, services: Services) -> None:
    slots = draft(end=End.SEND, name="Rina", privacy="anonymous").as_slots()
    await run(ActionReportSubmit, intent="send_report", slots=slots)
    async with services.db.read() as session:
        assert (await session.scalars(select(Reporter))).one().name is None


async def test_a_failure_keeps_the_draft(run: Run, services: Services) -> None:
    await services.db.close()
    slots = draft(end=End.SEND, category="no_such_category").as_slots()
    told = await run(ActionReportSubmit, intent="send_report", slots=slots)
    assert told.responses == ["utter_report_failed"]
    assert told.slots["report_text"] == TEXT


async def test_outside_the_city_there_is_no_ticket(run: Run, services: Services) -> None:
    outside = draft(place=places.find("jalan rusak di cimahi"), end=End.OUTSIDE)
    told = await run(ActionReportSubmit, slots=outside.as_slots())
    assert told.responses == ["utter_outside"]
    assert told.messages[0]["place"] == "Cimahi"
    async with services.db.read() as session:
        assert (await session.scalars(select(Ticket))).first() is None


def kept_at(seconds: float) -> list[dict[str, Any]]:
    """Events of a draft kept at 0 s and this message so many seconds later."""
    return [
        {"event": "slot", "name": "report_draft", "value": {"files": []}, "timestamp": 0.0},
        {"event": "user", "timestamp": seconds},
    ]


async def test_what_was_said_long_ago_is_in_no_new_report(run: Run) -> None:
    slots = draft().as_slots()
    told = await run(Validate, "mau lapor", intent="start_report", slots=slots, events=kept_at(3600))
    assert told.slots["report_text"] is None


async def test_what_was_said_just_now_can_become_the_report(run: Run) -> None:
    slots = draft().as_slots()
    told = await run(Validate, "", intent="start_report", slots=slots, events=kept_at(60))
    assert told.slots["report_text"] == TEXT


async def test_runs_of_white_space_are_one(run: Run) -> None:
    told = await run(Validate, "jalan   bolong \n\n\n di kopo" + " " * 5000 + "gede", entities=[ROAD])
    assert told.slots["report_text"] == "jalan bolong\ndi kopo gede"


async def test_words_left_over_are_shown_before_they_are_sent(run: Run) -> None:
    told = await run(
        Validate, "kirim", intent="send_report", slots={**draft().as_slots(), "requested_slot": None}
    )
    assert told.slots["report_go"] is None
    shown = {**draft().as_slots(), "requested_slot": "report_go"}
    assert (await run(Validate, "kirim", intent="send_report", slots=shown)).slots["report_go"] == "send"
