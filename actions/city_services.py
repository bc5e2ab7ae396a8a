"""Questions about city services: who handles it, and how to get an answer."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import CityAction, Turn
from core import agencies


class ActionServiceShow(CityAction):
    """Names the agency in charge; we hold no requirements or opening hours, and say so."""

    def name(self) -> str:
        return "action_service_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        code = (turn.entity("category") or {}).get("value") or "other"
        agency = agencies.route(code, turn.text, None)
        dispatcher.utter_message(response="utter_service", agency=agency.name)
        return []
