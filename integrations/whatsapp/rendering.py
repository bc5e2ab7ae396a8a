"""An answer in WhatsApp's terms: parts within its limits, buttons as reply buttons, list or numbers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.messages import Button, Outgoing, Request
from integrations.text import CHOOSE, clean, shorten, split, utf16_length

MAX_TEXT = 4096
MAX_BODY = 1024  # of a message with buttons; for lists Meta now allows 4096, older texts say 1024
MAX_CAPTION = 1024
MAX_BUTTONS = 3
MAX_BUTTON_TITLE = 20
MAX_ROWS = 10
MAX_ROW_TITLE = 24
MAX_ROW_DESCRIPTION = 72
LIST_BUTTON = "Lihat pilihan"
# Meta counts a template's body with its variable filled in, at most 1024; the rest is for its own words.
MAX_VARIABLE = 800

type _Body = dict[str, object]


@dataclass(frozen=True)
class Template:
    """A template that Meta approved; its body has one variable."""

    name: str
    language: str


def render(message: Outgoing) -> list[Request]:
    """The calls for one answer, in order; what can be tapped comes last."""
    buttons = _usable(message.buttons)
    text = clean(message.text).strip()
    if len(buttons) > MAX_ROWS:
        text, buttons = _numbered(text, buttons), []
    bodies: list[_Body] = []
    picture = message.file or message.image
    if picture:
        captioned = bool(text) and not buttons and utf16_length(text) <= MAX_CAPTION
        bodies.append(_image(picture, text if captioned else ""))
        text = "" if captioned else text
    # Words too long for a caption come before their picture; what can be tapped comes last.
    words = _with_buttons(text, buttons) if buttons else _texts(split(text, MAX_TEXT))
    bodies = [*bodies, *words] if buttons else [*words, *bodies]
    envelope = _envelope(message)
    return [Request("messages", {**envelope, **body}) for body in bodies]


def in_template(message: Outgoing, template: Template) -> Request:
    """The whole answer as the template's variable, choices included: they can be typed."""
    choices = [f"• {clean(button.title).strip()}" for button in message.buttons]
    words = "\n".join([clean(message.text), *choices, message.image or ""])
    # Meta refuses line breaks, tabs and more than four spaces in a row.
    words = re.sub(r"\s+", " ", words).strip() or CHOOSE
    parameter = {"type": "text", "text": shorten(words, MAX_VARIABLE)}
    body = {
        "type": "template",
        "template": {
            "name": template.name,
            "language": {"code": template.language},
            "components": [{"type": "body", "parameters": [parameter]}],
        },
    }
    return Request("messages", {**_envelope(message), **body})


def _envelope(message: Outgoing) -> _Body:
    """Phones go to ``to``, business-scoped ids to ``recipient``."""
    kind = "group" if message.is_group else "individual"
    key = "to" if message.is_group or message.address.isdigit() else "recipient"
    return {"messaging_product": "whatsapp", "recipient_type": kind, key: message.address}


def _usable(buttons: Sequence[Button]) -> list[Button]:
    """Without blank ones and repeated payloads, which Meta refuses together with the message."""
    unique = {button.payload: button for button in reversed(buttons)}
    return [
        button
        for button in buttons
        if unique[button.payload] is button and button.payload.strip() and clean(button.title).strip()
    ]


def _numbered(text: str, buttons: Sequence[Button]) -> str:
    """More choices than a list can hold: the citizen types a number or a title."""
    lines = [f"{number}. {clean(button.title).strip()}" for number, button in enumerate(buttons, 1)]
    return f"{text or CHOOSE}\n\n" + "\n".join(lines)


def _texts(parts: Sequence[str]) -> list[_Body]:
    return [{"type": "text", "text": {"preview_url": False, "body": part}} for part in parts]


def _image(picture: str | Path, caption: str) -> _Body:
    """An address that Meta loads, or a file of ours: the channel uploads it and names its id instead."""
    image: _Body = {"file" if isinstance(picture, Path) else "link": picture}
    return {"type": "image", "image": image | ({"caption": caption} if caption else {})}


def with_uploaded(body: Mapping[str, object], media: str) -> _Body:
    """The same message with its file by the id that Meta gave it."""
    image = {key: value for key, value in _image_of(body).items() if key != "file"}
    return {**body, "image": {"id": media, **image}}


def caption_alone(body: Mapping[str, object]) -> _Body | None:
    """What the caption of a picture said, without the picture; None when it had none."""
    caption = _image_of(body).get("caption")
    if not isinstance(caption, str):
        return None
    (said,) = _texts([caption])
    return {key: value for key, value in body.items() if key != "image"} | said


def file_of(body: Mapping[str, object]) -> Path | None:
    """The file of ours that this message shows, before it is uploaded."""
    path = _image_of(body).get("file")
    return path if isinstance(path, Path) else None


def _image_of(body: Mapping[str, object]) -> Mapping[str, object]:
    image = body.get("image")
    return image if isinstance(image, Mapping) else {}


def _with_buttons(text: str, buttons: Sequence[Button]) -> list[_Body]:
    parts = split(text, MAX_TEXT) or [CHOOSE]
    if utf16_length(parts[-1]) > MAX_BODY:
        parts.append(CHOOSE)
    *before, last = parts
    action = _reply_buttons(buttons) if len(buttons) <= MAX_BUTTONS else _list(buttons)
    return [*_texts(before), {"type": "interactive", "interactive": {**action, "body": {"text": last}}}]


def _reply_buttons(buttons: Sequence[Button]) -> _Body:
    titles = unique_titles([button.title for button in buttons], MAX_BUTTON_TITLE)
    replies = [
        {"type": "reply", "reply": {"id": button.payload, "title": title}}
        for button, title in zip(buttons, titles, strict=True)
    ]
    return {"type": "button", "action": {"buttons": replies}}


def _list(buttons: Sequence[Button]) -> _Body:
    titles = unique_titles([button.title for button in buttons], MAX_ROW_TITLE)
    rows = [_row(button, title) for button, title in zip(buttons, titles, strict=True)]
    return {"type": "list", "action": {"button": LIST_BUTTON, "sections": [{"rows": rows}]}}


def _row(button: Button, title: str) -> dict[str, str]:
    """A title that had to be cut stands whole in the description."""
    row = {"id": button.payload, "title": title}
    full = clean(button.title).strip()
    if full != title:
        row["description"] = shorten(full, MAX_ROW_DESCRIPTION)
    return row


def unique_titles(titles: Sequence[str], limit: int) -> list[str]:
    """The titles cut to ``limit`` units and still all different; later twins get a number."""
    chosen: list[str] = []
    for title in titles:
        full = clean(title).strip()
        candidate, number = shorten(full, limit), 1
        while candidate in chosen:
            number += 1
            suffix = f" ({number})"
            candidate = shorten(full, limit - len(suffix)) + suffix
        chosen.append(candidate)
    return chosen
