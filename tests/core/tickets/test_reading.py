"""Who sees what of a ticket, and what waits for a verdict."""

from datetime import timedelta
from typing import Any

import pytest

from core import tickets
from core.db import Database
from core.errors import NotFoundError
from core.models import Attachment, Ticket, TicketEvent
from core.tickets import Status, View, joining, reading
from tests.core.tickets.test_near import NOW, filed, talk


async def seen(db: Database, ticket: Ticket, who: str) -> View:
    async with db.read() as session:
        return await tickets.look_up(session, ticket.number, who)


async def change(db: Database, ticket: Ticket, **values: Any) -> None:
    async with db.write() as session:
        kept = await session.get_one(Ticket, ticket.id)
        for name, value in values.items():
            setattr(kept, name, value)


async def note(db: Database, ticket: Ticket, kind: str, author: str, words: str) -> None:
    async with db.write() as session:
        session.add(TicketEvent(ticket_id=ticket.id, kind=kind, author=author, note=words, created_at=NOW))


async def test_a_stranger_sees_status_category_area_and_dates(db: Database) -> None:
    ticket = await filed(db, await talk(db), kecamatan="Regol")
    view = await seen(db, ticket, "orang-lain")
    assert (view.mine, view.kecamatan, view.category) == (False, "Regol", "road_damage")
    assert (view.title, view.agency_name, view.last_note, view.id, view.reporters) == (None,) * 5


async def test_a_stranger_sees_only_the_status_of_a_secret(db: Database) -> None:
    ticket = await filed(db, await talk(db), privacy="secret")
    assert await seen(db, ticket, "orang-lain") == View(
        f"BDG-{ticket.number[:4]}-{ticket.number[4:]}", Status.RECEIVED, mine=False
    )


async def test_who_joined_sees_the_answer_but_not_the_words_of_the_first(db: Database) -> None:
    ticket, me = await filed(db, await talk(db)), await talk(db, "dua")
    async with db.write() as session:
        await joining.join(session, ticket.id, me, NOW)
    view = await seen(db, ticket, me)
    assert (view.mine, view.joined, view.title, view.reporters) == (True, True, None, 2)


@pytest.mark.parametrize(
    ("kind", "author", "shown"),
    [
        ("in_progress", "staff", "kata"),
        ("promised", "staff", "kata"),
        ("routed", "staff", "kata"),
        ("note", "staff", None),
        ("escalated", "system", None),
        ("rated", "citizen", None),
        ("reopened", "citizen", None),
        ("done", "citizen", None),
    ],
)
async def test_only_what_the_city_told_is_the_last_note(
    db: Database, kind: str, author: str, shown: str | None
) -> None:
    me = await talk(db)
    ticket = await filed(db, me)
    await note(db, ticket, kind, author, "kata")
    assert (await seen(db, ticket, me)).last_note == shown


async def test_a_new_date_is_told_apart_from_the_first(db: Database) -> None:
    me = await talk(db)
    ticket = await filed(db, me)
    first = await seen(db, ticket, me)
    await change(db, ticket, promised_on=ticket.due_on + timedelta(days=9))
    newer = await seen(db, ticket, me)
    assert (first.promised, newer.promised) == (False, True)
    assert newer.due_on == ticket.due_on + timedelta(days=9)


@pytest.mark.parametrize(("status", "late"), [(Status.IN_PROGRESS, True), (Status.ANSWERED, False)])
async def test_late_is_what_the_city_still_owes(db: Database, status: Status, late: bool) -> None:
    me = await talk(db)
    ticket = await filed(db, me, status=status, now=NOW - timedelta(days=200))
    assert (await seen(db, ticket, me)).is_late(NOW) is late


async def test_proof_is_seen_to_exist(db: Database) -> None:
    me = await talk(db)
    ticket = await filed(db, me)
    async with db.write() as session:
        session.add(Attachment(id="f", kind="photo", state="stored", created_at=NOW))
        await session.flush()
        await tickets.attach(session, ticket.id, ["f"], purpose="proof")
    assert (await seen(db, ticket, me)).has_proof


async def test_mine_are_those_i_made_and_those_i_joined(db: Database) -> None:
    me, other = await talk(db), await talk(db, "dua")
    made, theirs = await filed(db, me), await filed(db, other)
    await filed(db, other)
    async with db.write() as session:
        await joining.join(session, theirs.id, me, NOW)
        assert [view.id for view in await tickets.mine(session, me)] == [theirs.id, made.id]


async def waiting(db: Database, who: str, **wish: bool) -> list[int | None]:
    async with db.read() as session:
        return [view.id for view in await reading.answered(session, who, NOW, **wish)]


async def test_the_one_answered_last_waits_first(db: Database) -> None:
    me = await talk(db)
    made = [
        await filed(db, me, status=Status.ANSWERED, answered_at=NOW - timedelta(hours=hours))
        for hours in (2, 1, 3)
    ]
    await filed(db, me)
    assert await waiting(db, me) == [made[1].id, made[0].id, made[2].id]


@pytest.mark.parametrize(("days", "number"), [(29, 1), (31, 0)])
async def test_a_closed_one_can_be_reopened_for_thirty_days(db: Database, days: int, number: int) -> None:
    me = await talk(db)
    ticket = await filed(db, me, status=Status.DONE)
    await change(db, ticket, closed_at=NOW - timedelta(days=days))
    assert await waiting(db, me) == []
    assert len(await waiting(db, me, and_closed=True)) == number


async def test_the_story_is_only_for_its_own_teller(db: Database) -> None:
    me, other = await talk(db), await talk(db, "dua")
    ticket = await filed(db, me, place_text="Alun-alun, dekat rumah saya")
    async with db.write() as session:
        await joining.join(session, ticket.id, other, NOW, words="di sini juga")
        mine = await reading.story(session, ticket.id, me)
        theirs = await reading.story(session, ticket.id, other)
        with pytest.raises(NotFoundError):
            await reading.story(session, ticket.id, "orang-lain")
    assert (mine.text, mine.place_text, mine.lat is not None) == (
        "jalan bolong gede", "Alun-alun, dekat rumah saya", True,
    )  # fmt: skip
    assert (theirs.text, theirs.place_text, theirs.lat) == ("di sini juga", "", None)
