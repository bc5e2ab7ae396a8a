"""Wishes without an open report: about the one sent last, or for the next one."""

from typing import Any

import pytest
from sqlalchemy import select

from actions.people import ActionBackToBot
from actions.report_around import ActionPlaceReceived
from actions.report_submit import ActionReportSubmit
from actions.report_wishes import ActionReportOutsideForm
from actions.services import Services
from actions.unclear import ActionUnclear
from core import places
from core.models import Reporter, Ticket
from core.reports import Draft, End
from tests.actions.conftest import Run

TEXT = "jalan di kopo depan smp 3 bolong gede"
DRAFT = Draft(text=TEXT, place=places.find(TEXT), category="road_damage", confidence=0.9)


def said_before(intent: str, text: str) -> list[dict[str, Any]]:
    """The events of the message before this one, and of this one."""
    parsed = {"intent": {"name": intent}}
    return [
        {"event": "user", "text": text, "parse_data": parsed},
        {"event": "user", "text": "", "parse_data": {}},
    ]


@pytest.fixture
async def sent(run: Run) -> dict[str, Any]:
    """The slots after a report was sent."""
    told = await run(ActionReportSubmit, intent="send_report", slots=DRAFT.with_(end=End.SEND).as_slots())
    slots: dict[str, Any] = told.slots
    return slots


async def test_a_correction_after_sending_goes_with_the_report(
    run: Run, services: Services, sent: dict[str, Any]
) -> None:
    told = await run(ActionReportOutsideForm, "eh salah, di jalan peta", intent="correct", slots=sent)
    assert told.responses == ["utter_words_added"]
    async with services.db.read() as session:
        assert "di jalan peta" in (await session.scalars(select(Ticket))).one().description


async def test_an_old_change_button_waits_for_the_correction(run: Run, sent: dict[str, Any]) -> None:
    told = await run(ActionReportOutsideForm, intent="correct", slots=sent)
    assert told.responses == ["utter_late_correction"]
    slots = {**sent, **told.slots}
    told = await run(ActionPlaceReceived, "jalan peta", intent="inform_place", slots=slots)
    assert told.responses == ["utter_words_added"]


async def test_a_name_after_sending_signs_the_report(
    run: Run, services: Services, sent: dict[str, Any]
) -> None:
    told = await run(ActionReportOutsideForm, "atas nama rini", intent="inform_name", slots=sent)
    assert told.responses == ["utter_signed"]
    async with services.db.read() as session:
        assert (await session.scalars(select(Reporter))).one().name == "Rini"


async def test_a_name_never_signs_a_hidden_report(run: Run, services: Services, sent: dict[str, Any]) -> None:
    await run(ActionReportOutsideForm, intent="make_anonymous", slots=sent)
    told = await run(ActionReportOutsideForm, "atas nama rini", intent="inform_name", slots=sent)
    assert told.responses == ["utter_stays_hidden"]
    async with services.db.read() as session:
        assert (await session.scalars(select(Reporter))).one().name is None


async def test_a_wish_with_a_story_opens_the_report(run: Run) -> None:
    text = "rahasiakan nama saya, tetangga bakar sampah di jalan peta"
    assert (await run(ActionReportOutsideForm, text, intent="make_anonymous")).followup == "report_form"


async def test_a_wish_before_the_story_is_kept(run: Run) -> None:
    told = await run(ActionReportOutsideForm, "mau lapor anonim", intent="make_anonymous")
    assert told.responses == ["utter_privacy_ready"]
    assert told.slots["report_draft"]["privacy"] == "anonymous"


async def test_words_kept_but_not_confirmed_are_shown_before_they_are_sent(run: Run) -> None:
    told = await run(ActionReportOutsideForm, "kirim", intent="send_report", slots=DRAFT.as_slots())
    assert (told.responses, told.followup) == ([], "report_form")


async def test_a_confirmed_report_that_could_not_be_stored_is_sent_by_one_more_tap(run: Run) -> None:
    slots = DRAFT.with_(end=End.SEND).as_slots()
    told = await run(ActionReportOutsideForm, intent="send_report", slots=slots)
    assert told.responses == ["utter_report_sent"]


async def test_back_from_the_queue_the_draft_comes_first(run: Run) -> None:
    told = await run(ActionBackToBot, intent="back_to_bot", slots=DRAFT.as_slots())
    assert (told.responses, told.followup) == (["utter_back_in_report"], "report_form")


async def test_back_from_the_queue_without_a_draft_is_the_menu(run: Run) -> None:
    assert (await run(ActionBackToBot, intent="back_to_bot")).responses == ["utter_back_to_bot"]


async def test_another_place_asks_the_last_question_again(run: Run) -> None:
    events = said_before("ask_traffic", "macet ga di pasteur")
    told = await run(
        ActionPlaceReceived,
        "kalo di buah batu?",
        intent="inform_place",
        slots={"asked_topic": "traffic"},
        events=events,
    )
    assert told.responses == ["utter_traffic"]


async def test_a_problem_and_its_place_are_a_report_even_when_nothing_was_understood(run: Run) -> None:
    told = await run(ActionUnclear, "bypass depan samsat bolong", intent="nlu_fallback")
    assert told.followup == "report_form"


async def test_a_question_that_was_not_understood_is_no_report(run: Run) -> None:
    told = await run(ActionUnclear, "banjir ga di gedebage sekarang", intent="nlu_fallback")
    assert told.responses == ["utter_unclear"]


async def test_a_sure_category_makes_a_report_of_words_that_were_not_understood(run: Run) -> None:
    told = await run(
        ActionUnclear,
        "ada odgj ngamuk tiap sore",
        intent="nlu_fallback",
        entities=[{"entity": "category", "value": "social_aid", "confidence_entity": 0.7}],
        ranking=[{"name": "nlu_fallback", "confidence": 0.3}, {"name": "report_problem", "confidence": 0.3}],
    )
    assert told.followup == "report_form"
