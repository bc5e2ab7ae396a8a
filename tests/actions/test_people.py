"""Danger, officers, data, and nothing understood."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from actions.city_services import ActionServiceShow
from actions.emergency import ActionContactsShow, ActionEmergency
from actions.people import (
    ActionConfirmDeletion,
    ActionDeleteMyData,
    ActionHandoff,
    ActionKeepMyData,
    ActionMyData,
)
from actions.report import ValidateReportForm
from actions.services import Services
from core.models import Conversation, DataRequest
from core.reports import Draft
from tests.actions.conftest import NOW, Run


async def test_112_is_said_when_the_gateway_did_not(run: Run) -> None:
    told = await run(ActionEmergency, "tolong kebakaran", intent="emergency")
    assert "112" in told.messages[0]["text"].splitlines()[0]


async def test_112_is_not_said_twice(run: Run) -> None:
    told = await run(ActionEmergency, "tolong kebakaran", intent="emergency", metadata={"danger": True})
    assert told.responses == ["utter_emergency_follow"]


@pytest.mark.parametrize(("vote", "lines"), [(0.5, 1), (0.49, 0)])
async def test_the_models_vote_says_112_where_the_net_saw_nothing(run: Run, vote: float, lines: int) -> None:
    told = await run(ValidateReportForm, "aya nu ngagoler di sisi jalan braga", danger=vote)
    assert len([m for m in told.messages if "112" in (m["text"] or "")]) == lines


async def test_the_words_of_danger_are_kept_for_a_report(run: Run) -> None:
    text = "pohon tumbang nutup jalan di jalan aceh"
    told = await run(ActionEmergency, text, intent="emergency", metadata={"danger": True})
    assert told.slots["report_text"] == text


async def test_danger_inside_a_report_leaves_the_draft_alone(run: Run) -> None:
    told = await run(ActionEmergency, "ada yang pingsan", intent="emergency", loop="report_form")
    assert told.slots == {}


async def test_asking_for_a_person_puts_the_conversation_in_line(run: Run, services: Services) -> None:
    told = await run(ActionHandoff, "mau ke petugas", intent="request_human")
    assert told.messages[0]["place_in_line"] == 1
    async with services.db.read() as session:
        assert (await session.scalars(select(Conversation))).one().owner == "waiting"


async def _requests(services: Services) -> list[tuple[str, datetime]]:
    async with services.db.read() as session:
        return [(each.state, each.due_at) for each in await session.scalars(select(DataRequest))]


async def test_deleting_data_asks_first(run: Run, services: Services) -> None:
    told = await run(ActionDeleteMyData, "hapus data saya", intent="delete_my_data")
    assert told.responses == ["utter_delete_my_data"]
    assert told.messages[0]["lapor"] == ""
    assert await _requests(services) == []


async def test_a_yes_opens_the_request_and_tells_its_end(run: Run, services: Services) -> None:
    told = await run(ActionConfirmDeletion, intent="confirm_deletion")
    assert told.messages[0]["due"] == "Jumat, 27 November 2026 pukul 10.00 WIB"
    assert await _requests(services) == [("open", NOW + timedelta(hours=72))]


async def test_a_wish_said_twice_is_a_yes(run: Run, services: Services) -> None:
    before = {"event": "user", "parse_data": {"intent": {"name": "delete_my_data"}}}
    told = await run(
        ActionDeleteMyData, "hapus data saya!!", intent="delete_my_data", events=[before, before]
    )
    assert told.responses == ["utter_deletion_asked"]
    assert len(await _requests(services)) == 1


async def test_a_running_request_is_told_with_its_end(run: Run) -> None:
    await run(ActionConfirmDeletion, intent="confirm_deletion")
    told = await run(ActionDeleteMyData, "hapus data saya", intent="delete_my_data")
    assert told.responses == ["utter_deletion_runs"]
    assert "27 November" in told.messages[0]["due"]


async def test_a_request_is_taken_back(run: Run, services: Services) -> None:
    await run(ActionConfirmDeletion, intent="confirm_deletion")
    told = await run(ActionKeepMyData, "batal hapus", intent="keep_my_data")
    assert told.responses == ["utter_deletion_withdrawn"]
    assert [state for state, _ in await _requests(services)] == ["withdrawn"]


async def test_words_that_the_model_mistook_are_read_right(run: Run, services: Services) -> None:
    await run(ActionConfirmDeletion, intent="confirm_deletion")
    told = await run(ActionDeleteMyData, "batal hapus data", intent="delete_my_data")
    assert told.responses == ["utter_deletion_withdrawn"]
    told = await run(ActionKeepMyData, "hapus data saya", intent="keep_my_data")
    assert told.responses == ["utter_delete_my_data"]


async def test_where_nothing_was_asked_nothing_is_taken_back(run: Run) -> None:
    told = await run(ActionKeepMyData, "batal", intent="keep_my_data")
    assert told.responses == ["utter_nothing_deleted"]


async def test_what_is_kept_is_told(run: Run, services: Services, sender: str) -> None:
    async with services.db.write() as session:
        (await session.get_one(Conversation, sender)).name = "Asep"
    told = await run(ActionMyData, "data saya apa aja", intent="view_my_data")
    assert told.responses == ["utter_my_data"]
    assert told.messages[0]["kept"].startswith(
        "• Nama: Asep, dari chat web\n• Sejak Selasa, 24 November 2026"
    )
    assert len(told.messages[0]["kept"].splitlines()) == 6  # no wall of text


async def test_who_is_about_to_be_erased_reads_when(run: Run) -> None:
    await run(ActionConfirmDeletion, intent="confirm_deletion")
    told = await run(ActionMyData, "data saya apa aja", intent="view_my_data")
    assert told.responses == ["utter_my_data_leaving"]
    assert told.messages[0]["kept"].endswith("paling lambat Jumat, 27 November 2026 pukul 10.00 WIB")


async def test_the_hour_is_told_in_sundanese_too(run: Run) -> None:
    await run(ActionConfirmDeletion, intent="confirm_deletion")
    told = await run(ActionMyData, "data abdi naon waé", intent="view_my_data", slots={"language": "su"})
    assert told.messages[0]["kept"].endswith("paling telat Jumaah, 27 Nopémber 2026 tabuh 10.00 WIB")


async def test_a_service_question_names_the_agency(run: Run) -> None:
    papers = {"entity": "category", "value": "civil_registry_permits"}
    told = await run(ActionServiceShow, "cara bikin ktp gimana", intent="ask_service", entities=[papers])
    assert "Kependudukan" in told.messages[0]["agency"]


async def test_a_number_is_given(run: Run) -> None:
    told = await run(ActionContactsShow, "nomor pln berapa", intent="ask_contact")
    assert "123" in told.messages[0]["contacts"]


@pytest.mark.parametrize(
    ("text", "loop", "followup"),
    [("jalan bolong", None, "report_form"), ("", "report_form", "report_form"), ("", None, None)],
)
async def test_a_draft_comes_back_when_nothing_is_deleted_now(
    run: Run, text: str, loop: str | None, followup: str | None
) -> None:
    given = {"slots": Draft(text=text).as_slots(), "loop": loop}
    kept = await run(ActionKeepMyData, intent="keep_my_data", **given)
    assert (kept.responses, kept.followup) == (["utter_nothing_deleted"], followup)
    await run(ActionConfirmDeletion, intent="confirm_deletion")
    runs = await run(ActionDeleteMyData, intent="delete_my_data", **given)
    assert (runs.responses, runs.followup) == (["utter_deletion_runs"], followup)
