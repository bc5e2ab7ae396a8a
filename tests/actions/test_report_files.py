"""Photos, voice notes and pins: nothing that a citizen sends for a report gets lost beside it."""

from typing import Any

from sqlalchemy import select

from actions.report import ActionAskReportText
from actions.report import ValidateReportForm as Validate
from actions.report_around import ActionLocationReceived, ActionMediaReceived
from actions.services import Services
from core import tickets
from core.models import Attachment, Ticket, TicketAttachment, TicketEvent
from core.reports import Draft
from core.tickets import NewTicket
from tests.actions.conftest import NOW, Run

TEXT = "jalan di kopo depan smp 3 bolong gede"
ROAD = {"entity": "category", "value": "road_damage", "confidence_entity": 0.9}


def heard(*files: str, at: float = 0.0) -> dict[str, Any]:
    return {"event": "user", "timestamp": at, "metadata": {"attachments": list(files)}}


def kept() -> dict[str, Any]:
    return {"event": "slot", "name": "report_draft", "value": {}, "timestamp": 1.0}


def ran(action: str) -> dict[str, Any]:
    return {"event": "action", "name": action, "timestamp": 1.0}


async def _sent(services: Services, sender: str) -> dict[str, Any]:
    """The slot of a ticket sent just now, and a photo that was stored."""
    async with services.db.write() as session:
        session.add(Attachment(id="f", conversation_id=sender, kind="photo", state="stored", created_at=NOW))
        new = NewTicket("9", sender, "road_damage", TEXT, TEXT, "Kopo")
        ticket = await tickets.create(session, new, NOW)
    return {"last_ticket": {"number": "BDG", "id": ticket.id, "at": NOW.isoformat()}}


async def _attached(services: Services) -> list[str]:
    async with services.db.read() as session:
        return list((await session.scalars(select(TicketAttachment.attachment_id))).all())


async def test_a_photo_that_came_with_a_question_joins_the_report_after_it(run: Run) -> None:
    events = [heard("f1"), ran("action_contacts_show"), heard(at=60)]
    told = await run(Validate, TEXT, entities=[ROAD], events=events, metadata={"attachments": ["f2"]})
    assert told.slots["report_draft"]["files"] == ["f1", "f2"]


async def test_photos_of_a_report_before_are_not_in_the_next(run: Run) -> None:
    events = [heard("f1"), kept(), heard("f2", at=20), ran("action_media_received"), heard(at=60)]
    told = await run(Validate, TEXT, entities=[ROAD], events=events)
    assert told.slots["report_draft"]["files"] == []


async def test_a_photo_of_an_hour_ago_belongs_to_nothing(run: Run) -> None:
    told = await run(Validate, TEXT, entities=[ROAD], events=[heard("f1"), heard(at=3600)])
    assert told.slots["report_draft"]["files"] == []


async def test_a_report_takes_ten_files(run: Run) -> None:
    many = [f"f{n}" for n in range(12)]
    told = await run(Validate, TEXT, entities=[ROAD], metadata={"attachments": many})
    assert told.slots["report_draft"]["files"] == many[:10]


async def test_a_late_photo_joins_the_open_draft(run: Run) -> None:
    first = await run(Validate, TEXT, entities=[ROAD])
    slots = {**first.slots, "requested_slot": "report_go"}
    told = await run(Validate, "", intent="share_media", slots=slots, metadata={"attachments": ["f"]})
    assert told.slots["report_draft"]["files"] == ["f"]
    assert told.slots["report_text"] == TEXT


async def test_a_photo_after_sending_joins_the_ticket(run: Run, services: Services, sender: str) -> None:
    slots = await _sent(services, sender)
    told = await run(
        ActionMediaReceived, "", intent="share_media", slots=slots, metadata={"attachments": ["f"]}
    )
    assert (told.responses, await _attached(services)) == (["utter_media_joined"], ["f"])


async def test_a_pin_with_a_photo_after_sending_joins_the_ticket(
    run: Run, services: Services, sender: str
) -> None:
    slots = await _sent(services, sender)
    pin = {"attachments": ["f"], "location": {"lat": -6.9147, "lon": 107.6098}}
    told = await run(ActionLocationReceived, "", intent="share_location", slots=slots, metadata=pin)
    assert (told.responses, await _attached(services)) == (["utter_media_joined"], ["f"])
    async with services.db.read() as session:
        assert (await session.scalars(select(Ticket.lat))).one() == -6.9147


async def test_a_pin_with_a_photo_begins_a_draft_with_both(run: Run) -> None:
    pin = {"attachments": ["f"], "location": {"lat": -6.9147, "lon": 107.6098}}
    told = await run(ActionLocationReceived, "", intent="share_location", metadata=pin)
    draft = Draft.from_slots(told.slots)
    assert (draft.files, draft.place is not None) == (("f",), True)


async def _on_hold(services: Services, sender: str, *keys: str) -> None:
    """Reports that an officer asked something about, and a photo that was stored."""
    async with services.db.write() as session:
        session.add(Attachment(id="f", conversation_id=sender, kind="photo", state="stored", created_at=NOW))
        for key in keys:
            made = await tickets.create(session, NewTicket(key, sender, "waste", TEXT, TEXT, "Kopo"), NOW)
            made.status, made.step_due_on = "on_hold", None


async def _replies(services: Services) -> int:
    async with services.db.read() as session:
        return len((await session.scalars(select(TicketEvent).where(TicketEvent.kind == "replied"))).all())


async def test_a_bare_photo_answers_the_only_question_of_staff(
    run: Run, services: Services, sender: str
) -> None:
    await _on_hold(services, sender, "9")
    told = await run(ActionMediaReceived, intent="share_media", metadata={"attachments": ["f"]})
    assert (told.responses, told.followup) == (["utter_media_joined"], None)
    assert (await _attached(services), await _replies(services)) == (["f"], 1)


async def test_a_bare_pin_answers_the_only_question_of_staff(
    run: Run, services: Services, sender: str
) -> None:
    await _on_hold(services, sender, "9")
    pin = {"location": {"lat": -6.9218, "lon": 107.6071}}
    told = await run(ActionLocationReceived, intent="share_location", metadata=pin)
    assert told.responses == ["utter_media_joined"]
    async with services.db.read() as session:
        assert (await session.scalars(select(Ticket.lat))).all() == [-6.9218]
    assert await _replies(services) == 1


async def test_with_two_questions_a_bare_photo_begins_a_report(
    run: Run, services: Services, sender: str
) -> None:
    await _on_hold(services, sender, "8", "9")
    told = await run(ActionMediaReceived, intent="share_media", metadata={"attachments": ["f"]})
    assert (told.followup, await _attached(services)) == ("report_form", [])


async def test_a_photo_of_a_draft_stays_with_it(run: Run, services: Services, sender: str) -> None:
    await _on_hold(services, sender, "9")
    slots = Draft(files=("f0",)).as_slots()
    await run(ActionMediaReceived, intent="share_media", slots=slots, metadata={"attachments": ["f"]})
    assert await _attached(services) == []


async def _voice(services: Services, sender: str) -> None:
    async with services.db.write() as session:
        session.add(Attachment(id="v", conversation_id=sender, kind="voice", state="stored", created_at=NOW))


VOICE = {"attachments": ["v"]}


async def test_a_voice_note_that_nobody_understood_says_so_and_asks_for_words(
    run: Run, services: Services, sender: str
) -> None:
    await _voice(services, sender)
    told = await run(ActionMediaReceived, "", intent="share_media", metadata=VOICE)
    assert (told.responses, told.slots["report_draft"]["files"]) == (["utter_voice_kept"], ["v"])


async def test_the_open_question_what_happened_is_not_answered_by_it(
    run: Run, services: Services, sender: str
) -> None:
    await _voice(services, sender)
    told = await run(ActionAskReportText, "", intent="share_media", metadata=VOICE)
    assert told.responses == ["utter_voice_kept"]


async def test_within_a_report_it_is_kept_and_said_not_to_be_understood(
    run: Run, services: Services, sender: str
) -> None:
    await _voice(services, sender)
    first = await run(Validate, TEXT, entities=[ROAD])
    slots = {**first.slots, "requested_slot": "report_go"}
    told = await run(Validate, "", intent="share_media", slots=slots, metadata=VOICE)
    assert told.responses == ["utter_voice_in_report"]
    assert told.slots["report_draft"]["files"] == ["v"]


async def test_after_sending_it_joins_the_ticket_and_is_said_not_to_be_understood(
    run: Run, services: Services, sender: str
) -> None:
    slots = await _sent(services, sender)
    await _voice(services, sender)
    told = await run(ActionMediaReceived, "", intent="share_media", slots=slots, metadata=VOICE)
    assert (told.responses, await _attached(services)) == (["utter_voice_joined"], ["v"])


async def test_a_spoken_problem_has_its_recording_and_a_spoken_yes_has_none(run: Run) -> None:
    spoken = {"attachments": ["v"], "spoken": True}
    first = await run(Validate, TEXT, entities=[ROAD], metadata=spoken)
    assert first.slots["report_draft"]["files"] == ["v"]
    slots = {**first.slots, "requested_slot": "report_go"}
    yes = {"attachments": ["w"], "spoken": True}
    told = await run(Validate, "ya kirim", intent="send_report", slots=slots, metadata=yes)
    assert told.slots["report_draft"]["files"] == ["v"]
