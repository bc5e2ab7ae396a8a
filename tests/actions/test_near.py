"""What is open near by is shown with the summary, before the same is filed again."""

from typing import Any

import pytest

from actions.report import ActionAskReportGo, ValidateReportForm
from actions.services import Services
from core import places, tickets
from core.reports import Draft
from core.tickets import NewTicket, joining
from tests.actions.conftest import NOW, Run, Told

ALUN_ALUN = (-6.92180, 107.60710)


def draft(**changes: Any) -> Draft:
    """A road report with a pin at the square."""
    place = places.locate(*ALUN_ALUN)
    given: dict[str, Any] = {"text": "jalan bolong gede", "place": place, "category": "road_damage"}
    return Draft(**{**given, "confidence": 0.9, **changes})


async def filed(services: Services, sender: str, key: str = "m1", **changes: Any) -> str:
    """A report of somebody at the same place; returns its number as shown."""
    lat, lon = ALUN_ALUN
    given: dict[str, Any] = {"place_text": "depan rumah saya no 3", "lat": lat, "lon": lon, **changes}
    new = NewTicket(key, sender, "road_damage", "Jalan bolong rahasia", "cerita pelapor pertama", **given)
    async with services.db.write() as session:
        made = await tickets.create(session, new, NOW)
    return f"BDG-{made.number[:4]}-{made.number[4:]}"


async def asked(run: Run, given: Draft, **more: Any) -> Told:
    told: Told = await run(ActionAskReportGo, "jalan bolong", slots=given.as_slots(), **more)
    return told


async def test_the_summary_and_what_is_open_come_in_one_message(
    run: Run, services: Services, neighbour: str
) -> None:
    number = await filed(services, neighbour)
    told = await asked(run, draft())
    assert told.responses == ["utter_report_near"]
    assert told.messages[0]["number"] == number
    assert "jalan bolong gede" in told.messages[0]["summary"].lower()
    assert "Jalan rusak" in told.messages[0]["near"]
    assert "dilaporkan Selasa, 24 November 2026; diterima" in told.messages[0]["near"]


@pytest.mark.parametrize("privacy", ["public", "anonymous"])
async def test_no_words_of_the_first_reporter_are_shown(
    run: Run, services: Services, neighbour: str, privacy: str
) -> None:
    await filed(services, neighbour, privacy=privacy)
    said = str((await asked(run, draft())).messages)
    assert "no 3" not in said
    assert "rahasia" not in said
    assert "cerita" not in said


async def test_how_many_reported_is_shown(run: Run, services: Services, neighbour: str, sender: str) -> None:
    await filed(services, neighbour)
    async with services.db.write() as session:
        await joining.join(session, 1, sender, NOW)
    told = await asked(run, draft(), sender=neighbour)
    assert "2 pelapor" in told.messages[0]["near"]


async def test_several_have_a_button_each(run: Run, services: Services, neighbour: str) -> None:
    numbers = {await filed(services, neighbour, key) for key in ("m1", "m2")}
    told = await asked(run, draft())
    assert told.responses == ["utter_report_near_many"]
    assert {button["title"] for button in told.messages[0]["buttons"]} == numbers


async def test_my_own_open_report_is_said_to_be_mine(run: Run, services: Services, sender: str) -> None:
    await filed(services, sender)
    assert (await asked(run, draft())).responses == ["utter_report_near_mine"]


async def test_nothing_near_is_the_summary_alone(run: Run) -> None:
    assert (await asked(run, draft())).responses == ["utter_report_summary"]


async def test_a_secret_of_somebody_else_is_not_shown(run: Run, services: Services, neighbour: str) -> None:
    await filed(services, neighbour, privacy="secret")
    assert (await asked(run, draft())).responses == ["utter_report_summary"]


async def test_a_secret_draft_is_not_led_to_others(run: Run, services: Services, neighbour: str) -> None:
    await filed(services, neighbour)
    assert (await asked(run, draft(privacy="secret"))).responses == ["utter_report_summary_hidden"]


async def test_sundanese_hears_it_in_sundanese(run: Run, services: Services, neighbour: str) -> None:
    await filed(services, neighbour)
    slots = {**draft().as_slots(), "language": "su"}
    told = await run(ActionAskReportGo, "jalan bolong", slots=slots)
    assert "dilaporkeun Salasa, 24 Nopémber 2026; ditampi" in told.messages[0]["near"]


@pytest.mark.parametrize("intent", ["affirm", "deny"])
async def test_a_bare_answer_to_two_questions_is_asked_back(
    run: Run, services: Services, neighbour: str, intent: str
) -> None:
    number = await filed(services, neighbour)
    slots = {**draft().as_slots(), "requested_slot": "report_go"}
    heard = await run(ValidateReportForm, "iya", intent=intent, slots=slots)
    assert (heard.slots["report_go"], heard.slots["report_draft"]["changing"]) == (None, None)
    told = await run(ActionAskReportGo, "iya", intent=intent, slots={**slots, **heard.slots})
    assert told.responses == ["utter_near_which"]
    assert [button["title"] for button in told.messages[0]["buttons"]] == [number]
    assert "Jalan rusak" in told.messages[0]["near"]


async def test_a_bare_answer_beside_my_own_report_says_that_it_is_mine(
    run: Run, services: Services, sender: str
) -> None:
    await filed(services, sender)
    told = await run(ActionAskReportGo, "iya", intent="affirm", slots=draft().as_slots())
    assert told.responses == ["utter_near_which_mine"]


@pytest.mark.parametrize(
    ("before", "intent", "go", "tries"),
    [("deny", "deny", "send", 0), ("affirm", "affirm", None, 1), ("affirm", "deny", None, 1)],
)
async def test_a_second_bare_answer_is_not_asked_the_same_again(
    run: Run, services: Services, neighbour: str, before: str, intent: str, go: str | None, tries: int
) -> None:
    await filed(services, neighbour)
    slots = {**draft().as_slots(), "requested_slot": "report_go"}
    spoken = [
        {"event": "user", "text": "x", "parse_data": {"intent": {"name": name}}} for name in (before, intent)
    ]
    heard = await run(ValidateReportForm, "iya", intent=intent, slots=slots, events=spoken)
    assert (heard.slots["report_go"], heard.slots["report_draft"]["tries"]) == (go, tries)


async def test_with_nothing_near_yes_sends(run: Run) -> None:
    slots = {**draft().as_slots(), "requested_slot": "report_go"}
    heard = await run(ValidateReportForm, "iya", intent="affirm", slots=slots)
    assert heard.slots["report_go"] == "send"
