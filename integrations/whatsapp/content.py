"""What one WhatsApp message holds, whoever sent it."""

from collections.abc import Callable

from core.messages import Location, Media, MediaKind
from integrations.content import SERVICE, UNSUPPORTED, Content, Nothing
from integrations.foreign import (
    ItemError,
    Json,
    coordinate,
    identifier,
    name,
    node,
    required_text,
    size,
    string,
)


def read_content(message: Json) -> Content | Nothing:
    """Find what a message carries; a type we do not know is unsupported, not an error.

    Raises:
        ItemError: it has no type, or its type's own part cannot be read.
    """
    kind = required_text(message, "type")
    if kind in _SILENT_OR_NOTICED:
        return _SILENT_OR_NOTICED[kind]
    reader = _READERS.get(kind)
    return reader(message) if reader else UNSUPPORTED


def _text(message: Json) -> Content | Nothing:
    text = required_text(node(message, "text"), "body")
    return Content(text) if text.strip() else UNSUPPORTED


def _media(key: str, kind: MediaKind) -> Callable[[Json], Content]:
    def read(message: Json) -> Content:
        file = node(message, key)
        media = Media(
            kind,
            identifier(file, "id"),
            content_type=name(file, "mime_type"),
            filename=name(file, "filename"),
            size=size(file, "file_size"),
        )
        return Content(string(file, "caption"), media=(media,))

    return read


def _location(message: Json) -> Content:
    pin = node(message, "location")
    lat, lon = coordinate(pin, "latitude", 90), coordinate(pin, "longitude", 180)
    return Content(location=Location(lat, lon, name(pin, "name"), name(pin, "address")))


def _interactive(message: Json) -> Content | Nothing:
    interactive = node(message, "interactive")
    kind = required_text(interactive, "type")
    if kind not in ("button_reply", "list_reply"):
        return UNSUPPORTED  # a form ("nfm_reply") or something newer; we send neither
    reply = node(interactive, kind)
    return Content(string(reply, "title"), payload=identifier(reply, "id"))


def _template_button(message: Json) -> Content:
    button = node(message, "button")
    text = string(button, "text")
    payload = string(button, "payload") or text
    if not payload:
        raise ItemError("a template button without payload and text")
    return Content(text, payload=payload)


_READERS: dict[str, Callable[[Json], Content | Nothing]] = {
    "text": _text,
    "image": _media("image", MediaKind.PHOTO),
    "audio": _media("audio", MediaKind.VOICE),
    "voice": _media("voice", MediaKind.VOICE),
    "video": _media("video", MediaKind.VIDEO),
    "document": _media("document", MediaKind.DOCUMENT),
    "location": _location,
    "interactive": _interactive,
    "button": _template_button,
}

_SILENT_OR_NOTICED = {
    "sticker": Nothing("sticker", "sticker"),
    "contacts": Nothing("contact", "contact"),  # a shared number is never kept
    "reaction": Nothing("reaction"),
    "revoke": Nothing("revoked"),
    "system": SERVICE,
    "request_welcome": SERVICE,
}
