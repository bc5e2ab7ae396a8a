"""Who sees what of a ticket."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.report_around import ActionLocationReceived, ActionMediaReceived
from actions.report_submit import ActionReportSubmit
from actions.report_wishes import ActionReportOutsideForm
from actions.services import Services
from actions.tickets import ActionTicketStatus
from core import attachments, ticket_number
from core.messages import MediaKind
from core.models import Ticket, TicketAttachment
from core.reports import End
from tests.actions.conftest import NOW, Run, Told
from tests.actions.test_report import draft


async def sent(run: Run, message_id: str = "1", **changes: object) -> Told:
    slots = draft(end=End.SEND, **changes).as_slots()
    told: Told = await run(
        ActionReportSubmit, intent="send_report", slots=slots, metadata={"message_id": message_id}
    )
    return told


async def test_my_own_ticket_is_shown_whole(run: Run) -> None:
    number = (await sent(run)).messages[0]["number"]
    told = await run(ActionTicketStatus, f"status {number} dong", intent="check_ticket")
    assert told.responses == ["utter_ticket_mine"]
    assert told.messages[0]["agency"] == "Dinas Sumber Daya Air dan Bina Marga"


async def test_a_stranger_sees_only_the_public_part(run: Run) -> None:
    number = (await sent(run)).messages[0]["number"]
    told = await run(ActionTicketStatus, number, intent="check_ticket", sender="orang-lain")
    assert told.responses == ["utter_ticket_public"]
    assert "title" not in told.messages[0]


async def test_a_stranger_sees_only_the_status_of_a_secret_ticket(run: Run) -> None:
    number = (await sent(run, privacy="secret")).messages[0]["number"]
    told = await run(ActionTicketStatus, number, intent="check_ticket", sender="orang-lain")
    assert told.responses == ["utter_ticket_secret"]
    assert "category" not in told.messages[0]


async def test_a_mistyped_number_is_told_to_be_mistyped(run: Run) -> None:
    number = (await sent(run)).messages[0]["number"]
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    told = await run(ActionTicketStatus, wrong, intent="check_ticket")
    assert told.responses == ["utter_ticket_mistyped"]


async def test_a_number_that_was_never_given_is_unknown(run: Run) -> None:
    free = ticket_number.show(ticket_number.new(random.Random(7)))
    assert (await run(ActionTicketStatus, free, intent="check_ticket")).responses == ["utter_ticket_unknown"]


@pytest.mark.parametrize(
    ("count", "response"), [(0, "utter_ticket_none"), (1, "utter_ticket_mine"), (2, "utter_ticket_list")]
)
async def test_without_a_number_mine_are_listed(run: Run, count: int, response: str) -> None:
    for number in range(count):
        await sent(run, message_id=f"m{number}")
    told = await run(ActionTicketStatus, "laporan saya gimana", intent="check_ticket")
    assert told.responses == [response]


@pytest.fixture
async def photo(services: Services, sender: str) -> str:
    clean = attachments.Clean(MediaKind.PHOTO, "image/jpeg", b"jpeg")
    async with services.db.write() as session:
        kept = await attachments.add_stored(session, clean, "ab/cd.jpg", NOW, conversation_id=sender)
    return kept.id


async def test_a_late_photo_joins_the_ticket_just_made(run: Run, services: Services, photo: str) -> None:
    last = (await sent(run)).slots["last_ticket"]
    given = {"slots": {"last_ticket": last}, "metadata": {"attachments": [photo]}}
    told = await run(ActionMediaReceived, intent="share_media", **given)
    assert told.responses == ["utter_media_joined"]
    async with services.db.read() as session:
        assert (await session.scalars(select(TicketAttachment))).one().attachment_id == photo


async def test_a_photo_long_after_the_ticket_starts_a_report(run: Run, photo: str) -> None:
    last = {**(await sent(run)).slots["last_ticket"], "at": (NOW - timedelta(hours=2)).isoformat()}
    given = {"slots": {"last_ticket": last}, "metadata": {"attachments": [photo]}}
    told = await run(ActionMediaReceived, intent="share_media", **given)
    assert told.followup == "report_form"
    assert told.slots["report_draft"]["files"] == [photo]


async def test_a_photo_that_did_not_come_is_asked_for(run: Run) -> None:
    told = await run(ActionMediaReceived, "ini fotonya ya", intent="share_media")
    assert told.responses == ["utter_media_missing"]


async def test_a_late_pin_gives_the_ticket_its_point(run: Run, services: Services) -> None:
    last = (await sent(run)).slots["last_ticket"]
    pin = {"location": {"lat": -6.9468, "lon": 107.5942}}
    told = await run(
        ActionLocationReceived, intent="share_location", slots={"last_ticket": last}, metadata=pin
    )
    assert told.responses == ["utter_media_joined"]
    async with services.db.read() as session:
        assert (await session.scalars(select(Ticket))).one().lat == pytest.approx(-6.9468)


async def test_an_old_send_button_names_the_ticket_it_made(run: Run) -> None:
    last = (await sent(run)).slots["last_ticket"]
    told = await run(ActionReportOutsideForm, intent="send_report", slots={"last_ticket": last})
    assert told.responses == ["utter_already_sent"]
    assert told.messages[0]["number"] == last["number"]


async def test_a_name_can_be_hidden_after_sending(run: Run) -> None:
    last = (await sent(run, name="Rina")).slots["last_ticket"]
    told = await run(ActionReportOutsideForm, intent="make_secret", slots={"last_ticket": last})
    assert told.responses == ["utter_hidden"]
    told = await run(ActionTicketStatus, last["number"], intent="check_ticket", sender="orang-lain")
    assert told.responses == ["utter_ticket_secret"]


async def test_send_without_a_report_says_so(run: Run) -> None:
    assert (await run(ActionReportOutsideForm, intent="send_report")).responses == ["utter_not_in_form"]
