"""The intent of a message for the report, from its words and what the report waits for."""

from core import ticket_number
from core.reports import said
from core.reports.classes import Kind, calls_it, classify
from core.reports.draft import Draft
from core.reports.heard import ASIDE, MAY_BE_PLACE, MAY_BE_WAIT, TOPICS, Heard, as_intent

_MURMUR = 2  # words: "hmm", "apa ya"
_QUESTION_WORDS = 4  # fewer are no question to file
_DETAIL_WORDS = 5  # more are a detail rather than an answer
_GUESSED_ASIDE = frozenset({"insult", "rate_service", "stop_news", "resume_news", "delete_my_data"})


def understood(draft: Draft, heard: Heard) -> Heard:
    """The message with the intent that its words and the state of the report give it."""
    if heard.intent == "delete_my_data" and draft.text and not said.speaks_of_data(heard.text):
        return as_intent(heard, "deny")  # "hapus aja" in the middle of a report is about the report
    heard = _unless_guessed(draft, heard)
    return as_intent(heard, _intent(draft, heard))


def _unless_guessed(draft: Draft, heard: Heard) -> Heard:
    """A guess neither sends nor uncovers anything, and no words of the report are lost to it.

    What the words tell goes with the report; a mere "bener kang itu" shows the summary once more.
    """
    if heard.certain or not heard.text:
        return heard
    return as_intent(heard, _guessed(draft, heard))


def _guessed(draft: Draft, heard: Heard) -> str:
    long = len(heard.text.split()) > _DETAIL_WORDS
    tells = said.names_trouble(heard.text) or long
    meant = heard.intent
    match heard.intent:
        case "make_public" if draft.privacy != "public":
            meant = "nlu_fallback" if tells or said.is_bare_place(heard.text) else "wait"
        case _ if draft.missing == "place":
            pass
        case "out_of_scope" if long or (tells and draft.text):
            meant = "nlu_fallback"
        case intent if intent in _GUESSED_ASIDE and draft.text and said.names_trouble(heard.text):
            meant = "nlu_fallback"
        case "correct" if draft.text and tells and not _is_correction(draft, heard):
            meant = "nlu_fallback"
        case "send_report" | "affirm" if not draft.missing and not draft.changing:
            meant = "nlu_fallback" if tells else "wait"
        case _:
            pass
    return meant


def _is_correction(draft: Draft, heard: Heard) -> bool:
    return bool(draft.changing or heard.part or said.corrects(heard.text) or calls_it(heard.text))


def follows_up(heard: Heard) -> bool:
    """ "Kalau di cibiru?" after a question about the weather is that question again."""
    return heard.after in (*TOPICS, "inform_place") and said.is_follow_up(heard.text)


def is_murmur(heard: Heard) -> bool:
    """ "asdf", "hmm": too little to be a story or a detail."""
    short = len(heard.text.split()) <= _MURMUR
    return heard.intent == "nlu_fallback" and short and not said.tells_problem(heard.text)


def _intent(draft: Draft, heard: Heard) -> str:
    movable = heard.intent in MAY_BE_PLACE
    match heard.intent:
        case _ if _tells_more(heard) or _asks_in_a_report(draft, heard):
            return "report_problem"
        case "out_of_scope" if len(heard.text.split()) <= _MURMUR:
            return "nlu_fallback"
        case intent if intent in MAY_BE_WAIT and said.asks_to_wait(heard.text):
            return "wait"
        case _ if movable and draft.missing is None and (said.corrects(heard.text) or calls_it(heard.text)):
            return "correct"
        case _ if _is_about_place(draft, heard):
            return "inform_place"
        case intent:
            return intent


def _tells_more(heard: Heard) -> bool:
    """A place with its trouble; or "masih bolong", which is a detail unless tapped or about a sent report."""
    if heard.intent == "inform_place":
        return said.tells_problem(heard.text)
    names_none = ticket_number.read(heard.text).number is None
    return heard.intent == "deny_fixed" and bool(heard.text) and names_none


def _asks_in_a_report(draft: Draft, heard: Heard) -> bool:
    """After "mau lapor", "kapan jadwal angkut sampah di sukajadi?" is what the citizen reports."""
    waits = draft.missing == "text" and heard.intent == "ask_service"
    return waits and len(heard.text.split()) >= _QUESTION_WORDS and classify(heard.text) is Kind.QUESTION


def _is_about_place(draft: Draft, heard: Heard) -> bool:
    waits = draft.missing == "place" or draft.changing == "place"
    if waits and heard.intent not in ASIDE and said.knows_not(heard.text):
        return True
    told = bool(draft.text) or heard.intent == "report_problem"
    return heard.intent in MAY_BE_PLACE and told and said.is_bare_place(heard.text)
