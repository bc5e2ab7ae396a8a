"""Joining in the dialogue: the draft becomes one more voice, and everything after is about oneself."""

from typing import Any

import pytest
from sqlalchemy import func, select

from actions.joining import ActionJoinReport, ActionLeaveReport
from actions.report_around import ActionLocationReceived, ActionMediaReceived
from actions.report_wishes import ActionReportOutsideForm
from actions.services import Services
from actions.tickets import ActionTicketStatus
from core import look_ups, ticket_number
from core.models import Attachment, Reporter, Ticket, TicketAttachment
from core.reports import Draft
from core.tickets import Status, joining
from tests.actions.conftest import NOW, Run, Told
from tests.actions.test_near import ALUN_ALUN, draft, filed


def button(number: str) -> list[dict[str, str]]:
    return [{"entity": "number", "value": number}]


async def tap(run: Run, number: str, **given: Any) -> Told:
    """The button "ikut laporan ini", in the middle of a report unless told otherwise."""
    given = {"slots": draft(name="Rina").as_slots(), "loop": "report_form", **given}
    told: Told = await run(ActionJoinReport, "", intent="join_report", entities=button(number), **given)
    return told


async def join_words(run: Run, text: str, **given: Any) -> Told:
    told: Told = await run(ActionJoinReport, text, intent="join_report", **given)
    return told


def a_number() -> str:
    """A number that nobody has, most probably."""
    return ticket_number.show(ticket_number.new())


async def reporter(services: Services, who: str) -> Reporter | None:
    async with services.db.read() as session:
        return (await session.scalars(select(Reporter).where(Reporter.conversation_id == who))).one_or_none()


async def ticket(services: Services) -> Ticket:
    async with services.db.read() as session:
        return (await session.scalars(select(Ticket))).one()


async def move(services: Services, **values: Any) -> None:
    async with services.db.write() as session:
        kept = (await session.scalars(select(Ticket))).one()
        for name, value in values.items():
            setattr(kept, name, value)


async def test_the_receipt_says_number_agency_day_and_place(
    run: Run, services: Services, neighbour: str
) -> None:
    number = await filed(services, neighbour)
    told = await tap(run, number)
    assert told.responses == ["utter_joined"]
    said = told.messages[0]
    assert (said["number"], said["place"], said["due"]) == (number, 2, "Senin, 14 Desember 2026")
    assert said["agency"] == "Dinas Sumber Daya Air dan Bina Marga"


async def test_the_draft_is_gone_and_its_words_are_kept(
    run: Run, services: Services, neighbour: str, sender: str
) -> None:
    told = await tap(run, await filed(services, neighbour))
    assert (told.slots["report_text"], told.slots["report_draft"]) == (None, None)
    assert told.followup == "action_listen"
    joined = await reporter(services, sender)
    assert joined is not None
    assert (joined.words, joined.name, joined.first) == ("jalan bolong gede", "Rina", False)
    async with services.db.read() as session:
        assert await session.scalar(select(func.count(Ticket.id))) == 1


async def test_a_hidden_draft_joins_hidden(run: Run, services: Services, neighbour: str, sender: str) -> None:
    number = await filed(services, neighbour)
    told = await tap(run, number, slots=draft(name="Rina", privacy="anonymous").as_slots())
    assert told.responses == ["utter_joined_hidden"]
    joined = await reporter(services, sender)
    assert joined is not None
    assert (joined.privacy, joined.name) == ("anonymous", None)
    assert (await ticket(services)).privacy == "public"


async def test_my_own_report_gets_the_new_words(run: Run, services: Services, sender: str) -> None:
    told = await tap(run, await filed(services, sender))
    assert told.responses == ["utter_words_added"]
    assert "jalan bolong gede" in (await ticket(services)).description


async def test_words_join_the_only_report_near_by(run: Run, services: Services, neighbour: str) -> None:
    await filed(services, neighbour)
    told = await join_words(run, "ikut yang itu aja", slots=draft().as_slots())
    assert told.responses == ["utter_joined"]


async def test_words_without_a_number_ask_which_of_several(
    run: Run, services: Services, neighbour: str
) -> None:
    await filed(services, neighbour, "m1")
    await filed(services, neighbour, "m2")
    told = await join_words(run, "ikut aja", slots=draft().as_slots())
    assert (told.responses, len(told.messages[0]["buttons"])) == (["utter_join_which"], 2)


async def test_words_without_any_report_ask_for_the_number(run: Run) -> None:
    told = await join_words(run, "mau ikut laporan")
    assert told.responses == ["utter_join_no_number"]


async def test_a_number_from_a_neighbour_joins_without_touching_the_draft(
    run: Run, services: Services, neighbour: str, sender: str
) -> None:
    number = await filed(services, neighbour)
    slots = draft(category="waste").as_slots()
    told = await join_words(run, f"ikut {number}", slots=slots, loop="report_form")
    assert told.responses == ["utter_joined"]
    assert (list(told.slots), told.followup) == (["last_ticket"], None)
    joined = await reporter(services, sender)
    assert joined is not None
    assert joined.words == ""


async def test_a_secret_and_an_unknown_number_are_refused_alike(
    run: Run, services: Services, neighbour: str
) -> None:
    secret, unknown = await filed(services, neighbour, privacy="secret"), a_number()
    first, second = await join_words(run, f"ikut {secret}"), await join_words(run, f"ikut {unknown}")
    assert first.responses == ["utter_join_refused"]
    assert second.messages == [{**first.messages[0], "number": unknown}]


async def test_an_ended_report_cannot_be_joined(run: Run, services: Services, neighbour: str) -> None:
    number = await filed(services, neighbour)
    await move(services, status=Status.DONE)
    told = await tap(run, number)
    assert (told.responses, told.slots) == (["utter_join_ended"], {})


async def test_guessing_numbers_to_join_is_slowed_down(run: Run) -> None:
    told = [await join_words(run, f"ikut {a_number()}") for _ in range(look_ups.MOST + 1)]
    assert told[-1].responses == ["utter_look_up_later"]
    assert told[-2].responses == ["utter_join_refused"]


async def test_a_photo_after_joining_joins_too(
    run: Run, services: Services, neighbour: str, sender: str
) -> None:
    told = await tap(run, await filed(services, neighbour))
    async with services.db.write() as session:
        session.add(Attachment(id="f", conversation_id=sender, kind="photo", state="stored", created_at=NOW))
    slots = {"last_ticket": told.slots["last_ticket"]}
    photo = await run(ActionMediaReceived, intent="share_media", slots=slots, metadata={"attachments": ["f"]})
    assert photo.responses == ["utter_media_joined"]
    async with services.db.read() as session:
        assert (await session.scalars(select(TicketAttachment.attachment_id))).all() == ["f"]


async def test_a_pin_after_joining_does_not_move_the_report(
    run: Run, services: Services, neighbour: str
) -> None:
    told = await tap(run, await filed(services, neighbour))
    slots = {"last_ticket": told.slots["last_ticket"]}
    pin = {"location": {"lat": -6.9468, "lon": 107.5942}}
    await run(ActionLocationReceived, intent="share_location", slots=slots, metadata=pin)
    assert (await ticket(services)).lat == ALUN_ALUN[0]


async def test_hiding_after_joining_hides_me_and_nobody_else(
    run: Run, services: Services, neighbour: str, sender: str
) -> None:
    told = await tap(run, await filed(services, neighbour, name="Asep"))
    slots = {"last_ticket": told.slots["last_ticket"]}
    await run(ActionReportOutsideForm, "rahasiakan nama saya", intent="make_anonymous", slots=slots)
    mine, theirs = await reporter(services, sender), await reporter(services, neighbour)
    assert mine is not None
    assert theirs is not None
    assert (mine.privacy, mine.name, theirs.privacy, theirs.name) == ("anonymous", None, "public", "Asep")
    assert (await ticket(services)).privacy == "public"


async def test_a_joined_report_stands_among_mine_without_the_words_of_the_first(
    run: Run, services: Services, neighbour: str
) -> None:
    await tap(run, await filed(services, neighbour))
    told = await run(ActionTicketStatus, "laporan saya", intent="check_ticket")
    assert told.responses == ["utter_ticket_mine"]
    assert told.messages[0]["title"] == "Jalan rusak (ikut)"
    assert "Pelapor: 2" in told.messages[0]["details"]


async def test_leaving_stops_the_news_of_that_one(
    run: Run, services: Services, neighbour: str, sender: str
) -> None:
    number = await filed(services, neighbour)
    last = (await tap(run, number)).slots["last_ticket"]
    told = await run(
        ActionLeaveReport, f"keluar dari laporan {number}", intent="leave_report", slots={"last_ticket": last}
    )
    assert (told.responses, told.slots) == (["utter_left"], {"last_ticket": None})
    assert await reporter(services, sender) is None


async def test_leaving_without_a_number_means_the_only_joined_one(
    run: Run, services: Services, neighbour: str, sender: str
) -> None:
    await tap(run, await filed(services, neighbour))
    await filed(services, sender, "m2")
    assert (await run(ActionLeaveReport, "keluar", intent="leave_report")).responses == ["utter_left"]


async def test_my_own_report_cannot_be_left(run: Run, services: Services, sender: str) -> None:
    number = await filed(services, sender)
    told = await run(ActionLeaveReport, f"keluar dari {number}", intent="leave_report")
    assert told.responses == ["utter_leave_own"]


async def test_what_was_never_joined_cannot_be_left(run: Run, services: Services, neighbour: str) -> None:
    number = await filed(services, neighbour)
    told = await run(ActionLeaveReport, f"keluar dari {number}", intent="leave_report")
    assert told.responses == ["utter_leave_none"]


async def test_whoever_left_may_join_again(run: Run, services: Services, neighbour: str, sender: str) -> None:
    number = await filed(services, neighbour)
    await tap(run, number)
    async with services.db.write() as session:
        await joining.leave(session, 1, sender, NOW)
    assert (await tap(run, number)).responses == ["utter_joined"]


@pytest.mark.parametrize(
    ("wished", "text", "privacy"),
    [
        ("anonymous", "ikut {}", "anonymous"),
        ("secret", "ikut {}", "secret"),
        ("public", "ikut {} tapi rahasiakan nama saya", "anonymous"),
    ],
)
async def test_a_wish_to_be_hidden_holds_for_joining_by_number(
    run: Run, services: Services, neighbour: str, sender: str, wished: str, text: str, privacy: str
) -> None:
    number = await filed(services, neighbour)
    slots = Draft(privacy=wished).as_slots()
    told = await join_words(run, text.format(number), slots=slots, metadata={"name": "Rina"})
    assert told.responses == ["utter_joined_hidden"]
    joined = await reporter(services, sender)
    assert joined is not None
    assert (joined.privacy, joined.name, joined.words) == (privacy, None, "")


@pytest.mark.parametrize(("loop", "followup"), [("report_form", "action_listen"), (None, None)])
async def test_which_is_the_only_question_of_its_turn(
    run: Run, services: Services, neighbour: str, loop: str | None, followup: str | None
) -> None:
    numbers = [await filed(services, neighbour, key) for key in ("m1", "m2")]
    told = await join_words(run, "ikut aja", slots=draft().as_slots(), loop=loop)
    assert told.followup == followup
    for number in numbers:
        await join_words(run, f"ikut {number}")
    told = await run(ActionLeaveReport, "keluar", intent="leave_report", loop=loop)
    assert (told.responses, told.followup) == (["utter_leave_which"], followup)


@pytest.mark.parametrize("status", [Status.DONE, Status.ARCHIVED, Status.NOT_OURS])
async def test_my_own_ended_report_shows_its_status(
    run: Run, services: Services, sender: str, status: Status
) -> None:
    number = await filed(services, sender)
    await move(services, status=status)
    told = await join_words(run, f"ikut {number}")
    assert (told.responses, told.slots) == (["utter_ticket_mine"], {})
