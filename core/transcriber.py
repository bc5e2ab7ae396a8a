"""What an engine that turns speech into text must do for the gateway."""

from pathlib import Path
from typing import Protocol

from core.messages import Heard


class Transcriber(Protocol):
    """One engine. It works outside this process's loop and holds to a time limit of its own."""

    at_once: int  # recordings it listens to at the same time

    async def prepare(self) -> None:
        """Get ready, so that the first recording does not wait for it.

        Raises:
            ServiceDownError: the engine does not start.
        """
        ...

    async def hear(self, recording: Path) -> Heard:
        """The words of a recording.

        Raises:
            ServiceDownError: the engine broke; another try may help.
        """
        ...

    async def close(self) -> None:
        """End what runs; never raises."""
        ...
