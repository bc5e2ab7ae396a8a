"""What reporters hear of a ticket, in their own channel and language."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations, notices, outbox, ticket_number
from core.conversations import Said
from core.models import Reporter, Ticket
from core.tickets.flow import Status, status_words


async def tell_status(
    session: AsyncSession, ticket: Ticket, reporter: Reporter, note: str, now: datetime
) -> None:
    """The new status, with the officer's note."""
    conversation = await conversations.get(session, reporter.conversation_id)
    words = notices.ticket_news(
        ticket_number.show(ticket.number),
        status_words(Status(ticket.status), conversation.language),
        note,
        conversation.language,
    )
    await outbox.add(session, conversation.id, Said("system", words), now)
