"""Who answers a turn: a person, a fixed notice, or Rasa, and then with which words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import commands
from core import conversations, language_wish, notices, outbox, review, texts, turns, voice_notes
from core.conversations import Owner, Said
from core.language_wish import Wish
from core.messages import Button
from core.models import Conversation
from core.reports import is_courtesy
from core.turns import Turn

MAX_RASA_TEXT = 2000
MENU_BUTTON = Button("Menu", commands.MENU)
LANGUAGE_BUTTONS = (
    Button("Bahasa Indonesia", language_wish.payload("id")),
    Button("Basa Sunda", language_wish.payload("su")),
    Button("English", language_wish.payload("en")),
)


@dataclass(frozen=True)
class Question:
    """One turn for Rasa."""

    conversation_id: str
    message: str
    metadata: dict[str, Any]
    turn: Turn
    repeated: bool  # an earlier try may have reached Rasa


@dataclass(frozen=True)
class _Words:
    message: str
    title: str | None = None  # of the tapped or typed button


@dataclass(frozen=True)
class _Notice:
    key: str
    buttons: tuple[Button, ...] = ()


def back_button(language: str) -> Button:
    """From the officers' queue to the bot."""
    return Button(notices.text("button_back", language), commands.BACK_TO_BOT)


async def route(
    session: AsyncSession, conversation: Conversation, turn: Turn, now: datetime
) -> Question | None:
    """What to ask Rasa; None when the turn was settled here, in the caller's transaction."""
    wished = _listen(conversation, turn)
    if turn.first.is_group:
        await _settle(session, conversation, turn, now, _Notice("group_private"))
        return None
    if conversation.owner != Owner.BOT:
        wish = commands.news_wish(turn.text)
        if wish is not None:  # no officer has to carry out what a word does
            conversation.news_stopped = not wish
            await _settle(session, conversation, turn, now, _Notice(f"news_{'on' if wish else 'off'}"))
            return None
        if not commands.wants_bot(turn.text, turn.first.payload):
            await turns.settle(session, turn, "with_staff", now)
            return None
        await conversations.hand_over(session, conversation.id, Owner.BOT, now)
        title = back_button(conversation.language).title
        decision: _Words | _Notice = _Words(commands.BACK_TO_BOT, title)
    else:
        decision = _language(wished, turn) or await _read(session, conversation, turn)
    if isinstance(decision, _Notice):
        await _settle(session, conversation, turn, now, decision)
        return None
    await review.choose(session, conversation.id, decision.message)
    repeated = turns.begin(turn, now)
    metadata = _metadata(conversation, turn, decision.title, now)
    metadata["spoken"] = await _is_spoken(session, turn)
    return Question(conversation.id, decision.message, metadata, turn, repeated)


def _listen(conversation: Conversation, turn: Turn) -> Wish | None:
    """Which language the answers have from here on; returns the wish for one, if this is one."""
    if turn.first.payload:
        tapped = language_wish.button(turn.first.payload)
        if tapped:
            conversations.choose_language(conversation, tapped)
        return Wish(tapped) if tapped else None
    asked = commands.language_command(turn.text)
    if asked is not None:
        wish = language_wish.wish(f"/bahasa {asked}")
        if wish and wish.language:
            conversations.choose_language(conversation, wish.language)
        return wish or Wish(None)
    return conversations.note_language(conversation, turn.text) if turn.text else None


def _language(wish: Wish | None, turn: Turn) -> _Words | _Notice | None:
    """What follows a wish that stands alone: the buttons, or a word in the new language and on as before."""
    if wish is None or not wish.alone or turn.attachments or turn.location:
        return None
    if wish.language is None:
        return _Notice("ask_language", LANGUAGE_BUTTONS)
    return _Words(language_wish.payload(wish.language), turn.text or None)


async def _settle(
    session: AsyncSession, conversation: Conversation, turn: Turn, now: datetime, notice: _Notice
) -> None:
    if not turn.danger:  # then the net has answered already
        said = Said("bot", notices.text(notice.key, conversation.language), notice.buttons)
        await outbox.add(session, conversation.id, said, now, message_id=turn.first.id)
    await turns.settle(session, turn, "answered", now)


async def _read(session: AsyncSession, conversation: Conversation, turn: Turn) -> _Words | _Notice:
    payload = turn.first.payload
    if payload:
        title = await conversations.offered_title(session, conversation.id, payload)
        if title is not None or payload in commands.ALWAYS_OFFERED:
            return _Words(payload, title or turn.text or None)
        if not turn.text:
            return _Notice("stale_button", (MENU_BUTTON,))
    if not turn.text:
        return _media(turn)
    return await _read_text(session, conversation, turn)


async def _read_text(session: AsyncSession, conversation: Conversation, turn: Turn) -> _Words | _Notice:
    has_media = bool(turn.location) or bool(turn.attachments and not await _is_spoken(session, turn))
    command = commands.command(turn.text)
    if command:
        return _Words(command[:MAX_RASA_TEXT])
    if not has_media and turn.first.seq is not None:
        chosen = await conversations.typed_choice(session, conversation.id, turn.text, turn.first.seq)
        if chosen is not None:
            return _Words(chosen.payload, chosen.title)
    if has_media and is_courtesy(turn.text):
        return _media(turn)
    words = commands.plain(turn.text)
    if texts.has_words(words):
        return _Words(words[:MAX_RASA_TEXT])
    return _media(turn)


async def _is_spoken(session: AsyncSession, turn: Turn) -> bool:
    """Whether its only files are recordings whose words it has: then it is as good as typed."""
    return bool(turn.attachments) and await voice_notes.all_heard(session, turn.attachments)


def _media(turn: Turn) -> _Words | _Notice:
    if turn.location:
        return _Words("/share_location")
    if turn.attachments:
        return _Words("/share_media")
    return _Notice("no_words")


def _metadata(conversation: Conversation, turn: Turn, title: str | None, now: datetime) -> dict[str, Any]:
    return {
        "message_id": str(turn.first.id),
        "channel": conversation.channel,
        "language": conversation.language,
        "danger": turn.danger,
        "text": turn.text,
        "worded": [m.id for m in turn.messages if m.text],
        "attachments": turn.attachments,
        "location": turn.location,
        "name": conversation.name,
        "title": title,
        "now": now.isoformat(),
        "written_at": min(turn.first.sent_at, now).isoformat(),  # "tadi malam" is counted from then
    }
