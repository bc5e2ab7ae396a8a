"""Every change of a ticket's state: one event, and news to everybody who reported it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import ConflictError
from core.models import Ticket, TicketEvent
from core.tickets import news, reporters
from core.tickets.flow import Status, may_move


async def move(
    session: AsyncSession,
    ticket_id: int,
    status: Status,
    now: datetime,
    *,
    staff_id: int | None,
    note: str = "",
) -> Ticket:
    """Change a ticket's status and tell its reporters in the same transaction.

    Raises:
        ConflictError: the flow has no such step.
    """
    everyone = await reporters.lock(session, ticket_id)
    ticket = await locked(session, ticket_id)
    if not may_move(Status(ticket.status), status):
        raise ConflictError(f"{ticket.status} -> {status}")
    step(session, ticket, status, now, staff_id=staff_id, note=note)
    for reporter in everyone:
        await news.tell_status(session, ticket, reporter, note, now)
    return ticket


async def locked(session: AsyncSession, ticket_id: int) -> Ticket:
    """The ticket as it is now, held until the transaction ends."""
    query = select(Ticket).where(Ticket.id == ticket_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one()


def step(
    session: AsyncSession,
    ticket: Ticket,
    status: Status,
    now: datetime,
    *,
    staff_id: int | None = None,
    author: str = "",
    note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Set the status and record it; the caller holds the ticket and has checked the step."""
    ticket.status, ticket.updated_at = status, now
    if status == Status.VERIFIED and ticket.verified_at is None:
        ticket.verified_at = now
    record(session, ticket, status, now, staff_id=staff_id, author=author, note=note, detail=detail)


def record(
    session: AsyncSession,
    ticket: Ticket,
    kind: str,
    now: datetime,
    *,
    staff_id: int | None = None,
    author: str = "",
    note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """One event of a ticket: who, when, what, why. Without ``author``: staff if one is named, else system."""
    session.add(
        TicketEvent(
            ticket_id=ticket.id,
            kind=kind,
            author=author or ("staff" if staff_id else "system"),
            staff_id=staff_id,
            note=note,
            detail=dict(detail or {}),
            created_at=now,
        )
    )
