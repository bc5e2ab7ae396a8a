"""Tickets that are being handed over to SP4N-LAPOR!: leased, sent once, and what became of it.

Whoever sends commits the lease first. A lease that runs out means that nobody knows whether the ticket
arrived, so it is never sent again by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import agencies, deadlines, ticket_number
from core.models import LaporPost, Ticket
from core.tickets import reporters, revealing
from core.tickets.flow import Status

LEASE = timedelta(minutes=2)  # longer than a request may take
FIRST_PAUSE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=6)
MOST_ATTEMPTS = 12  # about two days
UNCLEARED_PAUSE = timedelta(minutes=15)  # a verifier has to look first


@dataclass(frozen=True)
class Leaving:
    """One ticket that is being sent: what may leave of it, and the lease under which it does."""

    ticket_id: int
    lease_until: datetime
    text: str
    secret: bool
    anonymous: bool
    name: str | None  # only of who reported openly and gave it


async def is_due(session: AsyncSession, now: datetime) -> bool:
    """Whether `lapse` or `claim` would find something: a look that locks nothing."""
    waits = and_(LaporPost.state == "queued", LaporPost.due_at <= now)
    gone = and_(LaporPost.state == "sending", LaporPost.lease_until < now)
    return (
        await session.scalars(select(LaporPost.ticket_id).where(or_(waits, gone)).limit(1))
    ).first() is not None


async def claim(session: AsyncSession, now: datetime) -> Leaving | None:
    """The next ticket to send, leased; commit before sending it. None when there is nothing to do."""
    query = select(LaporPost).where(LaporPost.state == "queued", LaporPost.due_at <= now)
    query = query.order_by(LaporPost.due_at, LaporPost.ticket_id).with_for_update(skip_locked=True)
    while post := (await session.scalars(query.limit(1))).first():
        ticket = await session.get_one(Ticket, post.ticket_id, populate_existing=True)
        leaving = await _leaving(session, ticket, now + LEASE)
        if leaving is not None:
            post.state, post.lease_until, post.attempts = "sending", leaving.lease_until, post.attempts + 1
            return leaving
        _hold(post, ticket, now)
        await session.flush()
    return None


def _hold(post: LaporPost, ticket: Ticket, now: datetime) -> None:
    if _is_withdrawn(ticket):
        post.state, post.error = "failed", "withdrawn"
    else:
        post.due_at, post.error = now + UNCLEARED_PAUSE, "uncleared"


def _is_withdrawn(ticket: Ticket) -> bool:
    return ticket.erased_at is not None or ticket.status in (Status.ARCHIVED, Status.NOT_OURS)


async def _leaving(session: AsyncSession, ticket: Ticket, lease_until: datetime) -> Leaving | None:
    """What may leave of a ticket now; None when nothing may."""
    text = revealing.leaving_text(ticket)
    if text is None or _is_withdrawn(ticket):
        return None
    first = await reporters.first(session, ticket.id) if ticket.privacy == "public" else None
    return Leaving(
        ticket_id=ticket.id,
        lease_until=lease_until,
        text=_with_facts(ticket, text),
        secret=True,  # else its words would be public there, which they never are with us
        anonymous=ticket.privacy != "public",
        name=first.name if first is not None and first.privacy == "public" else None,
    )


def _with_facts(ticket: Ticket, text: str) -> str:
    """The words with what LAPOR!'s form has no field for; by the number a person finds it over there."""
    facts = [
        ("Jenis masalah", agencies.categories()[ticket.category].label_id),
        ("Lokasi", revealing.leaving_place(ticket)),
        ("Tanggal kejadian", deadlines.show_date(ticket.event_on) if ticket.event_on else ""),
        ("Instansi", ticket.agency_name),
        ("Nomor di Sobat Bandung", ticket_number.show(ticket.number)),
    ]
    return "\n".join([text, "", *(f"{name}: {value}" for name, value in facts if value)])


async def sent(
    session: AsyncSession, leaving: Leaving, tracking_id: str, transaction_id: str | None, now: datetime
) -> None:
    """LAPOR! has it; also when that answer comes after the lease ran out."""
    await session.execute(
        update(LaporPost)
        .where(LaporPost.ticket_id == leaving.ticket_id, LaporPost.tracking_id.is_(None))
        .values(
            state="sent", tracking_id=tracking_id[:40], transaction_id=(transaction_id or "")[:60] or None,
            sent_at=now, lease_until=None, error=None,
        )
    )  # fmt: skip


async def retry_later(session: AsyncSession, leaving: Leaving, error: str, now: datetime) -> None:
    """It surely did not arrive: again after a pause that grows, until it was tried often enough."""
    post = await _leased(session, leaving)
    if post is None:
        return
    post.error, post.lease_until = error[:200], None
    if post.attempts >= MOST_ATTEMPTS:
        post.state = "failed"
        return
    post.state = "queued"
    post.due_at = now + min(FIRST_PAUSE * 2 ** (post.attempts - 1), LONGEST_PAUSE)


async def failed(session: AsyncSession, leaving: Leaving, error: str) -> None:
    """LAPOR! refused it: sent again it would be refused again."""
    await _end(session, leaving, "failed", error)


async def unknown(session: AsyncSession, leaving: Leaving, error: str) -> None:
    """Nobody can know whether it arrived: a person looks over there and decides."""
    await _end(session, leaving, "unknown", error)


async def _end(session: AsyncSession, leaving: Leaving, state: str, error: str) -> None:
    post = await _leased(session, leaving)
    if post is not None:
        post.state, post.error, post.lease_until = state, error[:200], None


async def _leased(session: AsyncSession, leaving: Leaving) -> LaporPost | None:
    """The row, while it is still leased under this lease."""
    query = select(LaporPost).where(
        LaporPost.ticket_id == leaving.ticket_id,
        LaporPost.state == "sending",
        LaporPost.lease_until == leaving.lease_until,
    )
    return (await session.scalars(query.with_for_update())).first()


async def lapse(session: AsyncSession, now: datetime) -> int:
    """Whoever was sending these is gone: they may have arrived. Returns how many."""
    gone = await session.scalars(
        update(LaporPost)
        .where(LaporPost.state == "sending", LaporPost.lease_until < now)
        .values(state="unknown", error="interrupted", lease_until=None)
        .returning(LaporPost.ticket_id)
    )
    return len(gone.all())
