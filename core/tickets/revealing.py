"""What of a protected report may leave: words that tell who reported wait for a verifier.

The verifier rewrites the text for the agency, or says that it may leave as it is; the citizen's own words
stay with the verifier. Everything that leaves the city's own desk asks `leaving_text`.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import agencies, audit
from core.errors import ConflictError, NotFoundError, OvertakenError
from core.models import Conversation, Ticket
from core.reports import gist
from core.texts import clean as readable
from core.tickets import moving, reporters
from core.tickets.self_telling import Found, found_in

LONGEST_TEXT = 4000
_MOST = 30  # words kept: more help nobody

__all__ = [
    "Cleared", "Found", "clear", "leaving_place", "leaving_text", "leaving_title", "mark", "revealing",
    "waits", "wording",
]  # fmt: skip


@dataclass(frozen=True)
class Cleared:
    """What a verifier decided: these words leave, or its own when there are none."""

    agency_text: str | None
    seen: str  # the `wording` that they had read


def revealing(text: str, place_text: str, name: str | None = None) -> list[Found]:
    """What tells who reported, in text and place, without what lies inside another find."""
    found = [*_outermost(text, name), *_outermost(place_text, name)]
    return list({each.words.casefold(): each for each in found}.values())[:_MOST]


def _outermost(text: str, name: str | None) -> list[Found]:
    kept: list[Found] = []
    for each in sorted(found_in(text, name), key=lambda find: (find.start, -find.end)):
        if not kept or each.end > kept[-1].end:
            kept.append(each)
    return kept


def is_protected(ticket: Ticket) -> bool:
    return ticket.privacy != "public"


def waits(ticket: Ticket) -> bool:
    """Whether a verifier must look before the words of this ticket leave."""
    found_or_rewritten = bool(ticket.revealing) or ticket.agency_text is not None
    return is_protected(ticket) and ticket.cleared_by is None and found_or_rewritten


def leaving_text(ticket: Ticket) -> str | None:
    """The words for everybody beyond the city's verifiers; None while they wait for one."""
    if ticket.agency_text is not None:
        return ticket.agency_text
    return None if waits(ticket) else ticket.description


def leaving_title(ticket: Ticket) -> str:
    """The title for the same readers; the category while there is none that may leave."""
    if ticket.agency_text is not None:
        return gist(ticket.agency_text)
    return agencies.categories()[ticket.category].label_id if waits(ticket) else ticket.title


def leaving_place(ticket: Ticket) -> str:
    """The place for the same readers: no finer than the kelurahan where it tells who reported."""
    tells = is_protected(ticket) and (waits(ticket) or bool(revealing("", ticket.place_text)))
    return coarse_place(ticket) if tells else ticket.place_text


def coarse_place(ticket: Ticket) -> str:
    """Kelurahan and kecamatan; the city when they are not known."""
    return ", ".join(filter(None, (ticket.kelurahan, ticket.kecamatan))) or "Kota Bandung"


async def mark(session: AsyncSession, ticket: Ticket, name: str | None = None) -> None:
    """Note what a protected ticket's words tell, now that they are new: whoever cleared it looks again."""
    if not is_protected(ticket):
        return
    names = f"{name or ''} {await _profile_name(session, ticket.id)}"
    found = revealing(f"{ticket.title}\n{ticket.description}", ticket.place_text, names)
    ticket.revealing = list(dict.fromkeys(each.words for each in found))
    ticket.cleared_by = None


async def _profile_name(session: AsyncSession, ticket_id: int) -> str:
    first = await reporters.first(session, ticket_id)
    if first is None:
        return ""
    query = select(Conversation.name).where(Conversation.id == first.conversation_id)
    return f"{first.name or ''} {await session.scalar(query) or ''}"


def wording(ticket: Ticket) -> str:
    """Differs whenever what a verifier reads before they let it leave has changed."""
    read = [ticket.title, ticket.description, ticket.place_text, *ticket.revealing]
    return sha256(json.dumps(read).encode()).hexdigest()


async def clear(session: AsyncSession, number: str, cleared: Cleared, staff_id: int, now: datetime) -> Ticket:
    """Let a protected report leave as the verifier decided.

    Raises:
        NotFoundError: no ticket has this number.
        ConflictError: it is not protected, or the words are too long.
        OvertakenError: its words are not those that the verifier read.
    """
    ticket_id = await session.scalar(select(Ticket.id).where(Ticket.number == number))
    if ticket_id is None:
        raise NotFoundError(f"ticket {number}")
    await reporters.lock(session, ticket_id)
    ticket = await moving.locked(session, ticket_id)
    words = readable(cleared.agency_text or "").strip() or None
    if not is_protected(ticket) or len(words or "") > LONGEST_TEXT:
        raise ConflictError("nothing to clear, or too long")
    if wording(ticket) != cleared.seen:
        raise OvertakenError("its words changed since")
    ticket.agency_text, ticket.cleared_by, ticket.updated_at = words, staff_id, now
    how = "rewritten" if words else "as it is"
    moving.record(
        session, ticket, "cleared", now, staff_id=staff_id, author="staff", detail={"rewritten": bool(words)}
    )
    audit.record(session, staff_id, "ticket.clear", now, target=f"ticket {number}", note=how)
    return ticket
