"""Fixed or not, how well, and what is still wrong."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.more_words import ActionMoreWords
from actions.report_around import ActionMediaReceived
from actions.services import Services
from actions.verdicts import ActionConfirmFixed, ActionDenyFixed, ActionRateService
from core.models import Attachment, Reporter, Ticket, TicketAttachment, TicketVerdict
from core.reports import Draft
from core.tickets import Status, joining
from tests.actions.conftest import NOW, Run, Told
from tests.actions.test_near import filed

ROAD = {"entity": "category", "value": "road_damage", "confidence_entity": 0.9}
WASTE = {"entity": "category", "value": "waste", "confidence_entity": 0.9}


async def answered(services: Services, sender: str, key: str = "m1", **values: Any) -> str:
    """A report of this person that the agency says is done."""
    number = await filed(services, sender, key)
    given = {"status": Status.ANSWERED, "answered_at": NOW - timedelta(hours=1), **values}
    async with services.db.write() as session:
        ticket = (await session.scalars(select(Ticket).where(Ticket.message_id == key))).one()
        for name, value in given.items():
            setattr(ticket, name, value)
    return number


async def closed(services: Services, sender: str, days: int, **values: Any) -> str:
    then = NOW - timedelta(days=days)
    given = {"status": Status.DONE, "answered_at": then, "closed_at": then, **values}
    return await answered(services, sender, **given)


async def confirm(run: Run, text: str = "", number: str = "", **given: Any) -> Told:
    told: Told = await run(ActionConfirmFixed, text, intent="confirm_fixed", entities=tapped(number), **given)
    return told


async def deny(run: Run, text: str = "", number: str = "", **given: Any) -> Told:
    told: Told = await run(ActionDenyFixed, text, intent="deny_fixed", entities=tapped(number), **given)
    return told


async def rate(run: Run, text: str = "", number: str = "", rating: str = "", **given: Any) -> Told:
    entities = [*tapped(number), *([{"entity": "rating", "value": rating}] if rating else [])]
    told: Told = await run(ActionRateService, text, intent="rate_service", entities=entities, **given)
    return told


async def more(run: Run, before: Told, text: str, intent: str = "report_problem", **given: Any) -> Told:
    """The next message after a verdict."""
    told: Told = await run(ActionMoreWords, text, intent=intent, slots=before.slots, **given)
    return told


def tapped(number: str) -> list[dict[str, str]]:
    return [{"entity": "number", "value": number}] if number else []


async def ticket(services: Services, key: str = "m1") -> Ticket:
    async with services.db.read() as session:
        return (await session.scalars(select(Ticket).where(Ticket.message_id == key))).one()


async def verdicts(services: Services) -> list[TicketVerdict]:
    async with services.db.read() as session:
        return list(await session.scalars(select(TicketVerdict).order_by(TicketVerdict.id)))


async def test_fixed_closes_the_report_and_asks_how_well(run: Run, services: Services, sender: str) -> None:
    number = await answered(services, sender)
    told = await confirm(run, "udah beres min")
    assert (told.responses, told.messages[0]["number"]) == (["utter_fixed"], number)
    assert (await ticket(services)).status == Status.DONE


async def test_not_fixed_reopens_it_with_a_new_day(run: Run, services: Services, sender: str) -> None:
    number = await answered(services, sender)
    told = await deny(run, number=number)
    assert (told.responses, told.messages[0]["number"]) == (["utter_reopened"], number)
    after = await ticket(services)
    assert (after.status, after.reopened) == (Status.IN_PROGRESS, 1)
    assert told.messages[0]["due"].endswith(str(after.promised_on.year) if after.promised_on else "?")


async def test_of_several_answered_it_is_asked_which(run: Run, services: Services, sender: str) -> None:
    numbers = [await answered(services, sender, key) for key in ("m1", "m2")]
    told = await confirm(run, "udah beres")
    assert told.responses == ["utter_verdict_which"]
    payloads = {button["payload"] for button in told.messages[0]["buttons"]}
    assert payloads == {f'/confirm_fixed{{"number":"{number}"}}' for number in numbers}
    assert (await ticket(services)).status == Status.ANSWERED


async def test_a_number_tells_which(run: Run, services: Services, sender: str) -> None:
    await answered(services, sender, "m1")
    number = await answered(services, sender, "m2")
    assert (await deny(run, f"{number} belum beres")).responses == ["utter_reopened"]
    assert (await ticket(services, "m1")).status == Status.ANSWERED


async def test_words_of_the_verdict_are_kept(run: Run, services: Services, sender: str) -> None:
    await answered(services, sender)
    await deny(run, "belum beres, masih bolong di depan sd")
    assert [kept.words for kept in await verdicts(services)] == ["belum beres, masih bolong di depan sd"]


async def test_somebody_elses_and_an_unknown_report_are_judged_alike(
    run: Run, services: Services, neighbour: str
) -> None:
    theirs = await answered(services, neighbour)
    first, second = await confirm(run, number=theirs), await confirm(run, number="BDG-4821-0934")
    assert first.responses == second.responses == ["utter_verdict_not_yours"]
    assert (await ticket(services)).status == Status.ANSWERED


async def test_a_mistyped_number_judges_nothing(run: Run, services: Services, sender: str) -> None:
    await answered(services, sender)
    assert (await confirm(run, "BDG-1234-5679 udah beres")).responses == ["utter_ticket_mistyped"]
    assert (await ticket(services)).status == Status.ANSWERED


async def test_without_an_answer_nothing_is_judged(run: Run, services: Services, sender: str) -> None:
    number = await filed(services, sender)
    assert (await confirm(run, "udah beres")).responses == ["utter_verdict_none"]
    assert (await confirm(run, number=number)).responses == ["utter_verdict_not_asked"]


async def test_in_the_middle_of_a_report_beres_may_mean_the_report(run: Run) -> None:
    assert (await confirm(run, "udah beres", loop="report_form")).messages == []


async def test_a_closed_report_can_be_reopened(run: Run, services: Services, sender: str) -> None:
    await closed(services, sender, days=20)
    assert (await deny(run, "belum beres")).responses == ["utter_reopened"]


async def test_too_late_offers_a_new_report_with_the_old_words(
    run: Run, services: Services, sender: str
) -> None:
    number = await closed(services, sender, days=40)
    told = await deny(run, number=number)
    assert told.responses == ["utter_reopen_late"]
    offered = Draft.from_slots(told.slots)
    assert (offered.text, offered.category) == ("cerita pelapor pertama", "road_damage")
    assert offered.missing is None


async def test_what_was_secret_is_offered_as_a_secret(run: Run, services: Services, sender: str) -> None:
    number = await closed(services, sender, days=40)
    async with services.db.write() as session:
        (await session.scalars(select(Ticket))).one().privacy = "secret"
    told = await deny(run, number=number)
    assert Draft.from_slots(told.slots).privacy == "secret"


async def test_too_late_leaves_an_open_draft_alone(run: Run, services: Services, sender: str) -> None:
    number = await closed(services, sender, days=40)
    told = await deny(run, number=number, loop="report_form")
    assert (told.responses, told.slots) == (["utter_reopen_late_anew"], {})


async def test_too_late_promises_no_words_of_who_joined_without(
    run: Run, services: Services, sender: str, neighbour: str
) -> None:
    number = await answered(services, neighbour, status=Status.IN_PROGRESS)
    async with services.db.write() as session:
        await joining.join(session, (await ticket(services)).id, sender, NOW)
        kept = (await session.scalars(select(Ticket))).one()
        kept.status, kept.closed_at = Status.DONE, NOW - timedelta(days=40)
    told = await deny(run, number=number)
    assert (told.responses, told.slots) == (["utter_reopen_late_anew"], {})


@pytest.mark.parametrize(
    ("status", "response"),
    [
        (Status.IN_PROGRESS, "utter_verdict_not_asked"),
        (Status.NOT_OURS, "utter_ticket_mine"),
        (Status.ARCHIVED, "utter_ticket_mine"),
    ],
)
async def test_a_question_is_promised_only_where_it_comes(
    run: Run, services: Services, sender: str, status: Status, response: str
) -> None:
    number = await answered(services, sender, status=status, answered_at=None)
    assert (await deny(run, number=number)).responses == [response]


async def test_the_next_words_join_the_reopened_report(run: Run, services: Services, sender: str) -> None:
    await answered(services, sender)
    told = await more(run, await deny(run, "belum beres"), "lubang depan sd masih ada", entities=[ROAD])
    assert (told.responses, told.followup) == (["utter_words_added"], "action_listen")
    assert "lubang depan sd masih ada" in (await ticket(services)).description


async def test_masih_bolong_after_the_question_is_its_answer(
    run: Run, services: Services, sender: str
) -> None:
    await answered(services, sender)
    before = await deny(run, "belum beres")
    told = await deny(run, "masih bolong di depan sd", slots=before.slots)
    assert told.responses == ["utter_words_added"]
    assert "masih bolong di depan sd" in (await ticket(services)).description
    assert len(await verdicts(services)) == 1


@pytest.mark.parametrize(
    ("text", "response", "followup"),
    [
        ("masih bolong min", ["utter_ticket_mine"], None),
        ("jalan di kopo masih bolong", [], "report_form"),
    ],
)
async def test_not_fixed_with_nothing_answered_shows_mine_or_reports(
    run: Run, services: Services, sender: str, text: str, response: list[str], followup: str | None
) -> None:
    await filed(services, sender)
    told = await deny(run, text)
    assert (told.responses, told.followup) == (response, followup)


async def test_not_fixed_of_somebody_without_reports_is_a_report(run: Run) -> None:
    assert (await deny(run, "lampu jalan masih mati")).followup == "report_form"
    assert (await deny(run, "belum beres")).responses == ["utter_verdict_none"]


async def test_the_next_words_of_whoever_joined_stay_theirs(
    run: Run, services: Services, sender: str, neighbour: str
) -> None:
    await answered(services, neighbour, status=Status.IN_PROGRESS)
    made = await ticket(services)
    async with services.db.write() as session:
        await joining.join(session, made.id, sender, NOW)
        (await session.get_one(Ticket, made.id)).status = Status.ANSWERED
    await more(run, await deny(run, "belum beres"), "di seberangnya juga")
    async with services.db.read() as session:
        kept = await session.get_one(Reporter, (made.id, sender))
    assert (kept.words, (await ticket(services)).description) == (
        "di seberangnya juga", "cerita pelapor pertama",
    )  # fmt: skip


async def test_the_next_photo_joins_the_reopened_report(run: Run, services: Services, sender: str) -> None:
    await answered(services, sender)
    told = await deny(run, "belum beres")
    async with services.db.write() as session:
        session.add(Attachment(id="f", conversation_id=sender, kind="photo", state="stored", created_at=NOW))
    photo = {"slots": told.slots, "metadata": {"attachments": ["f"]}}
    assert (await run(ActionMediaReceived, intent="share_media", **photo)).responses == ["utter_media_joined"]
    async with services.db.read() as session:
        assert (await session.scalars(select(TicketAttachment.purpose))).all() == ["report"]


@pytest.mark.parametrize(
    ("text", "intent", "entities", "response", "followup"),
    [
        ("sampah numpuk di pasar kosambi", "report_problem", [WASTE], [], "report_form"),
        ("makasih", "thank", [], ["utter_thank"], "action_listen"),
        ("ga usah", "deny", [], ["utter_deny"], "action_listen"),
    ],
)
async def test_what_is_about_something_else_goes_its_usual_way(
    run: Run,
    services: Services,
    sender: str,
    text: str,
    intent: str,
    entities: list[dict[str, Any]],
    response: list[str],
    followup: str,
) -> None:
    await answered(services, sender)
    told = await more(run, await deny(run, "belum beres"), text, intent, entities=entities)
    assert (told.responses, told.followup) == (response, followup)
    assert (told.slots["awaits_words"], told.slots["asked_ticket"]) == (None, None)
    assert (await ticket(services)).description == "cerita pelapor pertama"


async def test_words_long_after_the_question_belong_to_something_else(
    run: Run, services: Services, sender: str
) -> None:
    await answered(services, sender)
    told = await deny(run, "belum beres")
    told.slots["asked_ticket"]["at"] = (NOW - timedelta(hours=1)).isoformat()
    assert (await more(run, told, "lubang depan sd")).followup == "report_form"


async def test_words_after_a_report_begun_since_are_its_own(
    run: Run, services: Services, sender: str
) -> None:
    await answered(services, sender)
    events = [
        {"event": "slot", "name": "asked_ticket", "value": {}},
        {"event": "action", "name": "report_form"},
    ]
    told = await more(run, await deny(run, "belum beres"), "lubang depan sd", events=events)
    assert told.followup == "report_form"


async def test_a_rating_is_kept_and_a_word_invited(run: Run, services: Services, sender: str) -> None:
    number = await answered(services, sender)
    told = await rate(run, number=number, rating="4")
    assert told.responses == ["utter_rated_word"]
    assert [kept.rating for kept in await verdicts(services)] == [4]
    word = await more(run, told, "petugasnya ramah", intent="out_of_scope")
    assert word.responses == ["utter_rated"]
    assert [(kept.rating, kept.words) for kept in await verdicts(services)][-1] == (4, "petugasnya ramah")


@pytest.mark.parametrize(
    ("text", "rating", "words"),
    [
        ("bintang 5 dong", 5, ""),
        ("nilai tiga aja", 3, ""),
        ("5/5", 5, ""),
        ("4 dari 5", 4, ""),
        ("peunteun opat", 4, ""),
        ("nilai 2 lama banget", 2, "nilai 2 lama banget"),
    ],
)
async def test_a_rating_in_words(
    run: Run, services: Services, sender: str, text: str, rating: int, words: str
) -> None:
    await answered(services, sender)
    await rate(run, text)
    assert [(kept.rating, kept.words) for kept in await verdicts(services)] == [(rating, words)]


_OTHER_SCALES = ["4/10", "5 dari 10", "8/5", "8 dari 5", "4,5", "4.5 deh", "3 / 10 lama, 2 minggu"]


@pytest.mark.parametrize("text", ["mau kasih nilai", "nilai 9", "nilai 10", *_OTHER_SCALES])
async def test_no_rating_is_asked_again(run: Run, services: Services, sender: str, text: str) -> None:
    await answered(services, sender)
    assert (await rate(run, text)).responses == ["utter_rate_which"]
    assert await verdicts(services) == []


async def test_nothing_to_rate_says_so(run: Run, services: Services, sender: str, neighbour: str) -> None:
    theirs = await answered(services, neighbour)
    await filed(services, sender, "m2")
    assert (await rate(run, "bintang 5")).responses == ["utter_rate_none"]
    assert (await rate(run, number=theirs, rating="1")).responses == ["utter_rate_none"]
    assert await verdicts(services) == []


async def test_not_fixed_of_one_on_hold_answers_the_officer(
    run: Run, services: Services, sender: str
) -> None:
    number = await answered(services, sender, status=Status.ON_HOLD, step_due_on=None)
    told = await deny(run, f"masih bolong depan SD, {number}")
    assert told.responses == ["utter_words_added"]
    after = await ticket(services)
    assert "masih bolong depan SD" in after.description
    assert after.step_due_on is not None


async def test_a_mistyped_number_rates_nothing(run: Run, services: Services, sender: str) -> None:
    await answered(services, sender)
    assert (await rate(run, "BDG-1234-5679 nilai 2")).responses == ["utter_ticket_mistyped"]
    assert await verdicts(services) == []


async def test_a_rating_with_its_number_counts(run: Run, services: Services, sender: str) -> None:
    number = await answered(services, sender)
    await rate(run, f"{number} nilai 2")
    assert [kept.rating for kept in await verdicts(services)] == [2]


@pytest.mark.parametrize(("loop", "followup"), [("report_form", "action_listen"), (None, None)])
async def test_which_is_the_only_question_of_its_turn(
    run: Run, services: Services, sender: str, loop: str | None, followup: str | None
) -> None:
    for key in ("m1", "m2"):
        await answered(services, sender, key)
    assert (await confirm(run, "udah beres", loop=loop)).followup == followup
    assert (await rate(run, "mau kasih nilai", loop=loop)).followup == followup
