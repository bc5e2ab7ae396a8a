"""The inbox: what platforms delivered, stored before it is answered; `core.turns` reads it."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched, filterfalse, groupby
from typing import Any, TypeGuard, cast
from uuid import uuid4

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import addresses, conversations, edits, notices, outbox, receipts, turns
from core.addresses import Person
from core.conversations import Owner, Said
from core.db import insert_into
from core.masking import mask
from core.messages import STALE, Edited, Event, Ignored, Incoming, Location, Reachability, Receipt
from core.models import Attachment, Conversation, Message
from core.texts import clean

logger = logging.getLogger(__name__)

# What platforms tell operators; the ledger counts what citizens sent.
_NO_MESSAGES = frozenset({"operator_event", "unknown_status"})
MOST_AT_ONCE = 500  # of a batch: a statement takes some 30,000 values
_MAX_FILE_BYTES = 2**31 - 1  # what the column holds; platforms stop far below


async def receive(session: AsyncSession, events: Sequence[Event], now: datetime) -> int:
    """Store what platforms delivered, in order; returns how many messages are new.

    Redeliveries change nothing. Messages that follow each other cost a handful of statements together.
    """
    new = 0
    with session.no_autoflush:  # what a batch changes in conversations is written at its end
        for batch in batched(events, MOST_AT_ONCE):
            await addresses.find_or_open(session, [*filter(None, map(_person, batch))], now)
            new += len(
                await _insert(session, [_ignored_row(each, now) for each in filter(_is_silent, batch)])
            )
            for are_messages, group in groupby(filterfalse(_is_silent, batch), _is_message):
                if are_messages:
                    new += await _receive_messages(session, cast("list[Incoming]", [*group]), now)
                else:
                    new += sum([await _receive(session, event, now) for event in group])
            await session.flush()
    return new


def _person(event: Event) -> Person | None:
    """Whose conversation this goes to and, with their first word, opens."""
    match event:
        case Incoming():
            return Person(event.channel, event.address, event.aliases, event.is_group)
        case Edited():
            return Person(event.channel, event.address, event.aliases)
        case Ignored(address=str() as address, notice=str()):
            return Person(event.channel, address, is_group=event.is_group)
    return None


def _is_silent(event: Event) -> TypeGuard[Ignored]:
    """Whether the event concerns no conversation and is only counted."""
    return isinstance(event, Ignored) and event.reason not in _NO_MESSAGES and _person(event) is None


def _is_message(event: Event) -> bool:
    return isinstance(event, Incoming)


async def _receive(session: AsyncSession, event: Event, now: datetime) -> bool:
    match event:
        case Edited():
            return await edits.amend(session, event, now)
        case Ignored():
            return await _receive_ignored(session, event, now)
        case Receipt():
            await receipts.record(session, event, now)
        case Reachability():
            await _record_reachability(session, event)
    return False


# --- Messages ---------------------------------------------------------------------------------------

type _Key = tuple[str, str]  # channel and platform id
type _Row = dict[str, Any]
type _Arrival = tuple[Incoming, Conversation, _Row]


async def _receive_messages(session: AsyncSession, events: Sequence[Incoming], now: datetime) -> int:
    people = [*filter(None, map(_person, events))]
    talks = await addresses.find_or_open(session, people, now)
    next_seq = {talk.id: talk.last_seq + 1 for talk in talks}
    arrived: dict[_Key, _Arrival] = {}
    for event, talk in zip(events, talks, strict=True):
        row = _message_row(event, now) | {"conversation_id": talk.id, "seq": next_seq[talk.id]}
        if _key(row) not in arrived:
            arrived[_key(row)] = (event, talk, row)
            next_seq[talk.id] += 1
    ids = await _insert(session, [row for _, _, row in arrived.values()])
    new = {ids[key]: arrival for key, arrival in arrived.items() if key in ids}
    await _say(session, new, now)
    await _add_files(session, new.values(), now)
    for arrival in new.values():
        _hear(arrival, now)
    return len(new)


def _message_row(event: Incoming, now: datetime) -> _Row:
    stale = now - event.sent_at > STALE
    return _EMPTY | {
        "channel": event.channel,
        "external_id": event.external_id[:200],
        "text": mask(clean(event.text)),
        "payload": event.payload[:200] if event.payload else None,
        "location": _location(event.location),
        "attachments": [uuid4().hex if event.channel != "web" else media.ref for media in event.media],
        "is_group": event.is_group,
        "ref": event.ref[:200] if event.ref else None,
        "sent_at": event.sent_at,
        "received_at": now,
        "state": "ignored" if stale else "received",
        "reason": "stale" if stale else None,
        "settled_at": now if stale else None,
    }


async def _say(session: AsyncSession, new: Mapping[int, _Arrival], now: datetime) -> None:
    """Put the messages into their transcripts, without gaps where a redelivery stood among them."""
    said = [
        (talk, Said("citizen", row["text"], attachments=row["attachments"], location=row["location"]))
        for _, talk, row in new.values()
    ]
    numbers = await conversations.add_lines(session, said, now)
    moved = [
        {"of_id": message_id, "new_seq": number}
        for (message_id, (*_, row)), number in zip(new.items(), numbers, strict=True)
        if row["seq"] != number
    ]
    if moved:
        statement = update(_TABLE).where(_TABLE.c.id == bindparam("of_id")).values(seq=bindparam("new_seq"))
        await session.execute(statement, moved)


def _hear(arrival: _Arrival, now: datetime) -> None:
    """Note in the conversation that somebody wrote."""
    event, talk, row = arrival
    conversations.note_sender(talk, event.address, event.sender_name)
    talk.reachable = True
    if row["state"] == "received":
        # From when it reached us: whether a late message still opens the reply window, its platform decides;
        # an answer that it refuses is visible, one that we never try is lost.
        conversations.note_heard(talk, now)
        # Words never wait for photos that may follow: the emergency net must see them now.
        is_quiet = not row["text"] and not row["payload"] and bool(row["attachments"] or row["location"])
        _wake(talk, now + turns.QUIET if is_quiet else now)


async def _add_files(session: AsyncSession, new: Iterable[_Arrival], now: datetime) -> None:
    rows = [
        {
            "id": attachment_id,
            "conversation_id": talk.id,
            "kind": media.kind,
            "ref": media.ref,
            "state": "pending",
            "content_type": media.content_type[:100] if media.content_type else None,
            "filename": media.filename[:200] if media.filename else None,
            "size": min(media.size, _MAX_FILE_BYTES) if media.size else None,
            "created_at": now,
        }
        for event, talk, row in new
        if event.channel != "web"  # stored already by the upload that named them
        for attachment_id, media in zip(row["attachments"], event.media, strict=True)
    ]
    if rows:
        await session.execute(insert(Attachment), rows)


# --- What starts no turn ----------------------------------------------------------------------------


def _ignored_row(event: Ignored, now: datetime) -> _Row:
    return _EMPTY | {
        "channel": event.channel,
        "external_id": event.external_id[:200],
        "is_group": event.is_group,
        "sent_at": event.sent_at or now,
        "received_at": now,
        "state": "ignored",
        "reason": event.reason[:60],
        "settled_at": now,
    }


async def _receive_ignored(session: AsyncSession, event: Ignored, now: datetime) -> bool:
    person = _person(event)
    if person is None:
        logger.warning("%s: %s %s", event.channel, event.reason, event.external_id)
        return False
    [conversation] = await addresses.find_or_open(session, [person], now)
    row = _ignored_row(event, now) | {"conversation_id": conversation.id}
    ids = await _insert(session, [row])
    if not ids:
        return False
    conversations.note_sender(conversation, person.address, None)
    conversations.note_heard(conversation, now)
    conversation.reachable = True
    if conversation.owner == Owner.BOT and now - row["sent_at"] <= STALE:
        text = notices.text(event.notice or "", conversation.language)
        await _answer_ignored(session, conversation, ids[_key(row)], text, now)
    return True


async def _answer_ignored(
    session: AsyncSession, conversation: Conversation, message_id: int, text: str, now: datetime
) -> None:
    await session.flush()
    last = await conversations.last_line(session, conversation.id)
    if last is not None and last.text == text:  # ten stickers in a row are answered once
        return
    await outbox.add(session, conversation.id, Said("bot", text), now, message_id=message_id)


async def is_known(session: AsyncSession, channel: str, external_id: str) -> bool:
    """Whether this message was received before."""
    query = select(Message.id).where(Message.channel == channel, Message.external_id == external_id)
    return (await session.scalars(query)).first() is not None


# --- Rows -------------------------------------------------------------------------------------------

_TABLE = cast(Table, Message.__table__)
_EMPTY: _Row = dict.fromkeys(column.key for column in _TABLE.columns if not column.primary_key) | {
    "text": "",
    "attachments": [],
    "is_group": False,
    "danger": False,
    "attempts": 0,
}


def _key(row: _Row) -> _Key:
    return row["channel"], row["external_id"]


async def _insert(session: AsyncSession, rows: Sequence[_Row]) -> dict[_Key, int]:
    """Store these messages, in order; the ids of those that their platform had not delivered before."""
    if not rows:
        return {}
    # On the table, not the class: the ORM's own insert costs this busiest of all paths a third of its time.
    statement = insert_into(session, _TABLE).on_conflict_do_nothing()
    stored = await session.execute(
        statement.returning(_TABLE.c.channel, _TABLE.c.external_id, _TABLE.c.id), rows
    )
    return {(channel, external_id): number for channel, external_id, number in stored}


def _location(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {"lat": location.lat, "lon": location.lon, "name": location.name, "address": location.address}


async def _record_reachability(session: AsyncSession, event: Reachability) -> None:
    conversation = await conversations.by_address(session, event.channel, event.address)
    if conversation is None:
        return
    if event.reachable:
        conversation.reachable = True
    else:
        await outbox.fail_unreachable(session, conversation.id)


def _wake(conversation: Conversation, at: datetime) -> None:
    if conversation.wake_at is None or at < conversation.wake_at:
        conversation.wake_at = at
