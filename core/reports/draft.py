"""A report that is not sent yet."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from core.places import Place

MOST_FILES = 10


class End(StrEnum):
    """How the form is left."""

    SEND = "send"
    OUTSIDE = "outside"  # the place is not in Kota Bandung
    POWER_CUT = "power_cut"  # PLN's, not the city's


@dataclass(frozen=True)
class Draft:
    """Everything said so far; lives in Rasa's slots between two messages."""

    text: str = ""
    place: Place | None = None
    category: str | None = None
    confidence: float = 0.0  # of the category, 0 to 1
    files: tuple[str, ...] = ()
    name: str | None = None
    privacy: str = "public"  # public, anonymous, secret
    changing: str | None = None  # None, or what the citizen wants to change: ask, place, category, text
    tries: int = 0  # questions in a row that got no usable answer
    end: End | None = None
    said: tuple[int, ...] = ()  # the messages that its text and place come from
    edits_heard: int = 0  # the newest edit of them that it knows

    def with_(self, **changes: Any) -> "Draft":
        return replace(self, **changes)

    @property
    def missing(self) -> str | None:
        """What must still be asked: text or place; None when the summary can be shown."""
        if not self.text:
            return "text"
        return None if self.place else "place"

    def as_slots(self) -> dict[str, Any]:
        """The values of the form's slots."""
        return {
            "report_text": self.text or None,
            "report_place": self.place.as_dict() if self.place else None,
            "report_go": self.end.value if self.end else None,
            "report_draft": {
                "category": self.category,
                "confidence": self.confidence,
                "files": list(self.files),
                "name": self.name,
                "privacy": self.privacy,
                "changing": self.changing,
                "tries": self.tries,
                "said": list(self.said),
                "edits_heard": self.edits_heard,
            },
        }

    @classmethod
    def from_slots(cls, slots: dict[str, Any]) -> "Draft":
        """The draft that `as_slots` stored; an empty one when there is none."""
        rest = slots.get("report_draft") or {}
        place = slots.get("report_place")
        end = slots.get("report_go")
        return cls(
            text=slots.get("report_text") or "",
            place=Place.from_dict(place) if place else None,
            category=rest.get("category"),
            confidence=rest.get("confidence", 0.0),
            files=tuple(rest.get("files", ())),
            name=rest.get("name"),
            privacy=rest.get("privacy", "public"),
            changing=rest.get("changing"),
            tries=rest.get("tries", 0),
            end=End(end) if end else None,
            said=tuple(rest.get("said", ())),
            edits_heard=rest.get("edits_heard", 0),
        )


EMPTY_SLOTS: dict[str, Any] = dict.fromkeys(("report_text", "report_place", "report_go", "report_draft"))
