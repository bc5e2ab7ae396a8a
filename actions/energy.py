"""Energy and net zero: the city's part, saving at home, and PLN's matters."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import CityAction, Turn
from core import energy


class ActionEnergyShow(CityAction):
    """The facts that fit the question, with source and day."""

    def name(self) -> str:
        return "action_energy_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        dispatcher.utter_message(response="utter_energy", answer=energy.answer(turn.text, turn.language))
        return []
