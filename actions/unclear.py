"""Nothing was understood: one question of two readings, then the menu and a person; never a loop."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.follow_up import continued
from actions.meant import ask_which, note
from actions.report import remembered, slots_set
from actions.turn import CityAction, Turn
from core import meanings, places
from core.certainty import UNSURE
from core.reports import Draft, as_intent, hear, tells_problem
from core.review import Reason

_ASKS = re.compile(
    r"\?|\b(?:ga|gak|gk|nggak|ngga|engga|enggak|kah|teu|apa|berapa|kapan|gimana|kumaha)\b", re.IGNORECASE
)
_SURE = 0.6  # of a category
_OFF_TOPIC = 0.5  # of what is taken for none of our business
_STORY = 4  # words
_LONG = 6  # words: more than this is probably a story worth keeping
_NOT_UNDERSTOOD = (UNSURE, "out_of_scope")


class ActionUnclear(CityAction):
    """First time: which of two? Second time: everything there is."""

    def name(self) -> str:
        return "action_unclear"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        leaning = None if tracker.active_loop_name else await self._leaning(dispatcher, turn, domain)
        if leaning is not None:
            return leaning
        if turn.may_be_danger:
            self.say_112(dispatcher, turn)
        await note(self.services, turn, Reason.UNCLEAR)
        if _is_report(turn):
            return [FollowupAction("report_form")]
        if _times(tracker) > 1:
            dispatcher.utter_message(response="utter_unclear_again")
            return []
        return await self.ask(dispatcher, turn)

    async def _leaning(
        self, dispatcher: CollectingDispatcher, turn: Turn, domain: dict[str, Any]
    ) -> list[EventType] | None:
        if turn.may_be_danger:
            return None
        return await continued(self._given, self.services, dispatcher, turn.tracker, domain)

    async def ask(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """Which of the two likeliest readings is meant; a story is kept whatever comes next."""
        names = [name for name, _ in turn.ranking]
        events = ask_which(dispatcher, turn, meanings.likeliest(names))
        if len(turn.text.split()) > _LONG:
            draft = Draft.from_slots(turn.tracker.slots)
            kept = hear(draft, as_intent(turn.heard(), "report_problem"))
            if kept:
                kept = await remembered(self.services, turn, draft, kept.with_(end=None))
                events += slots_set(kept.as_slots())
        return events


class ActionOutOfScope(CityAction):
    """Not for the city; when that is a guess and the words may be a problem, it is asked."""

    def name(self) -> str:
        return "action_out_of_scope"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        share = turn.ranking[0][1] if turn.ranking else 1.0
        if turn.tapped or share >= _OFF_TOPIC:
            dispatcher.utter_message(response="utter_out_of_scope")
            return []
        await note(self.services, turn, Reason.OFF_TOPIC)
        if tracker.active_loop_name or not tells_problem(turn.text) or _times(tracker) > 1:
            dispatcher.utter_message(response="utter_out_of_scope")
            return []
        return await ActionUnclear(self._given).ask(dispatcher, turn)


def _is_report(turn: Turn) -> bool:
    """Whether the words tell a problem, by themselves or by a sure category, and ask nothing."""
    if _ASKS.search(turn.text):
        return False
    place = places.find(turn.text)
    if place is not None and place.kind != "city" and tells_problem(turn.text):
        return True
    sure = turn.heard().category_confidence >= _SURE and len(turn.text.split()) >= _STORY
    return sure and turn.ranking[:1] != [] and turn.ranking[0][0] == "report_problem"


def _times(tracker: Tracker) -> int:
    """How many of the newest messages in a row were not understood."""
    count = 0
    for event in reversed(tracker.events):
        if event.get("event") != "user":
            continue
        name = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        if name not in _NOT_UNDERSTOOD:
            break
        count += 1
    return count
