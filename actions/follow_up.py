"""A few words that lean on the answer before them: another time, place, number, or more about 112."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.air import ActionAirQualityShow
from actions.here import asks_another_time, is_bare, topic_before
from actions.services import Services
from actions.traffic import ActionTrafficShow
from actions.turn import CityAction, Turn
from actions.weather import ActionWeatherShow
from core import about_112, contacts, places
from core.reports import is_follow_up

_TOPICS: dict[str, type[CityAction]] = {
    "traffic": ActionTrafficShow,
    "weather": ActionWeatherShow,
    "air": ActionAirQualityShow,
}
_SHORT = 3  # words of a bare place
_NUMBERS = ("ask_112", "ask_contact")


def topic(tracker: Tracker) -> type[CityAction] | None:
    """The question that waits for a place, or was answered just now for another one."""
    return _TOPICS.get(topic_before(Turn(tracker)))


async def continued(
    given: Services | None,
    services: Services,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    domain: dict[str, Any],
) -> list[EventType] | None:
    """What the answer before says about these words; None when they do not lean on it."""
    turn = Turn(tracker)
    if not turn.text or not is_bare(turn):
        return None
    asked, place = topic(tracker), places.find(turn.text)
    leans = len(turn.text.split()) <= _SHORT or is_follow_up(turn.text)
    named = leans and place is not None and place.kind != "city"
    if asked is not None and (named or asks_another_time(turn, services.now())):
        told: list[EventType] = await asked(given).run(dispatcher, tracker, domain)
        return told
    return _number(dispatcher, turn)


def _number(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType] | None:
    """Another number ("kalau PDAM?"), or more about the one told of ("bayar ga?")."""
    before = turn.asked_before[0]
    if before not in _NUMBERS:
        return None
    if contacts.find(turn.text):
        dispatcher.utter_message(response="utter_contact", contacts=contacts.answer(turn.text, turn.language))
        return []
    answer = about_112.answer(turn.text, turn.language) if before == "ask_112" else None
    if answer is None:
        return None
    dispatcher.utter_message(response="utter_112_answer", answer=answer)
    return []
