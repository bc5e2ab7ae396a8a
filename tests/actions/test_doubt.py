"""No act that cannot be taken back is done on a guess."""

from typing import Any

import pytest
from sqlalchemy import select

from actions.joining import ActionJoinReport, ActionLeaveReport
from actions.news import ActionStopNews
from actions.people import ActionConfirmDeletion, ActionDeleteMyData, ActionKeepMyData
from actions.report import ValidateReportForm as Validate
from actions.report_around import ActionReportCancel
from actions.report_wishes import ActionReportOutsideForm
from actions.services import Services
from actions.verdicts import ActionConfirmFixed, ActionDenyFixed
from core import places
from core.certainty import IRREVERSIBLE, is_certain
from core.models import Conversation, DataRequest, Ticket
from core.reports import Draft, End
from core.tickets import joining
from tests.actions.conftest import NOW, Run, Told
from tests.actions.test_near import filed
from tests.actions.test_verdicts import answered, verdicts

WORDS = "itu teh gimana jadinya"
TEXT = "jalan di kopo depan smp 3 bolong gede"
ASKED_BEFORE = [
    {"event": "user", "text": "hapus data saya", "parse_data": {"intent": {"name": "delete_my_data"}}},
    {"event": "user", "text": "hapus", "parse_data": {"intent": {"name": "delete_my_data"}}},
]


def draft(**changes: Any) -> Draft:
    return Draft(text=TEXT, place=places.find(TEXT), category="road_damage", confidence=0.9).with_(**changes)


def guess(intent: str, *, next_best: float = 0.82) -> dict[str, Any]:
    """Almost as likely something else: the conftest's confidence is 0.9."""
    return {"intent": intent, "ranking": [{"name": intent, "confidence": 0.9}, _other(next_best)]}


def _other(share: float) -> dict[str, Any]:
    return {"name": "ask_weather", "confidence": share}


def in_form(**changes: Any) -> dict[str, Any]:
    return {"slots": {**draft(**changes).as_slots(), "requested_slot": "report_go"}, "loop": "report_form"}


def offered(told: Told) -> list[str]:
    return [button["payload"][1:].split("{")[0] for button in told.messages[0]["buttons"]]


async def test_a_guessed_cancel_keeps_the_draft_and_asks(run: Run) -> None:
    told = await run(ActionReportCancel, "jadwalnya batal lagi", **guess("cancel"), **in_form())
    assert told.responses == ["utter_unclear"]
    assert offered(told) == ["cancel", "report_problem", "help"]
    assert "report_text" not in told.slots
    assert told.followup == "action_listen"


async def test_the_words_of_a_guessed_cancel_may_join_the_report(run: Run) -> None:
    asked = await run(ActionReportCancel, "jadwalnya batal lagi", **guess("cancel"), **in_form())
    form = in_form()
    form["slots"]["unclear"] = asked.slots["unclear"]
    answer = [{"entity": "answers", "value": "1"}]
    told = await run(Validate, intent="report_problem", entities=answer, **form)
    assert told.slots["report_text"] == f"{TEXT}\njadwalnya batal lagi"


@pytest.mark.parametrize("given", [{"intent": "cancel"}, guess("cancel", next_best=0.1)])
async def test_a_certain_cancel_is_done(run: Run, given: dict[str, Any]) -> None:
    told = await run(ActionReportCancel, "batal", **given, **in_form())
    assert told.responses == ["utter_report_cancelled"]


@pytest.mark.parametrize(
    ("action", "intent"), [(ActionStopNews, "stop_news"), (ActionKeepMyData, "keep_my_data")]
)
async def test_a_guessed_act_is_asked_first(run: Run, action: Any, intent: str) -> None:
    told = await run(action, WORDS, **guess(intent))
    assert told.responses == ["utter_unclear"]
    assert offered(told) == [intent, "ask_weather", "help"]


@pytest.mark.parametrize(
    ("action", "intent"), [(ActionConfirmFixed, "confirm_fixed"), (ActionDenyFixed, "deny_fixed")]
)
async def test_a_guessed_verdict_is_asked_first(
    run: Run, services: Services, sender: str, action: Any, intent: str
) -> None:
    await answered(services, sender)
    told = await run(action, WORDS, **guess(intent))
    assert told.responses == ["utter_unclear"]
    assert offered(told) == [intent, "ask_weather", "help"]
    assert await verdicts(services) == []


async def test_the_verdict_tapped_then_has_the_words(run: Run, services: Services, sender: str) -> None:
    await answered(services, sender)
    words = "tos dipasihan aspal tadi enjing ku patugas"
    asked = await run(ActionConfirmFixed, words, **guess("confirm_fixed"))
    answer = [{"entity": "answers", "value": "1"}]
    told = await run(ActionConfirmFixed, intent="confirm_fixed", entities=answer, slots=asked.slots)
    assert told.responses == ["utter_fixed"]
    assert [verdict.words for verdict in await verdicts(services)] == [words]


async def test_a_guessed_leaving_is_asked_first(
    run: Run, services: Services, sender: str, neighbour: str
) -> None:
    await filed(services, neighbour)
    async with services.db.write() as session:
        ticket_id = (await session.scalars(select(Ticket.id))).one()
        await joining.join(session, ticket_id, sender, NOW)
    assert (await run(ActionLeaveReport, WORDS, **guess("leave_report"))).responses == ["utter_unclear"]
    sure = await run(ActionLeaveReport, WORDS, intent="leave_report")
    assert sure.responses == ["utter_left"]


async def test_a_guessed_stop_leaves_news_and_draft_alone(run: Run, services: Services, sender: str) -> None:
    told = await run(ActionStopNews, "stop dulu atuh", **guess("stop_news"), **in_form())
    assert told.responses == ["utter_unclear"]
    async with services.db.read() as session:
        assert not (await session.get_one(Conversation, sender)).news_stopped


async def test_a_guessed_joining_keeps_the_draft(run: Run) -> None:
    told = await run(ActionJoinReport, "sama kayak tetangga", **guess("join_report"), **in_form())
    assert told.responses == ["utter_unclear"]


async def test_deletion_asked_again_by_a_guess_is_explained_again(run: Run, services: Services) -> None:
    told = await run(ActionDeleteMyData, "hapus", **guess("delete_my_data"), events=ASKED_BEFORE)
    assert told.responses == ["utter_delete_my_data"]
    async with services.db.read() as session:
        assert (await session.scalars(select(DataRequest))).first() is None


async def test_only_the_button_confirms_a_deletion(run: Run) -> None:
    told = await run(ActionConfirmDeletion, "ya hapus semua", intent="confirm_deletion")
    assert told.responses == ["utter_delete_my_data"]


@pytest.mark.parametrize("intent", ["send_report", "affirm"])
async def test_a_guess_sends_nothing(run: Run, intent: str) -> None:
    told = await run(Validate, "bener kang itu tempatnya", **guess(intent), **in_form())
    assert told.slots["report_go"] is None
    assert told.slots["report_text"] == TEXT


async def test_a_guess_between_two_ways_to_send_is_none(run: Run) -> None:
    ranking = [{"name": "affirm", "confidence": 0.9}, {"name": "send_report", "confidence": 0.85}]
    told = await run(Validate, "ya kirim", intent="affirm", ranking=ranking, **in_form())
    assert told.slots["report_go"] == "send"


async def test_a_story_taken_for_sending_is_told_to_the_report(run: Run) -> None:
    words = "kirim orang kesini dong lubangnya tambah dalam"
    told = await run(Validate, words, **guess("send_report"), **in_form())
    assert told.slots["report_text"] == f"{TEXT}\n{words}"
    assert told.slots["report_go"] is None


async def test_a_guess_sends_nothing_left_over_either(run: Run) -> None:
    told = await run(
        ActionReportOutsideForm, "kirim aja", **guess("send_report"), slots=draft(end=End.SEND).as_slots()
    )
    assert told.followup == "report_form"


async def test_a_guess_uncovers_no_name(run: Run) -> None:
    told = await run(Validate, "nama jalannya kopo", **guess("make_public"), **in_form(privacy="secret"))
    assert told.slots["report_draft"]["privacy"] == "secret"


@pytest.mark.parametrize("intent", ["out_of_scope", "correct"])
async def test_words_of_a_report_are_not_lost_to_a_guess(run: Run, intent: str) -> None:
    words = "kemarin tukang bakso jatuh gara gara lubangnya"
    told = await run(Validate, words, **guess(intent), **in_form())
    assert told.slots["report_text"] == f"{TEXT}\n{words}"


@pytest.mark.parametrize("intent", sorted(IRREVERSIBLE))
def test_a_weak_reading_is_never_certain(intent: str) -> None:
    assert not is_certain(intent, 0.49, [{"name": intent, "confidence": 0.49}])
    assert not is_certain(intent, 0.6, [{"name": intent, "confidence": 0.6}, _other(0.5)])
    assert is_certain(intent, 0.6, [{"name": intent, "confidence": 0.6}, _other(0.1)])
