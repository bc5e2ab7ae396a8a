"""A report follows the edits of the messages that it comes from."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from actions.emergency import ActionEmergency
from actions.report import ValidateReportForm as Validate
from actions.report_around import ActionReportCancel
from actions.report_submit import ActionReportSubmit
from actions.services import Services
from core import edits, inbox
from core.messages import Edited, Incoming
from core.models import Message, Ticket
from core.reports import Draft, End
from tests.actions.conftest import NOW, Run

OLD, NEW = "jalan di kopo depan smp 3 bolong gede", "jalan di cikadut depan pasar bolong gede"
ROAD = {"entity": "category", "value": "road_damage", "confidence_entity": 0.9}

type Say = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def say(services: Services, sender: str) -> Say:
    """Puts the citizen's message into the inbox; what the gateway would tell Rasa of it."""

    async def say(text: str, ref: str) -> dict[str, Any]:
        async with services.db.write() as session:
            await inbox.receive(session, [Incoming("web", f"m:{ref}", "warga", NOW, text, ref=ref)], NOW)
            row = (await session.scalars(select(Message).where(Message.ref == ref))).one()
        return {"message_id": str(row.id), "text": text, "worded": [row.id]}

    return say


async def change(services: Services, ref: str, text: str) -> None:
    async with services.db.write() as session:
        await inbox.receive(session, [Edited("web", f"e:{ref}:{text}", ref, "warga", text, NOW)], NOW)


async def reports(services: Services) -> list[str | None]:
    async with services.db.read() as session:
        query = select(Message.report).where(Message.state == "received").order_by(Message.id)
        return list((await session.scalars(query)).all())


async def ticket(services: Services) -> Ticket:
    async with services.db.read() as session:
        return (await session.scalars(select(Ticket))).one()


async def test_the_form_notes_whose_words_it_has(run: Run, services: Services, say: Say) -> None:
    await say("halo", "1")
    told = await run(Validate, OLD, entities=[ROAD], metadata=await say(OLD, "2"))
    assert told.slots["report_draft"]["said"] == [2]
    assert await reports(services) == [None, "draft"]


async def test_a_detail_joins_and_a_new_story_begins_anew(run: Run, services: Services, say: Say) -> None:
    first = await run(Validate, OLD, entities=[ROAD], metadata=await say(OLD, "1"))
    slots = {**first.slots, "requested_slot": "report_go"}
    more = await run(
        Validate, "sudah ada yang jatuh", slots=slots, metadata=await say("sudah ada yang jatuh", "2")
    )
    assert await reports(services) == ["draft", "draft"]

    anew = {**more.slots, "requested_slot": None}
    await run(Validate, NEW, entities=[ROAD], slots=anew, metadata=await say(NEW, "3"))
    assert await reports(services) == [None, None, "draft"]


async def test_the_next_message_finds_the_draft_changed(run: Run, services: Services, say: Say) -> None:
    first = await run(Validate, OLD, entities=[ROAD], metadata=await say(OLD, "1"))
    await change(services, "1", NEW)
    slots = {**first.slots, "requested_slot": "report_go"}
    told = await run(Validate, "", intent="start_report", slots=slots)
    assert told.slots["report_text"] == NEW
    assert "Cikadut" in told.slots["report_place"]["text"]


async def test_the_ticket_is_made_of_the_new_words(run: Run, services: Services, say: Say) -> None:
    first = await run(Validate, OLD, entities=[ROAD], metadata=await say(OLD, "1"))
    await change(services, "1", NEW)
    slots = {**first.slots, "requested_slot": "report_go"}
    confirmed = await run(Validate, "", intent="send_report", slots=slots)
    await run(ActionReportSubmit, intent="send_report", slots=confirmed.slots)
    made = await ticket(services)
    assert made.description == NEW
    assert await reports(services) == [made.number]


async def test_an_edit_between_listening_and_storing_is_in_the_ticket(
    run: Run, services: Services, say: Say
) -> None:
    first = await run(Validate, OLD, entities=[ROAD], metadata=await say(OLD, "1"))
    draft = Draft.from_slots(first.slots).with_(end=End.SEND)
    await change(services, "1", "jalan bolong gede banget")  # no place: the one confirmed stays
    await run(ActionReportSubmit, intent="send_report", slots=draft.as_slots())
    made = await ticket(services)
    assert (made.description, made.place_text.split(",")[0]) == ("jalan bolong gede banget", "Kopo")


async def test_what_an_edit_completed_is_shown_before_it_is_sent(
    run: Run, services: Services, say: Say
) -> None:
    first = await run(Validate, "jalan bolong", entities=[ROAD], metadata=await say("jalan bolong", "1"))
    await change(services, "1", NEW)
    slots = {**first.slots, "requested_slot": "report_place"}
    told = await run(Validate, "", intent="affirm", slots=slots)
    assert (told.slots["report_text"], told.slots["report_go"]) == (NEW, None)


async def test_an_edit_to_a_place_outside_ends_the_report(run: Run, services: Services, say: Say) -> None:
    first = await run(Validate, OLD, entities=[ROAD], metadata=await say(OLD, "1"))
    await change(services, "1", "jalan rusak di cimahi")
    told = await run(Validate, "", intent="send_report", slots={**first.slots, "requested_slot": "report_go"})
    assert told.slots["report_go"] == "outside"


async def test_a_cancelled_report_has_no_words(run: Run, services: Services, say: Say) -> None:
    first = await run(Validate, OLD, entities=[ROAD], metadata=await say(OLD, "1"))
    await run(ActionReportCancel, "batal", intent="cancel", slots=first.slots)
    assert await reports(services) == [None]


async def test_the_story_of_an_emergency_is_kept_with_its_message(
    run: Run, services: Services, say: Say
) -> None:
    text = "ada kebakaran di jalan kopo depan smp 3"
    await run(ActionEmergency, text, intent="emergency", metadata=await say(text, "1"))
    assert await reports(services) == [edits.DRAFT]
