"""Citizens with tickets, and officers who see to them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from core import attachments, conversations, tickets
from core.attachments import Clean
from core.db import Database
from core.messages import MediaKind
from core.models import Attachment, Audit, Conversation, Line, Reporter, Staff, Ticket, TicketEvent
from core.tickets import NewTicket, Status
from tests.fakes import ManualClock

PHOTO = Clean(MediaKind.PHOTO, "image/jpeg", b"jpeg")
DOCUMENT = Clean(MediaKind.DOCUMENT, "application/pdf", b"%PDF-")

_numbers = count(1)


class World:
    """A city in a database; the time is in the test's hands."""

    def __init__(self, db: Database, clock: ManualClock) -> None:
        self.db = db
        self.clock = clock

    async def citizen(self, language: str = "id", channel: str = "telegram", **changes: Any) -> str:
        """Somebody new; returns their conversation."""
        async with self.db.write() as session:
            talk = await conversations.find_or_open(session, channel, f"a{next(_numbers)}", self.clock())
            talk.language = language
            for name, value in changes.items():
                setattr(talk, name, value)
            return talk.id

    async def change(self, conversation_id: str, **changes: Any) -> None:
        async with self.db.write() as session:
            talk = await session.get_one(Conversation, conversation_id)
            for name, value in changes.items():
                setattr(talk, name, value)

    async def officer(self, name: str = "Dadang", *, active: bool = True) -> int:
        async with self.db.write() as session:
            email = f"{name.lower()}{next(_numbers)}@bandung.go.id"
            person = Staff(name=name, email=email, password_hash="!", active=active, created_at=self.clock())
            session.add(person)
            await session.flush()
            return person.id

    async def report(
        self,
        conversation_id: str | None,
        status: str = "received",
        category: str = "road_damage",
        **changes: Any,
    ) -> int:
        """A ticket as it stands in this status; returns its id."""
        async with self.db.write() as session:
            new = NewTicket(
                f"m{next(_numbers)}", conversation_id, category, "Lubang di Kopo", "Lubang besar", "Jl. Kopo",
                privacy=changes.pop("privacy", "public"),
                classification=changes.pop("classification", "pengaduan"),
            )  # fmt: skip
            ticket = await tickets.create(session, new, self.clock())
            ticket.status = status
            for name, value in changes.items():
                setattr(ticket, name, value)
            return ticket.id

    async def join(self, ticket_id: int, conversation_id: str) -> None:
        async with self.db.write() as session:
            session.add(
                Reporter(ticket_id=ticket_id, conversation_id=conversation_id, joined_at=self.clock())
            )

    async def file(self, clean: Clean = PHOTO, conversation_id: str | None = None) -> str:
        async with self.db.write() as session:
            file = await attachments.add_stored(
                session, clean, "ab/c.jpg", self.clock(), conversation_id=conversation_id
            )
            return file.id

    async def answer(
        self,
        ticket_id: int,
        staff_id: int | None,
        proof: Sequence[str] | None = None,
        note: str = "Ditambal.",
    ) -> Ticket:
        """The agency says it is done, with a photo unless told otherwise."""
        files = [await self.file()] if proof is None else proof
        async with self.db.write() as session:
            return await tickets.answer(session, ticket_id, note, files, self.clock(), staff_id=staff_id)

    async def judge(
        self, ticket_id: int, conversation_id: str, *, fixed: bool, words: str = ""
    ) -> tickets.Judgement:
        async with self.db.write() as session:
            return await tickets.judge(session, ticket_id, conversation_id, fixed, self.clock(), words)

    async def move(self, ticket_id: int, status: Status, note: str = "", **more: Any) -> Ticket:
        async with self.db.write() as session:
            return await tickets.move(
                session, ticket_id, status, self.clock(), note=note, **({"staff_id": None} | more)
            )

    async def ticket(self, ticket_id: int) -> Ticket:
        async with self.db.read() as session:
            return await session.get_one(Ticket, ticket_id)

    async def events(self, ticket_id: int) -> Sequence[TicketEvent]:
        async with self.db.read() as session:
            query = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id).order_by(TicketEvent.id)
            return (await session.scalars(query)).all()

    async def kinds(self, ticket_id: int) -> list[str]:
        return [event.kind for event in await self.events(ticket_id)]

    async def audited(self) -> list[str]:
        """What staff did, oldest first."""
        async with self.db.read() as session:
            return list(await session.scalars(select(Audit.action).order_by(Audit.id)))

    async def lines(self, conversation_id: str) -> Sequence[Line]:
        async with self.db.read() as session:
            return await conversations.lines_after(session, conversation_id, 0)

    async def told(self, conversation_id: str) -> list[str]:
        return [line.text for line in await self.lines(conversation_id)]

    async def attachment(self, attachment_id: str) -> Attachment:
        async with self.db.read() as session:
            return await session.get_one(Attachment, attachment_id)

    def at(self, moment: datetime) -> None:
        self.clock.now = moment
