"""The simple steps of a ticket: who is told what, what is refused, and by when the next one is due."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.db import Database
from core.tickets import Reason, Status, StepError, choices, joining, moving
from tests.core.tickets.world import World
from tests.fakes import ManualClock
from tests.postgres import BOTH_ENGINES

pytestmark = BOTH_ENGINES


@pytest.fixture
def world(db: Database, clock: ManualClock) -> World:
    return World(db, clock)


async def test_each_reporter_is_told_in_their_language(world: World) -> None:
    asep, neng = await world.citizen(), await world.citizen("su", "whatsapp")
    ticket = await world.report(asep)
    await world.join(ticket, neng)
    await world.move(ticket, Status.VERIFIED, "Fotonya jelas.")

    assert "sudah kami periksa" in (await world.told(asep))[0]
    assert "tos dipariksa" in (await world.told(neng))[0]
    assert "Fotonya jelas." in (await world.told(neng))[0]


async def test_a_ticket_without_reporters_moves_in_silence(world: World) -> None:
    ticket = await world.report(None)
    await world.move(ticket, Status.VERIFIED)

    assert await world.kinds(ticket) == ["created", "verified"]


async def test_a_step_is_kept_with_author_time_and_note(world: World) -> None:
    ticket, officer = await world.report(await world.citizen()), await world.officer()
    await world.move(ticket, Status.VERIFIED, "Jelas.", staff_id=officer)

    event = (await world.events(ticket))[-1]
    kept = (event.kind, event.author, event.staff_id, event.note, event.created_at)
    assert kept == ("verified", "staff", officer, "Jelas.", world.clock())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("received", Status.FORWARDED),
        ("received", Status.DONE),
        ("verified", Status.IN_PROGRESS),
        ("forwarded", Status.ANSWERED),  # only through an answer with proof
        ("in_progress", Status.ANSWERED),
        ("answered", Status.DONE),  # of a complaint only its reporters say so
        ("done", Status.RECEIVED),
        ("archived", Status.DONE),
        ("not_ours", Status.ARCHIVED),
    ],
)
async def test_an_illegal_step_is_refused_and_leaves_no_trace(
    world: World, before: str, after: Status
) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, before)
    with pytest.raises(StepError) as refused:
        await world.move(ticket, after, "alasan")

    assert refused.value.reason == Reason.NO_SUCH_STEP
    assert ((await world.ticket(ticket)).status, await world.told(asep)) == (before, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("received", Status.ON_HOLD),
        ("received", Status.ARCHIVED),
        ("verified", Status.NOT_OURS),
        ("answered", Status.IN_PROGRESS),
        ("archived", Status.VERIFIED),
    ],
)
async def test_a_step_that_needs_a_reason_is_refused_without(
    world: World, before: str, after: Status
) -> None:
    ticket = await world.report(await world.citizen(), before)
    with pytest.raises(StepError) as refused:
        await world.move(ticket, after, "  ")

    assert refused.value.reason == Reason.NEEDS_NOTE


@pytest.mark.parametrize("classification", ["aspirasi", "informasi"])
async def test_staff_end_what_is_no_complaint(world: World, classification: str) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, "answered", classification=classification)
    done = await world.move(ticket, Status.DONE, "Terima kasih usulnya.")

    assert (done.status, done.closed_at) == ("done", world.clock())
    assert "Terima kasih usulnya." in (await world.told(asep))[0]


async def test_not_ours_names_the_right_door(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, "verified")
    await world.move(ticket, Status.NOT_OURS, door="PLN 123")

    assert (await world.told(asep))[0].endswith("\nYang berwenang: PLN 123.")
    assert (await world.events(ticket))[-1].detail == {"door": "PLN 123"}


async def test_on_hold_asks_what_is_missing(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep)
    await world.move(ticket, Status.ON_HOLD, "Di RW berapa?")

    [asked] = await world.told(asep)
    assert "Petugas perlu tahu:\nDi RW berapa?" in asked


async def test_days_after_the_reply_are_not_given_back(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, "verified", due_on=date(2026, 12, 14))
    await world.move(ticket, Status.ON_HOLD, "Di RW berapa?")
    world.at(world.clock() + timedelta(hours=1))
    await reply(world, ticket, asep)
    world.at(world.clock() + timedelta(days=28))

    assert (await world.move(ticket, Status.VERIFIED)).promised_on is None


async def test_days_of_silence_before_a_late_reply_are_given_back(world: World) -> None:
    asep = await world.citizen()
    ticket = await world.report(asep, "verified", due_on=date(2026, 12, 14))
    await world.move(ticket, Status.ON_HOLD, "Di RW berapa?")
    world.at(world.clock() + timedelta(days=3))
    async with world.db.write() as session:
        held = await moving.locked(session, ticket)
        moving.step(session, held, Status.ARCHIVED, world.clock(), detail={"silent": True})
    world.at(world.clock() + timedelta(days=4))  # a week after the question: five working days
    await reply(world, ticket, asep)
    world.at(world.clock() + timedelta(days=28))

    assert (await world.move(ticket, Status.VERIFIED)).promised_on == date(2026, 12, 21)


async def reply(world: World, ticket_id: int, conversation_id: str) -> None:
    async with world.db.write() as session:
        await joining.add(session, ticket_id, conversation_id, world.clock(), words="RW 05")


@pytest.mark.parametrize(
    ("before", "after", "due"),
    [
        ("received", Status.VERIFIED, date(2026, 11, 27)),
        ("verified", Status.FORWARDED, date(2026, 12, 1)),
        ("forwarded", Status.IN_PROGRESS, None),
    ],
)
async def test_the_next_step_gets_its_day(world: World, before: str, after: Status, due: date | None) -> None:
    ticket = await world.report(await world.citizen(), before, step_due_on=date(2026, 1, 1))

    assert (await world.move(ticket, after)).step_due_on == due


async def test_what_is_worked_on_counts_as_verified(world: World) -> None:
    ticket = await world.report(await world.citizen(), "on_hold")

    assert (await world.move(ticket, Status.FORWARDED)).verified_at == world.clock()


@pytest.mark.parametrize("privacy", ["anonymous", "secret"])
async def test_words_that_tell_who_reported_do_not_leave(world: World, privacy: str) -> None:
    ticket = await world.report(
        await world.citizen(), "verified", privacy=privacy, revealing=["ketua RT"], cleared_by=None
    )
    with pytest.raises(StepError) as refused:
        await world.move(ticket, Status.FORWARDED)

    assert refused.value.reason == Reason.UNCLEARED


@pytest.mark.parametrize(
    "changes",
    [
        {"privacy": "public", "revealing": ["ketua RT"]},
        {"privacy": "secret", "revealing": ["ketua RT"], "cleared_by": 1},
        {"privacy": "secret", "revealing": []},
    ],
)
async def test_words_that_are_cleared_or_harmless_leave(world: World, changes: dict[str, Any]) -> None:
    ticket = await world.report(await world.citizen(), "verified", **changes)

    assert (await world.move(ticket, Status.FORWARDED)).status == "forwarded"


async def test_an_ended_ticket_that_goes_on_gets_a_new_promise(world: World) -> None:
    ticket = await world.report(
        await world.citizen(), "done", due_on=date(2026, 11, 20), closed_at=world.clock() - timedelta(days=1)
    )
    again = await world.move(ticket, Status.IN_PROGRESS, "Ternyata belum.")

    assert (again.closed_at, again.promised_on) == (None, date(2026, 12, 1))


async def test_staff_are_offered_simple_steps_only(world: World) -> None:
    ticket = await world.ticket(await world.report(None, "in_progress"))
    wish = await world.ticket(await world.report(None, "answered", classification="aspirasi"))

    assert choices(ticket) == [Status.FORWARDED, Status.ON_HOLD]
    assert choices(wish) == [Status.IN_PROGRESS, Status.DONE]
