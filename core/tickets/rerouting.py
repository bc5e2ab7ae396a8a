"""No wrong door: a ticket goes to another agency or category, and keeps its number and history."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core import agencies, deadlines
from core.agencies import Agency
from core.models import Reporter, Ticket
from core.tickets import moving, news, reporters, telling
from core.tickets.flow import OPEN, WITH_AGENCY, Reason, Status, StepError


async def reroute(
    session: AsyncSession, ticket_id: int, agency_id: str, note: str, now: datetime, *, staff_id: int | None
) -> Ticket:
    """Give an open ticket to another agency and tell the reporters.

    With an agency it begins anew: forwarded, with a new day for the first follow-up. The due date stays.

    Raises:
        StepError: it has ended, it is there already, there is no such agency, or its words are uncleared.
    """
    everyone = await reporters.lock(session, ticket_id)
    ticket = await moving.locked(session, ticket_id)
    _require_open(ticket)
    agency = _agency(agency_id, ticket.kecamatan)
    if (agency.id, agency.name) == (ticket.agency, ticket.agency_name):
        raise StepError(Reason.SAME)
    await _hand_over(session, ticket, everyone, agency, note, now, staff_id)
    return ticket


async def recategorise(
    session: AsyncSession,
    ticket_id: int,
    category: str,
    note: str,
    now: datetime,
    *,
    staff_id: int | None,
    new_agency: bool = False,
    new_due: bool = False,
) -> Ticket:
    """Correct the category; agency and due date follow only where the officer says so.

    The due date counts from when the report came. Reporters hear of a new agency or date.

    Raises:
        StepError: it has ended, it has that category already, or there is no such category.
    """
    everyone = await reporters.lock(session, ticket_id)
    ticket = await moving.locked(session, ticket_id)
    _require_open(ticket)
    if category not in agencies.categories():
        raise StepError(Reason.UNKNOWN_CATEGORY)
    if category == ticket.category:
        raise StepError(Reason.SAME)
    detail = {"from": ticket.category, "to": category}
    ticket.category, ticket.updated_at = category, now
    if new_due:
        detail |= _date_anew(ticket)
    moving.record(session, ticket, "category", now, staff_id=staff_id, note=note, detail=detail)
    agency = agencies.route(category, f"{ticket.title}\n{ticket.description}", ticket.kecamatan)
    if new_agency and (agency.id, agency.name) != (ticket.agency, ticket.agency_name):
        await _hand_over(session, ticket, everyone, agency, note, now, staff_id)
    elif new_due:
        await news.tell_all(session, ticket, everyone, telling.recategorised(ticket, note), now)
    return ticket


def _date_anew(ticket: Ticket) -> dict[str, str]:
    before = ticket.promised_on or ticket.due_on
    days = agencies.categories()[ticket.category].working_days
    if ticket.classification == "informasi":
        days = deadlines.rules().working_days_for.information
    ticket.promised_on = deadlines.due(ticket.created_at, days)
    return {"due_from": before.isoformat(), "due_to": ticket.promised_on.isoformat()}


async def _hand_over(
    session: AsyncSession,
    ticket: Ticket,
    everyone: Sequence[Reporter],
    agency: Agency,
    note: str,
    now: datetime,
    staff_id: int | None,
) -> None:
    before = ticket.agency_name
    if ticket.status in WITH_AGENCY:
        moving.require_cleared(ticket)
        moving.enter(ticket, Status.FORWARDED, now)
    detail = {"from": ticket.agency, "from_name": before, "to": agency.id, "to_name": agency.name}
    ticket.agency, ticket.agency_name, ticket.updated_at = agency.id, agency.name, now
    moving.record(
        session,
        ticket,
        "routed",
        now,
        staff_id=staff_id,
        note=note,
        detail=detail | {"status": ticket.status},
    )
    await news.tell_all(session, ticket, everyone, telling.rerouted(ticket, before, note), now)


def _require_open(ticket: Ticket) -> None:
    if ticket.status not in OPEN:
        raise StepError(Reason.NO_SUCH_STEP, ticket.status)


def _agency(agency_id: str, kecamatan: str | None) -> Agency:
    try:
        return agencies.agency(agency_id, kecamatan)
    except KeyError as error:
        raise StepError(Reason.UNKNOWN_AGENCY, agency_id[:40]) from error
