"""A picture that an answer carries: where it is drawn, and its words for who does not see it.

Both are kept in the one text that a line has for its image: ``/gambar/...png#words``. What follows the # is
never sent to a server.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

PATH: Final = "/gambar/"
_LONGEST: Final = 500  # what a line has room for


@dataclass(frozen=True)
class Picture:
    """The path of a page of ours and the picture in words."""

    path: str
    alt: str

    @property
    def reference(self) -> str:
        """Both in one text, as `core.conversations.Said.image` keeps them."""
        room = _LONGEST - len(self.path) - 1
        alt = " ".join(self.alt.split())
        return f"{self.path}#{alt if len(alt) <= room else alt[: room - 1].rstrip() + '…'}"


def split(reference: str) -> tuple[str, str]:
    """The address and the words of a picture; other images have no words."""
    if not reference.startswith(PATH):
        return reference, ""
    address, _, alt = reference.partition("#")
    return address, alt


def digest(content: object) -> str:
    """A short name of what is drawn: the same facts have the same address, new ones another."""
    return blake2b(repr(content).encode(), digest_size=6).hexdigest()
