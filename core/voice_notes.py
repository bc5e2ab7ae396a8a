"""Voice notes: which recordings an engine must listen to, and what becomes of the words it hears.

The words of a recording become those of its message while that waits for its turn; then everything goes the
way of a typed message. What is heard later is kept for officers, and still shown to the emergency net.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.masking import mask
from core.messages import Heard, HearingEnd
from core.models import Attachment, Conversation, Message
from core.texts import clean

WORTH_HEARING = timedelta(hours=1)  # an older one has had its answer long ago
MOST_HEARINGS = 2  # an engine that breaks over a recording twice would break again
FAILED = "failed"  # beside the values of `HearingEnd`
_LONGEST = 4000  # letters
_NEWEST = 50  # messages among which a recording is looked for


@dataclass(frozen=True)
class Recording:
    """A voice note on disk; ``path`` is relative to the attachments folder."""

    attachment_id: str
    conversation_id: str
    path: str


@dataclass(frozen=True)
class Words:
    """What was heard in a message."""

    message: Message
    text: str
    joined: bool  # they are the message's words now, and its turn is still to come


async def something_to_hear(session: AsyncSession, now: datetime) -> bool:
    """Whether `claim` would find anything."""
    return bool(await session.scalar(select(_due(now).exists())))


async def claim(session: AsyncSession, now: datetime, lease: timedelta, limit: int) -> Sequence[Recording]:
    """The recordings that waited longest; others leave them alone for the length of ``lease``.

    One over which an engine broke too often counts as failed.
    """
    query = _due(now).order_by(Attachment.created_at).limit(limit).with_for_update(skip_locked=True)
    found = []
    for file in (await session.scalars(query)).all():
        file.hear_at, file.hearings = now + lease, file.hearings + 1
        found.append(Recording(file.id, file.conversation_id or "", file.path or ""))
    return found


def _due(now: datetime) -> Select[Attachment]:
    in_groups = select(Conversation.id).where(Conversation.is_group)
    return (
        select(Attachment)
        .where(*_is_unheard(), Attachment.state == "stored", Attachment.created_at > now - WORTH_HEARING)
        .where(or_(Attachment.hear_at.is_(None), Attachment.hear_at <= now))
        .where(Attachment.conversation_id.not_in(in_groups))
    )


def _is_unheard() -> tuple[ColumnElement[bool], ...]:
    return Attachment.kind == "voice", Attachment.heard.is_(None)


async def free_leases(session: AsyncSession) -> None:
    """Nobody listens any more: what a dead process claimed may be claimed at once."""
    claimed = update(Attachment).where(*_is_unheard(), Attachment.hear_at.is_not(None))
    await session.execute(claimed.values(hear_at=None))


async def wait_until(
    session: AsyncSession, messages: Sequence[Message], patience: timedelta, now: datetime
) -> datetime | None:
    """Until when the turn of these messages waits for the words of a recording; None when it need not."""
    ends = {
        attachment_id: message.received_at + patience
        for message in messages
        for attachment_id in message.attachments
        if not message.is_group and message.received_at + patience > now
    }
    if not ends:
        return None
    query = select(Attachment.id).where(
        *_is_unheard(), Attachment.id.in_(ends), Attachment.state.in_(("pending", "stored"))
    )
    return max((ends[each] for each in await session.scalars(query)), default=None)


async def all_heard(session: AsyncSession, attachment_ids: Sequence[str]) -> bool:
    """Whether these are recordings, one at least, whose words were all understood."""
    query = select(Attachment.heard).where(Attachment.id.in_(attachment_ids))
    ends = (await session.scalars(query)).all()
    return bool(ends) and all(end == HearingEnd.WORDS for end in ends)


async def try_again(session: AsyncSession, recording: Recording) -> bool:
    """The engine broke: leave the recording to the next try; False when this was the last one."""
    file = await session.get(Attachment, recording.attachment_id)
    if file is None or file.heard is not None:
        return True
    file.hear_at = None
    if file.hearings < MOST_HEARINGS:
        return True
    file.heard = FAILED
    return False


async def settle(session: AsyncSession, recording: Recording, heard: Heard) -> Words | None:
    """Keep what was heard; None when there were no words, or they were kept before.

    The caller holds the conversation.
    """
    file = await session.get(Attachment, recording.attachment_id, with_for_update=True)
    if file is None or file.heard is not None:  # erased meanwhile, or heard by somebody else
        return None
    text = mask(clean(heard.text, _LONGEST)).lstrip("/ ")
    file.heard, file.transcript, file.hear_at = heard.end, text or None, None
    message = await _message(session, recording)
    if not text or message is None:
        return None
    joined = heard.end is HearingEnd.WORDS and message.state == "received" and message.retry_at is None
    if joined:
        message.text = "\n".join(filter(None, (message.text, text)))
    return Words(message, text, joined)


async def _message(session: AsyncSession, recording: Recording) -> Message | None:
    query = (
        select(Message)
        .where(Message.conversation_id == recording.conversation_id)
        .order_by(Message.id.desc())
        .limit(_NEWEST)
    )
    newest = (await session.scalars(query)).all()
    return next((each for each in newest if recording.attachment_id in each.attachments), None)
