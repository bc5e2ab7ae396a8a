"""The forms in which a line may go out: whole, as plain words, or as an approved template."""

from collections.abc import Sequence
from dataclasses import replace

from core.channels import Channel
from core.messages import Outgoing, Request
from core.outbox import Form


def parts(channel: Channel, message: Outgoing, form: Form) -> Sequence[Request]:
    """All calls that say this message in that form, in order."""
    match form:
        case Form.FULL:
            return channel.render(message)
        case Form.PLAIN:
            return [*channel.render(_words(message)), *_additions(channel, message)]
        case Form.TEMPLATE:
            return channel.render_template(message)


def has_plain(message: Outgoing) -> bool:
    """Whether plain words would differ from the whole message."""
    return bool(message.buttons or message.image or message.file)


def said(channel: Channel, message: Outgoing, done: int) -> int:
    """How many parts of the plain form were said by the first ``done`` parts of the whole one."""
    words = channel.render(_words(message))
    without_image = channel.render(replace(message, image=None, file=None))
    whole = channel.render(message)
    pictures = len(whole) - len(without_image)  # 0 when the words are its caption
    if pictures and whole[:1] == without_image[:1]:  # the picture comes last
        pictures = 0
    return min(max(done - pictures, 0), len(words))


def _words(message: Outgoing) -> Outgoing:
    return replace(message, buttons=(), image=None, file=None)


def _additions(channel: Channel, message: Outgoing) -> Sequence[Request]:
    """What the buttons offered, which can be typed, and where the picture is."""
    lines = [*(f"• {button.title}" for button in message.buttons), *filter(None, [message.image])]
    return channel.render(replace(_words(message), text="\n".join(lines))) if lines else []
