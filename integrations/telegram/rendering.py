"""An answer in Telegram's terms: plain text within its limits, buttons as an inline keyboard."""

import logging
import re
from collections.abc import Sequence

from core.messages import MAX_PAYLOAD_BYTES, Button, Outgoing, Request
from integrations.text import CHOOSE, clean, split, utf16_length

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BUTTONS = 100
SHORT_TITLE = 16  # two of these fit beside each other on a small phone

_WHOLE_NUMBER = re.compile(r"-?\d{1,24}", re.ASCII)

logger = logging.getLogger(__name__)


def render(message: Outgoing) -> list[Request]:
    """The calls for one answer, in order; the keyboard hangs on the last of them.

    Words too long for a caption come before their picture, unless they end in choices.
    """
    photo = _photo(message)
    in_caption = bool(photo) and "caption" in photo[0][1]
    texts = [] if in_caption else split(message.text, MAX_TEXT)
    keyboard = _keyboard(message.buttons)
    if keyboard and not texts and not photo:
        texts = [CHOOSE]
    said: list[tuple[str, dict[str, object]]] = [("sendMessage", {"text": text}) for text in texts]
    calls = [*photo, *said] if keyboard else [*said, *photo]
    if keyboard:
        calls[-1][1]["reply_markup"] = {"inline_keyboard": keyboard}
    chat_id = _chat_id(message.address)
    return [Request(method, {"chat_id": chat_id, **body}) for method, body in calls]


def _chat_id(address: str) -> int | str:
    return int(address) if _WHOLE_NUMBER.fullmatch(address) else address


def _photo(message: Outgoing) -> list[tuple[str, dict[str, object]]]:
    picture = message.image or message.file
    if not picture:
        return []
    body: dict[str, object] = {"photo": picture}
    caption = clean(message.text).strip()
    if caption and utf16_length(caption) <= MAX_CAPTION:
        body["caption"] = caption
    return [("sendPhoto", body)]


def _keyboard(buttons: Sequence[Button]) -> list[list[dict[str, str]]]:
    usable = [button for button in buttons if _is_usable(button)][:MAX_BUTTONS]
    per_row = 2 if all(len(button.title) <= SHORT_TITLE for button in usable) else 1
    keys = [{"text": clean(button.title).strip(), "callback_data": button.payload} for button in usable]
    return [keys[start : start + per_row] for start in range(0, len(keys), per_row)]


def _is_usable(button: Button) -> bool:
    """Telegram refuses the whole message for one bad button; the text is worth more than the button."""
    fits = 0 < len(button.payload.encode("utf-8", "backslashreplace")) <= MAX_PAYLOAD_BYTES
    if fits and clean(button.title).strip():
        return True
    logger.error("telegram: a button with an impossible title or payload was left out")
    return False
