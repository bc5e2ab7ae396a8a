"""A report that is not sent yet; several when one message told several problems."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from core.places import Place
from core.reports.classes import Kind, classify
from core.reports.dates import Event

MOST_FILES = 10
WHOLE_CITY = Place("Kota Bandung", "city")


class End(StrEnum):
    """How the form is left."""

    SEND = "send"
    OUTSIDE = "outside"  # the place is not in Kota Bandung
    POWER_CUT = "power_cut"  # PLN's, not the city's
    CRIME = "crime"  # the police's


@dataclass(frozen=True)
class Part:
    """One problem: what becomes one ticket."""

    text: str
    place: Place | None = None
    category: str | None = None
    confidence: float = 0.0  # of the category, 0 to 1
    event: Event | None = None  # when it happened, if told
    files: tuple[str, ...] = ()  # those that are only of this one


@dataclass(frozen=True)
class LeftOut:
    """A problem of several that makes no ticket."""

    part: Part
    end: End  # outside, power_cut


@dataclass(frozen=True)
class Draft:
    """Everything said so far; lives in Rasa's slots between two messages.

    ``text`` holds all words. Of several problems the first one's words are ``own``, its place and category
    stand here, and the rest are ``others``; `problems` has them all in one shape. ``files`` are of all of
    them; those said to be of one are apart.
    """

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
    event: Event | None = None  # when it happened, if told
    kind: Kind | None = None  # the class, if the citizen chose it
    own: str = ""
    own_files: tuple[str, ...] = ()
    others: tuple[Part, ...] = ()
    about: int | None = None  # which of several problems `changing` is about, from 0
    together: bool = False  # the citizen wants one report of all of it
    left_out: tuple[LeftOut, ...] = ()  # said in the same turn, not kept

    def with_(self, **changes: Any) -> "Draft":
        return replace(self, **changes)

    @property
    def problems(self) -> tuple[Part, ...]:
        """What becomes tickets, one each."""
        words = self.own or self.text
        first = Part(words, self.place, self.category, self.confidence, self.event, self.own_files)
        return (first, *self.others)

    def with_problems(self, problems: Sequence[Part]) -> "Draft":
        """With these instead; a single one has no words but its own."""
        first, *others = problems
        draft = self.with_(
            place=first.place, category=first.category, confidence=first.confidence, event=first.event
        )
        files = (*self.files, *first.files)
        if not others:
            return draft.with_(text=first.text, own="", others=(), about=None, own_files=(), files=files)
        return draft.with_(own=first.text, others=tuple(others), own_files=first.files)

    @property
    def classification(self) -> Kind:
        """The class of the (first) problem."""
        return self.kind or classify(self.own or self.text)

    @property
    def missing(self) -> str | None:
        """What must still be asked: text or place; None when the summary can be shown."""
        if not self.text:
            return "text"
        return None if all(part.place for part in self.problems) else "place"

    def as_slots(self) -> dict[str, Any]:
        """The values of the form's slots; a place slot is filled when no problem lacks its place."""
        return {
            "report_text": self.text or None,
            "report_place": _place_values(self.place) if self.missing != "place" else None,
            "report_go": self.end.value if self.end else None,
            "report_draft": {
                "place": _place_values(self.place),
                "category": self.category,
                "confidence": self.confidence,
                "files": list(self.files),
                "name": self.name,
                "privacy": self.privacy,
                "changing": self.changing,
                "tries": self.tries,
                "said": list(self.said),
                "edits_heard": self.edits_heard,
                "event": _event_values(self.event),
                "kind": self.kind.value if self.kind else None,
                "own": self.own,
                "own_files": list(self.own_files),
                "others": [_part_values(part) for part in self.others],
                "about": self.about,
                "together": self.together,
            },
        }

    @classmethod
    def from_slots(cls, slots: dict[str, Any]) -> "Draft":
        """The draft that `as_slots` stored; an empty one when there is none."""
        rest = slots.get("report_draft") or {}
        end, kind = slots.get("report_go"), rest.get("kind")
        return cls(
            text=slots.get("report_text") or "",
            place=_place(slots.get("report_place") or rest.get("place")),
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
            event=_event(rest.get("event")),
            kind=Kind(kind) if kind else None,
            own=rest.get("own", ""),
            own_files=tuple(rest.get("own_files", ())),
            others=tuple(_part(values) for values in rest.get("others", ())),
            about=rest.get("about"),
            together=rest.get("together", False),
        )


def _place_values(place: Place | None) -> dict[str, Any] | None:
    return place.as_dict() if place else None


def _event_values(event: Event | None) -> dict[str, Any] | None:
    return {"on": event.on.isoformat(), "since": event.since, "said": event.said} if event else None


def _part_values(part: Part) -> dict[str, Any]:
    return {
        "text": part.text,
        "place": _place_values(part.place),
        "category": part.category,
        "confidence": part.confidence,
        "event": _event_values(part.event),
        "files": list(part.files),
    }


def _part(values: dict[str, Any]) -> Part:
    return Part(
        values["text"],
        _place(values["place"]),
        values["category"],
        values["confidence"],
        _event(values["event"]),
        tuple(values["files"]),
    )


def _place(values: dict[str, Any] | None) -> Place | None:
    return Place.from_dict(values) if values else None


def _event(values: dict[str, Any] | None) -> Event | None:
    return Event(date.fromisoformat(values["on"]), values["since"], values["said"]) if values else None


EMPTY_SLOTS: dict[str, Any] = dict.fromkeys(("report_text", "report_place", "report_go", "report_draft"))
