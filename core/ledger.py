"""The ledger: what became of every message that was ever received."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.models import Conversation, Line, Message, Total

RECENT = 10_000  # messages that a quick look checks for an answer; a full one checks all


@dataclass(frozen=True)
class Nowhere:
    """Messages that their state says are somewhere, but that are lost."""

    unseen: int  # wait, but nothing will ever look at them
    unanswered: int  # count as answered, but nothing was said after them

    @property
    def total(self) -> int:
        return self.unseen + self.unanswered


async def ledger(session: AsyncSession, *, quick: bool = False) -> dict[str, Any]:
    """Proof that nothing is lost: every message received is in exactly one place.

    A message is believed to wait only if something will look at it, and to be answered only if something
    was said after it; all others are the remainder. Messages that housekeeping removed count on; one
    statement sees both, or neither, side of a removal.
    """
    present = select(Message.state, func.coalesce(Message.reason, ""), func.count()).group_by(
        Message.state, Message.reason
    )
    lost = await nowhere(session, quick=quick)
    rows = (await session.execute(union_all(present, select(Total.state, Total.reason, Total.number)))).all()
    count = dict.fromkeys(("answered", "with_staff", "received", "failed"), 0)
    ignored: dict[str, int] = {}
    for state, reason, number in rows:
        if state == "ignored":
            ignored[reason or "unknown"] = ignored.get(reason or "unknown", 0) + number
        elif state in count:
            count[state] += number
    received = sum(number for _, _, number in rows)
    count["received"] -= lost.unseen
    count["answered"] -= lost.unanswered
    return {
        "received": received,
        "answered": count["answered"],
        "with_staff": count["with_staff"],
        "ignored": ignored,
        "waiting": count["received"],
        "failed": count["failed"],
        "remainder": received - sum(count.values()) - sum(ignored.values()),
    }


async def nowhere(session: AsyncSession, *, quick: bool = False) -> Nowhere:
    """Look for messages that are not where their state says."""
    unseen = select(func.count()).select_from(Message).where(is_unseen())
    said_after = exists().where(
        Line.conversation_id == Message.conversation_id, Line.seq > Message.seq, Line.author != "citizen"
    )
    unanswered = select(func.count()).where(
        Message.state == "answered", Message.seq.is_not(None), ~said_after
    )
    if quick:
        newest = select(func.coalesce(func.max(Message.id), 0)).scalar_subquery()
        unanswered = unanswered.where(Message.id > newest - RECENT)
    return Nowhere((await session.scalars(unseen)).one(), (await session.scalars(unanswered)).one())


def is_unseen() -> ColumnElement[bool]:
    """Of a `Message`: it waits, but its conversation is not due for a look, now or later."""
    talk = aliased(Conversation)  # the caller may read from that table, too
    looked_at = exists().where(talk.id == Message.conversation_id, talk.wake_at.is_not(None))
    return (Message.state == "received") & ~looked_at


async def find_unseen(session: AsyncSession, now: datetime) -> int:
    """Let a worker look at messages that nothing would have looked at; returns in how many conversations."""
    found = await session.scalars(
        update(Conversation)
        .where(Conversation.id.in_(select(Message.conversation_id).where(is_unseen())))
        .values(wake_at=now)
        .returning(Conversation.id)
    )
    return len(found.all())
