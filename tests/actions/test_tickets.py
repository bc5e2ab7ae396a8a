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
from core import attachments, look_ups, ticket_number
from core.messages import MediaKind
from core.models import Ticket, TicketAttachment, TicketEvent
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


async def test_a_phone_number_is_compared_with_the_list(run: Run) -> None:
    told = await run(ActionTicketStatus, "nomor dishub 0811-2022-3399 bener ga?", intent="check_ticket")
    assert told.responses == ["utter_contact"]
    assert "0811-2022-3399" in told.messages[0]["contacts"]


async def test_a_number_that_was_never_given_is_unknown(run: Run) -> None:
    free = ticket_number.show(ticket_number.new(random.Random(7)))
    assert (await run(ActionTicketStatus, free, intent="check_ticket")).responses == ["utter_ticket_unknown"]


async def look_up(run: Run, text: str, **given: object) -> Told:
    told: Told = await run(ActionTicketStatus, text, intent="check_ticket", **given)
    return told


def nobodys(seed: int) -> str:
    """A number that nobody has."""
    return ticket_number.show(ticket_number.new(random.Random(seed)))


async def guess(run: Run, times: int, **given: object) -> list[list[str]]:
    return [(await look_up(run, nobodys(seed), **given)).responses for seed in range(times)]


async def change(services: Services, **values: object) -> None:
    async with services.db.write() as session:
        ticket = (await session.scalars(select(Ticket))).one()
        for name, value in values.items():
            setattr(ticket, name, value)


async def test_whoever_guesses_hears_later(run: Run) -> None:
    assert await guess(run, look_ups.MOST + 1) == [
        *[["utter_ticket_unknown"]] * look_ups.MOST, ["utter_look_up_later"],
    ]  # fmt: skip


@pytest.mark.parametrize("privacy", ["public", "secret"])
async def test_whoever_guessed_is_not_told_what_exists(run: Run, neighbour: str, privacy: str) -> None:
    number = (await sent(run, privacy=privacy)).messages[0]["number"]
    await guess(run, look_ups.MOST, sender=neighbour)
    refused = await look_up(run, number, sender=neighbour)
    assert refused.responses == ["utter_look_up_later"]
    assert refused.messages == (await look_up(run, nobodys(99), sender=neighbour)).messages


async def test_numbers_of_others_count_as_guesses(run: Run, neighbour: str) -> None:
    number = (await sent(run)).messages[0]["number"]
    told = [await look_up(run, number, sender=neighbour) for _ in range(look_ups.MOST + 1)]
    assert [each.responses for each in told[-2:]] == [["utter_ticket_public"], ["utter_look_up_later"]]


async def test_my_own_are_shown_however_often_i_guessed(run: Run) -> None:
    number = (await sent(run)).messages[0]["number"]
    await guess(run, look_ups.MOST + 1)
    assert (await look_up(run, number)).responses == ["utter_ticket_mine"]


async def test_mistyping_is_no_guess(run: Run) -> None:
    told = [await look_up(run, "BDG-1234-5679") for _ in range(look_ups.MOST + 1)]
    assert told[-1].responses == ["utter_ticket_mistyped"]


async def test_a_late_ticket_says_so(run: Run, services: Services) -> None:
    number = (await sent(run)).messages[0]["number"]
    await change(services, due_on=NOW.date() - timedelta(days=1))
    details = (await look_up(run, number)).messages[0]["details"]
    assert "\nTerlambat: seharusnya Senin, 23 November 2026" in details


async def test_a_new_date_is_called_new(run: Run, services: Services) -> None:
    number = (await sent(run)).messages[0]["number"]
    await change(services, promised_on=NOW.date() + timedelta(days=1))
    details = (await look_up(run, number)).messages[0]["details"]
    assert "\nTanggal baru: Rabu, 25 November 2026" in details


async def test_the_list_of_mine_has_status_and_day(run: Run, services: Services) -> None:
    await sent(run)
    await change(services, due_on=NOW.date() - timedelta(days=1))
    await sent(run, message_id="2")
    newer, older = (await look_up(run, "laporan saya")).messages[0]["list"].split("\n")
    assert "diterima, menunggu pemeriksaan, paling lambat Senin, 14 Desember 2026" in newer
    assert "terlambat: seharusnya Senin, 23 November 2026" in older


async def test_an_answered_ticket_asks_whether_it_is_fixed(run: Run, services: Services) -> None:
    number = (await sent(run)).messages[0]["number"]
    await change(services, status="answered")
    told = await look_up(run, number)
    assert told.responses == ["utter_ticket_mine_answered"]
    assert "lambat" not in told.messages[0]["details"]


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("{} tepatnya di depan warung pecel", "utter_words_added"),
        ("{}", "utter_ticket_mine"),
        ("cek status {} dong min udah sampai mana", "utter_ticket_mine"),
        ("kenapa {} ditunda lama begini?", "utter_ticket_mine"),
    ],
)
async def test_an_answer_to_the_officers_question_joins_the_ticket(
    run: Run, services: Services, text: str, response: str
) -> None:
    number = (await sent(run)).messages[0]["number"]
    await change(services, status="on_hold")
    told = await look_up(run, text.format(number))
    assert told.responses == [response]
    async with services.db.read() as session:
        said = (await session.scalars(select(Ticket.description))).one()
    assert ("warung pecel" in said) is (response == "utter_words_added")


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


@pytest.mark.parametrize(("silent", "status"), [(True, "on_hold"), (False, "archived")])
async def test_a_late_answer_brings_back_what_silence_archived(
    run: Run, services: Services, silent: bool, status: str
) -> None:
    number = (await sent(run)).messages[0]["number"]
    await change(services, status="archived")
    async with services.db.write() as session:
        detail = {"silent": silent}
        session.add(TicketEvent(ticket_id=1, kind="archived", author="system", detail=detail, created_at=NOW))
    told = await look_up(run, f"{number} di RW 3 samping masjid")
    assert told.responses == ["utter_words_added" if silent else "utter_ticket_mine"]
    async with services.db.read() as session:
        kept = (await session.scalars(select(Ticket))).one()
    assert (kept.status, "samping masjid" in kept.description) == (status, silent)
