"""Edits: new words for a message sent before. They reach its turn, its draft or its ticket.

An edit never makes a turn. It waits in the inbox, ignored and not yet settled, until the worker that holds
the conversation's lease settles it: then no turn of the conversation runs, and what became of its message is
known. The transcript keeps both: what was said first, and the new words as a line of their own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core import concealing, conversations, notices, outbox, ticket_number
from core.conversations import Owner, Said
from core.db import insert_into
from core.language import Language, spoken
from core.masking import mask
from core.messages import STALE, Button, Edited
from core.models import Conversation, Line, Message, Ticket
from core.reports import Rewording, gist, privacy_wished
from core.reports.problems import MOST
from core.texts import clean, single_spaced
from core.tickets import joining

EDITED = "edited"  # the reason in the ledger
DRAFT = concealing.DRAFT
_MARK = "(diubah)"  # before the new words in the transcript
_SHOW_REPORT: dict[Language, Button] = {
    "id": Button("Lihat laporan", "/start_report"),
    "su": Button("Tingali laporan", "/start_report"),
    "en": Button("Show the report", "/start_report"),
}


async def amend(session: AsyncSession, event: Edited, now: datetime) -> bool:
    """Keep an edit until a worker settles it, in the caller's transaction; False when it came before."""
    conversation = await conversations.find_or_open(
        session, event.channel, event.address, now, aliases=event.aliases
    )
    words = mask(clean(event.text))
    row = insert_into(session, Message).values(
        channel=event.channel,
        external_id=event.external_id[:200],
        conversation_id=conversation.id,
        ref=event.ref[:200],
        text=words,
        seq=conversation.last_seq + 1,
        sent_at=event.sent_at,
        received_at=now,
        state="ignored",
        reason=EDITED,
    )
    if await session.scalar(row.on_conflict_do_nothing().returning(Message.id)) is None:
        return False
    conversations.add_line(session, conversation, Said("citizen", f"{_MARK} {words}"), now)
    conversation.wake_at = min(filter(None, (conversation.wake_at, now)))
    return True


@dataclass(frozen=True)
class Change:
    """An edit and the message that it changes, if we know that."""

    edit: Message
    original: Message | None

    @property
    def waiting(self) -> Message | None:
        """The message, if its turn is still to come."""
        return self.original if self.original and self.original.state == "received" else None


async def open_changes(session: AsyncSession, conversation_id: str) -> Sequence[Change]:
    """New edits, and older ones whose message came after them; in the order they were written."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.state == "ignored")
        .where(Message.reason == EDITED)
        .order_by(Message.sent_at, Message.id)
    )
    edits = (await session.scalars(query)).all()
    if not edits:  # nearly always, and every turn asks
        return []
    originals = await _originals(session, conversation_id, {edit.ref for edit in edits})
    changes = [Change(edit, originals.get(edit.ref)) for edit in edits]
    return [change for change in changes if change.edit.settled_at is None or change.waiting]


async def _originals(
    session: AsyncSession, conversation_id: str, refs: Collection[str | None]
) -> dict[str | None, Message]:
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.ref.in_(refs))
        .where(or_(Message.reason.is_(None), Message.reason != EDITED))
    )
    return {message.ref: message for message in await session.scalars(query)}


async def settle(
    session: AsyncSession, conversation: Conversation, changes: Sequence[Change], now: datetime
) -> None:
    """Let each edit reach what its message became.

    The caller holds the lease, so that no turn runs, and has shown the edits to the emergency net.
    """
    for change in changes:
        edit, message = change.edit, change.waiting
        edit.settled_at = edit.settled_at or now
        if message:
            message.text = edit.text or message.text  # housekeeping may have emptied an old edit
            message.danger = message.danger or edit.danger
        elif await _says_more(session, change):
            await _reach(session, conversation, change, now)


def _is_original(original: type[Message], edit: type[Message]) -> ColumnElement[bool]:
    return and_(
        original.conversation_id == edit.conversation_id,
        original.ref == edit.ref,
        or_(original.reason.is_(None), original.reason != EDITED),
    )


async def _says_more(session: AsyncSession, change: Change) -> bool:
    """Whether these are the newest words of the message, and not those it had."""
    edit, original = change.edit, change.original
    query = (
        select(Message)
        .where(Message.conversation_id == edit.conversation_id, Message.ref == edit.ref)
        .where(Message.state == "ignored", Message.reason == EDITED)
        .order_by(Message.sent_at, Message.id)
    )
    versions = [*([original] if original else []), *(await session.scalars(query)).all()]
    if versions[-1] is not edit:
        return False
    return len(versions) == 1 or single_spaced(versions[-2].text) != single_spaced(edit.text)


async def _reach(session: AsyncSession, conversation: Conversation, change: Change, now: datetime) -> None:
    """The turn is over: the words go to the report that has them, and the citizen hears it."""
    edit, language = change.edit, conversation.language
    match change.original.report if change.original else None:
        case None | concealing.LEFT if edit.danger:  # the net has answered it
            return
        case None | concealing.LEFT:
            said = Said("bot", notices.text("edited", language))
        case "draft":  # the draft reads them itself, see `rewordings`
            text = notices.text("edited_draft", language, words=gist(edit.text))
            said = Said("bot", text, (_SHOW_REPORT[spoken(language)],))
        case number:
            await _add_to_ticket(session, number, conversation.id, edit.text, now)
            shown = ticket_number.show(number)
            said = Said("bot", notices.text("edited_ticket", language, number=shown))
    may_speak = conversation.owner == Owner.BOT and now - edit.sent_at <= STALE
    if may_speak and await _last_answer(session, conversation.id) != said.text:
        await outbox.add(session, conversation.id, said, now, message_id=edit.id)


async def _add_to_ticket(
    session: AsyncSession, number: str, conversation_id: str, words: str, now: datetime
) -> None:
    """To the ticket of this number, and to the others that the same words made."""
    first = (await session.scalars(select(Ticket).where(Ticket.number == number))).one()
    keys = [f"{first.message_id}:{n}" for n in range(2, MOST + 1)]
    made = [first, *(await session.scalars(select(Ticket).where(Ticket.message_id.in_(keys)))).all()]
    wished = privacy_wished(words)
    for ticket in made:
        if single_spaced(words) in ticket.description:  # it was made a moment after the edit
            continue
        await joining.add(session, ticket.id, conversation_id, now, words=words)
        if wished:
            await joining.hide(session, ticket.id, conversation_id, wished, now)


async def _last_answer(session: AsyncSession, conversation_id: str) -> str | None:
    query = (
        select(Line.text)
        .where(Line.conversation_id == conversation_id, Line.author != "citizen")
        .order_by(Line.seq.desc())
    )
    return await session.scalar(query.limit(1))


async def note_report(
    session: AsyncSession, conversation_id: str, message_ids: Sequence[int], report: str
) -> None:
    """Note that the words of these messages, and no others, are in the draft, or now in this ticket.

    What a hidden draft no longer holds stays hidden.
    """
    await conversations.lock(session, conversation_id)  # before its messages, as everybody does
    theirs = Message.conversation_id == conversation_id
    if report == DRAFT:
        await concealing.keep_draft_hidden(session, conversation_id, message_ids)
    await session.execute(update(Message).where(theirs, Message.report == DRAFT).values(report=None))
    chosen = update(Message).where(theirs, Message.id.in_(message_ids), Message.report.is_(None))
    await session.execute(chosen.values(report=report))


async def rewordings(
    session: AsyncSession, conversation_id: str, message_ids: Sequence[int]
) -> Sequence[Rewording]:
    """How these messages were changed since they were first written."""
    edit = aliased(Message)
    query = (
        select(
            Message.id,
            Line.text.label("first"),
            Message.text,
            edit.id.label("number"),
            edit.text.label("now"),
            edit.sent_at,
        )
        .join(edit, _is_original(Message, edit))
        .join(Line, and_(Line.conversation_id == Message.conversation_id, Line.seq == Message.seq))
        .where(Message.conversation_id == conversation_id, Message.id.in_(message_ids))
        .where(edit.state == "ignored", edit.reason == EDITED, edit.text != "")
        .order_by(Message.id, edit.sent_at, edit.id)
    )
    found: dict[int, Rewording] = {}
    for row in await session.execute(query):
        known = found.get(row.id) or Rewording(0, (row.text,), row.first)
        before = (*known.before, known.now)
        found[row.id] = Rewording(max(known.number, row.number), before, row.now, row.sent_at)
    return list(found.values())
