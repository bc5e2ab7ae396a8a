"""Send, change, hide or sign when no report is open: about the one sent last, or for the next one."""

from datetime import timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.report import slots_set
from actions.report_submit import ActionReportSubmit
from actions.turn import CityAction, Turn
from core.reports import Draft, End, hear, tells_problem
from core.reports.said import name_given
from core.tickets import joining

_DAY = timedelta(days=1)
_STORY_WORDS = 5  # "rahasiakan nama saya, tetangga bakar sampah di ..." is a story, "anonim dong" is not


class ActionReportOutsideForm(CityAction):
    """Send, change or hide when no report is open: about the last one, or for the next one."""

    def name(self) -> str:
        return "action_report_outside_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        if _about_a_draft(turn, Draft.from_slots(tracker.slots)):
            return [FollowupAction("report_form")]
        last = turn.recent_ticket(self.services.now(), _DAY)
        if last is None:
            return await self._before_a_report(dispatcher, turn)
        return await self._after_sending(dispatcher, turn, last)

    async def _after_sending(
        self, dispatcher: CollectingDispatcher, turn: Turn, last: dict[str, Any]
    ) -> list[EventType]:
        match turn.intent:
            case "send_report":
                return await self._send_again(dispatcher, turn, last)
            case "make_anonymous" | "make_secret":
                return await self._hide(dispatcher, turn, last)
            case "inform_name":
                return await self._sign(dispatcher, turn, last)
            case _ if turn.text:
                return await self.add_words(dispatcher, turn)
            case _:
                dispatcher.utter_message(response="utter_late_correction", number=last["number"])
                return [SlotSet("asked_topic", "correction")]

    async def _before_a_report(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        match turn.intent:
            case "send_report":
                return await self._send_again(dispatcher, turn, None)
            case "make_anonymous" | "make_secret" | "make_public" | "inform_name":
                return self._prepare(dispatcher, turn)
            case _:
                dispatcher.utter_message(response="utter_not_in_form")
                return []

    async def _send_again(
        self, dispatcher: CollectingDispatcher, turn: Turn, last: dict[str, Any] | None
    ) -> list[EventType]:
        draft = Draft.from_slots(turn.tracker.slots)
        if draft.text and draft.place and draft.end is End.SEND and turn.certain:  # storing failed before
            return await ActionReportSubmit(self._given).send(dispatcher, turn, draft)
        if draft.text:
            return [FollowupAction("report_form")]
        if last:
            dispatcher.utter_message(response="utter_already_sent", number=last["number"])
        else:
            dispatcher.utter_message(response="utter_not_in_form")
        return []

    async def add_words(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """A correction of the report sent last goes to the agency with it."""
        last = turn.recent_ticket(self.services.now(), _DAY)
        if last is None:
            dispatcher.utter_message(response="utter_not_in_form")
            return [SlotSet("asked_topic", None)]
        async with self.services.db.write() as session:
            for ticket_id in last["ids"]:
                await joining.add(
                    session, ticket_id, turn.tracker.sender_id, self.services.now(), words=turn.text
                )
        dispatcher.utter_message(response="utter_words_added", number=last["number"])
        return [SlotSet("asked_topic", None)]

    async def _sign(
        self, dispatcher: CollectingDispatcher, turn: Turn, last: dict[str, Any]
    ) -> list[EventType]:
        name = name_given(turn.text)
        if name is None:
            dispatcher.utter_message(response="utter_menu")
            return []
        async with self.services.db.write() as session:
            now, who = self.services.now(), turn.tracker.sender_id
            signed = all([await joining.sign(session, each, who, name, now) for each in last["ids"]])
        response = "utter_signed" if signed else "utter_stays_hidden"
        dispatcher.utter_message(response=response, number=last["number"], name=name)
        return []

    async def _hide(
        self, dispatcher: CollectingDispatcher, turn: Turn, last: dict[str, Any]
    ) -> list[EventType]:
        privacy = "secret" if turn.intent == "make_secret" else "anonymous"
        async with self.services.db.write() as session:
            for ticket_id in last["ids"]:
                await joining.hide(session, ticket_id, turn.tracker.sender_id, privacy, self.services.now())
        dispatcher.utter_message(response="utter_hidden", number=last["number"])
        return []

    def _prepare(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        draft = Draft.from_slots(turn.tracker.slots)
        after = hear(draft, turn.heard()) or draft
        match turn.intent:
            case "inform_name":
                response = "utter_name_noted"
            case "make_public":
                response = "utter_name_shown"
            case _:
                response = "utter_privacy_ready"
        dispatcher.utter_message(response=response)
        return slots_set(after.with_(text=draft.text, place=draft.place, tries=0, end=None).as_slots())


def _about_a_draft(turn: Turn, draft: Draft) -> bool:
    """Whether a report waits unsent, or this wish comes with the story itself."""
    if turn.intent == "send_report":
        return False  # sent, or asked for, by its own rule
    if turn.text and len(turn.text.split()) > _STORY_WORDS and tells_problem(turn.text):
        return True
    return bool(draft.text) and (turn.intent != "correct" or bool(turn.text))
