"""Conversations: who talks on which channel, who owns the talk, and its transcript."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert_into
from core.errors import NotFoundError
from core.messages import Button
from core.models import Address, Conversation, Line


class Owner(StrEnum):
    """Who answers. While ``waiting`` or ``staff`` the bot says nothing of its own."""

    BOT = "bot"
    WAITING = "waiting"
    STAFF = "staff"


@dataclass(frozen=True)
class Said:
    """One line to add to a transcript."""

    author: str  # citizen, bot, staff, system
    text: str
    buttons: Sequence[Button] = ()
    image: str | None = None
    attachments: Sequence[str] = ()
    location: dict[str, Any] | None = None
    staff_id: int | None = None


async def find_or_open(
    session: AsyncSession,
    channel: str,
    address: str,
    now: datetime,
    *,
    aliases: Sequence[str] = (),
    name: str | None = None,
    is_group: bool = False,
) -> Conversation:
    """The conversation that any of these addresses leads to, opened when there is none."""
    known = [address, *aliases]
    query = select(Address.conversation_id).where(Address.channel == channel, Address.address.in_(known))
    conversation_id = (await session.scalars(query.limit(1))).first()
    if conversation_id is None:
        conversation_id = uuid.uuid4().hex
        session.add(
            Conversation(
                id=conversation_id, channel=channel, address=address, is_group=is_group, created_at=now
            )
        )
        await session.flush()
    for each in known:
        await session.execute(
            insert_into(session, Address)
            .values(channel=channel, address=each, conversation_id=conversation_id)
            .on_conflict_do_nothing()
        )
    conversation = await get(session, conversation_id)
    conversation.address = address
    if name:
        conversation.name = name[:128]
    return conversation


async def get(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation.

    Raises:
        NotFoundError: there is none with this id.
    """
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        raise NotFoundError(f"conversation {conversation_id}")
    return conversation


async def by_address(session: AsyncSession, channel: str, address: str) -> Conversation | None:
    """The conversation behind a platform id, if there is one."""
    query = (
        select(Conversation)
        .join(Address, Address.conversation_id == Conversation.id)
        .where(Address.channel == channel, Address.address == address)
    )
    return (await session.scalars(query)).first()


async def say(session: AsyncSession, conversation_id: str, said: Said, now: datetime) -> Line:
    """Add a line; the number is taken under the row's lock, so readers never miss one."""
    taken = await session.scalars(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(last_seq=Conversation.last_seq + 1)
        .returning(Conversation.last_seq)
    )
    line = Line(
        conversation_id=conversation_id,
        seq=taken.one(),
        author=said.author,
        text=said.text,
        buttons=[{"title": b.title, "payload": b.payload} for b in said.buttons],
        image=said.image,
        attachments=list(said.attachments),
        location=said.location,
        staff_id=said.staff_id,
        created_at=now,
    )
    session.add(line)
    await session.flush()
    return line


async def lines_after(
    session: AsyncSession, conversation_id: str, after: int, limit: int = 200
) -> Sequence[Line]:
    """The lines with a number above ``after``, oldest first."""
    query = (
        select(Line)
        .where(Line.conversation_id == conversation_id, Line.seq > after)
        .order_by(Line.seq)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def offered_title(session: AsyncSession, conversation_id: str, payload: str) -> str | None:
    """The title of a button we sent with this payload, or None: only our own buttons may be tapped."""
    query = (
        select(Line.buttons)
        .where(Line.conversation_id == conversation_id, Line.author.in_(("bot", "system", "staff")))
        .order_by(Line.seq.desc())
        .limit(200)
    )
    for buttons in await session.scalars(query):
        for button in buttons:
            if button["payload"] == payload:
                return button["title"]
    return None


async def hand_over(
    session: AsyncSession,
    conversation_id: str,
    owner: Owner,
    now: datetime,
    *,
    reason: str | None = None,
    staff_id: int | None = None,
) -> bool:
    """Change the owner; False when it already was so (the notice was given then)."""
    conversation = await get(session, conversation_id)
    if conversation.owner == owner and conversation.assigned_to == staff_id:
        return False
    conversation.owner = owner
    conversation.owner_since = now
    conversation.assigned_to = staff_id
    conversation.absence_noticed = False
    if owner is not Owner.STAFF:
        conversation.handoff_reason = reason
    if owner is Owner.WAITING:
        conversation.wake_at = min(filter(None, (conversation.wake_at, now)))
    return True
