"""To an officer, and what we keep about a person."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.meant import doubt
from actions.turn import CityAction, Turn
from core import conversations, data_requests, erasure, my_data, notices
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


def _report_goes_on(tracker: Tracker) -> list[EventType]:
    """A half-written report is asked for again: nothing of it is to be deleted now."""
    is_begun = tracker.active_loop_name or Draft.from_slots(tracker.slots).text
    return [FollowupAction("report_form")] if is_begun else []


class ActionMyData(CityAction):
    """What is kept about this person."""

    def name(self) -> str:
        return "action_my_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        async with self.services.db.read() as session:
            kept = await my_data.kept(session, tracker.sender_id)
        response = "utter_my_data_leaving" if kept.erased_by else "utter_my_data"
        dispatcher.utter_message(response=response, kept=my_data.as_lines(kept, Turn(tracker).language))
        return []


class ActionDeleteMyData(CityAction):
    """Says what goes and what stays, and asks once; asked again at once, that is a yes."""

    def name(self) -> str:
        return "action_delete_my_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if data_requests.takes_back(Turn(tracker).text):
            return await ActionKeepMyData(self._given).run(dispatcher, tracker, domain)
        async with self.services.db.read() as session:
            request = await data_requests.current(session, tracker.sender_id)
            gone_on = await erasure.sent_on(session, tracker.sender_id)
        if request is not None:
            dispatcher.utter_message(
                response="utter_deletion_runs", due=my_data.moment(request.due_at, Turn(tracker).language)
            )
            return _report_goes_on(tracker)
        if Turn(tracker).asked_before[0] == "delete_my_data" and Turn(tracker).certain:
            return await ActionConfirmDeletion(self._given).open_request(dispatcher, Turn(tracker))
        dispatcher.utter_message(response="utter_delete_my_data", lapor=_in_lapor(gone_on, Turn(tracker)))
        return []


def _in_lapor(numbers: Sequence[str], turn: Turn) -> str:
    """What SP4N-LAPOR! has is not ours to erase."""
    return notices.text("data_erased_lapor", turn.language, numbers=", ".join(numbers)) if numbers else ""


class ActionConfirmDeletion(CityAction):
    """Opens the request: its clock of three times 24 hours begins, and the moment is told.

    Only the button says yes; words that sound like it are asked once more.
    """

    def name(self) -> str:
        return "action_confirm_deletion"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if not Turn(tracker).tapped:
            told: list[EventType] = await ActionDeleteMyData(self._given).run(dispatcher, tracker, domain)
            return told
        return await self.open_request(dispatcher, Turn(tracker))

    async def open_request(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        """The wish is certain."""
        async with self.services.db.write() as session:
            request = await data_requests.ask(session, turn.tracker.sender_id, self.services.now())
        dispatcher.utter_message(
            response="utter_deletion_asked", due=my_data.moment(request.due_at, turn.language)
        )
        return []


class ActionKeepMyData(CityAction):
    """Takes the request back."""

    def name(self) -> str:
        return "action_keep_my_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        if data_requests.wants_erased(Turn(tracker).text):
            return await ActionDeleteMyData(self._given).run(dispatcher, tracker, domain)
        if not data_requests.takes_back(Turn(tracker).text):
            asked = await doubt(self.services, dispatcher, Turn(tracker))
            if asked is not None:
                return asked
        async with self.services.db.write() as session:
            withdrawn = await data_requests.withdraw(session, tracker.sender_id, self.services.now())
        dispatcher.utter_message(
            response="utter_deletion_withdrawn" if withdrawn else "utter_nothing_deleted"
        )
        return _report_goes_on(tracker)
