"""Subscriptions as they are kept: made, changed, stopped, paused; and which ones a look goes through."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations
from core.jakarta import JAKARTA
from core.models import Conversation, Subscription, SubscriptionSent
from core.subscriptions.due import DAILY_LATE
from core.subscriptions.kinds import Kind
from core.subscriptions.orders import Order
from core.subscriptions.wish import Wish, spot

MOST = 10  # of one person


class Outcome(StrEnum):
    MADE = "made"
    CHANGED = "changed"  # the same wish with another level, hour or days, or one that was paused
    SAME = "same"
    FULL = "full"
    PRIVATE_ONLY = "private_only"  # a group: what one asks for all would hear


class Made(NamedTuple):
    outcome: Outcome
    subscription: Subscription | None
    news_on: bool  # all news had been stopped, and are on again by this wish


async def subscribe(
    session: AsyncSession, conversation_id: str, wish: Wish, now: datetime, *, changes: bool = False
) -> Made:
    """Keep a wish once; with ``changes`` it takes the place of the person's only one of its kind.

    Who asks to be told wants to hear it: an earlier BERHENTI ends.
    """
    talk = await conversations.lock(session, conversation_id)
    if talk.is_group:
        return Made(Outcome.PRIVATE_ONLY, None, news_on=False)
    mine = await of(session, conversation_id)
    found = _the_same(mine, wish, changes=changes)
    if found is None and len(mine) >= MOST:
        return Made(Outcome.FULL, None, news_on=False)
    news_on, talk.news_stopped = talk.news_stopped, False
    if found is None:
        made = Subscription(conversation_id=conversation_id, created_at=now, **_values(wish))
        session.add(made)
        await session.flush()
        return Made(Outcome.MADE, made, news_on)
    changed = _change(found, wish, now)
    await session.flush()
    return Made(Outcome.CHANGED if changed else Outcome.SAME, found, news_on)


def _the_same(mine: Sequence[Subscription], wish: Wish, *, changes: bool) -> Subscription | None:
    same = next((each for each in mine if each.wish == wish.key), None)
    alike = [each for each in mine if each.kind == wish.kind]
    return alike[0] if same is None and changes and len(alike) == 1 else same


def _values(wish: Wish) -> dict[str, object]:
    return {
        "kind": str(wish.kind),
        "wish": wish.key,
        "area": wish.area,
        "adm4": wish.adm4,
        "kecamatan": wish.kecamatan,
        "lat": wish.lat,
        "lon": wish.lon,
        "minute": wish.minute,
        "days": wish.days,
        "level": wish.level,
    }


def _change(found: Subscription, wish: Wish, now: datetime) -> bool:
    """Give it the new hour, days or level; a place that the change does not name stays."""
    values = _values(wish)
    if not wish.area and found.area:
        values |= {name: getattr(found, name) for name in ("area", "adm4", "kecamatan", "lat", "lon")}
        values["wish"] = _key_of(found, wish)
    different = any(getattr(found, name) != value for name, value in values.items())
    was_paused = found.paused_until is not None and found.paused_until > now
    for name, value in values.items():
        setattr(found, name, value)
    if different:
        found.created_at, found.told_at, found.told_until, found.raised = now, None, None, False
    found.paused_until = None
    return different or was_paused


def _key_of(found: Subscription, wish: Wish) -> str:
    return Wish(wish.kind, found.area, found.adm4, found.kecamatan, found.lat, found.lon, wish.minute).key


async def of(session: AsyncSession, conversation_id: str) -> Sequence[Subscription]:
    """A person's subscriptions, the oldest first."""
    query = select(Subscription).where(Subscription.conversation_id == conversation_id)
    return (await session.scalars(query.order_by(Subscription.id))).all()


async def number(session: AsyncSession, conversation_id: str) -> int:
    query = select(func.count()).where(Subscription.conversation_id == conversation_id)
    return (await session.scalars(query)).one()


def chosen(mine: Sequence[Subscription], order: Order) -> Sequence[Subscription]:
    """Those that an order means; all of a kind or a place when it names one, nothing when it names neither.

    "Stop kabar hujan" of somebody who has no rain but one warning means none: better ask than guess.
    """
    found = list(mine)
    if order.kind is not None:
        found = [each for each in found if each.kind == order.kind]
    if order.place is not None:
        where = spot(order.place)
        here = [each for each in found if each.adm4 == where.adm4 or each.kecamatan == where.kecamatan != ""]
        found = here or (found if order.kind is not None and len(found) == 1 else [])
    named = order.all or order.kind is not None or order.place is not None
    return found if named or len(mine) == 1 else []


async def stop(session: AsyncSession, conversation_id: str, ids: Sequence[int]) -> None:
    await session.execute(delete(Subscription).where(*_mine(conversation_id, ids)))


async def pause(
    session: AsyncSession, conversation_id: str, ids: Sequence[int], until: datetime | None
) -> None:
    """Say nothing of these until then; None ends a pause."""
    await session.execute(update(Subscription).where(*_mine(conversation_id, ids)).values(paused_until=until))


def _mine(conversation_id: str, ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return Subscription.conversation_id == conversation_id, Subscription.id.in_(ids)


# What a look goes through. It holds nothing: `telling.tell` looks again.


def _awake(kind: Kind, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Subscription.kind == kind,
        or_(Subscription.paused_until.is_(None), Subscription.paused_until <= now),
        Conversation.id == Subscription.conversation_id,
        Conversation.news_stopped.is_(False),
        Conversation.reachable.is_(True),
        Conversation.is_group.is_(False),
    )


async def villages(
    session: AsyncSession, kind: Kind, now: datetime, *, due_at: datetime | None = None
) -> Sequence[str]:
    """The kelurahan whose forecasts somebody waits for; of daily weather, at this hour and not told yet."""
    query = select(Subscription.adm4).where(*_awake(kind, now)).distinct().order_by(Subscription.adm4)
    if due_at is not None:
        query = query.where(_hour_has_come(due_at))
    return (await session.scalars(query)).all()


def _hour_has_come(now: datetime) -> ColumnElement[bool]:
    """Roughly: the hour was lately, and nothing was said since. `due.daily_at` knows the days as well."""
    local = now.astimezone(JAKARTA)
    minute = local.hour * 60 + local.minute
    first = minute - int(DAILY_LATE.total_seconds() // 60)
    lately: ColumnElement[bool] = Subscription.minute.between(first, minute)
    if first < 0:  # last night's
        lately = or_(lately, Subscription.minute >= first + 24 * 60)
    untold = or_(Subscription.told_at.is_(None), Subscription.told_at < now - DAILY_LATE)
    return and_(lately, untold)


async def find(
    session: AsyncSession,
    kind: Kind,
    now: datetime,
    after: int,
    limit: int,
    *,
    adm4: str | None = None,
    untold: str | None = None,
) -> Sequence[Subscription]:
    """The next ones of a kind, by id; of one kelurahan, or of those who do not know of an event yet."""
    query = select(Subscription).where(*_awake(kind, now), Subscription.id > after)
    if adm4 is not None:
        query = query.where(Subscription.adm4 == adm4)
    if untold is not None:
        told = exists().where(
            SubscriptionSent.conversation_id == Subscription.conversation_id, SubscriptionSent.event == untold
        )
        query = query.where(~told)
    return (await session.scalars(query.order_by(Subscription.id).limit(limit))).all()


async def told_quakes(session: AsyncSession, since: datetime) -> Sequence[str]:
    """The events of earthquakes that somebody was told of lately."""
    query = select(SubscriptionSent.event).where(
        SubscriptionSent.sent_at >= since, SubscriptionSent.event.like("quake/%")
    )
    return (await session.scalars(query.distinct().order_by(SubscriptionSent.event))).all()


async def air_is_better(session: AsyncSession, ids: Sequence[int]) -> None:
    """It fell below their level: the next rise is news."""
    await session.execute(update(Subscription).where(Subscription.id.in_(ids)).values(raised=False))


async def rain_goes_on(session: AsyncSession, ids: Sequence[int], until: datetime) -> None:
    """The spell that they know lasts longer: what follows it without a break is the same rain."""
    later = or_(Subscription.told_until.is_(None), Subscription.told_until < until)
    await session.execute(
        update(Subscription).where(Subscription.id.in_(ids), later).values(told_until=until)
    )
