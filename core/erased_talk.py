"""What of a conversation goes when its citizen has their data erased: all that was said, and who said it.

Rows keep their numbers and what became of them, so that the ledger goes on counting.
"""

from datetime import datetime

from sqlalchemy import String, case, cast, delete, func, literal, null, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import review
from core.conversations import Owner
from core.models import (
    Address,
    ChatPace,
    Conversation,
    Delivery,
    Line,
    LookUpMiss,
    Message,
    News,
    SentPart,
    Subscription,
    SubscriptionSent,
)

ERASED = "[dihapus]"
REASON = "erased"  # in the ledger, of messages that nobody can answer any more
_UNANSWERED = ("received", "failed")


async def empty(session: AsyncSession, talk: Conversation, now: datetime) -> None:
    """Remove all words, places, files' names and platform ids; the caller holds the conversation.

    Where the last answer goes stays until `close`. On platforms a new message opens a new conversation from
    now on; a web page must still find the one it shows.
    """
    await _empty_lines(session, talk.id)
    await _empty_inbox(session, talk.id, now)
    await _empty_outbox(session, talk.id)
    await review.forget(session, talk.id)
    for table in (News, LookUpMiss, ChatPace, Subscription, SubscriptionSent):
        await session.execute(delete(table).where(table.conversation_id == talk.id))
    if talk.channel != "web":
        await session.execute(delete(Address).where(Address.conversation_id == talk.id))
    talk.name = talk.handoff_reason = talk.assigned_to = talk.owner_since = None
    talk.owner, talk.news_stopped, talk.last_heard_at = Owner.BOT, True, None  # until somebody writes
    talk.lease_owner = talk.lease_until = talk.wake_at = None  # a turn that runs now says nothing more


async def close(session: AsyncSession, talk: Conversation, now: datetime) -> None:
    """The last answer left: forget where it went."""
    await empty(session, talk, now)
    await session.execute(delete(Address).where(Address.conversation_id == talk.id))
    talk.address, talk.reachable = "", False
    talk.language, talk.language_chosen = "id", False


async def _empty_lines(session: AsyncSession, conversation_id: str) -> None:
    await session.execute(
        update(Line)
        .where(Line.conversation_id == conversation_id)
        .values(text=ERASED, buttons=[], image=None, attachments=[], location=null())
    )


async def _empty_inbox(session: AsyncSession, conversation_id: str, now: datetime) -> None:
    unanswered = Message.state.in_(_UNANSWERED)
    await session.execute(
        update(Message)
        .where(Message.conversation_id == conversation_id)
        .values(
            # A platform's id may spell the sender's address.
            external_id=literal(f"{REASON}:").concat(cast(Message.id, String)),
            text="",
            payload=None,
            location=null(),
            attachments=[],
            ref=None,
            report=None,
            retry_at=None,
            state=case((unanswered, "ignored"), else_=Message.state),
            reason=case((unanswered, REASON), else_=Message.reason),
            settled_at=func.coalesce(Message.settled_at, now),
        )
    )


async def _empty_outbox(session: AsyncSession, conversation_id: str) -> None:
    mine = Delivery.conversation_id == conversation_id
    parts = SentPart.delivery_id.in_(select(Delivery.id).where(mine))
    await session.execute(delete(SentPart).where(parts))
    unsent = Delivery.state.in_(("queued", "failed"))
    await session.execute(
        update(Delivery)
        .where(mine)
        .values(
            state=case((unsent, "discarded"), else_=Delivery.state),
            external_ids=[],
            error=None,
            lease_until=None,
        )
    )
