"""What reporters hear of a ticket, in their own channel and language, and not at night."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations, deadlines, outbox
from core.conversations import Said
from core.messages import Button
from core.models import Conversation, News, Reporter, Ticket

AWAKE = timedelta(minutes=10)  # who wrote so lately waits for the answer
_LONGEST_JOINED = 3000  # below every platform's limit for one message


@dataclass(frozen=True)
class Words:
    """One piece of news."""

    text: str
    buttons: Sequence[Button] = ()
    image: str | None = None  # an address, or the path of a page of ours


async def tell_all(
    session: AsyncSession,
    ticket: Ticket,
    everyone: Sequence[Reporter],
    words: Callable[[str], Words],
    now: datetime,
    *,
    but: str | None = None,
    urgent: bool = False,
) -> None:
    """Tell each reporter in their language, but not the one who caused the news and is answered anyway."""
    for reporter in everyone:
        if reporter.conversation_id == but:
            continue
        conversation = await conversations.get(session, reporter.conversation_id)
        said = words(conversation.language)
        await tell(
            session, conversation.id, said.text, now,
            ticket_id=ticket.id, buttons=said.buttons, image=said.image, urgent=urgent,
        )  # fmt: skip


async def tell(
    session: AsyncSession,
    conversation_id: str,
    text: str,
    now: datetime,
    *,
    ticket_id: int | None = None,
    buttons: Sequence[Button] = (),
    image: str | None = None,
    urgent: bool = False,
) -> bool:
    """Say it through the outbox; False when it waits for the morning, or this person wants no news.

    Neither urgent news nor the answer to somebody who has just written waits. What waited already is said
    before it, so that the order stays.
    """
    conversation = await conversations.lock(session, conversation_id)
    if conversation.news_stopped:
        return False
    said = Words(text, buttons, image)
    if not urgent and deadlines.is_quiet(now) and not _is_awake(conversation, now):
        session.add(_kept(conversation_id, ticket_id, said, now))
        await session.flush()
        return False
    if not urgent:
        await _say_waiting(session, conversation, now)
    await _say(session, conversation, said, now, urgent=urgent)
    return True


def _is_awake(conversation: Conversation, now: datetime) -> bool:
    return conversation.last_heard_at is not None and now - conversation.last_heard_at <= AWAKE


def _kept(conversation_id: str, ticket_id: int | None, said: Words, now: datetime) -> News:
    return News(
        conversation_id=conversation_id,
        ticket_id=ticket_id,
        text=said.text,
        buttons=[{"title": each.title, "payload": each.payload} for each in said.buttons],
        image=said.image,
        due_at=deadlines.quiet_until(now),
    )


async def _say(
    session: AsyncSession, conversation: Conversation, said: Words, now: datetime, *, urgent: bool = False
) -> None:
    line = Said("system", said.text, buttons=said.buttons, image=said.image)
    await outbox.add(session, conversation.id, line, now, urgent=urgent)


async def release(session: AsyncSession, now: datetime, limit: int) -> int:
    """Say what waited for the morning, each once and in order; returns how many pieces of news that were.

    A few at a time: the caller repeats until it is 0.
    """
    due = select(News.id, News.conversation_id).where(News.said_at.is_(None), News.due_at <= now)
    rows = (await session.execute(due.order_by(News.due_at, News.id).limit(limit))).all()
    said = 0
    for conversation_id in sorted({row.conversation_id for row in rows}):
        conversation = await conversations.lock(session, conversation_id)
        said += await _say_waiting(session, conversation, now, [row.id for row in rows])
    return said


async def _say_waiting(
    session: AsyncSession, conversation: Conversation, now: datetime, ids: Sequence[int] | None = None
) -> int:
    """Say what waits for this person, of whom the caller holds the row: nobody else says it too."""
    query = select(News).where(News.conversation_id == conversation.id, News.said_at.is_(None))
    if ids is not None:
        query = query.where(News.id.in_(ids))
    fresh = query.order_by(News.id).execution_options(populate_existing=True)
    waiting = (await session.scalars(fresh)).all()
    for each in waiting:
        each.said_at = now
    if not conversation.news_stopped:  # who said BERHENTI in the night does not hear it in the morning
        for group in _joined(waiting):
            await _say(session, conversation, group, now)
    await session.flush()
    return len(waiting)


def _joined(waiting: Sequence[News]) -> Sequence[Words]:
    """Pieces about one ticket as one message, as long as only the last has something to tap or to see."""
    groups: list[Words] = []
    before: News | None = None
    for each in waiting:
        buttons = [Button(button["title"], button["payload"]) for button in each.buttons]
        said = Words(each.text, buttons, each.image)
        if before is not None and _go_together(before, each, groups[-1].text):
            said = Words(f"{groups.pop().text}\n\n{each.text}", buttons, each.image)
        groups.append(said)
        before = each
    return groups


def _go_together(before: News, after: News, text: str) -> bool:
    is_plain = not (before.buttons or before.image)
    is_same = before.ticket_id is not None and before.ticket_id == after.ticket_id
    return is_plain and is_same and len(text) + len(after.text) < _LONGEST_JOINED


async def overdue(session: AsyncSession, now: datetime) -> timedelta:
    """For how long the oldest news that waits should have been said."""
    oldest = await session.scalar(select(func.min(News.due_at)).where(News.said_at.is_(None)))
    return max(now - oldest, timedelta()) if oldest is not None else timedelta()


async def waiting_for(session: AsyncSession, ticket_id: int) -> tuple[int, datetime | None]:
    """How many pieces of news about a ticket wait for the morning, and until when."""
    query = select(func.count(), func.min(News.due_at)).where(
        News.ticket_id == ticket_id, News.said_at.is_(None)
    )
    number, until = (await session.execute(query)).one()
    return number, until
