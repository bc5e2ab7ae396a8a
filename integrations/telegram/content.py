"""What one Telegram message holds, whoever it is for."""

from collections.abc import Callable

from core.messages import Location, Media, MediaKind
from integrations.content import SERVICE, UNSUPPORTED, Content, Nothing
from integrations.foreign import (
    ItemError,
    Json,
    coordinate,
    identifier,
    items,
    name,
    node,
    required_text,
    size,
    string,
)

# Written by Telegram itself: nobody waits for an answer.
_SERVICE_KEYS = frozenset(
    {
        "new_chat_members",
        "new_chat_member",
        "new_chat_participant",
        "left_chat_member",
        "left_chat_participant",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "message_auto_delete_timer_changed",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "invoice_paid",
        "successful_payment",
        "refunded_payment",
        "users_shared",
        "chat_shared",
        "connected_website",
        "write_access_allowed",
        "proximity_alert_triggered",
        "boost_added",
        "chat_background_set",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "giveaway_created",
        "giveaway_completed",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "checklist_tasks_done",
        "checklist_tasks_added",
        "direct_message_price_changed",
        "paid_message_price_changed",
        "passport_data",
        "chat_owner_left",
        "chat_owner_changed",
    }
)


def read_content(message: Json) -> Content | Nothing:
    """Find what a message carries.

    Raises:
        ItemError: the part that makes the message what it is cannot be read.
    """
    for key, read in _READERS.items():
        if key in message:
            return read(message)
    if not _SERVICE_KEYS.isdisjoint(message):
        return SERVICE
    return _caption_or(message, UNSUPPORTED)


def _text(message: Json) -> Content | Nothing:
    text = required_text(message, "text")
    return Content(text) if text.strip() else UNSUPPORTED


def _caption_or(message: Json, otherwise: Nothing) -> Content | Nothing:
    """A picture we cannot use may still carry words we can."""
    caption = string(message, "caption")
    return Content(caption) if caption.strip() else otherwise


def _sticker(_: Json) -> Nothing:
    return Nothing("sticker", "sticker")


def _contact(_: Json) -> Nothing:
    """A shared number is never kept, not even the citizen's own."""
    return Nothing("contact", "contact")


def _unsupported(message: Json) -> Content | Nothing:
    return _caption_or(message, UNSUPPORTED)


def _photo(message: Json) -> Content:
    """The largest of the sizes; Telegram sends them smallest first, but promises no order."""
    sizes = [node(photo) for photo in items(message, "photo") if isinstance(photo, dict)]
    if not sizes:
        raise ItemError("photo has no sizes")
    largest = max(sizes, key=_area)
    media = Media(MediaKind.PHOTO, identifier(largest, "file_id"), size=size(largest, "file_size"))
    return Content(string(message, "caption"), media=(media,))


def _area(photo: Json) -> int:
    return (size(photo, "width") or 0) * (size(photo, "height") or 0)


def _file(key: str, kind: MediaKind) -> Callable[[Json], Content]:
    def read(message: Json) -> Content:
        file = node(message, key)
        media = Media(
            kind,
            identifier(file, "file_id"),
            content_type=name(file, "mime_type"),
            filename=name(file, "file_name"),
            size=size(file, "file_size"),
        )
        return Content(string(message, "caption"), media=(media,))

    return read


def _location(message: Json) -> Content:
    return Content(location=_pin(node(message, "location")))


def _venue(message: Json) -> Content:
    venue = node(message, "venue")
    pin = _pin(node(venue, "location"))
    return Content(location=Location(pin.lat, pin.lon, name(venue, "title"), name(venue, "address")))


def _pin(location: Json) -> Location:
    return Location(coordinate(location, "latitude", 90), coordinate(location, "longitude", 180))


# In this order: an animation also comes as a document, a venue also as a location.
_READERS: dict[str, Callable[[Json], Content | Nothing]] = {
    "text": _text,
    "sticker": _sticker,
    "animation": _unsupported,
    "contact": _contact,
    "venue": _venue,
    "location": _location,
    "photo": _photo,
    "voice": _file("voice", MediaKind.VOICE),
    "audio": _file("audio", MediaKind.VOICE),
    "video": _file("video", MediaKind.VIDEO),
    "video_note": _file("video_note", MediaKind.VIDEO),
    "document": _file("document", MediaKind.DOCUMENT),
}
