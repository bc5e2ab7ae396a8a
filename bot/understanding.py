"""What model, emergency net and gazetteer make of one text together."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.commands import plain
from core import clock, emergency, language, places, ticket_number
from core.places import Place
from core.reports import dates, problems

UNSURE = "nlu_fallback"
WITH_CATEGORY = ("report_problem", "ask_service", "emergency", "correct", "start_report")
# What the dialogue tells apart and the city's list of intents does not.
LISTED = {
    "ask_service": "report_problem",  # LAPOR! knows it as "permintaan informasi"
    "start_report": "report_problem",
    "ask_contact": "ask_112",
    "insult": "out_of_scope",
    "send_report": "affirm",
}
_SHOWN_OF_A_PLACE = ("text", "kind", "name", "kelurahan", "kecamatan", "adm4", "lat", "lon", "outside")

type Parser = Callable[[str], dict[str, Any]]


def understood(text: str, parse: Parser, now: datetime | None = None) -> dict[str, Any]:
    """One text as `sobat parse` prints it.

    ``intent`` is one of the intents that the design lists, ``dialogue_intent`` the finer one that decides
    the next step. An unsure reading names the likeliest and says ``"sure": false``: then the bot asks.
    ``emergency`` joins net and model; then it is the intent, whatever else is in the text.
    """
    words = plain(text)
    parsed = parse(words) if words else {}
    ranking = _ranking(parsed)
    heard, confidence = ranking[0] if ranking else (None, 0.0)
    verdict = emergency.assess(text)
    danger = verdict.danger or emergency.voted(parsed)
    place = places.find(text)
    return {
        "text": text,
        "intent": "emergency" if danger else LISTED.get(heard or "", heard),
        "confidence": round(confidence, 4),
        "entities": _entities(text, place, now or clock.utc_now()),
        "emergency": danger,
        "category": _category(parsed) if danger or heard in WITH_CATEGORY else None,
        "place": _shown(place) if place else None,
        "language": language.detect(text, "id"),
        "dialogue_intent": heard,
        "sure": (parsed.get("intent") or {}).get("name") not in (UNSURE, None),
        "alternatives": [{"intent": name, "confidence": round(p, 4)} for name, p in ranking[1:3]],
        "emergency_reason": verdict.reason or ("the model's vote" if danger else None),
        "parts": _parts(text) if heard == "report_problem" else [],
    }


def _ranking(parsed: dict[str, Any]) -> list[tuple[str, float]]:
    """The model's readings, likeliest first, without its way of saying that none is sure."""
    rows = parsed.get("intent_ranking") or [parsed.get("intent") or {}]
    named = [(str(row["name"]), float(row.get("confidence") or 0.0)) for row in rows if row.get("name")]
    return [row for row in named if row[0] != UNSURE]


def _category(parsed: dict[str, Any]) -> str | None:
    codes = (e["value"] for e in parsed.get("entities", ()) if e.get("entity") == "category")
    return next(codes, None)


def _shown(place: Place) -> dict[str, Any]:
    known = place.as_dict()
    return {key: known[key] for key in _SHOWN_OF_A_PLACE}


def _entities(text: str, place: Place | None, now: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if place:
        found.append({"entity": "place", "value": place.text, "start": place.start, "end": place.end})
    number = ticket_number.read(text).number
    if number:
        start, end = _number_span(number, text)
        shown = ticket_number.show(number)
        found.append({"entity": "ticket_number", "value": shown, "start": start, "end": end})
    event = dates.event_date(text, now)
    if event:
        start, end = _span(event.said, text)
        found.append({"entity": "time", "value": event.on.isoformat(), "start": start, "end": end})
    return found


def _number_span(number: str, text: str) -> tuple[int, int]:
    """Where the digits stand, with what is written between them and BDG before them."""
    written = re.search(r"(?:bdg\W{0,4})?" + r"\W{0,2}".join(number), text, re.IGNORECASE)
    return written.span() if written else (0, len(text))


def _span(said: str, text: str) -> tuple[int, int]:
    """Where these words stand; their spaces may be of any kind."""
    written = re.search(r"\s+".join(re.escape(word) for word in said.split()), text)
    return written.span() if written else (0, len(text))


def _parts(text: str) -> list[dict[str, Any]]:
    """The problems of one message, each with its words, when it tells more than one."""
    told = problems.split(text)
    if len(told) < 2:
        return []
    return [
        {"text": part.text, "category": part.category, "place": part.place.text if part.place else None}
        for part in told
    ]
