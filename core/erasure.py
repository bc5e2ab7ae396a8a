"""Erasing what is kept about a person: all of one conversation, whatever table it is in.

In steps, because the citizen hears a last answer: `erase` empties everything but the address, `go_on` removes
that once the answer left, and the words of open reports once these ended. Files and Rasa's memory are outside
this database: `core.forgetting` does all of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import (
    audit,
    conversations,
    data_requests,
    erased_talk,
    erased_tickets,
    notices,
    outbox,
    ticket_number,
)
from core.conversations import Said
from core.errors import ConflictError
from core.models import Conversation, DataRequest, Delivery, LaporPost, Reporter, Ticket

_ANSWER_WAITS = timedelta(hours=1)  # at most, for its platform or for an open web page
_RECEIPTS_COME = timedelta(minutes=10)  # they name platform ids, which then go as well
_GONE_ON = ("sent", "sending", "unknown")  # of a post to LAPOR!


async def erase(
    session: AsyncSession, request_id: int, now: datetime, *, staff_id: int | None = None
) -> list[str]:
    """Carry out an open request before its clock ends; returns the files to remove once this is committed.

    Raises:
        ConflictError: it is not open any more, it is for a group, or a turn runs this moment.
    """
    request, talk = await _held(session, request_id)
    if request.state != data_requests.OPEN or talk.is_group or _is_running(talk, now):
        raise ConflictError("not open, a group, or a turn runs")
    return await _erase(session, request, talk, now, staff_id)


async def _held(session: AsyncSession, request_id: int) -> tuple[DataRequest, Conversation]:
    """A request as it is now, which whoever changes it does with its conversation locked, as we do here."""
    request = await session.get(DataRequest, request_id)
    if request is None:
        raise ConflictError("no such request")
    talk = await conversations.lock(session, request.conversation_id)
    await session.refresh(request)
    return request, talk


async def _erase(
    session: AsyncSession, request: DataRequest, talk: Conversation, now: datetime, staff_id: int | None
) -> list[str]:
    gone_on = await _sent_on(session, talk.id)
    left = await erased_tickets.leave(session, talk.id, now)
    await erased_talk.empty(session, talk, now)
    words = _last_words(talk.language, left.going_on, gone_on)
    await outbox.add(session, talk.id, Said("system", words), now)
    request.state, request.done_at, request.staff_id = data_requests.ERASING, now, staff_id
    request.note = _listed(left.open_ids)
    audit.record(session, staff_id, "data.erase", now, target=f"request {request.id}")
    return left.files


def _last_words(language: str, still_open: int, gone_on: Sequence[str]) -> str:
    more = ""
    if still_open:
        more += notices.text("data_erased_open", language, number=str(still_open))
    if gone_on:
        more += notices.text("data_erased_lapor", language, numbers=", ".join(gone_on))
    return notices.text("data_erased", language, more=more)


async def _sent_on(session: AsyncSession, conversation_id: str) -> list[str]:
    """The numbers of this person's tickets that SP4N-LAPOR! has."""
    query = (
        select(Ticket.number)
        .join(Reporter, Reporter.ticket_id == Ticket.id)
        .join(LaporPost, LaporPost.ticket_id == Ticket.id)
        .where(Reporter.conversation_id == conversation_id, LaporPost.state.in_(_GONE_ON))
        .order_by(Ticket.id)
    )
    return [ticket_number.show(number) for number in await session.scalars(query)]


async def sent_on(session: AsyncSession, conversation_id: str) -> list[str]:
    """The same, for the explanation before: what we cannot take back."""
    return await _sent_on(session, conversation_id)


class Waiting(NamedTuple):
    """Requests that the clock carries out, whose last answer leaves, and of which a report has ended."""

    due: Sequence[int]
    begun: Sequence[int]
    ended: Sequence[int]


async def waiting(session: AsyncSession, now: datetime) -> Waiting:
    """The requests with something to do now: `go_on` with each."""
    return Waiting(
        await data_requests.due(session, now),
        await data_requests.in_state(session, data_requests.ERASING),
        await _with_ended(session),
    )


async def _with_ended(session: AsyncSession) -> Sequence[int]:
    """The others may wait for years, and must not be asked every minute."""
    query = select(DataRequest.id, DataRequest.note).where(DataRequest.state == data_requests.REST)
    kept = {request_id: set(_ids(note)) for request_id, note in await session.execute(query)}
    ended = await erased_tickets.ended(session, set().union(*kept.values()))
    return sorted(request_id for request_id, ids in kept.items() if ids & ended)


async def go_on(session: AsyncSession, request_id: int, now: datetime) -> list[str]:
    """Take the next step of a request that waits; returns the files to remove once this is committed.

    One transaction each: whoever holds several conversations takes them before any ticket.
    """
    request, talk = await _held(session, request_id)
    match request.state:
        case data_requests.OPEN if not _is_running(talk, now) or request.due_at <= now:
            return await _erase(session, request, talk, now, None)
        case data_requests.ERASING if await _may_close(session, request, talk, now):
            return await _close(session, request, talk, now)
        case data_requests.REST:
            left = await erased_tickets.end(session, _ids(request.note))
            _settle(request, left.open_ids)
            return left.files
        case _:  # not yet, or not any more
            return []


def _is_running(talk: Conversation, now: datetime) -> bool:
    """Whether a turn of it runs this moment."""
    return talk.lease_until is not None and talk.lease_until > now


async def _close(session: AsyncSession, request: DataRequest, talk: Conversation, now: datetime) -> list[str]:
    """Forget the address; not when somebody writes again from a page that was still open: it is theirs."""
    left = erased_tickets.Left(open_ids=_ids(request.note))
    if talk.last_heard_at is None:
        late = await erased_tickets.leave(session, talk.id, now)  # of a turn that ran while we erased
        left.files += late.files
        left.open_ids += late.open_ids
        await erased_talk.close(session, talk, now)
    _settle(request, left.open_ids)
    return left.files


async def _may_close(session: AsyncSession, request: DataRequest, talk: Conversation, now: datetime) -> bool:
    waited = now - (request.done_at or now)
    if waited >= _ANSWER_WAITS:
        return True
    queued = select(Delivery.id).where(Delivery.conversation_id == talk.id, Delivery.state == "queued")
    is_page = talk.channel == "web"
    return not is_page and waited >= _RECEIPTS_COME and (await session.scalars(queued)).first() is None


def _settle(request: DataRequest, open_ids: Sequence[int]) -> None:
    request.state = data_requests.REST if open_ids else data_requests.DONE
    request.note = _listed(open_ids)


def _listed(ids: Sequence[int]) -> str:
    """Ticket ids as a request keeps them: the conversation itself no longer knows."""
    return ",".join(str(each) for each in ids)


def _ids(note: str) -> list[int]:
    return [int(each) for each in note.split(",") if each]
