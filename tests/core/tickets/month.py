"""A month of reports in a city of good, slow and silent agencies: what everybody does, and when.

Everything is decided by a seed and happens in order of time, so that the figures at the end are always the
same. What happens in one hour shares a transaction, as nothing here depends on its size.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.metrics import Metrics
from bot.ticket_watch import TicketWatch
from core import attachments, deadlines, tickets
from core.db import Database
from core.models import Conversation, Staff, Ticket, TicketEvent
from core.tickets import NewTicket, Status, closing, joining, promises, rerouting
from core.tickets.flow import OPEN
from tests.core import erasures
from tests.fakes import ManualClock
from tests.tickets import PHOTO, wib

FIRST, LAST_REPORT, END = date(2026, 3, 2), date(2026, 3, 31), date(2026, 5, 9)
CHANNELS = ("telegram", "whatsapp", "web")
CATEGORIES = (
    *("road_damage", "road_damage", "waste", "waste", "street_light", "flood_drainage", "traffic_parking"),
    *("water_supply", "trees_parks", "public_order", "pollution", "pollution"),
)
SLOW = ("dishub", "dpkp", "satpolpp")
SILENT = ("tirtawening",)

type Step = Callable[[AsyncSession], Awaitable[None]]


class Month:
    """The city; `run` lets the time pass, then its rows can be counted."""

    def __init__(
        self, db: Database, clock: ManualClock, *, reports: int, citizens: int, end: date = END
    ) -> None:
        self.db = db
        self.clock = clock
        self.random = Random(20260302)
        self.people = citizens
        self.reports = reports
        self.end = end
        self.citizens: list[str] = []
        self.stopped: set[str] = set()
        self.erased: set[str] = set()
        self.staff: list[int] = []
        self.since: dict[tuple[int, str], int] = {}  # (ticket, reporter) -> the event they joined with
        self.judged: dict[int, str] = {}  # event -> who caused it and is not told
        self.outcomes: Counter[str] = Counter()  # of what reporters said of the answers
        self._proof = ""
        self._planned: list[tuple[datetime, int, Step]] = []
        self._order = count()
        self._looks = count()
        self._watches = [TicketWatch(db, clock, lambda: None, Metrics(clock)) for _ in range(2)]

    # --- Time ----------------------------------------------------------------------------------------

    def plan(self, at: datetime, step: Step) -> None:
        heapq.heappush(self._planned, (max(at, self.clock.now), next(self._order), step))

    def at_work(self, working_days: int) -> datetime:
        """Some hour of the day so many working days from now."""
        day = deadlines.after(deadlines.today(self.clock.now), working_days)
        return wib(day.year, day.month, day.day, self.random.randint(8, 15))

    def by_day(self, days: int) -> datetime:
        """Some hour in which people are up."""
        day = deadlines.today(self.clock.now) + timedelta(days=days)
        return wib(day.year, day.month, day.day, self.random.randint(7, 20))

    async def run(self) -> None:
        """From the first report until the last question ran out."""
        self.clock.now = wib(FIRST.year, FIRST.month, FIRST.day, 0)
        await self._open_the_city()
        for day in range((self.end - FIRST).days):
            await self._live(FIRST + timedelta(days=day), 7)
            if day % 8 == 0:
                await self._live(FIRST + timedelta(days=day), 16 if day % 16 else 23)

    async def _live(self, day: date, hour: int) -> None:
        """Let everything happen until this hour, then look after the tickets."""
        until = wib(day.year, day.month, day.day, hour, 30)
        while self._planned and self._planned[0][0] <= until:
            at = self._planned[0][0]
            self.clock.now = at
            async with self.db.write(durable=False) as session:
                while self._planned and self._planned[0][0] == at:
                    await heapq.heappop(self._planned)[2](session)
        self.clock.now = until
        await self._look()

    async def _look(self) -> None:
        """Two gateways at once, one that is killed at some point of it, or simply one."""
        watches, number = self._watches, next(self._looks)
        if number % 10 == 0:
            await asyncio.gather(*(watch.look() for watch in watches))
        elif number % 10 == 5:
            killed = asyncio.create_task(watches[1].look())
            await asyncio.sleep(0.001 * (number % 30))
            killed.cancel()
            with suppress(asyncio.CancelledError):
                await killed
        await watches[0].look()
        if number % 4 == 0:
            async with self.db.write(durable=False) as session:
                await erasures.run_due(session, self.clock())

    # --- Citizens ------------------------------------------------------------------------------------

    async def _open_the_city(self) -> None:
        async with self.db.write(durable=False) as session:
            for name in ("Asep", "Euis", "Dadang", "Lilis", "Ujang"):
                session.add(Staff(email=name, name=name, password_hash="-", created_at=self.clock()))
            await session.flush()
            self.staff = list(await session.scalars(select(Staff.id).order_by(Staff.id)))
            self._proof = (await attachments.add_stored(session, PHOTO, "proof.jpg", self.clock())).id
            people = [self._person(number) for number in range(self.people)]
            session.add_all(people)
            self.citizens = [each.id for each in people]
        self.stopped = {each for number, each in enumerate(self.citizens) if number % 50 == 7}
        days = (LAST_REPORT - FIRST).days
        for number in range(self.reports):
            day = FIRST + timedelta(days=self.random.randint(0, days))
            at = wib(day.year, day.month, day.day, self.random.choice((0, 6, *range(7, 22), 22, 23)))
            self.plan(at, self._reporting(number))
        for number in range(self.people // 20):
            self.plan(self.by_day(18 + 2 * number), self._erasing(self.citizens[number * 7 + 3]))

    def _person(self, number: int) -> Conversation:
        return Conversation(
            id=f"citizen-{number:03}",
            channel=CHANNELS[number % len(CHANNELS)],
            address=str(number),
            language="su" if number % 5 == 0 else "id",
            news_stopped=number % 50 == 7,
            created_at=self.clock(),
        )

    def _reporting(self, number: int) -> Step:
        async def step(session: AsyncSession) -> None:
            citizen = self.random.choice(self.citizens)
            privacy = self.random.choices(("public", "anonymous", "secret"), (8, 1, 1))[0]
            category = self.random.choice(CATEGORIES)
            told = self.random.random() > 0.04 and citizen not in self.erased  # else: a civic app filed it
            new = NewTicket(
                message_id=f"m{number}", conversation_id=citizen if told else None, category=category,
                title=f"Laporan {number}", description=f"Keluhan ke-{number} di Kopo", place_text="Kopo",
                kelurahan="Babakan Asih", kecamatan="Bojongloa Kaler", privacy=privacy,
                classification=self.random.choices(("pengaduan", "informasi"), (19, 1))[0],
            )  # fmt: skip
            ticket = await tickets.create(session, new, self.clock())
            if told:
                self.since[ticket.id, citizen] = 0
            late_desk = self.random.random() < 0.04
            self.plan(self.at_work(6 if late_desk else self.random.randint(0, 2)), self._verifying(ticket.id))
            if self.random.random() < 0.15:
                self.plan(self.by_day(self.random.randint(1, 9)), self._joining(ticket.id))

        return step

    def _joining(self, ticket_id: int) -> Step:
        async def step(session: AsyncSession) -> None:
            ticket, citizen = await session.get_one(Ticket, ticket_id), self.random.choice(self.citizens)
            is_new = (ticket_id, citizen) not in self.since and citizen not in self.erased
            if is_new and ticket.status in OPEN and ticket.privacy != "secret":
                privacy = self.random.choice(("public", "anonymous"))
                await joining.join(
                    session, ticket_id, citizen, self.clock(), privacy=privacy, name=None, words="Saya juga"
                )
                self.since[ticket_id, citizen] = await self._last_event(session, ticket_id)

        return step

    def _erasing(self, citizen: str) -> Step:
        async def step(session: AsyncSession) -> None:
            await erasures.erase(session, citizen, self.clock(), staff_id=self.staff[0])
            self.erased.add(citizen)

        return step

    def _replying(self, ticket_id: int) -> Step:
        async def step(session: AsyncSession) -> None:
            ticket, citizen = await session.get_one(Ticket, ticket_id), self._reporter_of(ticket_id)
            if citizen is not None and ticket.status in (Status.ON_HOLD, Status.ARCHIVED):
                await joining.add(session, ticket_id, citizen, self.clock(), words="Nomor 12, pagar hijau")
                self.plan(self.at_work(2), self._resuming(ticket_id))

        return step

    def _judging(self, ticket_id: int, fixed: bool) -> Step:
        async def step(session: AsyncSession) -> None:
            citizen = self._reporter_of(ticket_id)
            if citizen is None:
                return
            found = await closing.judge(session, ticket_id, citizen, fixed, self.clock())
            self.outcomes[found.outcome] += 1
            if found.outcome in (closing.Outcome.CLOSED, closing.Outcome.REOPENED):
                self.judged[await self._last_event(session, ticket_id)] = citizen
            if found.outcome == closing.Outcome.REOPENED:
                self.plan(self.at_work(4), self._answering(ticket_id))
            elif found.outcome == closing.Outcome.CLOSED and self.random.random() < 0.5:
                await closing.rate(session, ticket_id, citizen, self.random.randint(1, 5), self.clock())

        return step

    def _reporter_of(self, ticket_id: int) -> str | None:
        """Who made the report, or joined it, and is still there."""
        found = [citizen for (ticket, citizen) in self.since if ticket == ticket_id]
        return next((each for each in found if each not in self.erased), None)

    # --- Officers ------------------------------------------------------------------------------------

    async def _move(self, session: AsyncSession, ticket_id: int, status: Status, note: str = "") -> None:
        await tickets.move(session, ticket_id, status, self.clock(), staff_id=self.staff[1], note=note)

    def _verifying(self, ticket_id: int) -> Step:
        async def step(session: AsyncSession) -> None:
            chance = self.random.random()
            if chance < 0.08:
                await self._move(session, ticket_id, Status.ON_HOLD, "Nomor berapa?")
                if self.random.random() < 0.7:
                    self.plan(self.by_day(self.random.choice((2, 5, 9, 20))), self._replying(ticket_id))
            elif chance < 0.16:
                await self._move(session, ticket_id, Status.NOT_OURS, "Ini jalan provinsi")
            elif chance < 0.32:
                await self._move(session, ticket_id, Status.ARCHIVED, "Isi laporan belum jelas")
            else:
                await self._forward(session, ticket_id)

        return step

    async def _forward(self, session: AsyncSession, ticket_id: int) -> None:
        await self._move(session, ticket_id, Status.VERIFIED)
        await self._move(session, ticket_id, Status.FORWARDED)
        ticket = await session.get_one(Ticket, ticket_id)
        if self.random.random() < 0.06:
            self.plan(self.at_work(1), self._rerouting(ticket_id))
        if ticket.agency in SILENT:
            if self.random.random() < 0.5:
                self.plan(self.at_work(29), self._answering(ticket_id))
            return
        if ticket.agency not in SLOW:
            self.plan(self.at_work(self.random.randint(2, 9)), self._answering(ticket_id))
            return
        if self.random.random() < 0.5:
            self.plan(self.at_work(5), self._starting(ticket_id))
        self.plan(self.at_work(self.random.randint(11, 20)), self._answering(ticket_id))
        if self.random.random() < 0.4:
            self.plan(self.at_work(10), self._extending(ticket_id))

    def _resuming(self, ticket_id: int) -> Step:
        async def step(session: AsyncSession) -> None:
            if (await session.get_one(Ticket, ticket_id)).status == Status.ON_HOLD:
                await self._forward(session, ticket_id)

        return step

    def _starting(self, ticket_id: int) -> Step:
        async def step(session: AsyncSession) -> None:
            if (await session.get_one(Ticket, ticket_id)).status == Status.FORWARDED:
                await self._move(session, ticket_id, Status.IN_PROGRESS)

        return step

    def _rerouting(self, ticket_id: int) -> Step:
        async def step(session: AsyncSession) -> None:
            ticket = await session.get_one(Ticket, ticket_id)
            if ticket.status in OPEN and ticket.agency != "dlh":
                await rerouting.reroute(
                    session, ticket_id, "dlh", "Soal sampah", self.clock(), staff_id=self.staff[1]
                )
                self.plan(self.at_work(6), self._answering(ticket_id))

        return step

    def _extending(self, ticket_id: int) -> Step:
        async def step(session: AsyncSession) -> None:
            ticket, day = await session.get_one(Ticket, ticket_id), deadlines.today(self.at_work(9))
            if ticket.status in OPEN and day > promises.in_force(ticket):
                await promises.extend(
                    session, ticket_id, day, "Menunggu suku cadang", self.clock(), staff_id=self.staff[2]
                )

        return step

    def _answering(self, ticket_id: int) -> Step:
        async def step(session: AsyncSession) -> None:
            ticket = await session.get_one(Ticket, ticket_id)
            if ticket.status not in (Status.FORWARDED, Status.IN_PROGRESS):
                return
            officer = ticket.assigned_to or self.random.choice(self.staff)
            await closing.answer(
                session, ticket_id, "Sudah selesai", [self._proof], self.clock(), staff_id=officer
            )
            chance, days = self.random.random(), self.random.randint(0, 5)
            if chance < 0.45 or ticket.reopened:
                self.plan(self.by_day(days), self._judging(ticket_id, True))
            elif chance < 0.55:
                self.plan(self.by_day(days), self._judging(ticket_id, False))
            elif chance < 0.60:
                self.plan(
                    self.by_day(13 + days), self._judging(ticket_id, False)
                )  # closed in silence by then
            elif chance < 0.68:
                self.plan(self.by_day(43 + days), self._judging(ticket_id, False))  # too late

        return step

    async def _last_event(self, session: AsyncSession, ticket_id: int) -> int:
        await session.flush()
        query = select(func.max(TicketEvent.id)).where(TicketEvent.ticket_id == ticket_id)
        return (await session.scalars(query)).one() or 0
