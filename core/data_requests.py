"""A citizen's wish to have their data erased: three times 24 hours (UU 27/2022), to be taken back until then.

States: open, then erasing (the rows are empty, the last word is on its way), rest (open reports keep their
words until they end) and done; or withdrawn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations
from core.models import Conversation, DataRequest, Reporter, Staff

CLOCK = timedelta(hours=72)
AHEAD = timedelta(hours=2)  # before the clock ends, so that one bad hour breaks no promise
OPEN, ERASING, REST, DONE, WITHDRAWN = "open", "erasing", "rest", "done", "withdrawn"
_MOST_SHOWN = 100
_ERASE = r"(?:di|meng|ng|mu)?(?:hapus|apus|pupus|delete)\w*|penghapusan|ngapus"
_TAKES_BACK = re.compile(
    r"\b(?:batal\w*|membatalkan|dibatalin|batalin|bolay|ngabolaykeun|urung|cancel"
    rf"|(?:ga|gak|ngga|nggak|tidak|teu|tak) jadi(?:\s+\w+)?\s+(?:{_ERASE})|(?:{_ERASE}), (?:ga|teu) jadi"
    r"|teu jadi(?: mupus.*)?$|berubah pikiran|tarik (?:kembali )?permintaan"
    r"|(?:jangan|jgn|tong|ulah|don'?t|(?:ga|gak|ngga|tidak) usah|teu kedah)"
    rf"\s+(?:\w+\s+){{0,2}}(?:{_ERASE}))\b"
    r"|^keep my data",
    re.IGNORECASE,
)
_WANTS_ERASED = re.compile(rf"\b(?:{_ERASE})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """A request as staff see it: no name, so that nobody learns more than they need to press the button."""

    id: int
    channel: str
    reports: int
    state: str
    created_at: datetime
    due_at: datetime
    done_at: datetime | None
    officer: str | None  # None: the clock did it


def takes_back(text: str) -> bool:
    """Whether these words take the wish back; a model may mistake them, for both say "hapus"."""
    return bool(_TAKES_BACK.search(text))


def wants_erased(text: str) -> bool:
    """Whether these words ask for it."""
    return bool(_WANTS_ERASED.search(text)) and not takes_back(text)


async def current(session: AsyncSession, conversation_id: str) -> DataRequest | None:
    """The open request of a conversation."""
    query = select(DataRequest).where(
        DataRequest.conversation_id == conversation_id, DataRequest.state == OPEN
    )
    return (await session.scalars(query)).first()


async def ask(session: AsyncSession, conversation_id: str, now: datetime) -> DataRequest:
    """Open a request, or find the one that runs: its clock does not begin again."""
    await conversations.lock(session, conversation_id)
    found = await current(session, conversation_id)
    if found is not None:
        return found
    request = DataRequest(conversation_id=conversation_id, created_at=now, due_at=now + CLOCK)
    session.add(request)
    await session.flush()
    return request


async def withdraw(session: AsyncSession, conversation_id: str, now: datetime) -> bool:
    """Take the open request back; False when there is none."""
    await conversations.lock(session, conversation_id)
    request = await current(session, conversation_id)
    if request is None:
        return False
    request.state, request.done_at = WITHDRAWN, now
    return True


async def due(session: AsyncSession, now: datetime) -> Sequence[int]:
    """The open requests that must not wait for staff any longer."""
    query = select(DataRequest.id).where(DataRequest.state == OPEN, DataRequest.due_at <= now + AHEAD)
    return (await session.scalars(query.order_by(DataRequest.due_at))).all()


async def in_state(session: AsyncSession, state: str) -> Sequence[int]:
    query = select(DataRequest.id).where(DataRequest.state == state).order_by(DataRequest.id)
    return (await session.scalars(query)).all()


async def open_ones(session: AsyncSession) -> Sequence[Row]:
    """What waits, the most urgent first."""
    return await _rows(session, DataRequest.state == OPEN, DataRequest.due_at)


async def past_ones(session: AsyncSession) -> Sequence[Row]:
    """What was carried out or withdrawn, the latest first."""
    return await _rows(session, DataRequest.state != OPEN, DataRequest.done_at.desc())


async def count_open(session: AsyncSession) -> int:
    return (
        await session.scalars(select(func.count()).select_from(DataRequest).where(DataRequest.state == OPEN))
    ).one()


async def _rows(session: AsyncSession, which: ColumnElement[bool], order: Any) -> Sequence[Row]:
    reports = (
        select(func.count())
        .where(Reporter.conversation_id == DataRequest.conversation_id)
        .correlate(DataRequest)
        .scalar_subquery()
    )
    query = (
        select(DataRequest, Conversation.channel, reports, Staff.name)
        .join(Conversation, Conversation.id == DataRequest.conversation_id)
        .outerjoin(Staff, Staff.id == DataRequest.staff_id)
        .where(which)
        .order_by(order)
        .limit(_MOST_SHOWN)
    )
    return [
        Row(
            request.id, channel, number, request.state, request.created_at, request.due_at,
            request.done_at, officer,
        )
        for request, channel, number, officer in await session.execute(query)
    ]  # fmt: skip
