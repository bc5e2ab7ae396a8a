"""Whom a group message speaks to: the bot answers commands, mentions and replies to it, nothing else."""

import re
from dataclasses import dataclass

from integrations.foreign import Json, items, node

_COMMAND = re.compile(r"^(/[A-Za-z0-9_]{1,64})@([A-Za-z0-9_]{1,64})")
_PLAIN_COMMAND = re.compile(r"^/[A-Za-z0-9_]{1,64}(?=\s|$)")
GREETING = "/start"  # what a mention without a word means


@dataclass(frozen=True)
class BotIdentity:
    """Who we are; the id is part of the token, the user name is known once Telegram has answered."""

    id: int | None = None
    username: str | None = None

    @classmethod
    def from_token(cls, token: str) -> "BotIdentity":
        number = token.partition(":")[0]
        return cls(id=int(number) if number.isascii() and number.isdigit() and len(number) < 20 else None)


def is_addressed(message: Json, text: str, me: BotIdentity) -> bool:
    """Whether a group message is for us."""
    command = _COMMAND.match(text)
    if command:
        # before the first answer of Telegram any name may be ours: answering beats silence
        return me.username is None or command[2].lower() == me.username.lower()
    return (
        _PLAIN_COMMAND.match(text) is not None
        or _is_reply_to(message, me)
        or _mention(me).search(text) is not None
        or _mentions_by_id(message, me)
    )


def without_address(text: str, me: BotIdentity, *, is_group: bool) -> str:
    """The text as if written to us in private: no ``@bot`` after the command, no mention."""
    text = _COMMAND.sub(r"\1", text, count=1)
    if not is_group:
        return text
    bare, mentions = _mention(me).subn(" ", text)
    if not mentions:
        return text
    return re.sub(r"[ \t]{2,}", " ", bare).strip() or GREETING


def _mention(me: BotIdentity) -> re.Pattern[str]:
    if me.username is None:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![\w@]){re.escape('@' + me.username)}(?!\w)[,:;]?", re.IGNORECASE)


def _is_reply_to(message: Json, me: BotIdentity) -> bool:
    return me.id is not None and node(message, "reply_to_message", "from").get("id") == me.id


def _mentions_by_id(message: Json, me: BotIdentity) -> bool:
    entities = [*items(message, "entities"), *items(message, "caption_entities")]
    return me.id is not None and any(node(entity, "user").get("id") == me.id for entity in entities)
