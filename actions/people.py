"""To an officer, and what we keep about a person."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import CityAction, Turn
from core import conversations, tickets
from core.conversations import Owner
from core.reports import Draft


class ActionHandoff(CityAction):
    """Puts the conversation in the officers' queue and says what to expect."""

    def name(self) -> str:
        return "action_handoff"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        place = await self.hand_off(tracker, "diminta warga")
        dispatcher.utter_message(response="utter_handoff", place_in_line=place)
        return []

    async def hand_off(self, tracker: Tracker, reason: str) -> int:
        """Queue this conversation; returns its place in line, from 1."""
        async with self.services.db.write() as session:
            await conversations.hand_over(
                session, tracker.sender_id, Owner.WAITING, self.services.now(), reason=reason
            )
            return await conversations.place_in_line(session, tracker.sender_id)


class ActionBackToBot(CityAction):
    """From the queue back to the bot: a report left half-written comes back first."""

    def name(self) -> str:
        return "action_back_to_bot"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        draft = Draft.from_slots(tracker.slots)
        if tracker.active_loop_name or not (draft.text or draft.files):
            waits = bool(tracker.active_loop_name)
            dispatcher.utter_message(response="utter_back_in_report" if waits else "utter_back_to_bot")
            return []
        dispatcher.utter_message(response="utter_back_in_report")
        return [FollowupAction("report_form")]


class ActionMyData(CityAction):
    """What is kept about this person."""

    def name(self) -> str:
        return "action_my_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        async with self.services.db.read() as session:
            reports = await tickets.count_mine(session, tracker.sender_id)
        name = turn.metadata.get("name")
        shown = f"nama profil ({name})" if name else "tanpa nama"
        dispatcher.utter_message(response="utter_my_data", name=shown, reports=reports)
        return []


class ActionDeleteMyData(ActionHandoff):
    """Deletion is a right; officers carry it out within the law's time."""

    def name(self) -> str:
        return "action_delete_my_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        await self.hand_off(tracker, "minta hapus data pribadi (batas 3x24 jam)")
        dispatcher.utter_message(response="utter_delete_my_data")
        return []
