"""How a place comes into the report: by a pin, by an answer, or not at all."""

from dataclasses import replace
from typing import Any

from core import places
from core.places import Place
from core.places.model import MAX_TEXT
from core.reports import said, several
from core.reports.draft import MOST_FILES, Draft
from core.reports.heard import Heard

ANSWER_WORDS = 8  # a bare place is rarely longer
_MOST_TRIES = 2


def join_files(draft: Draft, heard: Heard) -> Draft:
    """With the files and the pin of this message."""
    files = tuple(dict.fromkeys((*draft.files, *heard.files)))[:MOST_FILES]
    joined = draft.with_(files=files)
    if heard.location is None:
        return joined
    pin = places.locate(heard.location["lat"], heard.location["lon"])
    return several.each(
        joined.with_(changing=None, tries=0),
        lambda one: one.with_(place=_pinned(one.place, pin, heard.location or {})),
        only=several.pinned(joined),
    )


def _pinned(spoken: Place | None, pin: Place, location: dict[str, Any]) -> Place:
    """A pin keeps the words already said about the place, and gives them a point on the map."""
    told = spoken if spoken and spoken.kind not in ("city", "outside") else None
    words = told.text if told else location.get("name")
    return replace(pin, text=words or pin.text, street=told.street if told else None)


def answers_place(draft: Draft, heard: Heard) -> bool:
    """A bare "pasteur" looks like a traffic question; after "di mana?" it is the answer."""
    waits = draft.missing == "place" or draft.changing == "place"
    asks = "?" in heard.text and not said.is_bare_place(heard.text)
    short = 0 < len(heard.text.split()) <= ANSWER_WORDS and not asks
    if not (waits and short) or heard.intent in ("cancel", "request_human", "emergency", "check_ticket"):
        return False
    found = places.find(heard.text)
    return found is not None and (found.end - found.start) * 2 >= len(heard.text.strip())


def place_given_up(draft: Draft) -> Draft:
    """After enough questions the report goes on; an officer asks what is missing."""
    if draft.tries < _MOST_TRIES:
        return draft
    unknown = places.as_answer("lokasi belum jelas")
    return draft.with_(place=unknown, tries=0, changing=None)


def corrected(draft: Draft, place: Place) -> Draft:
    """Another place, in the story too: an agency must not read one place and be sent to the other."""
    told = places.find(draft.text)
    text = draft.text
    if told and draft.place and told.text == draft.place.text and told.text != place.text:
        text = f"{text[: told.start]}{place.text}{text[told.end :]}"
    return draft.with_(text=text, place=place, changing=None, tries=0)


def refined(draft: Draft, place: Place) -> Place:
    """Words that only add detail keep the point that a pin gave."""
    old = draft.place
    vague = place.lat is None or place.approximate
    if old and old.kind == "pin" and vague and not place.outside and draft.changing != "place":
        return replace(old, text=place.text, street=place.street or old.street)
    if old and _only_beside(old, place) and draft.changing != "place":
        return replace(old, text=f"{old.text}, {place.text[:1].lower()}{place.text[1:]}"[:MAX_TEXT])
    return place


def _only_beside(old: Place, place: Place) -> bool:
    """Whether these words say where within a place already known: "depan toko kain"."""
    known = old.kind not in ("city", "free") and not old.outside
    return known and place.kind == "free" and not place.street and said.is_beside(place.text)
