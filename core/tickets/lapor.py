"""The way of a ticket to SP4N-LAPOR!: once, and when nobody can know whether it arrived, a person decides.

queued -> sending -> sent
  ^          |-> queued    it surely did not arrive: again, later, a bounded number of times
  |          |-> failed    refused, or tried often enough
  |          `-> unknown   it may have arrived: never again by itself
  `---- staff: retry a failed or unknown one, or settle an unknown one as sent
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit, ticket_number
from core.db import insert_into
from core.errors import ConflictError, NotFoundError
from core.models import Fact, LaporPost, Ticket
from core.tickets.flow import WITH_AGENCY

STATES = ("queued", "sending", "sent", "failed", "unknown")
_SWITCH = "lapor.bridge"
_MENDABLE = ("failed", "unknown")


@dataclass(frozen=True)
class Stuck:
    """A ticket that waits for a person."""

    number: str  # BDG-4821-0934
    state: str
    error: str
    attempts: int
    since: datetime


async def switch(session: AsyncSession, *, on: bool) -> None:
    """Remember whether the bridge runs: tickets are moved in processes that do not run it."""
    value = "on" if on else "off"
    row = insert_into(session, Fact).values(key=_SWITCH, value=value)
    await session.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


async def is_on(session: AsyncSession) -> bool:
    return await session.scalar(select(Fact.value).where(Fact.key == _SWITCH)) == "on"


async def queue(session: AsyncSession, ticket: Ticket, now: datetime) -> None:
    """Let a ticket that goes to an agency go on to LAPOR! too, if the bridge runs; twice is once."""
    if not await is_on(session):
        return
    post = insert_into(session, LaporPost).values(
        ticket_id=ticket.id, state="queued", attempts=0, due_at=now, created_at=now
    )
    await session.execute(post.on_conflict_do_nothing())


async def counts(session: AsyncSession) -> Mapping[str, int]:
    """How many tickets are in each state."""
    query = select(LaporPost.state, func.count().label("number")).group_by(LaporPost.state)
    found = {row.state: row.number for row in await session.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


async def stuck(session: AsyncSession, limit: int = 200) -> Sequence[Stuck]:
    """What waits for a person, the oldest first."""
    query = (
        select(LaporPost, Ticket.number)
        .join(Ticket, Ticket.id == LaporPost.ticket_id)
        .where(LaporPost.state.in_(_MENDABLE))
        .order_by(LaporPost.due_at)
        .limit(limit)
    )
    return [
        Stuck(ticket_number.show(number), post.state, post.error or "", post.attempts, post.created_at)
        for post, number in await session.execute(query)
    ]


async def retry(session: AsyncSession, number: str, now: datetime, *, staff_id: int | None = None) -> None:
    """Send a failed or unknown one again, or one that was forwarded while the bridge was off.

    Raises:
        NotFoundError: no ticket has this number.
        ConflictError: it is on its way, was sent, or is with no agency.
    """
    ticket, post = await _to_mend(session, number)
    if post is None and ticket.status not in WITH_AGENCY:
        raise ConflictError("it is with no agency yet")
    if post is None:
        post = LaporPost(ticket_id=ticket.id, created_at=now)
        session.add(post)
    elif post.state not in _MENDABLE:
        raise ConflictError(f"it is {post.state}")
    post.state, post.attempts, post.due_at, post.error = "queued", 0, now, None
    audit.record(session, staff_id, "lapor.retry", now, target=f"ticket {number}")


async def settle(
    session: AsyncSession, number: str, tracking_id: str, now: datetime, *, staff_id: int | None = None
) -> None:
    """A person found an unknown one over there, under this tracking id.

    Raises:
        NotFoundError: no ticket has this number.
        ConflictError: its state is not unknown.
    """
    _, post = await _to_mend(session, number)
    if post is None or post.state != "unknown":
        raise ConflictError(f"it is {post.state if post else 'not on its way'}")
    post.state, post.tracking_id, post.sent_at, post.error = "sent", tracking_id[:40], now, None
    audit.record(session, staff_id, "lapor.settle", now, target=f"ticket {number}", note=tracking_id[:40])


async def _to_mend(session: AsyncSession, number: str) -> tuple[Ticket, LaporPost | None]:
    ticket = (await session.scalars(select(Ticket).where(Ticket.number == number))).first()
    if ticket is None:
        raise NotFoundError(f"no ticket has the number {ticket_number.show(number)}")
    query = select(LaporPost).where(LaporPost.ticket_id == ticket.id).with_for_update()
    return ticket, (await session.scalars(query)).first()
