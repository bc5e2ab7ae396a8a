"""Has anything changed? Cheap marks that differ whenever a page that shows them is out of date."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import Attachment, Audit, Conversation, Delivery, Message, TicketEvent


async def inbox(session: AsyncSession) -> str:
    """The mark of all conversations: everything that happens to one adds a row to one of these tables."""
    highest = [
        await session.scalar(select(func.max(table.id))) or 0
        for table in (Message, Delivery, Audit, TicketEvent)
    ]
    return "-".join(str(number) for number in highest)


async def talks(session: AsyncSession, ids: Sequence[str]) -> Mapping[str, str]:
    """The marks of these conversations: new lines, another owner, delivery states, files that arrived."""
    marks: dict[str, list[str]] = {}
    query = select(
        Conversation.id, Conversation.last_seq, Conversation.owner, Conversation.assigned_to,
        Conversation.reachable,
    ).where(Conversation.id.in_(ids))  # fmt: skip
    for row in await session.execute(query):
        marks[row.id] = [f"{row.last_seq}{row.owner}{row.assigned_to or ''}{'' if row.reachable else 'x'}"]
    for table in (Delivery, Attachment):
        states = (
            select(table.conversation_id, table.state, func.count())
            .where(table.conversation_id.in_(ids))
            .group_by(table.conversation_id, table.state)
            .order_by(table.conversation_id, table.state)
        )
        for conversation_id, state, number in await session.execute(states):
            if conversation_id in marks:
                marks[conversation_id].append(f"{state}{number}")
    return {conversation_id: "-".join(parts) for conversation_id, parts in marks.items()}
