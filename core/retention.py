"""What may go with time, a few rows at a step: each step is one short transaction of its caller.

Transcripts and tickets are the city's record and stay. What carried them (the inbox, the outbox) goes when
it is settled and old; the ledger goes on counting it. The newest row of either always stays, because SQLite
gives the number of a deleted last row out again, and tickets, Rasa and the emergency net know messages by
their number.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, String, cast, delete, exists, func, null, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import concealing, review
from core.db import insert_into
from core.models import (
    Address,
    ApiFiling,
    Attachment,
    Conversation,
    Delivery,
    Message,
    SentPart,
    StaffSession,
    SubscriptionSent,
    Ticket,
    TicketAttachment,
    Total,
)  # fmt: skip

ROWS = 100  # of a step: some milliseconds, so that no webhook waits
CONTENT_STAYS = timedelta(days=8)  # a message's words, beside those in the transcript
TOLD_STAYS = timedelta(days=30)  # which warning was told to whom: the sources name none for so long
# Failed messages wait for a person, with their words, for as long as it takes.
_SETTLED = Message.state.in_(("answered", "with_staff", "ignored")) & Message.settled_at.is_not(None)
_ENDED = ("done", "not_ours", "archived")


@dataclass(frozen=True)
class Step:
    """What one step did, and the row after which the next one goes on; None when there is nothing more."""

    removed: int
    after: int | None


type Chore = Callable[[AsyncSession, int, datetime], Awaitable[Step]]


async def forget_contents(session: AsyncSession, after: int, now: datetime) -> Step:
    """Empty settled messages of their words and places; their ids stay, against redeliveries."""
    old, last = await _old(session, Message.id, Message.received_at, after, now - CONTENT_STAYS)
    drafts = select(Message.conversation_id).where(Message.id.in_(old), Message.report == concealing.DRAFT)
    for conversation_id in sorted(filter(None, (await session.scalars(drafts)).unique())):
        # The wish that hides it is about to go: what it hides is marked instead.
        await concealing.keep_draft_hidden(session, conversation_id, ())
    emptied = await session.execute(
        update(Message)
        .where(Message.id.in_(old), _SETTLED)
        .where(or_(Message.text != "", Message.payload.is_not(None), Message.location.is_not(null())))
        .values(text="", payload=None, location=null())
    )
    return Step(_count(emptied), last)


async def remove_deliveries(session: AsyncSession, after: int, before: datetime) -> Step:
    """Remove what left the outbox, with the platform's ids of its parts."""
    old, last = await _old(session, Delivery.id, Delivery.created_at, after, before)
    query = select(Delivery.id).where(Delivery.id.in_(old), Delivery.state != "queued").with_for_update()
    ids = (await session.scalars(query)).all()
    await session.execute(delete(SentPart).where(SentPart.delivery_id.in_(ids)))
    await session.execute(delete(Delivery).where(Delivery.id.in_(ids)))
    return Step(len(ids), last)


async def remove_messages(session: AsyncSession, after: int, before: datetime) -> Step:
    """Remove settled messages and add them to the ledger's totals."""
    old, last = await _old(session, Message.id, Message.received_at, after, before)
    gone = await session.execute(
        delete(Message)
        .where(Message.id.in_(old), _SETTLED)
        .where(~exists().where(Delivery.message_id == Message.id))
        .where(or_(Message.report.is_(None), Message.report != concealing.LEFT))  # it hides its line
        .returning(Message.state, Message.reason)
    )
    removed = Counter((row.state, row.reason or "") for row in gone)
    for (state, reason), number in sorted(removed.items()):
        statement = insert_into(session, Total).values(state=state, reason=reason, number=number)
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["state", "reason"], set_={"number": Total.number + number}
            )
        )
    return Step(removed.total(), last)


async def _old(
    session: AsyncSession, number: Any, moment: Any, after: int, before: datetime
) -> tuple[Sequence[int], int | None]:
    """The next rows in order of arrival that are older, without the newest of all; and where to go on."""
    newest = select(func.max(number)).scalar_subquery()
    query = select(number, moment).where(number > after, number < newest).order_by(number).limit(ROWS)
    rows = (await session.execute(query)).all()
    old = [row[0] for row in rows if row[1] < before]
    return old, rows[-1][0] if old and len(rows) == ROWS else None


async def remove_lost_files(session: AsyncSession, _after: int, before: datetime) -> Step:
    """Remove files that never came, if no ticket names them."""
    named = exists().where(TicketAttachment.attachment_id == Attachment.id)
    lost = select(Attachment.id).where(
        Attachment.state.in_(("failed", "pending")), Attachment.created_at < before, ~named
    )
    ids = (await session.scalars(lost.limit(ROWS))).all()
    await session.execute(delete(Attachment).where(Attachment.id.in_(ids)))
    return _again(len(ids))


async def remove_unused_chats(session: AsyncSession, _after: int, before: datetime) -> Step:
    """Remove web chats in which nobody ever wrote a word."""
    unused = select(Conversation.id).where(
        Conversation.channel == "web", Conversation.last_seq == 0, Conversation.created_at < before
    )
    ids = (await session.scalars(unused.limit(ROWS).with_for_update())).all()
    await session.execute(delete(Address).where(Address.conversation_id.in_(ids)))
    await session.execute(delete(Conversation).where(Conversation.id.in_(ids)))
    return _again(len(ids))


async def forget_reviews(session: AsyncSession, _after: int, before: datetime) -> Step:
    """Remove texts for review that nobody wrote lately: what staff made of them is in the training data."""
    return Step(await review.forget_old(session, before), None)


async def forget_filers(session: AsyncSession, after: int, before: datetime) -> Step:
    """Empty old filings of civic apps of whoever filed them, once their tickets have ended."""
    query = select(ApiFiling.ticket_id).where(ApiFiling.ticket_id > after, ApiFiling.created_at < before)
    old = (await session.scalars(query.order_by(ApiFiling.ticket_id).limit(ROWS))).all()
    ended = select(Ticket.id).where(Ticket.id.in_(old), Ticket.status.in_(_ENDED), Ticket.updated_at < before)
    emptied = await session.execute(
        update(ApiFiling)
        .where(ApiFiling.ticket_id.in_(ended))
        .where(or_(cast(ApiFiling.person, String) != "{}", ApiFiling.media_url.is_not(None)))
        .values(person={}, media_url=None)
    )
    return Step(_count(emptied), old[-1] if len(old) == ROWS else None)


async def remove_sessions(session: AsyncSession, _after: int, now: datetime) -> Step:
    """Remove browsers of staff that were signed out by time."""
    return Step(
        _count(await session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))), None
    )


async def forget_told(session: AsyncSession, _after: int, now: datetime) -> Step:
    """Remove what citizens were told so long ago that it cannot come again."""
    told = tuple_(SubscriptionSent.conversation_id, SubscriptionSent.event)
    old = select(*told).where(SubscriptionSent.sent_at < now - TOLD_STAYS).limit(ROWS)
    return _again(_count(await session.execute(delete(SubscriptionSent).where(told.in_(old)))))


def _again(removed: int) -> Step:
    return Step(removed, 0 if removed == ROWS else None)


def _count(result: Any) -> int:
    assert isinstance(result, CursorResult)  # noqa: S101  of an UPDATE or DELETE
    return result.rowcount


async def known_files(session: AsyncSession, paths: Sequence[str]) -> set[str]:
    """Which of these files a row names."""
    query = select(Attachment.path).where(Attachment.path.in_(paths))
    return {path for path in await session.scalars(query) if path is not None}
