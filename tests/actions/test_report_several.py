"""Several problems in one message: one summary, one confirmation, one ticket each."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from actions.report import ActionAskReportGo, ActionAskReportPlace
from actions.report import ValidateReportForm as Validate
from actions.report_around import ActionLocationReceived, ActionMediaReceived
from actions.report_submit import ActionReportSubmit
from actions.report_wishes import ActionReportOutsideForm
from actions.services import Services
from core import conversations, edits, inbox
from core.messages import Edited, Incoming
from core.models import Attachment, Message, Reporter, Ticket, TicketAttachment
from core.reports import Draft, End
from tests.actions.conftest import NOW, Run, Told

TWO = "lampu jalan mati di jl sukajadi sejak kemarin, sama sampah numpuk di pasar cihapit"
LIGHT = {"entity": "category", "value": "street_light", "confidence_entity": 0.9}


async def told(run: Run, text: str = TWO, **given: Any) -> Told:
    metadata = {"written_at": NOW.isoformat(), **given.pop("metadata", {})}
    answer: Told = await run(Validate, text, entities=[LIGHT], metadata=metadata, **given)
    return answer


async def sent(run: Run, text: str = TWO, **changes: Any) -> Told:
    draft = Draft.from_slots((await told(run, text)).slots).with_(end=End.SEND, **changes)
    answer: Told = await run(ActionReportSubmit, intent="send_report", slots=draft.as_slots())
    return answer


async def stored(services: Services) -> list[Ticket]:
    async with services.db.read() as session:
        return list((await session.scalars(select(Ticket).order_by(Ticket.id))).all())


async def test_the_summary_numbers_them(run: Run) -> None:
    slots = (await told(run)).slots
    shown = await run(ActionAskReportGo, TWO, slots=slots)
    assert "1. Lampu jalan" in shown.messages[0]["summary"]
    assert "2. Sampah" in shown.messages[0]["summary"]


async def test_each_becomes_a_ticket_with_its_place_and_day(run: Run, services: Services) -> None:
    await sent(run)
    assert [
        (each.message_id, each.category, each.place_text.split(" (")[0], each.event_said)
        for each in await stored(services)
    ] == [
        ("1", "street_light", "Jalan Sukajadi", "sejak kemarin"),
        ("1:2", "waste", "Pasar Cihapit", None),
    ]


async def test_the_receipt_lists_number_agency_and_date_of_each(run: Run) -> None:
    receipt = await sent(run)
    assert receipt.responses == ["utter_reports_sent"]
    lines = receipt.messages[0]["list"].splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "Lampu jalan, Dinas Perhubungan, paling lambat Senin, 14 Desember 2026",
        "Sampah, Dinas Lingkungan Hidup, paling lambat Senin, 14 Desember 2026",
    ]


async def test_a_repeated_turn_makes_none_twice(run: Run, services: Services) -> None:
    first, second = await sent(run), await sent(run)
    assert first.messages == second.messages
    assert len(await stored(services)) == 2


async def test_all_are_made_or_none(run: Run, services: Services) -> None:
    broken = Draft.from_slots((await told(run)).slots)
    lamp, waste = broken.problems
    unknown = broken.with_problems([lamp, replace(waste, category="no_such_category")])
    failed = await run(ActionReportSubmit, intent="send_report", slots=unknown.with_(end=End.SEND).as_slots())
    assert failed.responses == ["utter_report_failed"]
    assert Draft.from_slots(failed.slots).problems == unknown.problems
    assert await stored(services) == []


async def test_the_place_is_asked_for_the_problem_that_lacks_it(run: Run) -> None:
    slots = (await told(run, "1. lampu mati di kopo 2. jalan bolong di cikutra 3. sampah numpuk")).slots
    asked = await run(ActionAskReportPlace, slots=slots)
    assert asked.messages[0]["problem"] == "Sampah"


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("jalan rusak di cimahi sama lampu jalan mati di cikutra", "utter_outside_left_out"),
        ("mati lampu di rumah saya sama sampah numpuk di cihapit", "utter_power_cut_left_out"),
    ],
)
async def test_what_is_not_the_citys_is_said_and_the_rest_goes_on(run: Run, text: str, response: str) -> None:
    answer = await told(run, text)
    assert answer.responses == [response]
    assert (answer.slots["report_go"], answer.slots["report_place"] is None) == (None, False)


async def test_an_unclear_correction_offers_the_numbers(run: Run) -> None:
    slots = (await told(run)).slots
    unclear = await told(run, "salah", intent="deny", slots={**slots, "requested_slot": "report_go"})
    asked = await run(ActionAskReportGo, "salah", intent="deny", slots=unclear.slots)
    assert asked.responses == ["utter_ask_change_number"]
    assert [button["payload"] for button in asked.messages[0]["buttons"]] == [
        '/correct{"part":"1"}',
        '/correct{"part":"2"}',
    ]


async def test_an_order_that_looks_like_cancelling_drops_only_one(run: Run) -> None:
    slots = {**(await told(run)).slots, "requested_slot": "report_go"}
    after = await told(run, "hapus yang kedua", intent="cancel", slots=slots)
    assert after.slots["report_text"] == "lampu jalan mati di jl sukajadi sejak kemarin"


async def test_the_messages_of_what_is_left_stay_known(run: Run) -> None:
    first = (await told(run, metadata={"worded": [1]})).slots
    slots = {**first, "requested_slot": "report_go"}
    after = await told(run, "hapus yang kedua", intent="cancel", slots=slots, metadata={"worded": [2]})
    assert after.slots["report_draft"]["said"] == [1, 2]


async def test_what_comes_after_sending_reaches_all(run: Run, services: Services) -> None:
    last = {"last_ticket": (await sent(run, name="Rina")).slots["last_ticket"]}
    await run(ActionReportOutsideForm, "anonim dong", intent="make_anonymous", slots=last)
    async with services.db.read() as session:
        reporters = (await session.scalars(select(Reporter))).all()
    assert [(each.name, each.privacy) for each in reporters] == [(None, "anonymous")] * 2


async def test_a_photo_sent_later_is_everybodys_and_a_pin_nobodys(
    run: Run, services: Services, sender: str
) -> None:
    async with services.db.write() as session:
        session.add(Attachment(id="f", conversation_id=sender, kind="photo", state="stored", created_at=NOW))
    last = {"last_ticket": (await sent(run)).slots["last_ticket"]}
    await run(ActionMediaReceived, intent="share_media", slots=last, metadata={"attachments": ["f"]})
    pin = {"location": {"lat": -6.9147, "lon": 107.6098}}
    await run(ActionLocationReceived, intent="share_location", slots=last, metadata=pin)
    async with services.db.read() as session:
        joined = (await session.scalars(select(TicketAttachment.ticket_id))).all()
    made = await stored(services)
    assert set(joined) == {each.id for each in made}
    assert [each.lat for each in made] == [None, None]


async def test_an_edit_after_sending_reaches_all(run: Run, services: Services) -> None:
    async with services.db.write() as session:
        await inbox.receive(session, [Incoming("web", "m:1", "warga", NOW, TWO, ref="1")], NOW)
        row = (await session.scalars(select(Message))).one()
        row.state = "answered"
    draft = Draft.from_slots((await told(run, metadata={"worded": [row.id]})).slots).with_(end=End.SEND)
    await run(ActionReportSubmit, intent="send_report", slots=draft.as_slots())
    async with services.db.write() as session:
        edited = Edited("web", "e:1", "1", "warga", f"{TWO}, parah, jangan sebut nama saya", NOW)
        await inbox.receive(session, [edited], NOW)
        changes = await edits.open_changes(session, row.conversation_id or "")
        conversation = await conversations.get(session, row.conversation_id or "")
        await edits.settle(session, conversation, changes, NOW)
    assert ["parah" in each.description and each.privacy for each in await stored(services)] == [
        "anonymous",
        "anonymous",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("usul ada zebra cross di depan sd merdeka", "aspirasi", "Senin, 14 Desember 2026"),
        ("kapan jadwal angkut sampah di sukajadi?", "informasi", "Selasa, 1 Desember 2026"),
        ("lampu jalan mati di cikutra, tolong diperbaiki", "pengaduan", "Senin, 14 Desember 2026"),
    ],
)
async def test_the_class_decides_the_date(
    run: Run, services: Services, text: str, kind: str, due: str
) -> None:
    receipt = await sent(run, text)
    assert receipt.messages[0]["due"] == due
    assert [each.classification for each in await stored(services)] == [kind]


async def test_a_wish_for_the_whole_city_needs_no_place(run: Run) -> None:
    slots = (await told(run, "usul ada bus malam")).slots
    assert slots["report_place"]["text"] == "Kota Bandung"
