""" "Lanjutkan", "batal" with no question open: of the subscription just spoken of, or of nothing."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.subscriptions import settle, stop_newest
from actions.turn import CityAction, Turn
from core.subscriptions import orders
from core.subscriptions.orders import Act

_OF_SUBSCRIPTIONS = ("subscribe", "stop_subscription", "list_subscriptions")


class ActionAffirmAlone(CityAction):
    """ "Lanjutkan" after a pause ends it; any other yes is answered with an offer."""

    def name(self) -> str:
        return "action_affirm_alone"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        resumes = orders.act_of(turn.text, Act.START) is Act.RESUME
        if resumes and turn.asked_before[0] in _OF_SUBSCRIPTIONS:
            await settle(self.services, dispatcher, turn, Act.RESUME)
        else:
            dispatcher.utter_message(response="utter_affirm")
        return []


class ActionCancelAlone(CityAction):
    """ "Batal" right after a wish takes it back; otherwise there is nothing to cancel."""

    def name(self) -> str:
        return "action_cancel_alone"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, stopped = Turn(tracker), False
        match turn.asked_before[0]:
            case "subscribe":
                stopped = await stop_newest(self.services, dispatcher, turn)
            case "list_subscriptions":
                await settle(self.services, dispatcher, turn, Act.STOP)
                stopped = True
        if not stopped:
            dispatcher.utter_message(response="utter_nothing_to_cancel")
        return []
