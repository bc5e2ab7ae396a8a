"""A conversation as an officer reads it: who said what, with which files, and whether it arrived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import NotFoundError
from core.models import Attachment, Delivery, Line, Message, Staff

WINDOW = 200


@dataclass(frozen=True)
class Entry:
    """One line. ``state`` is that of its delivery (None for what the citizen said)."""

    line: Line
    officer: str | None
    state: str | None
    error: str | None
    danger: bool
    files: Sequence[Attachment]


async def entries(
    session: AsyncSession, conversation_id: str, *, before: int | None = None
) -> Sequence[Entry]:
    """The last `WINDOW` lines, or those before a line number; oldest first."""
    query = select(Line).where(Line.conversation_id == conversation_id)
    if before is not None:
        query = query.where(Line.seq < before)
    lines = list((await session.scalars(query.order_by(Line.seq.desc()).limit(WINDOW))).all())[::-1]
    if not lines:
        return []
    deliveries = await _deliveries(session, conversation_id, lines)
    dangers = await _dangers(session, conversation_id, lines)
    files = await _files(session, conversation_id, lines)
    officers = await _officers(session, lines)
    return [
        Entry(
            line=line,
            officer=officers.get(line.staff_id) if line.staff_id else None,
            state=deliveries[line.seq].state if line.seq in deliveries else None,
            error=deliveries[line.seq].error if line.seq in deliveries else None,
            danger=line.seq in dangers,
            files=[files[each] for each in line.attachments if each in files],
        )
        for line in lines
    ]


async def _deliveries(
    session: AsyncSession, conversation_id: str, lines: Sequence[Line]
) -> Mapping[int, Delivery]:
    query = select(Delivery).where(
        Delivery.conversation_id == conversation_id,
        Delivery.seq >= lines[0].seq,
        Delivery.seq <= lines[-1].seq,
    )
    return {delivery.seq: delivery for delivery in await session.scalars(query)}


async def _dangers(session: AsyncSession, conversation_id: str, lines: Sequence[Line]) -> frozenset[int]:
    query = select(Message.seq).where(
        Message.conversation_id == conversation_id, Message.danger, Message.seq >= lines[0].seq
    )
    return frozenset(seq for seq in await session.scalars(query) if seq is not None)


async def _files(
    session: AsyncSession, conversation_id: str, lines: Sequence[Line]
) -> Mapping[str, Attachment]:
    ids = [each for line in lines for each in line.attachments]
    query = select(Attachment).where(Attachment.conversation_id == conversation_id, Attachment.id.in_(ids))
    return {file.id: file for file in await session.scalars(query)}


async def _officers(session: AsyncSession, lines: Sequence[Line]) -> Mapping[int, str]:
    ids = {line.staff_id for line in lines if line.staff_id}
    query = select(Staff.id, Staff.name).where(Staff.id.in_(ids))
    return {row.id: row.name for row in await session.execute(query)}


async def file(session: AsyncSession, conversation_id: str, attachment_id: str) -> Attachment:
    """A stored file of this conversation.

    Raises:
        NotFoundError: it has no such file, or the file has not arrived yet.
    """
    found = await session.get(Attachment, attachment_id)
    if found is None or found.conversation_id != conversation_id or found.state != "stored" or not found.path:
        raise NotFoundError(f"attachment {attachment_id}")
    return found
