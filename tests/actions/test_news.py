"""BERHENTI and MULAI, and what "stop" means where."""

from typing import Any

import pytest

from actions.emergency import ActionEmergency
from actions.news import ActionResumeNews, ActionStopNews
from actions.services import Services
from core import conversations
from tests.actions.conftest import Run, Told
from tests.actions.test_near import draft


async def stop(run: Run, text: str = "BERHENTI", **given: Any) -> Told:
    told: Told = await run(ActionStopNews, text, intent="stop_news", **given)
    return told


async def resume(run: Run, text: str = "MULAI", **given: Any) -> Told:
    told: Told = await run(ActionResumeNews, text, intent="resume_news", **given)
    return told


async def has_stopped(services: Services, sender: str) -> bool:
    async with services.db.read() as session:
        return (await conversations.get(session, sender)).news_stopped


async def test_berhenti_stops_news_and_mulai_brings_them_back(
    run: Run, services: Services, sender: str
) -> None:
    assert (await stop(run)).responses == ["utter_news_stopped"]
    assert await has_stopped(services, sender)
    assert (await resume(run)).responses == ["utter_news_resumed"]
    assert not await has_stopped(services, sender)


@pytest.mark.parametrize("text", ["stop", "BERHENTI", "", "eureun"])
async def test_in_the_middle_of_a_report_stop_means_the_report(
    run: Run, services: Services, sender: str, text: str
) -> None:
    told = await stop(run, text, loop="report_form", slots=draft().as_slots())
    assert told.responses == ["utter_report_cancelled_stop"]
    assert (told.slots["report_text"], told.slots["requested_slot"], told.followup) == (
        None, None, "action_listen",
    )  # fmt: skip
    assert not await has_stopped(services, sender)


@pytest.mark.parametrize("text", ["stop kabar laporan", "jangan kirim notif lagi", "ulah diwartosan deui"])
async def test_in_the_middle_of_a_report_named_news_mean_the_news(
    run: Run, services: Services, sender: str, text: str
) -> None:
    told = await stop(run, text, loop="report_form", slots=draft().as_slots())
    assert (told.responses, told.slots) == (["utter_news_stopped"], {})
    assert await has_stopped(services, sender)


async def test_mulai_of_somebody_new_is_a_greeting(run: Run) -> None:
    assert (await resume(run)).responses == ["utter_greet"]


async def test_an_emergency_is_answered_all_the_same(run: Run) -> None:
    await stop(run)
    told = await run(ActionEmergency, "rumah saya kebakaran", intent="emergency")
    assert "112" in told.messages[0]["text"]
