"""What a message leans on: the place of "di sini" or of no place, the question of "kalau lusa?"."""

import re
from datetime import datetime

from actions.turn import Turn
from core import weather
from core.certainty import UNSURE
from core.places import Place
from core.reports import Draft, tells_problem
from core.weather.where import asked as where_asked

_THERE = re.compile(
    r"\b(?:di ?sana|ke ?sana|di ?situ|ke ?situ|di ?ditu|ka ?ditu|di ?dinya|ka ?dinya"
    r"|(?:over|out|up|down) there"
    r"|there(?=\W*$))\b",
    re.IGNORECASE,
)
_NOTED = ("share_location", "inform_place")  # "what do you need there?"
_A_WHILE = 4  # messages in which a pin still says where somebody is
_OPENS_TOPIC = ("ask_traffic", "ask_weather", "ask_air_quality", "inform_place", "share_location", UNSURE)
_FEW = 6  # words
_OWN_MATTER = re.compile(
    r"\b(?:macet\w*|lancar|padat|lalin|lalu ?lintas|kamera|cctv|jalan|traffic|camera|udara\w*|hawa\w*|polusi"
    r"|cuaca\w*|h?ujan\w*|weather|rain\w*|gempa|lini|lapor\w*)\b",
    re.IGNORECASE,
)


def topic_before(turn: Turn) -> str:
    """The question that waits for a place or a time, or was answered just now."""
    return turn.tracker.get_slot("asked_topic") or "" if turn.asked_before[0] in _OPENS_TOPIC else ""


def is_bare(turn: Turn) -> bool:
    """Whether the words are few, tell no problem and name no matter of their own."""
    few = 0 < len(turn.text.split()) <= _FEW
    return few and not tells_problem(turn.text) and not _OWN_MATTER.search(turn.text)


def asks_another_time(turn: Turn, now: datetime) -> bool:
    """ "Kalau lusa?", "ayeuna kumaha?" after the weather: a time, and nothing of another matter."""
    after_weather = topic_before(turn) == "weather"
    leans = is_bare(turn) and weather.is_continued(turn.text)
    return after_weather and leans and weather.names_time(turn.text, now) is not None


def place_meant(turn: Turn) -> Place | None:
    """Where, when the words name no place; None when nothing said it before."""
    if turn.location or not turn.text:
        return None
    named = where_asked(turn.text)
    if named.places or named.unknown:
        return None
    last = turn.tracker.get_slot("last_place")
    place = Place.from_dict(last) if last else None
    drafted = Draft.from_slots(turn.tracker.slots).place
    if _THERE.search(turn.text):
        return drafted or place
    intents = _intents_before(turn)
    if place is None or (_NOTED[0] not in intents and (intents or [""])[0] not in _NOTED):
        return None
    return place if place.kind == "pin" or named.here or intents[0] in _NOTED else None


def _intents_before(turn: Turn) -> list[str]:
    """What the messages before this one were, the newest first."""
    heard = [event for event in turn.tracker.events if event.get("event") == "user"][:-1]
    newest = reversed(heard[-_A_WHILE:])
    return [str(((event.get("parse_data") or {}).get("intent") or {}).get("name")) for event in newest]
