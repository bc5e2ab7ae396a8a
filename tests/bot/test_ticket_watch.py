"""The loop around the sweep: whoever is busy or broken stops no other, and several may run at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.metrics import Metrics
from bot.ticket_watch import TicketWatch
from core import conversations
from core.db import Database
from core.models import Line, LookUpMiss, Ticket, TicketEvent
from core.tickets import Status
from tests.fakes import ManualClock
from tests.tickets import Tickets, wib

POSTGRESQL_ONLY = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
LATE = date(2026, 12, 15)


@pytest.fixture
def desk(db: Database, clock: ManualClock) -> Tickets:
    return Tickets(db, clock)


class Woken:
    """Counts how often the senders are woken."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def looking(desk: Tickets, woken: Woken | None = None, metrics: Metrics | None = None) -> TicketWatch:
    return TicketWatch(desk.db, desk.clock, woken or Woken(), metrics or Metrics(desk.clock))


async def late_tickets(desk: Tickets, number: int) -> list[int]:
    ids = []
    for each in range(number):
        ids.append(await desk.filed(await desk.citizen(str(each))))
        await desk.to_agency(ids[-1])
        await desk.move(ids[-1], Status.IN_PROGRESS)
    desk.at(LATE)
    return ids


async def _lines(desk: Tickets, words: str) -> int:
    async with desk.db.read() as session:
        found = await session.scalars(select(Line.text))
        return sum(words in line for line in found)


async def test_a_look_does_what_is_due_and_wakes_the_senders(desk: Tickets) -> None:
    await late_tickets(desk, 2)
    woken, metrics = Woken(), Metrics(desk.clock)
    done = await looking(desk, woken, metrics).look()

    assert +done == Counter({"late": 2})
    assert woken.times == 1
    page = (await metrics.page(desk.db)).decode()
    assert 'sobat_ticket_watch_done_total{work="late"} 2.0' in page
    assert f"sobat_ticket_watch_last_look_seconds {desk.clock().timestamp():.6e}"[:40] in page
    assert 'sobat_tickets_escalated{to="agency"} 2.0' in page
    assert "sobat_tickets_late 2.0" in page


async def test_idle_looks_wake_nobody(desk: Tickets) -> None:
    woken = Woken()
    assert not +await looking(desk, woken).look()
    assert woken.times == 0


async def test_news_of_the_night_is_said_in_the_morning(desk: Tickets) -> None:
    citizen = await desk.citizen()
    ticket_id = await desk.filed(citizen)
    desk.at(date(2026, 11, 24), 23)
    await desk.to_agency(ticket_id)
    watch = looking(desk)
    await watch.look()
    assert await desk.heard(citizen) == []

    desk.at(date(2026, 11, 25), 7)
    assert +await watch.look() == Counter({"news": 2})
    assert len(await desk.heard(citizen)) == 1  # of one ticket: together


async def test_old_guesses_go_in_several_steps(desk: Tickets) -> None:
    async with desk.db.write() as session:
        old = desk.clock() - timedelta(days=5)
        session.add_all(LookUpMiss(conversation_id="c", created_at=old) for _ in range(120))

    assert +await looking(desk).look() == Counter({"misses": 120})


async def test_gateways_that_look_at_once_tell_once(desk: Tickets) -> None:
    await late_tickets(desk, 8)
    other = Database(desk.db.engine.url.render_as_string(hide_password=False))
    try:
        both = [looking(desk), looking(Tickets(other, desk.clock))]
        await asyncio.gather(*(each.look() for each in both))
        await both[0].look()
    finally:
        await other.close()

    assert await _lines(desk, "terlambat") == 8


async def test_a_broken_ticket_stops_no_other_and_is_logged_once(
    desk: Tickets, caplog: pytest.LogCaptureFixture
) -> None:
    first, *_ = await late_tickets(desk, 3)
    async with desk.db.write() as session:
        (await session.get_one(Ticket, first)).escalation = 1
        nonsense = {"since": "soon"}
        session.add(
            TicketEvent(
                ticket_id=first, kind="escalated", author="system", detail=nonsense, created_at=desk.clock()
            )
        )
    watch = looking(desk)
    done = [(await watch.look())["late"] for _ in range(2)]

    assert done == [2, 0]
    assert caplog.text.count(f"ticket {first}: late failed") == 1


@asynccontextmanager
async def talking(desk: Tickets, address: str) -> AsyncIterator[AsyncSession]:
    """While this block runs, a turn of this citizen holds their conversation."""
    citizen = await desk.citizen(address)
    async with desk.db.write() as session:
        await conversations.lock(session, citizen)
        yield session


@POSTGRESQL_ONLY
async def test_a_ticket_whose_reporter_talks_right_now_waits_for_the_next_look(desk: Tickets) -> None:
    await late_tickets(desk, 2)
    watch = looking(desk)
    async with talking(desk, "0"):
        async with asyncio.timeout(5):
            assert +await watch.look() == Counter({"late": 1})

    assert +await watch.look() == Counter({"late": 1})


async def test_the_loop_goes_on_when_the_database_was_away(
    desk: Tickets, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.ticket_watch.LOOK_SECONDS", 0.01)
    await late_tickets(desk, 1)
    async with desk.db.write() as session:
        await session.execute(text("ALTER TABLE look_up_misses RENAME TO gone"))
    running = asyncio.create_task(looking(desk).run())
    await asyncio.sleep(0.3)
    async with desk.db.write() as session:
        await session.execute(text("ALTER TABLE gone RENAME TO look_up_misses"))
    await asyncio.sleep(0.1)
    running.cancel()

    assert await _lines(desk, "terlambat") == 1
    assert "the look after the tickets broke off" in caplog.text
    assert wib(2026, 12, 15) == desk.clock()
