"""What a messaging channel must do for the gateway."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from core.messages import Event, Media, Outgoing, Request


class Channel(Protocol):
    """One messaging platform. Parsing and rendering are pure; only the async methods use the network."""

    name: str
    reply_window: timedelta | None  # how long after the citizen's last message we may still write freely

    def parse(self, headers: Mapping[str, str], body: bytes) -> Sequence[Event]:
        """Verify and read one webhook call; broken items become `Ignored`, the others survive.

        Raises:
            SignatureError: the platform did not sign these bytes.
            PayloadError: the body as a whole can not be read.
        """
        ...

    def render(self, message: Outgoing) -> Sequence[Request]:
        """Split and shape an answer to the platform's limits; sent in order, resumed where it failed."""
        ...

    def render_template(self, message: Outgoing) -> Sequence[Request]:
        """The same as an approved template, for a closed reply window; empty where there is none."""
        ...

    async def send(self, request: Request) -> str:
        """Send one part and return the platform's message id.

        Raises:
            IntegrationError: one of the classes of `core.errors`, which says what to do next.
        """
        ...

    async def fetch(self, media: Media) -> bytes:
        """Download a file the citizen sent (at most 20 MB)."""
        ...

    async def acknowledge(self, ack_ref: str) -> None:
        """Tell the platform that a button tap arrived; never raises."""
        ...

    async def typing(self, address: str, external_id: str) -> None:
        """Show that an answer is coming (and that the message was read); never raises."""
        ...
