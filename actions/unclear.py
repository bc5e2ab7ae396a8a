"""Nothing was understood: guess once, then the menu and a person; never a loop."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.report import remembered, slots_set
from actions.turn import CityAction, Turn
from core import notices, places
from core.reports import Draft, as_intent, hear, tells_problem

_ASKS = re.compile(
    r"\?|\b(?:ga|gak|gk|nggak|ngga|engga|enggak|kah|teu|apa|berapa|kapan|gimana|kumaha)\b", re.IGNORECASE
)
_SURE = 0.6  # of a category
_STORY = 4  # words
_LONG = 6  # words: more than this is probably a story worth keeping
_GUESSES = frozenset(
    {
        "check_ticket",
        "ask_weather",
        "ask_weather_warning",
        "ask_earthquake",
        "ask_traffic",
        "ask_air_quality",
        "ask_112",
        "ask_contact",
        "request_human",
    }
)


class ActionUnclear(CityAction):
    """First time: two guesses, and a report when much was said. Second time: everything there is."""

    def name(self) -> str:
        return "action_unclear"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        if turn.may_be_danger:
            self.say_112(dispatcher, turn)
        if _is_report(turn):
            return [FollowupAction("report_form")]
        if _times(tracker) > 1:
            dispatcher.utter_message(response="utter_unclear_again")
            return []
        buttons = [_button(name, turn) for name in _likely(tracker)]
        events: list[EventType] = []
        if len(turn.text.split()) > _LONG:
            draft = Draft.from_slots(tracker.slots)
            kept = hear(draft, as_intent(turn.heard(), "report_problem"))
            if kept:
                kept = await remembered(self.services, turn, draft, kept.with_(end=None))
                events = slots_set(kept.as_slots())
            buttons.insert(0, _button("start_report", turn, "as_report"))
        else:
            buttons.append(_button("start_report", turn))
        buttons.append({"title": "Menu", "payload": "/help"})
        dispatcher.utter_message(response="utter_unclear", buttons=buttons)
        return events


def _button(intent: str, turn: Turn, title: str | None = None) -> dict[str, str]:
    shown = notices.text(f"button_{title or intent}", turn.language)
    return {"title": shown, "payload": f"/{intent}"}


def _is_report(turn: Turn) -> bool:
    """Whether the words tell a problem, by themselves or by a sure category, and ask nothing."""
    if _ASKS.search(turn.text):
        return False
    place = places.find(turn.text)
    if place is not None and place.kind != "city" and tells_problem(turn.text):
        return True
    sure = turn.heard().category_confidence >= _SURE and len(turn.text.split()) >= _STORY
    return sure and _likeliest(turn.tracker) == "report_problem"


def _likeliest(tracker: Tracker) -> str | None:
    ranking = tracker.latest_message.get("intent_ranking") or []
    return next((str(r.get("name")) for r in ranking if r.get("name") != "nlu_fallback"), None)


def _times(tracker: Tracker) -> int:
    """How many of the newest messages in a row were not understood."""
    count = 0
    for event in reversed(tracker.events):
        if event.get("event") != "user":
            continue
        name = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        if name not in ("nlu_fallback", "out_of_scope"):
            break
        count += 1
    return count


def _likely(tracker: Tracker) -> list[str]:
    ranking = tracker.latest_message.get("intent_ranking") or []
    names = [str(r.get("name")) for r in ranking]
    return [name for name in names if name in _GUESSES][:2]
