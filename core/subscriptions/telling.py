"""Telling one person one thing once: by a row that only one process can add, in the outbox's transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import addresses, deadlines, outbox
from core.conversations import Said
from core.db import insert_into
from core.messages import Button
from core.models import Conversation, Delivery, Subscription, SubscriptionSent
from core.subscriptions import words


@dataclass(frozen=True)
class News:
    """What happened, the words for it in a language, and whether it is said at night as well."""

    event: str
    text: Callable[[str], str]
    passes_night: bool
    changes: Mapping[str, Any] = field(default_factory=dict)  # of the subscription, once it is told


async def tell(session: AsyncSession, seen: Subscription, news: News, now: datetime) -> bool:
    """Queue it for its platform; False when it was told, is not wanted any more, or must wait.

    ``seen`` is the row from which the news was judged: when somebody was told meanwhile, or the wish was
    changed, it is judged again at the next look.

    What cannot be said at night is not kept for the morning: then it is looked at anew, and said if it still
    holds. Somebody who talks to us this moment is left for the next look.
    """
    query = (
        select(Conversation)
        .where(Conversation.id == seen.conversation_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    talk = (await session.scalars(query)).one_or_none()
    if talk is None:
        return False
    addresses.hold(session, [talk])
    fresh = select(Subscription).where(Subscription.id == seen.id)
    still = (await session.scalars(fresh.execution_options(populate_existing=True))).one_or_none()
    if (
        still is None
        or _is_stale(seen, still)
        or not _may_hear(talk, still, now, passes_night=news.passes_night)
    ):
        return False
    if not await _is_first(session, talk.id, news.event, now):
        return False
    for name, value in {**news.changes, "told_at": now}.items():
        setattr(still, name, value)
    said = Said("system", news.text(talk.language), buttons=(_settings(talk.language),))
    await outbox.add(session, talk.id, said, now)
    return True


def _is_stale(seen: Subscription, still: Subscription) -> bool:
    return (seen.told_at, seen.wish, seen.level) != (still.told_at, still.wish, still.level)


def _may_hear(talk: Conversation, wanted: Subscription, now: datetime, *, passes_night: bool) -> bool:
    is_paused = wanted.paused_until is not None and wanted.paused_until > now
    is_asleep = deadlines.is_quiet(now) and not passes_night
    return not (talk.news_stopped or not talk.reachable or talk.is_group or is_paused or is_asleep)


async def _is_first(session: AsyncSession, conversation_id: str, event: str, now: datetime) -> bool:
    """Take this event for this person; False when they have it, from whichever subscription or process."""
    row = insert_into(session, SubscriptionSent).values(
        conversation_id=conversation_id, event=event, sent_at=now
    )
    taken = await session.scalars(row.on_conflict_do_nothing().returning(SubscriptionSent.event))
    return taken.first() is not None


async def waiting(session: AsyncSession) -> int:
    """How many lines stand in the outbox, of all channels."""
    query = select(func.count()).where(Delivery.state == literal_column("'queued'"))
    return (await session.scalars(query)).one()


def _settings(language: str) -> Button:
    return Button(words.title("settings", language), "/list_subscriptions")
