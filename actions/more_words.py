"""The words that follow a verdict: what is still wrong, or a word beside the rating."""

from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.report_around import ActionPlaceReceived
from actions.report_wishes import ActionReportOutsideForm
from actions.turn import CityAction, Turn
from actions.unclear import ActionUnclear
from core import places, tickets
from core.tickets import joining

_LONGEST_WAIT = timedelta(minutes=15)
_SURE = 0.45  # of another category
_SHORT = 2  # words: "ga usah", "makasih"
# What these would have been answered with, had there been no question.
_ACTIONS: dict[str, type[CityAction]] = {
    "inform_place": ActionPlaceReceived,
    "correct": ActionReportOutsideForm,
    "nlu_fallback": ActionUnclear,
}
_COURTESIES = ("affirm", "deny", "thank")


def forgotten_question() -> list[EventType]:
    """No words are awaited any more."""
    return [SlotSet("asked_ticket", None), SlotSet("awaits_words", None)]


class ActionMoreWords(CityAction):
    """Adds them to the ticket they were asked for; what is about something else goes its usual way."""

    def name(self) -> str:
        return "action_more_words"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        if self.awaited(turn) is None:
            events = [*forgotten_question(), *await self._something_else(dispatcher, turn, domain)]
        else:
            events = await self.take(dispatcher, turn)
        if any(event["event"] == "followup" for event in events):
            return events
        return [*events, FollowupAction("action_listen")]  # the slot changed: no rule tells what comes next

    def awaited(self, turn: Turn) -> str | None:
        """What these words answer: "still" wrong, or a word beside a "rating"; None for something else."""
        asked = turn.tracker.get_slot("asked_ticket")
        return str(asked["kind"]) if asked and self._answers(turn, asked) else None

    async def take(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """Keep the words that were awaited."""
        asked = turn.tracker.get_slot("asked_ticket")
        if asked["kind"] == "rating":
            return await self._rated(dispatcher, turn, asked)
        return await self._still_wrong(dispatcher, turn, asked)

    async def _something_else(
        self, dispatcher: CollectingDispatcher, turn: Turn, domain: dict[str, Any]
    ) -> list[EventType]:
        if turn.intent == "report_problem":
            return [FollowupAction("report_form")]
        action = _ACTIONS.get(turn.intent)
        if action is None:  # a courtesy, an insult, nothing of ours
            dispatcher.utter_message(response=f"utter_{turn.intent}")
            return []
        told: list[EventType] = await action(self._given).run(dispatcher, turn.tracker, domain)
        return told

    def _answers(self, turn: Turn, asked: dict[str, Any]) -> bool:
        if self.services.now() - datetime.fromisoformat(asked["at"]) > _LONGEST_WAIT:
            return False
        if not turn.text or (turn.intent in _COURTESIES and len(turn.text.split()) <= _SHORT):
            return False
        return not (_is_new_report(turn, asked) or _reported_since(turn.tracker))

    async def _still_wrong(
        self, dispatcher: CollectingDispatcher, turn: Turn, asked: dict[str, Any]
    ) -> list[EventType]:
        if turn.may_be_danger:
            self.say_112(dispatcher, turn)
        async with self.services.db.write() as session:
            await joining.add(
                session, asked["id"], turn.tracker.sender_id, self.services.now(),
                words=turn.text, attachments=turn.files,
            )  # fmt: skip
        dispatcher.utter_message(response="utter_words_added", number=asked["number"])
        return []  # there may be more

    async def _rated(
        self, dispatcher: CollectingDispatcher, turn: Turn, asked: dict[str, Any]
    ) -> list[EventType]:
        async with self.services.db.write() as session:
            await tickets.rate(
                session, asked["id"], turn.tracker.sender_id, asked["rating"], self.services.now(), turn.text
            )
        dispatcher.utter_message(response="utter_rated", rating=asked["rating"])
        return forgotten_question()


def _reported_since(tracker: Tracker) -> bool:
    """Whether a report was begun after the question: its words are not this ticket's."""
    for event in reversed(tracker.events):
        if event.get("name") == "asked_ticket":
            return False
        if event.get("event") == "action" and event.get("name") == "report_form":
            return True
    return False


def _is_new_report(turn: Turn, asked: dict[str, Any]) -> bool:
    """Another problem with a place of its own."""
    category = turn.entity("category") or {}
    other = category.get("value") not in (None, asked["category"])
    sure = float(category.get("confidence_entity") or 0.0) >= _SURE
    place = places.find(turn.text)
    named = place is not None and place.kind != "city"
    return turn.intent == "report_problem" and other and sure and named
