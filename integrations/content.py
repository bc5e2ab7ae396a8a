"""What one message of any platform holds, before it is known whose it is."""

from dataclasses import dataclass

from core.messages import Location, Media


@dataclass(frozen=True)
class Content:
    """What the citizen said."""

    text: str = ""
    payload: str | None = None
    location: Location | None = None
    media: tuple[Media, ...] = ()


@dataclass(frozen=True)
class Nothing:
    """A message that starts no turn, why, and the notice that its sender gets."""

    reason: str
    notice: str | None = None


UNSUPPORTED = Nothing("unsupported", "unsupported")
SERVICE = Nothing("service_message")  # written by the platform itself: nobody waits for an answer
