"""What officers do with a ticket: on the state that they saw, with words for the reporters, audited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import audit, ticket_desk, tickets
from core.errors import ConflictError, OvertakenError
from core.models import Ticket, TicketEvent
from core.texts import clean
from core.tickets import Status, merging, moving, promises, reporters

LONGEST_NOTE = 2000


class NoteError(ConflictError):
    """The note is empty or too long."""


@dataclass(frozen=True)
class Act:
    """What an officer does, on the ticket as they saw it (`Detail.mark`), with words for the reporters."""

    number: str
    seen: int
    staff_id: int
    now: datetime
    note: str = ""


async def move(session: AsyncSession, act: Act, status: Status, door: str = "") -> None:
    """Take a simple step; the reporters hear of it with the note.

    Raises:
        NotFoundError: no ticket has this number.
        OvertakenError: something happened to it since.
        NoteError: the note is too long.
        StepError: the flow has no such step, or it needs a note.
    """
    ticket, note = await _held(session, act)
    before = ticket.status
    await tickets.move(
        session, ticket.id, status, act.now, staff_id=act.staff_id, note=note, door=clean(door, 200)
    )
    _audit(session, act, "ticket.move", f"{before} > {status}")


async def answer(session: AsyncSession, act: Act, proof: Sequence[str]) -> None:
    """Say that it is done, with these files as proof; the reporters are asked whether it is.

    Raises:
        NotFoundError, OvertakenError, NoteError: as for `move`.
        StepError: it cannot be answered now, by this officer, or without note and proof.
    """
    ticket, note = await _held(session, act)
    await tickets.answer(session, ticket.id, note, proof, act.now, staff_id=act.staff_id)
    _audit(session, act, "ticket.answer", f"{len(proof)} proof")


async def reroute(session: AsyncSession, act: Act, agency: str) -> None:
    """Give it to another agency.

    Raises:
        NotFoundError, OvertakenError, NoteError: as for `move`.
        StepError: it has ended, or there is no such other agency.
    """
    ticket, note = await _held(session, act)
    before = ticket.agency
    await tickets.reroute(session, ticket.id, agency, note, act.now, staff_id=act.staff_id)
    _audit(session, act, "ticket.reroute", f"{before} > {agency}")


async def recategorise(
    session: AsyncSession, act: Act, category: str, *, new_agency: bool, new_due: bool
) -> None:
    """Correct the category.

    Raises:
        NotFoundError, OvertakenError, NoteError: as for `move`.
        StepError: it has ended, or there is no such other category.
    """
    ticket, note = await _held(session, act)
    before = ticket.category
    await tickets.recategorise(
        session, ticket.id, category, note, act.now,
        staff_id=act.staff_id, new_agency=new_agency, new_due=new_due,
    )  # fmt: skip
    _audit(session, act, "ticket.recategorise", f"{before} > {category}")


async def merge(session: AsyncSession, act: Act, into: str) -> None:
    """Let it go on as part of the ticket with the number ``into``; the reporters hear of it.

    Raises:
        NotFoundError, OvertakenError, NoteError: as for `move`.
        StepError: there is no such other ticket, one of them has ended, or one is secret.
    """
    other = await merging.id_of(session, into)
    await merging.hold(
        session, (await ticket_desk.by_number(session, act.number)).id, other
    )  # all, before any ticket
    ticket, _ = await _held(session, act)
    await merging.merge(session, ticket.id, into, act.now, staff_id=act.staff_id)
    _audit(session, act, "ticket.merge", f"into {into}")


async def promise(session: AsyncSession, act: Act, day: date) -> None:
    """Promise another day; the reporters hear of it with the reason.

    Raises:
        NotFoundError, OvertakenError, NoteError: as for `move`.
        StepError: it has ended, the reason is missing, or nothing can be promised for this day.
    """
    ticket, note = await _held(session, act)
    await promises.extend(session, ticket.id, day, note, act.now, act.staff_id)
    _audit(session, act, "ticket.promise", day.isoformat())


async def add_note(session: AsyncSession, act: Act) -> None:
    """Keep a note among staff; the reporters do not see it.

    Raises:
        NotFoundError: no ticket has this number.
        NoteError: the note is empty or too long.
    """
    ticket, note = await ticket_desk.by_number(session, act.number), _checked(act.note)
    if not note:
        raise NoteError("an empty note")
    moving.record(session, ticket, "note", act.now, staff_id=act.staff_id, note=note)
    _audit(session, act, "ticket.note")


async def _held(session: AsyncSession, act: Act) -> tuple[Ticket, str]:
    """The ticket, locked and as the officer saw it, and the note."""
    note = _checked(act.note)
    ticket = await ticket_desk.by_number(session, act.number)
    await reporters.lock(session, ticket.id)  # before the ticket, as a turn does: else they wait for ever
    held = await moving.locked(session, ticket.id)
    newest = select(func.max(TicketEvent.id)).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.kind != "note"
    )
    if (await session.scalar(newest) or 0) > act.seen:
        raise OvertakenError("something happened since")
    return held, note


def _checked(note: str) -> str:
    words = clean(note).strip()
    if len(words) > LONGEST_NOTE:
        raise NoteError("too long")
    return words


def _audit(session: AsyncSession, act: Act, action: str, note: str = "") -> None:
    audit.record(session, act.staff_id, action, act.now, target=f"ticket {act.number}", note=note)
