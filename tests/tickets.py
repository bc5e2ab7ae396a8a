"""Citizens and officers around tickets: real storage, the time in our hands."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from core import attachments, conversations, tickets
from core.attachments import Clean
from core.db import Database
from core.jakarta import JAKARTA
from core.messages import MediaKind
from core.models import Line, Staff, Ticket, TicketEvent
from core.tickets import NewTicket, Status, closing, watch
from core.tickets.watch import Work
from tests.fakes import ManualClock

PHOTO = Clean(MediaKind.PHOTO, "image/jpeg", b"a photo")
_numbers = count(1)


def wib(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment by Bandung's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=JAKARTA)


class Tickets:
    """Whoever does something to a ticket, each step in a transaction of its own."""

    def __init__(self, db: Database, clock: ManualClock) -> None:
        self.db = db
        self.clock = clock

    async def citizen(self, address: str = "100", channel: str = "telegram", language: str = "id") -> str:
        async with self.db.write(durable=False) as session:
            found = await conversations.find_or_open(session, channel, address, self.clock())
            found.language = language
            return found.id

    async def officer(self, name: str = "Asep") -> int:
        async with self.db.write(durable=False) as session:
            email = f"{name}-{next(_numbers)}@example.id"
            person = Staff(email=email, name=name, password_hash="-", created_at=self.clock())
            session.add(person)
            await session.flush()
            return person.id

    async def filed(self, conversation_id: str | None, **changes: Any) -> int:
        values: dict[str, Any] = {
            "category": "road_damage",
            "title": "Jalan berlubang di Kopo",
            "description": "Jalan di Kopo berlubang besar",
            "place_text": "Jalan Kopo",
        }
        new = NewTicket(f"m{next(_numbers)}", conversation_id, **(values | changes))
        async with self.db.write(durable=False) as session:
            return (await tickets.create(session, new, self.clock())).id

    async def move(self, ticket_id: int, *steps: Status, staff_id: int | None = None) -> None:
        for status in steps:
            async with self.db.write(durable=False) as session:
                await tickets.move(
                    session, ticket_id, status, self.clock(), staff_id=staff_id, note="Catatan petugas"
                )

    async def to_agency(self, ticket_id: int) -> None:
        await self.move(ticket_id, Status.VERIFIED, Status.FORWARDED)

    async def proof(self) -> str:
        async with self.db.write(durable=False) as session:
            path = f"proof/{next(_numbers)}.jpg"
            return (await attachments.add_stored(session, PHOTO, path, self.clock())).id

    async def answer(self, ticket_id: int, staff_id: int | None = None) -> None:
        proof = await self.proof()
        async with self.db.write(durable=False) as session:
            await closing.answer(
                session, ticket_id, "Sudah ditambal", [proof], self.clock(), staff_id=staff_id
            )

    async def do(self, work: Work, ticket_id: int) -> bool:
        async with self.db.write(durable=False) as session:
            return await watch.do(session, work, ticket_id, self.clock())

    async def found(self, work: Work) -> Sequence[int]:
        async with self.db.read() as session:
            return await watch.find(session, work, self.clock(), 0, 100)

    async def sweep(self) -> list[Work]:
        """What one look does, in order."""
        done = []
        for work in watch.works(self.clock()):
            done += [work for ticket_id in await self.found(work) if await self.do(work, ticket_id)]
        return done

    async def ticket(self, ticket_id: int) -> Ticket:
        async with self.db.read() as session:
            return await session.get_one(Ticket, ticket_id)

    async def events(self, ticket_id: int, *kinds: str) -> list[TicketEvent]:
        query = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id, TicketEvent.kind.in_(kinds))
        async with self.db.read() as session:
            return list((await session.scalars(query.order_by(TicketEvent.id))).all())

    async def heard(self, conversation_id: str) -> list[str]:
        query = select(Line.text).where(Line.conversation_id == conversation_id).order_by(Line.seq)
        async with self.db.read() as session:
            return list((await session.scalars(query)).all())

    def at(self, day: date, hour: int = 9) -> None:
        """It is this day in Bandung."""
        self.clock.now = wib(day.year, day.month, day.day, hour)

    def wait(self, days: int) -> None:
        self.clock.advance(timedelta(days=days).total_seconds())
