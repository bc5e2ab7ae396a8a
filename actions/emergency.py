"""Danger, and the numbers to call."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.report import remembered, slots_set
from actions.turn import CityAction, Turn
from core import about_112, contacts, emergency
from core.about_112 import Called
from core.reports import Draft, as_intent, hear


class ActionEmergency(CityAction):
    """112 first (unless the gateway said it already); the words are kept in case they become a report."""

    def name(self) -> str:
        return "action_emergency"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        self.say_112(dispatcher, turn)
        if tracker.active_loop_name:
            return []
        if "suicide" in emergency.assess(turn.text).kinds:
            dispatcher.utter_message(response="utter_emergency_listen")
            return []
        dispatcher.utter_message(response="utter_emergency_follow")
        draft = Draft.from_slots(tracker.slots)
        kept = hear(draft, as_intent(turn.heard(), "report_problem")) if turn.text else None
        if kept is None:
            return []
        return slots_set((await remembered(self.services, turn, draft, kept.with_(end=None))).as_slots())


class Action112Show(CityAction):
    """What was asked about 112 or another number; a call that was made is acknowledged, not lectured on."""

    def name(self) -> str:
        return "action_112_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        if _acknowledged(dispatcher, turn.text):
            return []
        answer = about_112.reply(turn.text, turn.language)
        if answer is None:
            dispatcher.utter_message(response="utter_112")
        else:
            dispatcher.utter_message(response="utter_112_answer", answer=answer)
        return []


class ActionContactsShow(CityAction):
    """The number or account of the service that was asked for."""

    def name(self) -> str:
        return "action_contacts_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        if not _acknowledged(dispatcher, turn.text):
            answer = contacts.answer(turn.text, turn.language)
            dispatcher.utter_message(response="utter_contact", contacts=answer)
        return []


def _acknowledged(dispatcher: CollectingDispatcher, text: str) -> bool:
    """Whether the words only told that 112 was called."""
    called = about_112.called(text)
    if called is not None:
        waits = called is Called.WAITING
        dispatcher.utter_message(response="utter_112_waiting" if waits else "utter_112_called")
    return called is not None
