"""The officers' desk: which conversations wait, what was said, and taking, answering, giving back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit, conversations, notices, outbox
from core.conversations import Owner, Said
from core.errors import ConflictError, OvertakenError
from core.models import Conversation, Line, Message, Staff
from core.texts import clean

DANGER_LASTS = timedelta(hours=24)
LONGEST_REPLY = 4000
PAGE = 50


class Tab(StrEnum):
    WAITING = "waiting"
    MINE = "mine"
    ALL = "all"


class NotMineError(ConflictError):
    """Somebody else, or nobody, has this conversation; it must be taken first."""


@dataclass(frozen=True)
class Row:
    """A conversation in the list, with its newest line."""

    id: str
    channel: str
    name: str | None
    owner: Owner
    owner_since: datetime | None
    officer: str | None
    reason: str | None
    danger: bool
    author: str | None
    text: str
    said_at: datetime | None


@dataclass(frozen=True)
class Seen:
    """Who had the conversation on the page where an officer pressed "take"."""

    owner: str
    assigned_to: int | None


async def rows(
    session: AsyncSession, tab: Tab, staff_id: int, now: datetime, *, page: int = 1
) -> Sequence[Row]:
    """One page of a tab; waiting ones by danger and then by how long they wait, others newest first."""
    danger = _is_in_danger(now)
    query = (
        select(Conversation, Line.author, Line.text, Line.created_at, Staff.name, danger)
        .outerjoin(Line, and_(Line.conversation_id == Conversation.id, Line.seq == Conversation.last_seq))
        .outerjoin(Staff, Staff.id == Conversation.assigned_to)
        .limit(PAGE)
        .offset(PAGE * (page - 1))
    )
    found = await session.execute(_ordered(query, tab, staff_id, danger))
    return [
        Row(
            id=talk.id, channel=talk.channel, name=talk.name, owner=Owner(talk.owner),
            owner_since=talk.owner_since, officer=officer, reason=talk.handoff_reason, danger=is_danger,
            author=author, text=text or "", said_at=said_at,
        )
        for talk, author, text, said_at, officer, is_danger in found
    ]  # fmt: skip


def _ordered(
    query: Select[*tuple[Any, ...]], tab: Tab, staff_id: int, danger: Any
) -> Select[*tuple[Any, ...]]:
    newest = (Conversation.last_heard_at.is_(None), Conversation.last_heard_at.desc(), Conversation.id)
    match tab:
        case Tab.WAITING:
            waiting = query.where(Conversation.owner == Owner.WAITING)
            return waiting.order_by(danger.desc(), Conversation.owner_since, Conversation.id)
        case Tab.MINE:
            mine = query.where(Conversation.owner == Owner.STAFF, Conversation.assigned_to == staff_id)
            return mine.order_by(danger.desc(), *newest)
        case Tab.ALL:
            return query.order_by(*newest)


def _is_in_danger(now: datetime) -> Any:
    return (
        exists()
        .where(
            Message.conversation_id == Conversation.id,
            Message.danger,
            Message.received_at > now - DANGER_LASTS,
        )
        .label("danger")
    )


async def counts(session: AsyncSession, staff_id: int) -> dict[Tab, int]:
    """How many conversations wait, and how many are this officer's."""
    query = (
        select(Conversation.owner, func.count())
        .where(
            (Conversation.owner == Owner.WAITING)
            | and_(Conversation.owner == Owner.STAFF, Conversation.assigned_to == staff_id)
        )
        .group_by(Conversation.owner)
    )
    found = {row[0]: row[1] for row in await session.execute(query)}
    return {Tab.WAITING: found.get(Owner.WAITING, 0), Tab.MINE: found.get(Owner.STAFF, 0)}


async def take(session: AsyncSession, conversation_id: str, staff_id: int, seen: Seen, now: datetime) -> None:
    """Make the conversation this officer's, from the bot, the queue or a colleague as seen on the page.

    Raises:
        NotFoundError: there is no such conversation.
        OvertakenError: somebody else was quicker.
    """
    talk = await conversations.lock(session, conversation_id)
    if talk.owner == Owner.STAFF and talk.assigned_to == staff_id:
        return
    if (talk.owner, talk.assigned_to) != (seen.owner, seen.assigned_to):
        raise OvertakenError("the owner changed")
    citizen_knows = talk.owner == Owner.STAFF
    previous = talk.assigned_to
    await conversations.hand_over(session, conversation_id, Owner.STAFF, now, staff_id=staff_id)
    if not citizen_knows:
        await _notify(session, talk, "staff_joined", now)
    note = f"from staff {previous}" if previous else f"from {seen.owner}"
    audit.record(session, staff_id, "conversation.take", now, target=conversation_id, note=note)


async def reply(
    session: AsyncSession, conversation_id: str, staff_id: int, text: str, seen_seq: int, now: datetime
) -> Line:
    """Answer the citizen, unless something was said after line ``seen_seq``.

    Raises:
        NotFoundError: there is no such conversation.
        NotMineError: it is not this officer's.
        OvertakenError: lines were added since.
        ConflictError: the text is empty or too long.
    """
    talk = await conversations.lock(session, conversation_id)
    if talk.owner != Owner.STAFF or talk.assigned_to != staff_id:
        raise NotMineError("not this officer's")
    if talk.last_seq != seen_seq:
        raise OvertakenError("lines were added")
    words = clean(text).strip()
    if not words or len(words) > LONGEST_REPLY:
        raise ConflictError("empty or too long")
    line = await outbox.add(session, conversation_id, Said("staff", words, staff_id=staff_id), now)
    audit.record(session, staff_id, "conversation.reply", now, target=f"{conversation_id} line {line.seq}")
    return line


async def release(session: AsyncSession, conversation_id: str, staff_id: int, now: datetime) -> None:
    """Give the conversation back to the bot and tell the citizen.

    Raises:
        NotFoundError: there is no such conversation.
        NotMineError: it is not this officer's.
    """
    talk = await conversations.lock(session, conversation_id)
    if talk.owner != Owner.STAFF or talk.assigned_to != staff_id:
        raise NotMineError("not this officer's")
    await conversations.hand_over(session, conversation_id, Owner.BOT, now)
    await _notify(session, talk, "back_to_bot", now)
    audit.record(session, staff_id, "conversation.release", now, target=conversation_id)


async def _notify(session: AsyncSession, talk: Conversation, notice: str, now: datetime) -> None:
    await outbox.add(session, talk.id, Said("system", notices.text(notice, talk.language)), now)
