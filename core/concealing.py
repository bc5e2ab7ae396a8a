"""Which lines of a conversation would tell that its citizen made a protected report.

Staff may read every conversation and every ticket, but must not be able to join a protected ticket to the
person. Hidden are: what was said while the report was written, with its photos; every line with its number or
its words; what answers such a line's buttons; and a draft in which anonymity or secrecy was asked for. What
was hidden stays so when the report is left or the draft is dropped: its messages are marked then.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import Delivery, Line, Message, Reporter, Ticket, TicketAttachment, TicketVerdict
from core.reports.said import privacy_wished
from core.texts import single_spaced

DRAFT = "draft"  # `Message.report` until there is a ticket
LEFT = "left"  # `Message.report` of what was hidden when its report was left, or its draft dropped
HIDDEN = "[isi laporan yang dirahasiakan]"
_DRAFTING = timedelta(minutes=30)  # before the ticket, where the inbox no longer knows its messages
_TELLING = 8  # letters: a shorter line ("ya, betul") is no part of a report's words
_BEFORE = 20  # lines read to judge the newest one
_WISHES = ("make_secret", "make_anonymous")
_NUMBER = re.compile(r"bdg-?(\d{4})-?(\d{4})", re.IGNORECASE)


@dataclass(frozen=True)
class _Secret:
    """A protected report of a conversation: its number, its words, and where it was written."""

    number: str
    words: tuple[str, ...]
    first_seq: int | None  # of its messages
    since: datetime
    until: datetime

    def covers(self, line: Line) -> bool:
        return self._was_drafting(line) or self._has_words(line)

    def _was_drafting(self, line: Line) -> bool:
        if line.created_at > self.until:
            return False
        return line.created_at >= self.since if self.first_seq is None else line.seq >= self.first_seq

    def _has_words(self, line: Line) -> bool:
        said = _plain(line.text)
        if self.number in _digits(said):
            return True
        if len(said) < _TELLING:
            return False
        return any(said in words or words in said for words in self.words)


@dataclass(frozen=True)
class _Left:
    """What a conversation left: the marked messages' lines; it still may show the numbers of ``mine``."""

    seqs: Collection[int]
    mine: Collection[str]

    def covers(self, line: Line) -> bool:
        return line.seq in self.seqs or bool(self.seqs and self._others(line))

    def _others(self, line: Line) -> set[str]:
        """Tickets that are not, or no longer, its own: news of what it left names one."""
        return {"".join(parts) for parts in _NUMBER.findall(line.text)} - {*self.mine}


def _plain(text: str) -> str:
    return " ".join(single_spaced(text).casefold().split())


def _digits(text: str) -> str:
    """The text without what people write between digits."""
    return text.replace("-", "").replace(" ", "")


async def hidden_lines(session: AsyncSession, conversation_id: str, lines: Sequence[Line]) -> frozenset[int]:
    """The numbers of those of these consecutive lines that staff must not read."""
    secrets = await _secrets(session, conversation_id)
    draft = await _hidden_draft(session, conversation_id)
    left = await _left(session, conversation_id)
    if not secrets and draft is None and not left.seqs:
        return frozenset()
    found = await _answers(session, conversation_id, [*(secret.number for secret in secrets), LEFT])
    return found | _scan(lines, secrets, draft, left, found)


async def keep_hidden(session: AsyncSession, conversation_id: str) -> None:
    """Mark what staff may not read now, before its report is left or its draft dropped: they never will."""
    query = select(Line).where(Line.conversation_id == conversation_id).order_by(Line.seq)
    lines = (await session.scalars(query)).all()
    hidden = await hidden_lines(session, conversation_id, lines)
    theirs = Message.conversation_id == conversation_id, Message.seq.in_(hidden)
    free = or_(Message.report.is_(None), Message.report == DRAFT)
    await session.execute(update(Message).where(*theirs, free).values(report=LEFT))


async def keep_draft_hidden(session: AsyncSession, conversation_id: str, still: Collection[int]) -> None:
    """Before a draft consists of ``still``, or is dropped: what it loses stays hidden, if it was."""
    if await _hidden_draft(session, conversation_id) is None:
        return
    if not still:
        await keep_hidden(session, conversation_id)
        return
    lost = Message.conversation_id == conversation_id, Message.report == DRAFT, Message.id.not_in(still)
    await session.execute(update(Message).where(*lost).values(report=LEFT))


async def _left(session: AsyncSession, conversation_id: str) -> _Left:
    marked = select(Message.seq).where(Message.conversation_id == conversation_id, Message.report == LEFT)
    seqs = {seq for seq in await session.scalars(marked) if seq is not None}
    own = select(Ticket.number).join(Reporter, Reporter.ticket_id == Ticket.id)
    mine = await session.scalars(own.where(Reporter.conversation_id == conversation_id)) if seqs else ()
    return _Left(seqs, {*mine})


def _scan(
    lines: Sequence[Line], secrets: Sequence[_Secret], draft: int | None, left: _Left, known: frozenset[int]
) -> frozenset[int]:
    found: set[int] = set()
    asked = answering = False  # a line about a report waits for its answer; the answer is being given
    for line in lines:
        is_citizen = line.author == "citizen"
        answering = asked or line.seq in left.seqs if is_citizen else answering
        is_draft = draft is not None and line.seq >= draft
        is_marked = left.covers(line) or line.seq in known
        if is_draft or answering or is_marked or any(secret.covers(line) for secret in secrets):
            found.add(line.seq)
        asks = line.seq in found and any(_asks(line, secret.number) for secret in secrets)
        asked = not is_citizen and (asks or asked)
    return frozenset(found)


def _asks(line: Line, number: str) -> bool:
    return any(number in _digits(button["payload"]) for button in line.buttons)


async def newest_shown(session: AsyncSession, conversation_ids: Iterable[str]) -> Mapping[str, Line | None]:
    """For conversations whose newest line staff must not read: the newest that they may, if any.

    Not even that something was said: news of a report goes out in the minute in which staff move its ticket.
    """
    found: dict[str, Line | None] = {}
    for conversation_id in await _with_secrets(session, list(conversation_ids)):
        lines = await _until(session, conversation_id, None)
        hidden = await hidden_lines(session, conversation_id, lines)
        if lines and lines[-1].seq in hidden:
            found[conversation_id] = next((line for line in lines[::-1] if line.seq not in hidden), None)
    return found


async def hidden_deliveries(session: AsyncSession, delivery_ids: Sequence[int]) -> frozenset[int]:
    """Those of these outgoing lines that belong to a protected report."""
    query = select(Delivery.id, Delivery.conversation_id, Delivery.seq).where(Delivery.id.in_(delivery_ids))
    rows = (await session.execute(query)).all()
    secret = await _with_secrets(session, [row.conversation_id for row in rows])
    found: set[int] = set()
    for row in rows:
        if row.conversation_id in secret:
            lines = await _until(session, row.conversation_id, row.seq)
            if row.seq in await hidden_lines(session, row.conversation_id, lines):
                found.add(row.id)
    return frozenset(found)


async def hidden_messages(session: AsyncSession, message_ids: Collection[int]) -> frozenset[int]:
    """Those of these messages that belong to a protected report."""
    query = select(Message.id, Message.conversation_id, Message.seq).where(Message.id.in_(message_ids))
    rows = [row for row in await session.execute(query) if row.conversation_id and row.seq is not None]
    secret = await _with_secrets(session, [row.conversation_id for row in rows])
    found: set[int] = set()
    for row in rows:
        if row.conversation_id in secret:
            lines = await _until(session, row.conversation_id, row.seq)
            if row.seq in await hidden_lines(session, row.conversation_id, lines):
                found.add(row.id)
    return frozenset(found)


async def _until(session: AsyncSession, conversation_id: str, seq: int | None) -> Sequence[Line]:
    """The last lines up to this one, or up to the newest; oldest first."""
    query = select(Line).where(Line.conversation_id == conversation_id)
    if seq is not None:
        query = query.where(Line.seq <= seq)
    return (await session.scalars(query.order_by(Line.seq.desc()).limit(_BEFORE))).all()[::-1]


async def _with_secrets(session: AsyncSession, ids: Sequence[str]) -> set[str]:
    """Those of these conversations that have a protected report, left one, or write one perhaps."""
    reports = (
        select(Reporter.conversation_id)
        .join(Ticket, Ticket.id == Reporter.ticket_id)
        .where(Reporter.conversation_id.in_(ids), _is_protected())
    )
    drafts = select(Message.conversation_id).where(
        Message.conversation_id.in_(ids), Message.report.in_((DRAFT, LEFT))
    )
    found = {*await session.scalars(reports), *await session.scalars(drafts)}
    return {each for each in found if each is not None}


def _is_protected() -> ColumnElement[bool]:
    return or_(Ticket.privacy != "public", Reporter.privacy != "public")


async def _secrets(session: AsyncSession, conversation_id: str) -> Sequence[_Secret]:
    query = (
        select(Ticket, Reporter)
        .join(Reporter, Reporter.ticket_id == Ticket.id)
        .where(Reporter.conversation_id == conversation_id, _is_protected())
    )
    rows = (await session.execute(query)).all()
    if not rows:
        return []
    starts = await _starts(session, conversation_id, [ticket.number for ticket, _ in rows])
    judged = await _judged(session, conversation_id)
    return [
        _Secret(
            number=ticket.number,
            words=_words(ticket, reporter, judged.get(ticket.id, ())),
            first_seq=starts.get(ticket.number),
            since=reporter.joined_at - _DRAFTING,
            until=reporter.joined_at,
        )
        for ticket, reporter in rows
    ]


def _words(ticket: Ticket, reporter: Reporter, judged: Sequence[str]) -> tuple[str, ...]:
    mine = [*ticket.description.split("\n\n"), ticket.description, ticket.title] if reporter.first else []
    found = (_plain(text.removeprefix("Tambahan pelapor: ")) for text in (*mine, reporter.words, *judged))
    return tuple({text for text in found if len(text) >= _TELLING})


async def _starts(session: AsyncSession, conversation_id: str, numbers: Sequence[str]) -> Mapping[str, int]:
    query = (
        select(Message.report, func.min(Message.seq))
        .where(Message.conversation_id == conversation_id, Message.report.in_(numbers))
        .group_by(Message.report)
    )
    return {number: seq for number, seq in await session.execute(query) if number and seq is not None}


async def _judged(session: AsyncSession, conversation_id: str) -> Mapping[int, Sequence[str]]:
    query = select(TicketVerdict.ticket_id, TicketVerdict.words).where(
        TicketVerdict.conversation_id == conversation_id, TicketVerdict.words != ""
    )
    found: dict[int, list[str]] = {}
    for ticket_id, words in await session.execute(query):
        found.setdefault(ticket_id, []).append(words)
    return found


async def _answers(session: AsyncSession, conversation_id: str, numbers: Sequence[str]) -> frozenset[int]:
    """The lines of messages that a report has, of their edits, and of what answered them."""
    theirs = Message.conversation_id == conversation_id
    refs = select(Message.ref).where(theirs, Message.report.in_(numbers), Message.ref.is_not(None))
    query = select(Message.id, Message.seq).where(
        theirs, or_(Message.report.in_(numbers), Message.ref.in_(refs))
    )
    rows = (await session.execute(query)).all()
    replies = select(Delivery.seq).where(
        Delivery.conversation_id == conversation_id, Delivery.message_id.in_([row.id for row in rows])
    )
    seqs = [*(row.seq for row in rows), *await session.scalars(replies)]
    return frozenset(seq for seq in seqs if seq is not None)


async def _hidden_draft(session: AsyncSession, conversation_id: str) -> int | None:
    """Where a draft began whose writer asked to be hidden; None when there is no such draft."""
    theirs = Message.conversation_id == conversation_id
    start = await session.scalar(select(func.min(Message.seq)).where(theirs, Message.report == DRAFT))
    if start is None:
        return None
    said = await session.execute(select(Message.text, Message.payload).where(theirs, Message.seq >= start))
    wished = any(
        privacy_wished(text) or any(wish in (payload or "") for wish in _WISHES) for text, payload in said
    )
    return start if wished else None


async def is_hidden_file(session: AsyncSession, conversation_id: str, attachment_id: str) -> bool:
    """Whether a file of a conversation belongs to a protected report."""
    query = (
        select(TicketAttachment.attachment_id)
        .join(Ticket, Ticket.id == TicketAttachment.ticket_id)
        .join(Reporter, Reporter.ticket_id == Ticket.id)
        .where(Reporter.conversation_id == conversation_id, _is_protected())
        .where(TicketAttachment.attachment_id == attachment_id)
    )
    if (await session.scalars(query)).first() is not None:
        return True
    left = select(Message.attachments).where(
        Message.conversation_id == conversation_id, Message.report == LEFT
    )
    return any(attachment_id in files for files in await session.scalars(left))
