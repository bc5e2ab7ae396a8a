"""What was not understood: kept once per text, until staff say what was meant or its writers' data goes.

Never from a hidden report: not kept when that is known at once, and taken out before anybody reads the list
when the words became part of one later.
"""

import hashlib
import logging
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit, concealing, masking
from core.db import Database, insert_into
from core.errors import ConflictError, NotFoundError
from core.models import Message, ReviewItem, ReviewSighting, Staff

OPEN, LABELLED, SKIPPED = "open", "labelled", "skipped"
MOST_A_DAY = 20  # of one conversation: nobody fills the list alone
PAGE = 50
_LONGEST = 1000  # characters
_SCANNED = 500  # sightings judged at a time
_SIGNS = re.compile(r"[^\w?]+")
_TAPPED = re.compile(r'/(?P<intent>[a-z_0-9]{1,40})\{"answers":"(?P<message>\d{1,15})"\}')
_REPEATED = re.compile(r"(\w)\1{2,}")

logger = logging.getLogger(__name__)


class Reason(StrEnum):
    """Why a text is on the list."""

    UNCLEAR = "unclear"  # nothing was understood
    OFF_TOPIC = "off_topic"  # taken for none of our business, without certainty
    DOUBTED = "doubted"  # taken for an act that cannot be taken back, without certainty
    CORRECTED = "corrected"  # the citizen corrected what was understood


@dataclass(frozen=True)
class Seen:
    """One text as it was written and read."""

    conversation_id: str
    message_id: str
    text: str
    language: str
    reason: Reason
    guesses: Sequence[tuple[str, float]]
    category: str | None = None
    chosen: str | None = None
    chosen_category: str | None = None


@dataclass(frozen=True)
class Entry:
    """A text of the list as staff see it: no conversation, no name."""

    item: ReviewItem
    times: int
    officer: str | None


def key(text: str) -> str:
    """The same for texts that differ in case, signs and repeated letters only."""
    plain = _REPEATED.sub(r"\1", " ".join(_SIGNS.sub(" ", text.casefold()).split()))
    return hashlib.sha256(plain.encode()).hexdigest()


async def note(db: Database, seen: Seen, now: datetime) -> None:
    """Keep a text; a citizen's turn does not fail because this list cannot be written."""
    try:
        async with db.write(durable=False) as session:
            await add(session, seen, now)
    except SQLAlchemyError:
        logger.exception("a text could not be kept for review")


async def add(session: AsyncSession, seen: Seen, now: datetime) -> None:
    """Keep a text, or count it once more; the same message never counts twice."""
    text = masking.mask(seen.text)[:_LONGEST].strip()
    if not text or not seen.message_id.isdigit() or await _has_enough(session, seen.conversation_id, now):
        return
    new = insert_into(session, ReviewItem).values(
        key=key(text), text=text, language=seen.language, reason=seen.reason.value, state=OPEN,
        guesses=[[name, round(share, 2)] for name, share in seen.guesses],
        guessed_category=seen.category, last_at=now,
    )  # fmt: skip
    await session.execute(new.on_conflict_do_nothing(index_elements=["key"]))
    item = (await session.scalars(select(ReviewItem).where(ReviewItem.key == key(text)))).one()
    item.last_at = now
    if seen.chosen:
        item.chosen, item.chosen_category = seen.chosen, seen.chosen_category
    sighting = insert_into(session, ReviewSighting).values(
        item_id=item.id, message_id=int(seen.message_id), conversation_id=seen.conversation_id,
        text=text, created_at=now,
    )  # fmt: skip
    await session.execute(sighting.on_conflict_do_nothing(index_elements=["item_id", "message_id"]))


async def _has_enough(session: AsyncSession, conversation_id: str, now: datetime) -> bool:
    today = select(func.count()).where(
        ReviewSighting.conversation_id == conversation_id,
        ReviewSighting.created_at > now - timedelta(days=1),
    )
    return (await session.scalar(today) or 0) >= MOST_A_DAY


async def choose(session: AsyncSession, conversation_id: str, payload: str) -> None:
    """The citizen tapped what earlier words meant (`actions.meant`): the best hint there is."""
    tapped = _TAPPED.match(payload)
    if tapped is None:
        return
    asked = select(ReviewSighting.item_id).where(
        ReviewSighting.conversation_id == conversation_id,
        ReviewSighting.message_id == int(tapped["message"]),
    )
    await session.execute(
        update(ReviewItem)
        .where(ReviewItem.id.in_(asked))
        .values(chosen=tapped["intent"], chosen_category=None)
        .execution_options(synchronize_session=False)
    )


# --- Reading the list -------------------------------------------------------------------------------


async def entries(session: AsyncSession, states: Collection[str], page: int = 1) -> Sequence[Entry]:
    """One page: what was written most often first, then the newest."""
    times = _times().label("times")
    query = (
        select(ReviewItem, times, Staff.name)
        .outerjoin(Staff, Staff.id == ReviewItem.staff_id)
        .where(ReviewItem.state.in_(states))
        .order_by(times.desc(), ReviewItem.last_at.desc(), ReviewItem.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    return [Entry(item, number, officer) for item, number, officer in await session.execute(query)]


async def everything(session: AsyncSession) -> Sequence[Entry]:
    """All that staff have not skipped, for a file."""
    query = (
        select(ReviewItem, _times())
        .where(ReviewItem.state != SKIPPED)
        .order_by(ReviewItem.state, ReviewItem.id)
    )
    return [Entry(item, number, None) for item, number in await session.execute(query)]


def _times() -> ColumnElement[int]:
    counted = select(func.count()).where(ReviewSighting.item_id == ReviewItem.id)
    return counted.correlate(ReviewItem).scalar_subquery()


async def count(session: AsyncSession, states: Collection[str]) -> int:
    return await session.scalar(select(func.count()).where(ReviewItem.state.in_(states))) or 0


# --- What staff decide ------------------------------------------------------------------------------


async def label(
    session: AsyncSession, item_id: int, intent: str, category: str | None, now: datetime, *, by: int
) -> None:
    """Staff say what the text means; the caller checked both names.

    Raises:
        NotFoundError: its writer's data was erased meanwhile, or it never was.
    """
    await _decide(session, item_id, LABELLED, now, by, intent, category)
    note = f"{intent}/{category}" if category else intent
    audit.record(session, by, "review.label", now, target=f"review {item_id}", note=note)


async def skip(session: AsyncSession, item_id: int, now: datetime, *, by: int) -> None:
    """Staff say that nothing is to be learnt from it.

    Raises:
        NotFoundError: as for `label`.
    """
    await _decide(session, item_id, SKIPPED, now, by)
    audit.record(session, by, "review.skip", now, target=f"review {item_id}")


async def reopen(session: AsyncSession, item_id: int, now: datetime, *, by: int) -> None:
    """It was decided wrongly.

    Raises:
        NotFoundError: as for `label`.
        ConflictError: it is open already.
    """
    item = await _get(session, item_id)
    if item.state == OPEN:
        raise ConflictError("open already")
    await _decide(session, item_id, OPEN, now, by)
    item.staff_id = item.decided_at = None
    audit.record(session, by, "review.reopen", now, target=f"review {item_id}")


async def _get(session: AsyncSession, item_id: int) -> ReviewItem:
    item = await session.get(ReviewItem, item_id, with_for_update=True)
    if item is None:
        raise NotFoundError(f"review {item_id}")
    return item


async def _decide(
    session: AsyncSession,
    item_id: int,
    state: str,
    now: datetime,
    by: int,
    intent: str | None = None,
    category: str | None = None,
) -> None:
    item = await _get(session, item_id)
    item.state, item.intent, item.category = state, intent, category
    item.staff_id, item.decided_at = by, now


# --- What must not stay -----------------------------------------------------------------------------


async def forget(session: AsyncSession, conversation_id: str) -> None:
    """All that one conversation wrote: its data is erased."""
    await _remove(session, ReviewSighting.conversation_id == conversation_id)


async def forget_old(session: AsyncSession, before: datetime) -> int:
    """What nobody wrote lately; returns how many sightings went."""
    return await _remove(session, ReviewSighting.created_at < before)


async def forget_hidden(session: AsyncSession) -> None:
    """What belongs to a hidden report by now, or of which nobody can tell any more."""
    after = (0, 0)
    while True:
        rows = await _some(session, after)
        if not rows:
            return
        after = rows[-1]
        shown = await _shown(session, {message_id for _, message_id in rows})
        hidden = [message_id for _, message_id in rows if message_id not in shown]
        if hidden:
            await _remove(session, ReviewSighting.message_id.in_(hidden))


async def _some(session: AsyncSession, after: tuple[int, int]) -> Sequence[tuple[int, int]]:
    at = (ReviewSighting.item_id > after[0]) | (
        (ReviewSighting.item_id == after[0]) & (ReviewSighting.message_id > after[1])
    )
    query = (
        select(ReviewSighting.item_id, ReviewSighting.message_id)
        .where(at)
        .order_by(ReviewSighting.item_id, ReviewSighting.message_id)
        .limit(_SCANNED)
    )
    return [(item_id, message_id) for item_id, message_id in await session.execute(query)]


async def _shown(session: AsyncSession, message_ids: Collection[int]) -> set[int]:
    """Those of these messages that are still there and that staff may read."""
    known = {*await session.scalars(select(Message.id).where(Message.id.in_(message_ids)))}
    return known - await concealing.hidden_messages(session, known)


async def _remove(session: AsyncSession, which: ColumnElement[bool]) -> int:
    """These sightings; a text lives on in the words of its other writers, or goes with the last."""
    touched = (await session.scalars(select(ReviewSighting.item_id).where(which).distinct())).all()
    if not touched:
        return 0
    gone = await session.scalars(delete(ReviewSighting).where(which).returning(ReviewSighting.message_id))
    removed = len(gone.all())
    left = exists().where(ReviewSighting.item_id == ReviewItem.id)
    await session.execute(
        delete(ReviewItem)
        .where(ReviewItem.id.in_(touched), ~left)
        .execution_options(synchronize_session=False)
    )
    of_others = (
        select(ReviewSighting.text)
        .where(ReviewSighting.item_id == ReviewItem.id)
        .order_by(ReviewSighting.message_id)
        .limit(1)
        .scalar_subquery()
    )
    await session.execute(
        update(ReviewItem)
        .where(ReviewItem.id.in_(touched))
        .values(text=of_others)
        .execution_options(synchronize_session=False)
    )
    return removed
