"""Whatever everybody does in whatever order: no illegal state, no lost history, no hidden identity shown.

A few runs belong to every test run; FLOW=long looks for an hour's worth.
"""

import asyncio
import logging
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import deadlines, ticket_number, tickets
from core.db import Database
from core.errors import ConflictError, NotFoundError
from core.models import Conversation, Reporter, Ticket, TicketEvent
from core.tickets import Status, closing, joining, lapor, merging, news, promises, rerouting, watch
from core.tickets.flow import ENDED
from core.tickets.watch import Work
from tests.core import erasures
from tests.core.tickets.figures import days_of, replayed
from tests.core.tickets.surfaces import everything, leaving, transcripts
from tests.fakes import ManualClock
from tests.tickets import Tickets, wib

LONG = os.environ.get("FLOW") == "long"
EACH = 1 if LONG else 6  # steps between two looks at all that is shown: they take the time
PEOPLE = 4
_MEMORY = Path("/dev/shm")

people = st.integers(0, PEOPLE - 1)
some_ticket = st.integers(0, 5)
privacies = st.sampled_from(("public", "anonymous", "secret"))
notes = st.sampled_from(("", "Catatan petugas"))


class Ears(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.getMessage()} {record.exc_text or ''}")


class City(RuleBasedStateMachine):
    """Four citizens with telling names, addresses and words; two officers; the clock."""

    empty: Path  # a migrated database, set by the test

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(dir=_MEMORY if _MEMORY.is_dir() else None))
        shutil.copy(self.empty, self.folder / "city.db")
        self.db = Database(f"sqlite+aiosqlite:///{self.folder / 'city.db'}")
        self.clock = ManualClock(wib(2026, 3, 13, 10))
        self.desk = Tickets(self.db, self.clock)
        self.ears = Ears()
        for name in ("core", "bot"):
            logging.getLogger(name).addHandler(self.ears)
        self.ids: list[int] = []
        self.history: dict[int, tuple[Any, ...]] = {}
        self.talks: list[str] = []
        self.erased: set[int] = set()
        self.steps = 0

    def teardown(self) -> None:
        for name in ("core", "bot"):
            logging.getLogger(name).removeHandler(self.ears)
        self.runner.run(self.db.close())
        self.runner.close()
        shutil.rmtree(self.folder)

    def do(self, step: Callable[[AsyncSession], Awaitable[object]]) -> object:
        """One transaction; what the rules refuse changes nothing."""

        async def run() -> object:
            try:
                async with self.db.write(durable=False) as session:
                    return await step(session)
            except (ConflictError, NotFoundError):
                return None

        return self.runner.run(run())

    def ticket(self, number: int) -> int:
        return self.ids[number % len(self.ids)]

    # --- What people are called and say: "zq" is nowhere else ------------------------------------------

    def address(self, person: int) -> str:
        return f"alamat{person}zq"

    def name(self, person: int) -> str:
        return f"Nama{person}zq"

    def words(self, person: int) -> str:
        return f"kata{person}zq"

    @initialize()
    def open(self) -> None:
        async def step(session: AsyncSession) -> None:
            await lapor.switch(session, on=True)

        self.do(step)
        self.talks = [self.runner.run(self.desk.citizen(self.address(n))) for n in range(PEOPLE)]
        self.officers = [self.runner.run(self.desk.officer(name)) for name in ("Asep", "Euis")]
        self.proof = self.runner.run(self.desk.proof())

    # --- Citizens --------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.ids) < 6)
    @rule(person=people, privacy=privacies, category=st.sampled_from(("waste", "education")))
    def file(self, person: int, privacy: str, category: str) -> None:
        number = len(self.ids)
        filed = self.desk.filed(
            self.talks[person], category=category, privacy=privacy, name=self.name(person),
            title=f"Keluhan {self.words(person)}", description=f"Ada {self.words(person)} ke-{number}",
            place_text=f"Kopo {self.words(person)}", kecamatan="Bojongloa Kaler", lat=-6.93, lon=107.59,
        )  # fmt: skip
        self.ids.append(self.runner.run(filed))

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, person=people, privacy=st.sampled_from(("public", "anonymous")))
    def join(self, which: int, person: int, privacy: str) -> None:
        self.do(
            lambda session: joining.join(
                session,
                self.ticket(which),
                self.talks[person],
                self.clock(),
                privacy=privacy,
                name=self.name(person),
                words=self.words(person),
            )
        )

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, person=people)
    def add(self, which: int, person: int) -> None:
        more = f"{self.words(person)} lagi"
        self.do(lambda s: joining.add(s, self.ticket(which), self.talks[person], self.clock(), words=more))

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, person=people, privacy=st.sampled_from(("anonymous", "secret")))
    def hide(self, which: int, person: int, privacy: str) -> None:
        self.do(lambda s: joining.hide(s, self.ticket(which), self.talks[person], privacy, self.clock()))

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, person=people)
    def leave(self, which: int, person: int) -> None:
        self.do(lambda s: joining.leave(s, self.ticket(which), self.talks[person], self.clock()))

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, person=people, fixed=st.booleans())
    def judge(self, which: int, person: int, fixed: bool) -> None:
        said = self.words(person)
        self.do(lambda s: closing.judge(s, self.ticket(which), self.talks[person], fixed, self.clock(), said))

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, person=people, stars=st.integers(1, 5))
    def rate(self, which: int, person: int, stars: int) -> None:
        said = self.words(person)
        self.do(lambda s: closing.rate(s, self.ticket(which), self.talks[person], stars, self.clock(), said))

    @precondition(lambda self: self.ids and len(self.erased) < 2)
    @rule(person=people)
    def erase(self, person: int) -> None:
        self.erased.add(person)
        self.do(lambda s: erasures.erase(s, self.talks[person], self.clock(), staff_id=self.officers[0]))

    # --- Officers --------------------------------------------------------------------------------------

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, status=st.sampled_from(list(Status)), note=notes)
    def move(self, which: int, status: Status, note: str) -> None:
        self.do(
            lambda s: tickets.move(
                s, self.ticket(which), status, self.clock(), staff_id=self.officers[0], note=note
            )
        )

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket)
    def forward(self, which: int) -> None:
        for status in (Status.VERIFIED, Status.FORWARDED):
            self.move(which, status, "Catatan petugas")

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, officer=st.integers(0, 1))
    def answer(self, which: int, officer: int) -> None:
        self.do(
            lambda s: closing.answer(
                s, self.ticket(which), "Beres", [self.proof], self.clock(), staff_id=self.officers[officer]
            )
        )

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, fixed=st.booleans())
    def all_the_way(self, which: int, fixed: bool) -> None:
        """The usual way, which chance alone seldom finds: forwarded, answered, judged by who reported."""
        self.forward(which)
        self.answer(which, 0)
        for person in range(PEOPLE):
            self.judge(which, person, fixed)

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, agency=st.sampled_from(("dlh", "dishub", "nowhere")))
    def reroute(self, which: int, agency: str) -> None:
        self.do(
            lambda s: rerouting.reroute(
                s, self.ticket(which), agency, "Salah alamat", self.clock(), staff_id=self.officers[1]
            )
        )

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, days=st.integers(-2, 40), reason=notes)
    def extend(self, which: int, days: int, reason: str) -> None:
        day: date = deadlines.today(self.clock()) + timedelta(days=days)
        self.do(lambda s: promises.extend(s, self.ticket(which), day, reason, self.clock(), self.officers[1]))

    @precondition(lambda self: len(self.ids) > 1)
    @rule(which=some_ticket, into=some_ticket)
    def merge(self, which: int, into: int) -> None:
        async def step(session: AsyncSession) -> None:
            other = await session.get_one(Ticket, self.ticket(into))
            await merging.merge(
                session, self.ticket(which), other.number, self.clock(), staff_id=self.officers[0]
            )

        self.do(step)

    # --- Time ------------------------------------------------------------------------------------------

    @rule(hours=st.sampled_from((1, 9, 24, 24 * 4, 24 * 8, 24 * 20)), sweeps=st.booleans())
    def wait(self, hours: int, sweeps: bool) -> None:
        self.clock.advance(hours * 3600)
        if sweeps:
            self.runner.run(self.desk.sweep())
            self.do(lambda s: news.release(s, self.clock(), 100))
            self.do(lambda s: erasures.run_due(s, self.clock()))

    @precondition(lambda self: self.ids)
    @rule(which=some_ticket, work=st.sampled_from(list(Work)))
    def sweep_at_a_bad_time(self, which: int, work: Work) -> None:
        self.do(lambda s: watch.do(s, work, self.ticket(which), self.clock()))

    # --- What always holds -----------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost_and_every_state_is_legal(self) -> None:
        self.runner.run(self._look_at_rows())

    async def _look_at_rows(self) -> None:
        async with self.db.read() as session:
            found = (await session.scalars(select(Ticket))).all()
            events = (await session.scalars(select(TicketEvent).order_by(TicketEvent.id))).all()
            firsts = (await session.scalars(select(Reporter.ticket_id).where(Reporter.first))).all()
        self._compare_history(events)
        assert len(firsts) == len(set(firsts))
        for ticket in found:
            assert replayed([each for each in events if each.ticket_id == ticket.id]) == ticket.status
            assert all(deadlines.is_working_day(day) for day in days_of(ticket))
            assert ticket.escalation in (range(1) if ticket.status in ENDED else range(4))
            assert (ticket.status == Status.ANSWERED) == (ticket.ask_until is not None)
            assert ticket.status != Status.DONE or ticket.closed_at is not None

    def _compare_history(self, events: Any) -> None:
        now = {each.id: (each.ticket_id, each.kind, each.author, each.staff_id) for each in events}
        assert self.history.items() <= now.items()
        self.history = now

    @invariant()
    def nobody_learns_who_reported(self) -> None:
        self.steps += 1
        if self.steps % EACH == 0:
            self.runner.run(self._look_at_surfaces())

    async def _look_at_surfaces(self) -> None:
        async with self.db.read() as session:
            hidden = await self._hidden(session)
            async for shown in everything(session, self.clock()):
                for person, talk in enumerate(self.talks):
                    if shown.to == talk:
                        continue
                    if shown.to != "staff" or (shown.of, talk) in hidden:
                        assert not self._tells(shown.text, person), (shown, person)
                    assert shown.to == "staff" or self.words(person) not in shown.text, shown
            for leaves in await leaving(session, self.clock()):
                for person, talk in enumerate(self.talks):
                    told = self._tells(repr(leaves), person)
                    assert not (told and (leaves.ticket_id, talk) in hidden), (leaves, person)
            await self._look_at_transcripts(session, hidden)
        logged = "\n".join(self.ears.heard)
        assert "zq" not in logged
        assert [talk for talk in self.talks if talk in logged and self._is_named(logged, talk)] == []

    async def _look_at_transcripts(self, session: AsyncSession, hidden: set[tuple[int, str]]) -> None:
        """Staff read every conversation, but not that it made a report whose reporter hides."""
        read = await transcripts(session)
        query = select(Reporter.conversation_id, Ticket.id, Ticket.number).join(
            Ticket, Ticket.id == Reporter.ticket_id
        )
        for talk, ticket_id, number in await session.execute(query):
            told = ticket_number.show(number) in read[talk]
            assert not (told and (ticket_id, talk) in hidden), (talk, number)

    async def _hidden(self, session: AsyncSession) -> set[tuple[int, str]]:
        """Whom no agency may connect with which ticket: who hides, and who never reported it."""
        query = select(Reporter.ticket_id, Reporter.conversation_id).join(
            Ticket, Ticket.id == Reporter.ticket_id
        )
        open_ones = query.where(Ticket.privacy == "public", Reporter.privacy == "public")
        named = {(row.ticket_id, row.conversation_id) for row in await session.execute(open_ones)}
        talks = (await session.scalars(select(Conversation.id))).all()
        return {(ticket_id, talk) for ticket_id in self.ids for talk in talks} - named

    def _tells(self, text: str, person: int) -> bool:
        return any(each in text for each in (self.name(person), self.address(person), self.talks[person]))

    def _is_named(self, logged: str, talk: str) -> bool:
        """A log may name a conversation, but not together with a ticket."""
        return any(talk in line and "ticket" in line for line in logged.splitlines())


@pytest.fixture
def machine(empty_database: Path) -> type[City]:
    City.empty = empty_database
    return City


def test_no_sequence_of_events_breaks_the_rules(machine: type[City]) -> None:
    machine.TestCase.settings = settings(
        max_examples=1500 if LONG else 6,
        stateful_step_count=50 if LONG else 24,
        deadline=None,
        derandomize=not LONG,
        phases=[Phase.generate, *([Phase.shrink] if LONG else [])],
        suppress_health_check=list(HealthCheck),
    )
    machine.TestCase("runTest").runTest()
