"""One question with two readings; the tapped one goes on with the words already written."""

from typing import Any

import pytest
from sqlalchemy import func, select

from actions.meant import payload
from actions.report import ValidateReportForm as Validate
from actions.services import Services
from actions.traffic import ActionTrafficShow
from actions.unclear import ActionOutOfScope, ActionUnclear
from core import inbox, meanings, places, review
from core.models import Message, ReviewItem
from core.reports import Draft
from tests.actions.conftest import NOW, Run, Told
from tests.inputs import message

FALLBACK = {"event": "user", "parse_data": {"intent": {"name": "nlu_fallback"}}}
WORDS = "eta di pasteur kumaha tah ayeuna teh"


def ranking(*names: str, share: float = 0.2) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": share} for name in ("nlu_fallback", *names)]


async def unclear(run: Run, text: str = WORDS, *names: str, **given: Any) -> Told:
    given = {"intent": "nlu_fallback", "ranking": ranking(*names), "events": [FALLBACK]} | given
    told: Told = await run(ActionUnclear, text, **given)
    return told


def titles(told: Told) -> list[str]:
    return [button["title"] for button in told.messages[0]["buttons"]]


def tapped(told: Told, at: int) -> dict[str, Any]:
    """The turn of a tap on this button of the question."""
    intent = told.messages[0]["buttons"][at]["payload"][1:].split("{")[0]
    entities = [{"entity": "answers", "value": "1"}]
    return {
        "intent": intent, "entities": entities, "slots": {"unclear": told.slots["unclear"]},
        "metadata": {"message_id": "2", "text": ""},
    }  # fmt: skip


async def test_the_two_likeliest_readings_and_the_way_out_are_asked(run: Run) -> None:
    told = await unclear(run, WORDS, "ask_traffic", "greet", "report_problem")
    assert told.responses == ["utter_unclear"]
    assert titles(told) == ["Tanya lalu lintas", "Lapor masalah ini", "Menu & petugas"]
    assert (told.messages[0]["first"], told.messages[0]["second"]) == (
        "bertanya soal lalu lintas",
        "melaporkan masalah ini",
    )


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("su", ["Naros lalu lintas", "Laporkeun ieu", "Menu & patugas"]),
        ("en", ["Ask about traffic", "Report this", "Menu & officer"]),
    ],
)
async def test_it_is_asked_in_the_citizens_language(run: Run, language: str, shown: list[str]) -> None:
    told = await unclear(run, WORDS, "ask_traffic", slots={"language": language})
    assert titles(told) == shown


async def test_a_question_tapped_goes_on_with_the_place_of_the_words(run: Run) -> None:
    asked = await unclear(run, WORDS, "ask_traffic", "report_problem")
    told = await run(ActionTrafficShow, **tapped(asked, 0))
    assert told.responses == ["utter_traffic"]
    assert "Pasteur" in told.slots["last_place"]["text"]


async def test_a_report_tapped_goes_on_with_the_words(run: Run) -> None:
    asked = await unclear(run, WORDS, "ask_traffic", "report_problem", metadata={"worded": [1]})
    told = await run(Validate, **tapped(asked, 1))
    assert told.slots["report_text"] == WORDS
    assert told.slots["report_draft"]["said"] == [1]  # its edits and its secrecy are found


async def test_an_old_button_means_only_what_it_says(run: Run) -> None:
    asked = await unclear(run, WORDS, "ask_traffic", "report_problem")
    turn = tapped(asked, 0) | {"slots": {"unclear": {**asked.slots["unclear"], "id": "99"}}}
    assert (await run(ActionTrafficShow, **turn)).responses == ["utter_traffic_where"]


async def test_a_murmur_is_no_story(run: Run) -> None:
    told = await unclear(run, "hmm anu", "ask_weather")
    assert told.messages[0]["buttons"][1]["payload"] == payload("start_report", "1")


async def test_a_long_text_is_kept_whatever_comes_next(run: Run) -> None:
    text = "entah bagaimana ini di jalan braga sudah lama sekali begini terus"
    told = await unclear(run, text)
    assert told.slots["report_text"] == text


@pytest.mark.parametrize(
    "name", ["cancel", "delete_my_data", "confirm_fixed", "stop_news", "make_public", "leave_report"]
)
async def test_no_act_is_ever_offered_as_a_guess(run: Run, name: str) -> None:
    told = await unclear(run, WORDS, name, "send_report")
    offered = {button["payload"][1:].split("{")[0] for button in told.messages[0]["buttons"]}
    assert offered <= {"report_problem", "check_ticket", "view_my_data", "help"}


async def test_the_second_time_the_menu_and_a_person_are_offered(run: Run) -> None:
    told = await unclear(run, "hmm", events=[FALLBACK, FALLBACK])
    assert told.responses == ["utter_unclear_again"]


async def test_danger_is_said_before_anything_is_asked(run: Run) -> None:
    told = await unclear(run, WORDS, "emergency", ranking=ranking("emergency", share=0.35), danger=0.5)
    assert "112" in told.messages[0]["text"]


async def test_a_guess_that_it_is_none_of_our_business_is_asked_when_it_tells_trouble(run: Run) -> None:
    guessed = ranking("out_of_scope", "report_problem", share=0.3)
    text = "wifi taman mati mulu wkwk"
    told = await run(ActionOutOfScope, text, intent="out_of_scope", ranking=guessed)
    assert told.responses == ["utter_unclear"]


@pytest.mark.parametrize(
    ("text", "share"), [("siapa juara liga 1", 0.3), ("wifi taman mati mulu wkwk", 0.8), ("", 1.0)]
)
async def test_what_is_none_of_our_business_is_said_so(run: Run, text: str, share: float) -> None:
    sure = [{"name": "out_of_scope", "confidence": share}]
    told = await run(ActionOutOfScope, text, intent="out_of_scope", ranking=sure)
    assert told.responses == ["utter_out_of_scope"]


async def heard(services: Services, text: str) -> dict[str, Any]:
    """The metadata of a message that the gateway has stored."""
    async with services.db.write() as session:
        await inbox.receive(session, [message(text, channel="web", address="warga")], NOW)
        newest = (await session.scalars(select(Message).order_by(Message.id.desc()).limit(1))).one()
    return {"message_id": str(newest.id)}


async def test_what_was_not_understood_is_kept_for_review(run: Run, services: Services) -> None:
    await unclear(run, WORDS, "ask_traffic", metadata=await heard(services, WORDS))
    async with services.db.read() as session:
        kept = (await session.scalars(select(ReviewItem))).one()
    assert (kept.text, kept.reason, kept.guesses) == (WORDS, "unclear", [["ask_traffic", 0.2]])


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        (WORDS, Draft(text="jalan bolong", privacy="secret").as_slots()),
        ("rahasiakan nama saya, itu yang tadi", {}),
    ],
)
async def test_nothing_of_a_hidden_report_is_kept(
    run: Run, services: Services, text: str, slots: dict[str, Any]
) -> None:
    await unclear(run, text, slots=slots, metadata=await heard(services, text))
    async with services.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(ReviewItem)) == 0


async def test_a_category_the_citizen_corrects_is_a_hint(run: Run, services: Services) -> None:
    text = "kang eta kamari di kopo acan diberesan"
    metadata = await heard(services, text)
    draft = Draft(
        text=text, place=places.find("kopo"), category="waste", confidence=0.5,
        said=(int(metadata["message_id"]),),
    )  # fmt: skip
    chosen = [{"entity": "category", "value": "road_damage"}]
    slots = {**draft.as_slots(), "requested_slot": "report_go"}
    told = await run(Validate, intent="correct", entities=chosen, slots=slots, loop="report_form")
    assert told.slots["report_draft"]["category"] == "road_damage"
    async with services.db.read() as session:
        item = (await review.entries(session, [review.OPEN]))[0].item
    assert (item.reason, item.guessed_category) == ("corrected", "waste")
    assert (item.chosen, item.chosen_category) == ("report_problem", "road_damage")


def test_every_title_fits_the_smallest_button() -> None:
    shown = [
        meanings.words(name, language).title
        for name in meanings.readings()
        for language in ("id", "su", "en")
    ]
    assert [title for title in shown if len(title) > 20] == []
