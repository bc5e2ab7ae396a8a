"""A document of an outside source as it is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Kept:
    """A source's document and when it was fetched; ``live`` is False when the source did not answer lately.

    Everybody who asks gets the same body: it is read, never changed.
    """

    body: Any
    fetched_at: datetime
    live: bool
