"""Places of Kota Bandung: found in what people write, in what they answer, and on the map."""

from dataclasses import replace
from functools import lru_cache

from core.places.city_map import districts, locate, villages, weather_code, with_codes
from core.places.combine import combine
from core.places.gazetteer import gazetteer, read
from core.places.model import MAX_TEXT, Place
from core.places.names import Names
from core.places.pieces import Scanner
from core.places.points import find_point, name_in_link, unread_link, without_links
from core.places.tokens import tokenize

__all__ = [
    "Place",
    "as_answer",
    "districts",
    "door",
    "door_name",
    "find",
    "listed_street",
    "locate",
    "mentioned",
    "neighbours",
    "unread_link",
    "villages",
    "weather_code",
    "without_links",
]


def find(text: str) -> Place | None:
    """The best place in a free sentence (Indonesian, slang, Sundanese), or None.

    Pasted coordinates and map links win; words beside them become the pin's text.
    """
    return _find(text, answer=False)


def as_answer(text: str) -> Place:
    """The place in an answer to "di mana?"; what nobody knows is kept as the citizen wrote it."""
    place = _find(text, answer=True)
    if place:
        return place
    kept = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:MAX_TEXT]
    return Place(kept, "free", start=0, end=len(text))


def door(place: Place | None) -> str | None:
    """Who looks after a place outside the city: a key of ``doors`` in outside.json; None inside."""
    if place is None or not place.outside:
        return None
    forms = gazetteer().forms.get("".join(token.key for token in tokenize(place.name or "")), [])
    return next((form.entry.door for form in forms if form.entry.door), "other")


def door_name(key: str) -> str:
    """The government behind a door, as citizens call it."""
    return str(read("places/outside.json")["doors"][key])


@lru_cache(maxsize=2048)
def listed_street(name: str | None) -> str | None:
    """The street if our lists know it; an unlisted lane may be the way a citizen described their home."""
    return name if name and name in mentioned(f"Jalan {name}") else None


def mentioned(text: str) -> frozenset[str]:
    """Official names of everything in the city that these words name, homonyms included.

    For comparing two written places ("Jl. Kircon" and "Simpang Kiaracondong – Binong" share Ibrahim Adjie).
    """
    names = Names(tokenize(text), gazetteer())
    return frozenset(entry.name for entry in names.entries() if entry.kind not in {"outside", "city"})


def neighbours() -> list[str]:
    """The governments around the city, as citizens call them."""
    doors = read("places/outside.json")["doors"]
    return [str(name) for key, name in doors.items() if key != "other"]


def _find(text: str, *, answer: bool) -> Place | None:
    point = find_point(text) if any(map(str.isdigit, text)) else None
    words = _from_words(without_links(text), answer=answer and point is None)
    if point is None:
        return words or _from_link(text)
    pin = replace(locate(point.lat, point.lon), start=point.start, end=point.end)
    if words and words.kind not in {"city", "outside"} and not pin.outside:
        return replace(pin, text=words.text, name=words.name, street=words.street)
    return pin


def _from_link(text: str) -> Place | None:
    """The place whose name a map link asks for; the whole link stands for it."""
    named = name_in_link(text)
    place = _from_words(named[0], answer=True) if named else None
    return replace(place, start=named[1], end=named[2]) if named and place else None


def _from_words(text: str, *, answer: bool) -> Place | None:
    tokens = tokenize(text)
    place = combine(Scanner(tokens, gazetteer(), answer=answer).pieces(), tokens)
    return with_codes(place) if place else None
