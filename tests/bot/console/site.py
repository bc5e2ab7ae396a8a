"""Browsers of officers, and citizens who give them something to read."""

import io
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
from PIL import Image
from sqlalchemy import select

from bot.console.access import SESSION_COOKIE
from core import attachments, conversations, inbox, outbox, staff, tickets
from core.conversations import Owner, Said
from core.db import Database
from core.models import Audit, Ticket
from core.passwords import UNUSABLE
from core.staff import NewStaff, Role, SignedIn
from tests.inputs import message

PASSWORD = "lampu kuning empat sendok"
NOBODYS_ID = "0" * 32


@dataclass
class Browser:
    """One browser; signed in when it has somebody's session."""

    client: TestClient[Any, Any]
    me: SignedIn | None = None
    headers: dict[str, str] = field(default_factory=lambda: {"Accept": "text/html"})

    async def get(self, path: str, **headers: str) -> ClientResponse:
        sent = self.headers | headers
        return await self.client.get(f"/console{path}", allow_redirects=False, headers=sent)

    async def page(self, path: str) -> str:
        """The text of a page that must be there."""
        response = await self.get(path)
        assert response.status == 200
        return await response.text()

    async def post(self, path: str, **fields: str) -> ClientResponse:
        """Send a form with this browser's token, unless ``csrf`` says otherwise."""
        data = {"csrf": self.me.csrf if self.me else ""} | fields
        return await self.client.post(
            f"/console{path}", data=data, allow_redirects=False, headers=self.headers
        )

    @property
    def id(self) -> int:
        """The account that is signed in."""
        assert self.me is not None
        return self.me.staff_id


async def open_account(db: Database, name: str, role: Role, now: datetime) -> int:
    """An account without a password, since hashing one takes longer than most tests."""
    async with db.write() as session:
        new = NewStaff(name, f"{name.lower()}@bandung.go.id", role)
        return await staff.add(session, new, UNUSABLE, now, by=None)


async def sign_in(db: Database, client: TestClient[Any, Any], staff_id: int, now: datetime) -> Browser:
    async with db.write() as session:
        token = await staff.open_session(session, staff_id, now)
        me = await staff.signed_in(session, token, now)
    client.session.cookie_jar.update_cookies({SESSION_COOKIE: token})
    return Browser(client, me)


async def hear(db: Database, text: str, now: datetime, *, address: str = "100", name: str = "Euis") -> str:
    """A citizen writes; returns the conversation's id."""
    async with db.write() as session:
        written = message(text, address=address, sender_name=name, sent_at=now)
        await inbox.receive(session, [written], now)
        talk = await conversations.by_address(session, "telegram", address)
    assert talk is not None
    return talk.id


async def wait(db: Database, conversation_id: str, now: datetime, reason: str = "Minta petugas") -> None:
    async with db.write() as session:
        await conversations.hand_over(session, conversation_id, Owner.WAITING, now, reason=reason)


async def give_to(db: Database, conversation_id: str, staff_id: int, now: datetime) -> None:
    async with db.write() as session:
        await conversations.hand_over(session, conversation_id, Owner.STAFF, now, staff_id=staff_id)


async def say(db: Database, conversation_id: str, said: Said, now: datetime) -> None:
    async with db.write() as session:
        await outbox.add(session, conversation_id, said, now)


async def report(
    db: Database, conversation_id: str, now: datetime, *, privacy: str = "public", files: tuple[str, ...] = ()
) -> Ticket:
    """The citizen makes a ticket about a pothole."""
    new = tickets.NewTicket(
        message_id=f"m-{now.timestamp()}-{privacy}",
        conversation_id=conversation_id,
        category="road_damage",
        title="Jalan berlubang di Kopo",
        description="Lubang besar di depan sekolah",
        place_text="Jl. Kopo",
        kecamatan="Bojongloa Kidul",
        privacy=privacy,
        name="Euis Rohaeti",
        attachments=files,
    )
    async with db.write() as session:
        return await tickets.create(session, new, now)


async def give_photo(db: Database, folder: Path, conversation_id: str, now: datetime) -> str:
    """A photo that the citizen sent; returns its id."""
    image = io.BytesIO()
    Image.new("RGB", (8, 8)).save(image, "JPEG")
    clean = attachments.inspect(image.getvalue())
    path = attachments.write(folder, clean)
    async with db.write() as session:
        file = await attachments.add_stored(
            session, clean, path, now, conversation_id=conversation_id, filename='a"b\r\n.jpg'
        )
        said = Said("citizen", "ini fotonya", attachments=[file.id])
        await conversations.say(session, conversation_id, said, now)
    return file.id


async def lines(db: Database, conversation_id: str) -> list[tuple[str, str]]:
    async with db.read() as session:
        said = await conversations.lines_after(session, conversation_id, 0)
    return [(line.author, line.text) for line in said]


async def audit_lines(db: Database) -> list[tuple[int | None, str, str]]:
    """Who did what to what, oldest first."""
    async with db.read() as session:
        rows = (await session.scalars(select(Audit).order_by(Audit.id))).all()
    return [(row.staff_id, row.action, row.target) for row in rows]


def hidden_field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def tells(page: str, number: str) -> bool:
    """Whether a page shows the second half of a ticket's number by itself, not inside a longer id."""
    return re.search(rf"(?<![0-9A-Za-z]){number[4:]}(?![0-9A-Za-z])|{number}", page) is not None
