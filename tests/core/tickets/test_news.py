"""News: in order, not at night, not to who said BERHENTI, once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.db import Database
from core.messages import Button
from core.models import Delivery, News
from core.tickets import Status, news
from tests.core.tickets.world import World
from tests.fakes import ManualClock
from tests.postgres import BOTH_ENGINES

pytestmark = BOTH_ENGINES

NIGHT = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # 23.00 in Bandung
EVENING = datetime(2026, 11, 24, 13, 59, tzinfo=UTC)  # 20.59
MORNING = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)  # 07.00
BUTTON = Button("Sudah beres", "/confirm_fixed")


@pytest.fixture
def world(db: Database, clock: ManualClock) -> World:
    clock.now = NIGHT
    return World(db, clock)


async def tell(world: World, talk: str, text: str, **more: Any) -> bool:
    async with world.db.write() as session:
        return await news.tell(session, talk, text, world.clock(), **more)


async def release(world: World, limit: int = 100) -> int:
    async with world.db.write() as session:
        return await news.release(session, world.clock(), limit)


async def test_by_day_news_is_said_at_once(world: World) -> None:
    world.at(EVENING)
    talk = await world.citizen()

    assert await tell(world, talk, "kabar", buttons=[BUTTON], image="/bukti/1") is True
    [line] = await world.lines(talk)
    assert (line.author, line.text, line.image) == ("system", "kabar", "/bukti/1")
    assert line.buttons == [{"title": BUTTON.title, "payload": BUTTON.payload}]


async def test_by_night_it_waits_for_the_morning(world: World) -> None:
    talk = await world.citizen()
    assert await tell(world, talk, "kabar", buttons=[BUTTON], image="/bukti/1") is False
    world.at(MORNING - timedelta(seconds=1))
    assert await release(world) == 0
    world.at(MORNING)

    assert (await release(world), await release(world)) == (1, 0)
    [line] = await world.lines(talk)
    assert (line.text, line.image, line.buttons[0]["title"]) == ("kabar", "/bukti/1", "Sudah beres")


async def test_urgent_news_is_said_by_night(world: World) -> None:
    talk = await world.citizen()

    assert await tell(world, talk, "awas", urgent=True) is True
    async with world.db.read() as session:
        assert (await session.scalars(select(Delivery.urgent))).one() is True


@pytest.mark.parametrize(("minutes", "said"), [(10, True), (11, False)])
async def test_who_has_just_written_is_awake(world: World, minutes: int, said: bool) -> None:
    talk = await world.citizen(last_heard_at=NIGHT - timedelta(minutes=minutes))

    assert await tell(world, talk, "kabar") is said


@pytest.mark.parametrize("urgent", [True, False])
async def test_who_stopped_news_hears_none(world: World, urgent: bool) -> None:
    world.at(EVENING)
    talk = await world.citizen(news_stopped=True)

    assert await tell(world, talk, "kabar", urgent=urgent) is False
    assert await world.told(talk) == []


async def test_a_stopped_reporters_ticket_still_has_its_history(world: World) -> None:
    world.at(EVENING)
    ticket = await world.report(await world.citizen(news_stopped=True))
    await world.move(ticket, Status.VERIFIED)

    assert await world.kinds(ticket) == ["created", "verified"]


async def test_who_stops_in_the_night_hears_nothing_in_the_morning(world: World) -> None:
    talk = await world.citizen()
    await tell(world, talk, "kabar")
    await world.change(talk, news_stopped=True)
    world.at(MORNING)

    assert (await release(world), await release(world), await world.told(talk)) == (1, 0, [])


async def test_order_is_kept_and_one_tickets_news_is_one_message(world: World) -> None:
    talk = await world.citizen()
    first, second = await world.report(talk), await world.report(talk)
    for ticket, text in ((first, "satu"), (first, "dua"), (second, "tiga"), (first, "empat")):
        await tell(world, talk, text, ticket_id=ticket)
    world.at(MORNING)

    assert await release(world) == 4
    assert await world.told(talk) == ["satu\n\ndua", "tiga", "empat"]


async def test_what_can_be_tapped_or_seen_ends_a_message(world: World) -> None:
    talk = await world.citizen()
    ticket = await world.report(talk)
    await tell(world, talk, "satu", ticket_id=ticket)
    await tell(world, talk, "dua", ticket_id=ticket, buttons=[BUTTON])
    await tell(world, talk, "tiga", ticket_id=ticket)
    world.at(MORNING)
    await release(world)

    assert [(line.text, len(line.buttons)) for line in await world.lines(talk)] == [
        ("satu\n\ndua", 1),
        ("tiga", 0),
    ]


async def test_long_news_is_not_joined(world: World) -> None:
    talk = await world.citizen()
    ticket = await world.report(talk)
    for letter in ("a", "b"):
        await tell(world, talk, letter * 2000, ticket_id=ticket)
    world.at(MORNING)
    await release(world)

    assert [text[0] for text in await world.told(talk)] == ["a", "b"]


async def test_what_waited_is_said_before_what_is_new(world: World) -> None:
    talk = await world.citizen()
    await tell(world, talk, "malam")
    world.at(MORNING + timedelta(minutes=1))
    await tell(world, talk, "pagi")

    assert (await world.told(talk), await release(world)) == (["malam", "pagi"], 0)


async def test_a_few_at_a_time_until_all_are_said(world: World) -> None:
    talks = [await world.citizen() for _ in range(3)]
    for talk in talks:
        await tell(world, talk, "satu")
        await tell(world, talk, "dua")
    world.at(MORNING)

    assert [await release(world, 4) for _ in range(3)] == [4, 2, 0]
    assert [await world.told(talk) for talk in talks] == [["satu", "dua"]] * 3


async def test_two_processes_say_it_once(world: World, database_url: str) -> None:
    talks = [await world.citizen() for _ in range(5)]
    for talk in talks:
        await tell(world, talk, "kabar")
    world.at(MORNING)
    other = Database(database_url)
    said = await asyncio.gather(release(world), release(World(other, world.clock)))
    await other.close()

    assert sum(said) == 5
    assert [await world.told(talk) for talk in talks] == [["kabar"]] * 5


async def test_staff_see_how_much_of_a_ticket_waits(world: World) -> None:
    talk = await world.citizen()
    ticket = await world.report(talk)
    await tell(world, talk, "kabar", ticket_id=ticket)

    async with world.db.read() as session:
        assert await news.waiting_for(session, ticket) == (1, MORNING)
        assert (await session.scalars(select(News.said_at))).all() == [None]
