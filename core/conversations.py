"""Conversations: who talks on which channel, who owns the talk, and its transcript."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import dropwhile, takewhile, zip_longest
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, Update, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import addresses
from core.addresses import Person
from core.errors import NotFoundError
from core.language import Language, detect
from core.language_wish import Wish, wish
from core.messages import Button
from core.models import Address, Conversation, Line
from core.texts import without_accents

_LINES = cast(Table, Line.__table__)
_WORD = re.compile(r"\w+")
_MOST_LISTED = 10
_YES = frozenset(
    {"ya", "iya", "y", "yes", "ok", "oke", "yakin", "ya yakin", "enya", "muhun", "sumuhun", "leres", "sure"}
)


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
    """The conversation that any of these addresses leads to, opened when there is none; locked."""
    person = Person(channel, address, tuple(aliases), is_group)
    [conversation] = await addresses.find_or_open(session, [person], now)
    note_sender(conversation, address, name)
    return conversation


def note_sender(conversation: Conversation, address: str, name: str | None) -> None:
    """Answers go to the address that was used last, under the name it gave."""
    conversation.address = address
    if name:
        conversation.name = name[:128]


def note_heard(conversation: Conversation, now: datetime) -> None:
    """Its citizen wrote: on the page of an erased conversation somebody begins anew, and may hear news."""
    if conversation.last_heard_at is None:
        conversation.news_stopped = False
    conversation.last_heard_at = now


def wake(conversation: Conversation, at: datetime) -> None:
    """Have a worker look at it then, or sooner if one does anyway."""
    conversation.wake_at = min(filter(None, (conversation.wake_at, at)))


def choose_language(conversation: Conversation, language: Language) -> None:
    """The citizen asked for it: it stays."""
    conversation.language, conversation.language_chosen = language, True


def note_language(conversation: Conversation, text: str) -> Wish | None:
    """Answer in the language of these words, unless one was asked for; returns the wish in them."""
    wished = wish(text)
    if wished and wished.language:
        choose_language(conversation, wished.language)
    elif not conversation.language_chosen:
        conversation.language = detect(text, conversation.language)
    return wished


async def get(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation.

    Raises:
        NotFoundError: there is none with this id.
    """
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        raise NotFoundError(f"conversation {conversation_id}")
    return conversation


async def lock(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation as it is now, held until the transaction ends.

    Raises:
        NotFoundError: there is none with this id.
    """
    if conversation_id in addresses.held(session):
        return await get(session, conversation_id)
    query = (
        select(Conversation)
        .where(Conversation.id == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    conversation = (await session.scalars(query)).one_or_none()
    if conversation is None:
        raise NotFoundError(f"conversation {conversation_id}")
    addresses.hold(session, [conversation])
    return conversation


def change_all(*conditions: ColumnElement[bool]) -> Update:
    """An UPDATE of many that locks them in the order in which every process locks several."""
    locked = select(Conversation.id).where(*conditions).order_by(Conversation.id).with_for_update()
    return update(Conversation).where(Conversation.id.in_(locked))


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
    return add_line(session, await lock(session, conversation_id), said, now)


def add_line(session: AsyncSession, locked: Conversation, said: Said, now: datetime) -> Line:
    """Like `say`, for a conversation that this transaction has locked; written with its next flush."""
    line = Line(**_line(locked, said, now))
    session.add(line)
    return line


async def add_lines(
    session: AsyncSession, said: Sequence[tuple[Conversation, Said]], now: datetime
) -> Sequence[int]:
    """Like `add_line` for many, in order, written at once; returns their numbers."""
    rows = [_line(locked, each, now) for locked, each in said]
    if rows:
        await session.execute(insert(_LINES), rows)
    return [row["seq"] for row in rows]


def _line(locked: Conversation, said: Said, now: datetime) -> dict[str, Any]:
    locked.last_seq += 1
    return {
        "conversation_id": locked.id,
        "seq": locked.last_seq,
        "author": said.author,
        "text": said.text,
        "buttons": [{"title": b.title, "payload": b.payload} for b in said.buttons],
        "image": said.image,
        "attachments": list(said.attachments),
        "location": said.location,
        "staff_id": said.staff_id,
        "created_at": now,
    }


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


async def last_line(session: AsyncSession, conversation_id: str) -> Line | None:
    """The newest line of a transcript."""
    query = select(Line).where(Line.conversation_id == conversation_id).order_by(Line.seq.desc()).limit(1)
    return (await session.scalars(query)).first()


async def last_numbers(session: AsyncSession, ids: Sequence[str]) -> dict[str, int]:
    """How far the transcripts of these conversations have come."""
    query = select(Conversation.id, Conversation.last_seq).where(Conversation.id.in_(ids))
    return {row.id: row.last_seq for row in await session.execute(query)}


async def typed_choice(session: AsyncSession, conversation_id: str, text: str, before: int) -> Button | None:
    """The button whose title somebody typed, among those of our latest words before line ``before``."""
    wanted = _bare(text)
    query = (
        select(Line)
        .where(Line.conversation_id == conversation_id, Line.seq < before)
        .order_by(Line.seq.desc())
        .limit(10)
    )
    spoken = dropwhile(lambda line: line.author == "citizen", (await session.scalars(query)).all())
    for line in takewhile(lambda line: line.author != "citizen", spoken):
        # More buttons than a WhatsApp list holds are shown there as numbered lines.
        numbers = range(1, len(line.buttons) + 1) if len(line.buttons) > _MOST_LISTED else range(0)
        for number, button in zip_longest(numbers, line.buttons):
            if wanted and (wanted == str(number) or _names(wanted, _bare(button["title"]))):
                return Button(button["title"], button["payload"])
    return None


def _names(typed: str, title: str) -> bool:
    """Whether these words mean this button; a bare yes means the one that begins with it ("Ya, hapus")."""
    return typed == title or (typed in _YES and title.startswith(("ya ", "yes ", "muhun ")))


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(without_accents(text.casefold())))


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
    """Change the owner; False when it already was so (the notice was given then).

    A citizen's wish for a person never takes a conversation away from the officer who just took it.
    """
    conversation = await lock(session, conversation_id)
    served = owner is Owner.WAITING and conversation.owner == Owner.STAFF and staff_id is None
    if served or (conversation.owner == owner and conversation.assigned_to == staff_id):
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


async def want_news(session: AsyncSession, conversation_id: str, *, wanted: bool) -> bool:
    """Whether news about tickets is sent; False when it was so already."""
    conversation = await lock(session, conversation_id)
    changed = conversation.news_stopped == wanted
    conversation.news_stopped = not wanted
    return changed


async def somebody_waits(session: AsyncSession, since: datetime) -> bool:
    """Whether `notice_absence` would name anybody."""
    return bool(await session.scalar(select(exists().where(*_left_alone(since)))))


async def notice_absence(session: AsyncSession, since: datetime) -> Sequence[str]:
    """The conversations that wait for a human since before then; each is named once per wait."""
    noticed = change_all(*_left_alone(since)).values(absence_noticed=True)
    return (await session.scalars(noticed.returning(Conversation.id))).all()


def _left_alone(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Conversation.owner == Owner.WAITING,
        Conversation.absence_noticed.is_(False),
        Conversation.owner_since <= since,
    )


async def place_in_line(session: AsyncSession, conversation_id: str) -> int:
    """The place of a waiting conversation in the officers' queue, from 1."""
    conversation = await get(session, conversation_id)
    ahead = select(func.count()).where(
        Conversation.owner == Owner.WAITING, Conversation.owner_since < conversation.owner_since
    )
    return (await session.scalars(ahead)).one() + 1
