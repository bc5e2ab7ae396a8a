"""Erasing what is kept about a person: all of one conversation, whatever table it is in.

Two steps, because the citizen hears a last answer: `erase` empties everything but the address, and
`finish_erasure` removes that once the answer left. Files and Rasa's memory are outside this database:
`core.forgetting` does all of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

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
_AT_ONCE = 20
_GONE_ON = ("sent", "sending", "unknown")  # of a post to LAPOR!


async def erase(
    session: AsyncSession, conversation_id: str, now: datetime, *, staff_id: int | None = None
) -> list[str]:
    """Erase a conversation and its reporter; returns the files to remove once this is committed.

    Raises:
        NotFoundError: there is no such conversation.
        ConflictError: it is a group, or a turn of it runs this moment.
    """
    talk = await conversations.lock(session, conversation_id)
    if talk.is_group or (talk.lease_until is not None and talk.lease_until > now):
        raise ConflictError("a group, or a turn runs")
    return await _erase(session, talk, now, staff_id)


async def _erase(session: AsyncSession, talk: Conversation, now: datetime, staff_id: int | None) -> list[str]:
    request = await data_requests.ask(session, talk.id, now)
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


async def run_due(session: AsyncSession, now: datetime) -> list[str]:
    """Carry out what nobody carried out in time, and finish what was begun; returns the files to remove."""
    files: list[str] = []
    for request in await _requests(session, await data_requests.due(session, now)):
        talk = await conversations.lock(session, request.conversation_id)
        await session.refresh(request)
        runs = talk.lease_until is not None and talk.lease_until > now
        if request.state == data_requests.OPEN and (not runs or request.due_at <= now):
            files += await _erase(session, talk, now, None)
    return files + await finish_erasure(session, now)


async def finish_erasure(session: AsyncSession, now: datetime) -> list[str]:
    """Remove addresses whose last answer left, and words of reports that ended; returns files to remove."""
    files: list[str] = []
    for request in await _requests(session, await data_requests.in_state(session, data_requests.ERASING)):
        files += await _close(session, request, now)
    for request in await _requests(session, await data_requests.in_state(session, data_requests.REST)):
        left = await erased_tickets.end(session, _ids(request.note))
        _settle(request, left.open_ids)
        files += left.files
    return files


async def _requests(session: AsyncSession, ids: Sequence[int]) -> Sequence[DataRequest]:
    """A few of these, in the order in which several conversations are locked."""
    query = (
        select(DataRequest).where(DataRequest.id.in_(ids[:_AT_ONCE])).order_by(DataRequest.conversation_id)
    )
    return (await session.scalars(query)).all()


async def _close(session: AsyncSession, request: DataRequest, now: datetime) -> list[str]:
    """Forget the address; not when somebody writes again from a page that was still open: it is theirs."""
    talk = await conversations.lock(session, request.conversation_id)
    await session.refresh(request)  # another process may have been quicker
    if request.state != data_requests.ERASING or not await _may_close(session, request, talk, now):
        return []
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
