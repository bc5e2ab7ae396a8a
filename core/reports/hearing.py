"""What one more message means for the report. Pure rules over what the model understood."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core import agencies, places
from core.places import Place
from core.reports.draft import Draft, End

# Questions and courtesies that the dialogue answers itself; the report waits meanwhile.
_ASIDE = frozenset(
    {
        "ask_weather",
        "ask_weather_warning",
        "ask_earthquake",
        "ask_traffic",
        "ask_air_quality",
        "ask_112",
        "ask_contact",
        "ask_service",
        "check_ticket",
        "request_human",
        "thank",
        "help",
        "bot_challenge",
        "back_to_bot",
        "insult",
        "out_of_scope",
        "view_my_data",
        "delete_my_data",
        "cancel",
        "emergency",
    }
)
_COURTESY = frozenset(
    {"greet", "goodbye", "affirm", "deny", "start_report", "send_report", "share_media", "share_location"}
)
_ANSWER_WORDS = 8  # a bare place is rarely longer
_SURE = 0.45
_MOST_TRIES = 2

_DONT_KNOW = re.compile(
    r"^\W*(?:(?:saya|aku|gw|gue|abdi)\s+)?(?:ga|gak|gk|nggak|ngga|enggak|tidak|teu|kurang|lupa|bingung)?\s*"
    r"(?:tahu|tau|terang|apal|terangeun|inget|ingat|nyaho|lupa|bingung|duka|hilap)\b",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\b(?:tapi|tp|tpi|melainkan|harusnya|seharusnya|mestinya|maksud(?:nya| saya)?"
    r"|yang bener|yang benar|yg bener|nu leres|nu bener|tapi di|jadi"
    r"|ganti(?: jadi| ke)?|ubah(?: jadi| ke)?|pindah(?: ke)?)\b[\s:,]*",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:bukan|bkn|sanes|sanés|lain)\b.*?(?:,|\.|$)", re.IGNORECASE)
_NAME = re.compile(
    r"(?:atas nama|a\.?n\.?|nama(?:nya|ku)?(?: saya| aku| lengkap saya)?(?: adalah| itu)?"
    r"|nami(?: abdi| kuring)?|saya(?: adalah)?|pelapornya?)\s*[:,]?\s+(?P<name>[^\d,.;!?\n]{2,60})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Heard:
    """One message as the model and the gateway understood it."""

    intent: str
    text: str = ""  # masked; empty for a button or a bare file
    confidence: float = 1.0
    category: str | None = None
    category_confidence: float = 0.0
    part: str | None = None  # of a "change" button: place, category, text
    chosen: str | None = None  # of a category button
    files: tuple[str, ...] = ()
    location: dict[str, Any] | None = None
    name: str | None = None  # the person's profile name


def hear(draft: Draft, heard: Heard) -> Draft | None:
    """The draft after this message; None when the message is not for the report (it is answered aside)."""
    if heard.intent == "inform_place" and tells_problem(heard.text):
        heard = as_intent(heard, "report_problem")
    with_files = _join_files(draft, heard)
    after = _by_intent(with_files, heard)
    if after is None:
        return with_files if with_files != draft else None
    return _judge(after.with_(name=after.name or heard.name))


def tells_problem(text: str) -> bool:
    """Whether the words around a place name a problem: "jalan bolong di kopo" is more than a place."""
    found = places.find(text)
    rest = text[: found.start] + " " + text[found.end :] if found else text
    return agencies.category_named(rest) is not None


def _join_files(draft: Draft, heard: Heard) -> Draft:
    files = tuple(dict.fromkeys((*draft.files, *heard.files)))[:10]
    joined = draft.with_(files=files)
    if heard.location is None:
        return joined
    pin = places.locate(heard.location["lat"], heard.location["lon"])
    return joined.with_(place=_pinned(draft.place, pin, heard.location), changing=None, tries=0)


def _pinned(said: Place | None, pin: Place, location: dict[str, Any]) -> Place:
    """A pin keeps the words already said about the place, and gives them a point on the map."""
    words = said.text if said and said.kind not in ("city", "outside") else location.get("name")
    return Place.from_dict({**pin.as_dict(), "text": words or pin.text})


def _by_intent(draft: Draft, heard: Heard) -> Draft | None:
    handler = _HANDLERS.get(heard.intent)
    if handler:
        return handler(draft, heard)
    if heard.intent in _ASIDE and not _answers_place(draft, heard):
        return None
    if not heard.text:
        return draft.with_(tries=draft.tries if heard.files or heard.location else draft.tries + 1)
    return _told(draft, heard)


def _answers_place(draft: Draft, heard: Heard) -> bool:
    """A bare "pasteur" looks like a traffic question; after "di mana?" it is the answer."""
    waits = draft.missing == "place" or draft.changing == "place"
    short = 0 < len(heard.text.split()) <= _ANSWER_WORDS and "?" not in heard.text
    if not (waits and short) or heard.intent in ("cancel", "request_human", "emergency", "check_ticket"):
        return False
    found = places.find(heard.text)
    return found is not None and (found.end - found.start) * 2 >= len(heard.text.strip())


def _told(draft: Draft, heard: Heard) -> Draft:
    """Free text: the problem, its place, or one more detail."""
    if draft.changing in ("category", "text"):
        return _changed(draft, heard)
    if draft.missing == "text":
        return _first_words(draft, heard)
    if draft.missing == "place" or draft.changing == "place":
        return _place_told(draft, heard)
    if heard.intent == "inform_place":
        return _place_told(draft, heard)
    if heard.intent == "nlu_fallback" and len(heard.text.split()) < 3:
        return draft.with_(tries=draft.tries + 1)
    return _categorised(draft.with_(text=f"{draft.text}\n{heard.text}", changing=None, tries=0), heard)


def _first_words(draft: Draft, heard: Heard) -> Draft:
    if heard.intent in _COURTESY:
        return draft.with_(tries=draft.tries + 1)
    if heard.intent == "inform_place":
        return draft.with_(place=places.as_answer(heard.text), tries=draft.tries)
    found = draft.place or places.find(heard.text)
    return _categorised(draft.with_(text=heard.text, place=found, tries=0), heard)


def _place_told(draft: Draft, heard: Heard) -> Draft:
    if _DONT_KNOW.match(heard.text) and places.find(heard.text) is None:
        return _place_given_up(draft.with_(tries=draft.tries + 1))
    if heard.intent in _COURTESY and places.find(heard.text) is None:
        return draft.with_(tries=draft.tries + 1)
    place = places.as_answer(_meant(heard.text))
    if place.kind == "city":
        return _place_given_up(draft.with_(tries=draft.tries + 1))
    more = (
        f"\n{heard.text}"
        if heard.intent == "report_problem" and len(heard.text.split()) > _ANSWER_WORDS
        else ""
    )
    return draft.with_(place=_refined(draft, place), text=draft.text + more, changing=None, tries=0)


def _place_given_up(draft: Draft) -> Draft:
    """After enough questions the report goes on; an officer asks what is missing."""
    if draft.tries < _MOST_TRIES:
        return draft
    unknown = places.as_answer("lokasi belum jelas")
    return draft.with_(place=unknown, tries=0, changing=None)


def _refined(draft: Draft, place: Place) -> Place:
    """Words that only add detail keep the point that a pin gave."""
    old = draft.place
    vague = place.lat is None or place.approximate
    if old and old.kind == "pin" and vague and not place.outside and draft.changing != "place":
        return Place.from_dict({**old.as_dict(), "text": place.text})
    return place


def _meant(text: str) -> str:
    """The right half of a correction: "bukan di kopo tapi cibaduyut" means cibaduyut."""
    halves = _TURN.split(text)
    if len(halves) > 1 and halves[-1].strip():
        return halves[-1].strip()
    without = _NOT.sub(" ", text).strip(" ,.")
    return without or text


def _categorised(draft: Draft, heard: Heard) -> Draft:
    """The category of the words that say it most clearly."""
    if heard.category and heard.category_confidence > draft.confidence:
        return draft.with_(category=heard.category, confidence=heard.category_confidence)
    return draft


def _start(draft: Draft, heard: Heard) -> Draft:
    """ "Mau lapor" alone says nothing yet; "mau lapor jalan rusak di kopo" says everything."""
    told = heard.category_confidence >= _SURE and len(heard.text.split()) > 3
    if not draft.text and told:
        return _first_words(draft, as_intent(heard, "report_problem"))
    return draft


def as_intent(heard: Heard, intent: str) -> Heard:
    return Heard(**{**heard.__dict__, "intent": intent})


def _send(draft: Draft, _heard: Heard) -> Draft:
    if draft.missing:
        return draft.with_(tries=draft.tries + 1)
    return draft.with_(end=End.SEND, changing=None)


def _affirm(draft: Draft, heard: Heard) -> Draft:
    return draft.with_(changing=None) if draft.changing else _send(draft, heard)


def _deny(draft: Draft, heard: Heard) -> Draft:
    if draft.missing == "place" and heard.text and _DONT_KNOW.match(heard.text):
        return _place_told(draft, heard)
    if draft.missing:
        return draft.with_(tries=draft.tries + 1)
    return draft.with_(changing="ask")


def _correct(draft: Draft, heard: Heard) -> Draft:
    if heard.chosen:
        return draft.with_(category=heard.chosen, confidence=1.0, changing=None, tries=0)
    if heard.part:
        return draft.with_(changing=heard.part, tries=0)
    if not heard.text:
        return draft.with_(changing="ask")
    return _changed(draft, heard)


def _changed(draft: Draft, heard: Heard) -> Draft:
    """A correction in words: a category, a place, or new text; when unclear, ask which part."""
    if draft.changing == "text":
        new = draft.with_(text=heard.text, changing=None, confidence=0.0)
        return _categorised(new, heard)
    meant = _meant(heard.text)
    code = agencies.category_named(meant)
    if code and (draft.changing == "category" or code != draft.category):
        return draft.with_(category=code, confidence=1.0, changing=None, tries=0)
    if draft.changing == "category" and heard.category:
        return draft.with_(category=heard.category, confidence=heard.category_confidence, changing=None)
    found = places.find(meant)
    if found and found.kind != "city":
        return draft.with_(place=found, changing=None, tries=0)
    return draft.with_(changing="ask")


def _privacy(level: str) -> Callable[[Draft, Heard], Draft]:
    def handler(draft: Draft, heard: Heard) -> Draft:
        if not draft.text and heard.text and len(heard.text.split()) > _ANSWER_WORDS:
            draft = _first_words(draft, as_intent(heard, "report_problem"))
        return draft.with_(privacy=level, changing=None)

    return handler


def _named(draft: Draft, heard: Heard) -> Draft:
    match = _NAME.search(heard.text)
    name = (match.group("name") if match else heard.text).strip().title()[:60]
    return draft.with_(name=name or draft.name, privacy="public", changing=None)


def _judge(draft: Draft) -> Draft:
    """Ends that the citizen did not choose: not our city, not our business."""
    if draft.place and draft.place.outside:
        return draft.with_(end=End.OUTSIDE)
    may_be_power = draft.end is None and draft.category in (None, "other", "street_light")
    if draft.text and may_be_power and agencies.power_cut(draft.text):
        return draft.with_(end=End.POWER_CUT)
    if draft.place and draft.place.kind == "city":
        return draft.with_(place=None)
    return draft


_HANDLERS: dict[str, Callable[[Draft, Heard], Draft]] = {
    "start_report": _start,
    "send_report": _send,
    "affirm": _affirm,
    "deny": _deny,
    "correct": _correct,
    "make_anonymous": _privacy("anonymous"),
    "make_secret": _privacy("secret"),
    "make_public": _privacy("public"),
    "inform_name": _named,
}
