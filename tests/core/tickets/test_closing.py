"""Closing: proof first, then the reporters' word, their silence, and their way back."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core import tickets
from core.db import Database
from core.errors import ConflictError, NotFoundError
from core.models import Reporter, TicketAttachment, TicketVerdict
from core.tickets import Outcome, Reason, Status, StepError, proof
from tests.core.tickets.world import DOCUMENT, World
from tests.fakes import ManualClock
from tests.postgres import BOTH_ENGINES

pytestmark = BOTH_ENGINES


@pytest.fixture
def world(db: Database, clock: ManualClock) -> World:
    return World(db, clock)


async def rate(world: World, ticket: int, talk: str, rating: int, words: str = "") -> tickets.Judgement:
    async with world.db.write() as session:
        return await tickets.rate(session, ticket, talk, rating, world.clock(), words)


async def close_silent(world: World, ticket: int) -> bool:
    async with world.db.write() as session:
        return await tickets.close_silent(session, ticket, world.clock())


async def verdicts(world: World) -> list[tuple[bool | None, int | None, str]]:
    async with world.db.read() as session:
        rows = await session.scalars(select(TicketVerdict).order_by(TicketVerdict.id))
        return [(row.fixed, row.rating, row.words) for row in rows]


# --- the answer


@pytest.mark.parametrize("before", ["forwarded", "in_progress"])
async def test_an_answer_asks_every_reporter(world: World, before: str) -> None:
    asep, neng = await world.citizen(), await world.citizen("su")
    ticket = await world.report(asep, before)
    await world.join(ticket, neng)
    photo, officer = await world.file(), await world.officer()
    answered = await world.answer(ticket, officer, [photo])

    assert (answered.status, answered.answered_at, answered.answered_by) == (
        "answered", world.clock(), officer,
    )  # fmt: skip
    assert answered.ask_until == date(2026, 12, 4)
    [told], [wartos] = await world.lines(asep), await world.lines(neng)
    assert "sudah beres? Tanpa jawaban sampai Jumat, 4 Desember 2026" in told.text
    assert "Ditambal." in told.text
    assert (told.image, wartos.image) == (f"/bukti/{photo}", f"/bukti/{photo}")
    number = answered.number
    assert told.buttons == [
        {"title": "Sudah beres", "payload": f'/confirm_fixed{{"number":"{number}"}}'},
        {"title": "Belum beres", "payload": f'/deny_fixed{{"number":"{number}"}}'},
    ]
    assert [button["title"] for button in wartos.buttons] == ["Tos bérés", "Teu acan bérés"]


async def test_proof_is_kept_as_proof(world: World) -> None:
    ticket = await world.report(await world.citizen(), "forwarded")
    photo = await world.file()
    await world.answer(ticket, None, [photo, photo])

    async with world.db.read() as session:
        [kept] = (await session.scalars(select(TicketAttachment))).all()
    assert (kept.attachment_id, kept.purpose) == (photo, "proof")


async def test_a_document_proves_but_is_no_picture(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, "in_progress")
    await world.answer(ticket, None, [await world.file(DOCUMENT)])

    assert [line.image for line in await world.lines(asep)] == [None]


@pytest.mark.parametrize(
    ("note", "with_photo", "reason"),
    [(" ", True, Reason.NEEDS_NOTE), ("Sudah.", False, Reason.NEEDS_PROOF)],
)
async def test_an_answer_without_note_or_proof_is_refused(
    world: World, note: str, with_photo: bool, reason: Reason
) -> None:
    ticket = await world.report(await world.citizen(), "in_progress")
    with pytest.raises(StepError) as refused:
        await world.answer(ticket, None, [await world.file()] * with_photo, note)

    assert refused.value.reason == reason
    assert (await world.ticket(ticket)).status == "in_progress"


@pytest.mark.parametrize(
    ("category", "classification"), [("health", "pengaduan"), ("road_damage", "aspirasi")]
)
async def test_where_a_photo_makes_no_sense_words_are_enough(
    world: World, category: str, classification: str
) -> None:
    ticket = await world.report(await world.citizen(), "forwarded", category, classification=classification)

    assert (await world.answer(ticket, None, [])).status == "answered"


async def test_a_citizens_photo_is_no_proof(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, "forwarded")
    with pytest.raises(StepError) as refused:
        await world.answer(ticket, None, [await world.file(conversation_id=asep)])

    assert refused.value.reason == Reason.NO_PROOF


async def test_an_unknown_file_is_no_proof(world: World) -> None:
    ticket = await world.report(await world.citizen(), "forwarded")
    with pytest.raises(StepError) as refused:
        await world.answer(ticket, None, ["0" * 32])

    assert refused.value.reason == Reason.NO_PROOF


@pytest.mark.parametrize("before", ["received", "verified", "on_hold", "answered", "done", "archived"])
async def test_only_what_is_with_an_agency_is_answered(world: World, before: str) -> None:
    ticket = await world.report(await world.citizen(), before)
    with pytest.raises(StepError) as refused:
        await world.answer(ticket, None)

    assert refused.value.reason == Reason.NO_SUCH_STEP


async def test_only_proof_is_shown_to_whoever_has_its_address(world: World) -> None:
    ticket = await world.report(await world.citizen(), "forwarded")
    shown, other, paper = await world.file(), await world.file(), await world.file(DOCUMENT)
    await world.answer(ticket, None, [shown, paper])

    async with world.db.read() as session:
        assert (await proof.photo(session, shown)).id == shown
        for hidden in (other, paper):
            with pytest.raises(NotFoundError):
                await proof.photo(session, hidden)


# --- the verdict


async def answered(world: World, first: str, *joined: str, officer: int | None = None) -> int:
    ticket = await world.report(first, "in_progress")
    for each in joined:
        await world.join(ticket, each)
    await world.answer(ticket, officer)
    return ticket


async def test_the_first_reporter_closes(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen()
    ticket = await answered(world, asep, neng)
    result = await world.judge(ticket, asep, fixed=True, words="mantap")

    assert (result.outcome, result.until) == (Outcome.CLOSED, date(2026, 12, 24))
    done = await world.ticket(ticket)
    assert (done.status, done.closed_at) == ("done", world.clock())
    assert (await world.events(ticket))[-1].author == "citizen"
    assert (len(await world.told(asep)), len(await world.told(neng))) == (
        1,
        2,
    )  # asep is answered in his turn
    assert "Kamis, 24 Desember 2026" in (await world.told(neng))[-1]


async def test_one_reporters_words_reach_no_other(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen()
    ticket = await answered(world, asep, neng)
    await world.judge(ticket, asep, fixed=False, words="rumah saya no 12")

    assert "no 12" not in " ".join(await world.told(neng))
    assert [event.note for event in await world.events(ticket) if event.author == "citizen"] == ["", ""]
    assert await verdicts(world) == [(False, None, "rumah saya no 12")]


async def test_whoever_joined_only_agrees(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen()
    ticket = await answered(world, asep, neng)

    assert (await world.judge(ticket, neng, fixed=True)).outcome == Outcome.NOTED
    assert (await world.ticket(ticket)).status == "answered"


async def test_whoever_joined_closes_when_there_is_no_first_one(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen()
    ticket = await answered(world, asep, neng)
    async with world.db.write() as session:
        await session.delete(await session.get_one(Reporter, (ticket, asep)))

    assert (await world.judge(ticket, neng, fixed=True)).outcome == Outcome.CLOSED


@pytest.mark.parametrize("who", [0, 1])
async def test_not_fixed_of_anybody_reopens_to_somebody_else(world: World, who: int) -> None:
    people = [await world.citizen(), await world.citizen()]
    closer, busy = await world.officer("Dadang"), await world.officer("Citra")
    free = await world.officer("Ujang")
    await world.officer("Cuti", active=False)
    await world.report(None, "in_progress", assigned_to=busy)
    ticket = await answered(world, *people, officer=closer)
    result = await world.judge(ticket, people[who], fixed=False)

    reopened = await world.ticket(ticket)
    assert (result.outcome, result.promised_on) == (Outcome.REOPENED, date(2026, 12, 3))
    assert (reopened.status, reopened.reopened, reopened.barred_id) == ("in_progress", 1, closer)
    assert (reopened.assigned_to, reopened.promised_on) == (free, date(2026, 12, 3))
    event = (await world.events(ticket))[-1]
    assert (event.kind, event.detail["from"], event.detail["by"]) == (
        "reopened", "answered", ["first", "joined"][who],
    )  # fmt: skip
    assert "dibuka lagi" in (await world.told(people[1 - who]))[-1]
    assert "dibuka lagi" not in (await world.told(people[who]))[-1]


async def test_nobody_is_assigned_when_there_is_nobody_else(world: World) -> None:
    asep, officer = await world.citizen(), await world.officer()
    ticket = await answered(world, asep, officer=officer)
    await world.judge(ticket, asep, fixed=False)

    assert (await world.ticket(ticket)).assigned_to is None


async def test_who_closed_too_early_does_not_close_again(world: World) -> None:
    asep, dadang, citra = await world.citizen(), await world.officer(), await world.officer("Citra")
    ticket = await answered(world, asep, officer=dadang)
    await world.judge(ticket, asep, fixed=False)
    with pytest.raises(StepError) as refused:
        await world.answer(ticket, dadang)

    assert refused.value.reason == Reason.BARRED
    assert (await world.answer(ticket, citra)).answered_by == citra


@pytest.mark.parametrize("fixed", [True, False])
async def test_the_same_verdict_again_changes_nothing(world: World, fixed: bool) -> None:
    asep = await world.citizen()
    ticket = await answered(world, asep)
    await world.judge(ticket, asep, fixed=fixed)
    before = await world.kinds(ticket)

    assert (await world.judge(ticket, asep, fixed=fixed)).outcome == Outcome.UNCHANGED
    assert (await world.kinds(ticket), len(await verdicts(world))) == (before, 1)


async def test_a_second_not_fixed_of_another_reporter_only_counts(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen()
    ticket = await answered(world, asep, neng)
    await world.judge(ticket, asep, fixed=False)

    assert (await world.judge(ticket, neng, fixed=False)).outcome == Outcome.NOTED
    assert (await world.ticket(ticket)).reopened == 1
    assert (await world.judge(ticket, neng, fixed=True)).outcome == Outcome.NOT_ASKED


async def test_two_reporters_at_once_reopen_once(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen()
    ticket = await answered(world, asep, neng)
    results = await asyncio.gather(
        world.judge(ticket, asep, fixed=False), world.judge(ticket, neng, fixed=False)
    )

    assert {result.outcome for result in results} == {Outcome.REOPENED, Outcome.NOTED}
    assert (await world.ticket(ticket)).reopened == 1


async def test_each_answer_is_judged_anew(world: World) -> None:
    asep = await world.citizen()
    ticket = await answered(world, asep)
    for _ in range(2):
        await world.judge(ticket, asep, fixed=False)
        world.clock.advance(60)
        await world.answer(ticket, None)

    assert (await world.judge(ticket, asep, fixed=False)).outcome == Outcome.REOPENED
    assert (await world.ticket(ticket)).reopened == 3


@pytest.mark.parametrize(
    ("days", "outcome", "status"), [(30, Outcome.REOPENED, "in_progress"), (31, Outcome.TOO_LATE, "done")]
)
async def test_a_closed_ticket_is_reopened_for_thirty_days(
    world: World, days: int, outcome: Outcome, status: str
) -> None:
    asep = await world.citizen()
    ticket = await answered(world, asep)
    await world.judge(ticket, asep, fixed=True)
    world.clock.advance(days * 86400)

    assert (await world.judge(ticket, asep, fixed=False)).outcome == outcome
    assert (await world.ticket(ticket)).status == status


async def test_a_strangers_verdict_does_not_count(world: World) -> None:
    ticket = await answered(world, await world.citizen())
    stranger = await world.citizen()

    assert (await world.judge(ticket, stranger, fixed=False)).outcome == Outcome.NOT_YOURS
    assert (await rate(world, ticket, stranger, 1)).outcome == Outcome.NOT_YOURS
    assert await verdicts(world) == []


@pytest.mark.parametrize("before", ["received", "in_progress", "archived", "not_ours"])
async def test_nobody_judges_what_nobody_answered(world: World, before: str) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, before)

    assert (await world.judge(ticket, asep, fixed=True)).outcome == Outcome.NOT_ASKED
    assert (await rate(world, ticket, asep, 5)).outcome == Outcome.NOT_ASKED


# --- the rating


async def test_a_rating_may_be_changed_and_counts_once(world: World) -> None:
    asep = await world.citizen()
    ticket = await answered(world, asep)

    assert (await rate(world, ticket, asep, 2)).outcome == Outcome.NOTED
    assert (await rate(world, ticket, asep, 2)).outcome == Outcome.UNCHANGED
    assert (await rate(world, ticket, asep, 5, "cepat")).outcome == Outcome.NOTED
    assert await verdicts(world) == [(None, 2, ""), (None, 5, "cepat")]
    assert (await world.kinds(ticket))[-2:] == ["rated", "rated"]


@pytest.mark.parametrize("rating", [0, 6, -1])
async def test_an_impossible_rating_is_refused(world: World, rating: int) -> None:
    asep = await world.citizen()
    ticket = await answered(world, asep)
    with pytest.raises(ConflictError):
        await rate(world, ticket, asep, rating)


async def test_a_rating_comes_too_late_after_the_window(world: World) -> None:
    asep = await world.citizen()
    ticket = await answered(world, asep)
    await world.judge(ticket, asep, fixed=True)
    world.clock.advance(31 * 86400)

    assert (await rate(world, ticket, asep, 5)).outcome == Outcome.TOO_LATE


# --- silence


async def test_silence_closes_after_the_last_day_and_says_so(world: World) -> None:
    asep = await world.citizen()
    ticket = await answered(world, asep)
    world.clock.advance(10 * 86400)
    assert await close_silent(world, ticket) is False  # it is the last day
    world.clock.advance(86400)

    assert await close_silent(world, ticket) is True
    assert await close_silent(world, ticket) is False
    done, line = await world.ticket(ticket), (await world.lines(asep))[-1]
    assert (done.status, done.closed_at) == (Status.DONE, world.clock())
    assert (await world.events(ticket))[-1].author == "system"
    assert "sampai Senin, 4 Januari 2027" in line.text
    assert [button["title"] for button in line.buttons] == ["Belum beres"]


async def test_what_silence_closed_is_reopened(world: World) -> None:
    asep = await world.citizen()
    ticket = await answered(world, asep)
    world.clock.advance(timedelta(days=11).total_seconds())
    await close_silent(world, ticket)

    assert (await world.judge(ticket, asep, fixed=False)).outcome == Outcome.REOPENED
