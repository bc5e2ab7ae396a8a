"""What went wrong and stays visible: messages without an answer, lines that did not go out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import Conversation, Delivery, Message

_MOST = 100


@dataclass(frozen=True)
class Failure:
    """One failed item; its conversation is where to look."""

    conversation_id: str | None
    channel: str
    name: str | None
    reason: str | None
    attempts: int
    at: datetime


async def messages(session: AsyncSession) -> Sequence[Failure]:
    """Messages that no turn could answer, newest first."""
    query = (
        select(
            Message.conversation_id, Message.channel, Conversation.name, Message.reason, Message.attempts,
            Message.received_at,
        )
        .outerjoin(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.state == "failed")
        .order_by(Message.id.desc())
    )  # fmt: skip
    return await _read(session, query)


async def deliveries(session: AsyncSession) -> Sequence[Failure]:
    """Lines that their platform did not take, newest first."""
    query = (
        select(
            Delivery.conversation_id, Conversation.channel, Conversation.name, Delivery.error,
            Delivery.attempts, Delivery.created_at,
        )
        .join(Conversation, Conversation.id == Delivery.conversation_id)
        .where(Delivery.state == "failed")
        .order_by(Delivery.id.desc())
    )  # fmt: skip
    return await _read(session, query)


async def _read(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> Sequence[Failure]:
    return [Failure(*row) for row in (await session.execute(query.limit(_MOST))).all()]
