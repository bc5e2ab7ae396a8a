"""What one more message means for the report. Pure rules over what the model understood."""

import re
from collections.abc import Callable

from core import agencies, places
from core.places import Place
from core.places.model import MAX_TEXT
from core.reports import said, several
from core.reports.classes import Kind
from core.reports.classes import named as named_class
from core.reports.dates import event_date
from core.reports.draft import WHOLE_CITY, Draft, End
from core.reports.heard import ASIDE, COURTESY, Heard, as_intent
from core.reports.orders import ordered
from core.reports.placing import ANSWER_WORDS, answers_place, corrected, join_files, place_given_up, refined
from core.reports.understanding import follows_up, is_murmur, understood

_SURE = 0.45

_STREET_LAMPS = re.compile(
    r"\b(?:jalan|jln|jl|gang|gg)\b[^.,\n]{0,40}\blampu(?:nya|na)\b"
    r"|(?<!mati )(?<!padam )\blampu(?:nya|na)?\b[^.,\n]{0,30}\b(?:di|dina)\s+(?:jalan|jln|jl|gang|gg)\b",
    re.IGNORECASE,
)
_PAPERS = "civil_registry_permits"
_LOCAL_OFFICE = re.compile(
    r"\b(?:kelurahan|kecamatan|kel|kec|lurah|camat|rt|rw|loket|kantor)\b", re.IGNORECASE
)
_LEVELS = ("public", "anonymous", "secret")


def hear(draft: Draft, heard: Heard) -> Draft | None:
    """The draft after this message; None when the message is not for the report (it is answered aside)."""
    with_files = join_files(draft, heard)
    after = None if follows_up(heard) else _heard(with_files, heard)
    if after is None:
        return with_files if with_files != draft else None
    if heard.intent != "make_public":
        after = as_private_as_wished(after, heard.text)
    if after.text != draft.text:
        after = several.divided(with_files, after)
        after = several.dated(after, heard.text, heard.at, first=not draft.others) if heard.at else after
    judged = _judge(after.with_(name=after.name or heard.name))
    lost = judged.end is End.SEND and not all(part.place for part in judged.problems)
    return judged.with_(end=None) if lost else judged  # words after the "yes" left a problem without a place


def _heard(draft: Draft, heard: Heard) -> Draft | None:
    """What the words do to the only problem, or to the one of several that they are about."""
    if not draft.others:
        return _by_intent(draft, understood(draft, heard))
    return ordered(draft, heard, _by_intent) or _about_one(draft, heard)


def _about_one(draft: Draft, heard: Heard) -> Draft | None:
    at = several.focus(draft, heard.text)
    one = several.alone(draft, at or 0)
    meant = understood(one, heard)
    if at is None and meant.intent == "correct" and not several.at_one_place(draft):
        return draft.with_(changing="ask", about=None)
    after = _by_intent(one, meant)
    if after is None:
        return None
    more = several.joined(draft, heard.text) if after.text != one.text else None
    if more is not None:
        return more
    whole = several.put_back(draft, at or 0, after)
    if draft.missing == "place":
        return several.with_place(whole, at or 0, heard)
    return several.moved_together(draft, whole) if at is None else whole


def _by_intent(draft: Draft, heard: Heard) -> Draft | None:
    handler = _HANDLERS.get(heard.intent)
    if handler:
        return handler(draft, heard)
    if heard.intent in ASIDE and not answers_place(draft, heard):
        return None
    if not heard.text:
        return draft.with_(tries=0 if heard.files or heard.location else draft.tries + 1)
    return _told(draft, heard)


def _told(draft: Draft, heard: Heard) -> Draft:
    """Free text: the problem, its place, or one more detail."""
    if draft.changing in ("category", "text"):
        return _changed(draft, heard)
    if draft.missing == "text":
        return _first_words(draft, heard)
    if draft.missing == "place" or draft.changing == "place" or heard.intent == "inform_place":
        return _place_told(draft, heard)
    if is_murmur(heard):
        return draft.with_(tries=draft.tries + 1)
    if heard.intent in COURTESY:
        return draft.with_(tries=0 if heard.files or heard.location else draft.tries + 1)
    return _one_more_detail(draft, heard)


def _first_words(draft: Draft, heard: Heard) -> Draft:
    if heard.intent in COURTESY or is_murmur(heard):
        return draft.with_(tries=draft.tries + 1)
    if heard.intent == "inform_place":
        return draft.with_(place=places.as_answer(heard.text), tries=draft.tries)
    name, text = said.introduced(heard.text)
    found = places.find(text)
    place = found if found and found.kind != "city" else draft.place or found
    if found and place is found:
        place = refined(draft, found)
    told = draft.with_(text=text, place=place, name=name or draft.name, tries=0)
    told = _categorised(told, heard, before=draft.text)
    named = agencies.category_named(text) if told.classification is not Kind.COMPLAINT else None
    return told.with_(category=named) if named else told  # the model knows complaints


def _one_more_detail(draft: Draft, heard: Heard) -> Draft:
    """Adds a sentence to the report; "tepatnya depan kantor pos" also says where more exactly."""
    place = draft.place
    spot = said.refinement(heard.text)
    if place and spot and spot.lower() not in place.text.lower():
        words = f"{place.text}, {spot[:1].lower()}{spot[1:]}"[:MAX_TEXT]
        place = Place.from_dict({**place.as_dict(), "text": words})
    longer = draft.with_(text=f"{draft.text}\n{heard.text}", place=place, changing=None, tries=0)
    return _categorised(longer, heard, before=draft.text)


def as_private_as_wished(draft: Draft, text: str) -> Draft:
    """A wish within the story hides more, never less."""
    wished = said.privacy_wished(text)
    if wished is None or _LEVELS.index(wished) <= _LEVELS.index(draft.privacy):
        return draft
    return draft.with_(privacy=wished)


def _place_told(draft: Draft, heard: Heard) -> Draft:
    if said.knows_not(heard.text):
        beside = said.place_despite_not_knowing(heard.text)
        if beside:
            return draft.with_(place=beside, changing=None, tries=0)
        return place_given_up(draft.with_(tries=draft.tries + 1))
    if heard.intent in COURTESY and places.find(heard.text) is None:
        return draft.with_(tries=draft.tries + 1)
    place = places.as_answer(said.meant(heard.text))
    if place.kind == "city" or said.says_only_here(heard.text):
        return place_given_up(draft.with_(tries=draft.tries + 1))
    told_more = heard.intent == "report_problem" and (
        len(heard.text.split()) > ANSWER_WORDS or said.tells_problem(heard.text)
    )
    placed = draft.with_(place=refined(draft, place), changing=None, tries=0)
    if not told_more:
        return placed
    longer = placed.with_(text=f"{draft.text}\n{heard.text}")
    return _categorised(longer, heard, before=draft.text)


def _categorised(draft: Draft, heard: Heard, *, before: str = "") -> Draft:
    """The category of the words that say it most clearly; the first named trouble beats a mere lament."""
    first_trouble = said.names_trouble(heard.text) and not said.names_trouble(before)
    if heard.category and (first_trouble or heard.category_confidence > draft.confidence):
        return draft.with_(category=heard.category, confidence=heard.category_confidence)
    return draft


def _start(draft: Draft, heard: Heard) -> Draft:
    """ "Mau lapor" alone says nothing yet; "mau lapor jalan rusak di kopo" says everything."""
    told = heard.category_confidence >= _SURE and len(heard.text.split()) > 3
    told = told and heard.category != "other"  # the word "laporan" alone is of no kind
    if not draft.text and told:
        return _first_words(draft, as_intent(heard, "report_problem"))
    return draft


def _send(draft: Draft, _heard: Heard) -> Draft:
    if draft.missing:
        return draft.with_(tries=draft.tries + 1)
    return draft.with_(end=End.SEND, changing=None)


def _affirm(draft: Draft, heard: Heard) -> Draft:
    return draft.with_(changing=None) if draft.changing else _send(draft, heard)


def _deny(draft: Draft, heard: Heard) -> Draft:
    if draft.missing == "place" and said.knows_not(heard.text):
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
    if kind := named_class(heard.text):
        return draft.with_(kind=kind, changing=None, tries=0)
    meant = said.meant(heard.text)
    code = agencies.category_named(meant)
    if code and (draft.changing == "category" or code != draft.category):
        return draft.with_(category=code, confidence=1.0, changing=None, tries=0)
    if draft.changing == "category" and heard.category:
        return draft.with_(category=heard.category, confidence=heard.category_confidence, changing=None)
    found = places.find(meant)
    if found and found.kind != "city":
        return corrected(draft, found)
    return _day_changed(draft, meant, heard)


def _day_changed(draft: Draft, meant: str, heard: Heard) -> Draft:
    event = event_date(meant, heard.at) if heard.at else None
    if event is None:
        return draft.with_(changing=said.part_named(meant) or "ask")
    return draft.with_(event=event, changing=None, tries=0)


def _wait(draft: Draft, _heard: Heard) -> Draft:
    return draft.with_(changing=None, tries=0)


def _privacy(level: str) -> Callable[[Draft, Heard], Draft]:
    def handler(draft: Draft, heard: Heard) -> Draft:
        weaker = level != "public" and _LEVELS.index(level) < _LEVELS.index(draft.privacy)
        wished = draft if weaker else draft.with_(privacy=level)
        answers = draft.missing == "place" and places.find(heard.text) is not None
        long_story = draft.missing == "text" and len(heard.text.split()) > ANSWER_WORDS
        if said.tells_problem(heard.text) or long_story:
            return _told(wished, as_intent(heard, "report_problem"))
        return _told(wished, as_intent(heard, "inform_place")) if answers else wished.with_(changing=None)

    return handler


def _named(draft: Draft, heard: Heard) -> Draft:
    name = said.name_given(heard.text)
    if name is None:
        return draft.with_(tries=draft.tries + 1)
    return draft.with_(name=name, changing=None, tries=0)  # hidden stays hidden


def _judge(draft: Draft) -> Draft:
    """Ends that the citizen did not choose: not our city, not our business."""
    if draft.others:
        draft = several.judged(draft)
    if draft.others:
        return several.each(draft, _in_city)
    if draft.place and draft.place.outside:
        return draft.with_(end=End.OUTSIDE)
    may_be_power = draft.end is None and draft.category in (None, "other", "street_light")
    may_be_power = may_be_power and not _STREET_LAMPS.search(draft.text)
    if draft.text and may_be_power and agencies.power_cut(draft.text):
        return draft.with_(end=End.POWER_CUT)
    if draft.text and draft.end is None and agencies.crime(draft.text):
        return draft.with_(end=End.CRIME)
    return _in_city(draft)


def _is_somewhere(draft: Draft) -> bool:
    """Whether it matters where: papers have one office for the city, unless one near home did wrong."""
    return draft.category != _PAPERS or _LOCAL_OFFICE.search(draft.text) is not None


def _in_city(draft: Draft) -> Draft:
    """The whole city is place enough for a wish, a question or papers, and none for another complaint."""
    if draft.text and not (draft.classification.needs_place and _is_somewhere(draft)):
        return draft if draft.place else draft.with_(place=WHOLE_CITY)
    return draft.with_(place=None) if draft.place and draft.place.kind == "city" else draft


_HANDLERS: dict[str, Callable[[Draft, Heard], Draft]] = {
    "start_report": _start,
    "send_report": _send,
    "affirm": _affirm,
    "deny": _deny,
    "wait": _wait,
    "correct": _correct,
    "make_anonymous": _privacy("anonymous"),
    "make_secret": _privacy("secret"),
    "make_public": _privacy("public"),
    "inform_name": _named,
}
