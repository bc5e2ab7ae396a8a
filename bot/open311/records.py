"""A ticket as the civic API shows it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.open311.answers import Answer
from core import agencies, deadlines, ticket_number
from core.jakarta import JAKARTA
from core.open311 import PublicTicket
from core.tickets import status_words


def requests(found: Iterable[PublicTicket]) -> Answer:
    """Their records, in this order."""
    return Answer("service_requests", [_record(ticket) for ticket in found])


def _record(ticket: PublicTicket) -> dict[str, Any]:
    known = agencies.categories().get(ticket.category) or agencies.categories()["other"]
    return {
        "service_request_id": ticket_number.show(ticket.number),
        "status": "closed" if ticket.closed else "open",
        "status_notes": _notes(ticket),
        "service_name": known.label_id,
        "service_code": known.code,
        "description": ", Kecamatan ".join(filter(None, (known.label_id, ticket.kecamatan))),
        "agency_responsible": ticket.agency_name,
        "service_notice": None,
        "requested_datetime": _moment(ticket.created_at),
        "updated_datetime": _moment(ticket.updated_at),
        "expected_datetime": _moment(
            datetime.combine(ticket.due_on, deadlines.rules().office_closes, JAKARTA)
        ),
        "address": _address(ticket),
        "address_id": None,
        "zipcode": None,
        "lat": ticket.lat,
        "long": ticket.lon,
        "media_url": None,
    }


def _notes(ticket: PublicTicket) -> str:
    notes = status_words(ticket.status).capitalize()
    if ticket.merged_into is None:
        return notes
    return f"{notes}, digabung dengan {ticket_number.show(ticket.merged_into)}"


def _address(ticket: PublicTicket) -> str | None:
    """Never nearer than the street: a house number would be somebody's home."""
    parts = (("Jl.", ticket.street), ("Kel.", ticket.kelurahan), ("Kec.", ticket.kecamatan))
    known = [f"{kind} {name}" for kind, name in parts if name]
    return ", ".join([*known, "Kota Bandung"]) if known else None


def _moment(at: datetime) -> str:
    return at.astimezone(JAKARTA).isoformat(timespec="seconds")
