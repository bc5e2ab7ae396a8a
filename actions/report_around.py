"""What belongs to reports but comes outside the form: late photos, pins, bare places, old buttons."""

from datetime import timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.report import ActionReportSubmit, outside_words, slots_set
from actions.turn import CityAction, Turn
from core import attachments, places, tickets
from core.reports import Draft, hear, place_words, tells_problem
from core.reports.draft import EMPTY_SLOTS

_DAY = timedelta(days=1)


class ActionReportCancel(CityAction):
    """Forget the draft."""

    def name(self) -> str:
        return "action_report_cancel"

    async def run(
        self, dispatcher: CollectingDispatcher, _tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        dispatcher.utter_message(response="utter_report_cancelled")
        return slots_set(EMPTY_SLOTS)


class ActionMediaReceived(CityAction):
    """A file without a report around it: it joins the ticket made just now, or begins a report."""

    def name(self) -> str:
        return "action_media_received"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        if not turn.files:  # "ini fotonya", but nothing came
            dispatcher.utter_message(response="utter_media_missing")
            return []
        last = turn.recent_ticket(self.services.now())
        draft = Draft.from_slots(tracker.slots)
        if last and not draft.text:
            async with self.services.db.write() as session:
                await tickets.attach(session, last["id"], turn.files)
            dispatcher.utter_message(response="utter_media_joined", number=last["number"])
            return []
        events = slots_set(draft.with_(files=(*draft.files, *turn.files)).as_slots())
        async with self.services.db.read() as session:
            kinds = await attachments.kinds(session, turn.files)
        if kinds == {"voice"}:
            dispatcher.utter_message(response="utter_voice_kept")
            return events
        return [*events, FollowupAction("report_form")]


class ActionLocationReceived(CityAction):
    """A pin without a report around it."""

    def name(self) -> str:
        return "action_location_received"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        if not turn.location:  # "ini lokasinya", but nothing came
            dispatcher.utter_message(response="utter_location_missing")
            return []
        place = places.locate(turn.location["lat"], turn.location["lon"])
        draft = Draft.from_slots(tracker.slots)
        last = turn.recent_ticket(self.services.now())
        if last and not draft.text and not place.outside:
            async with self.services.db.write() as session:
                await tickets.pin(session, last["id"], place.lat, place.lon, place.kelurahan, place.kecamatan)
            dispatcher.utter_message(response="utter_media_joined", number=last["number"])
            return [SlotSet("last_place", place.as_dict())]
        if place.outside:
            dispatcher.utter_message(response="utter_outside", place=outside_words(place))
            return []
        if topic := _topic_action(tracker):
            return [SlotSet("last_place", place.as_dict()), FollowupAction(topic)]
        dispatcher.utter_message(response="utter_location_noted", place=place_words(place))
        return [
            SlotSet("last_place", place.as_dict()),
            *slots_set(draft.with_(place=place, files=(*draft.files, *turn.files)).as_slots()),
        ]


class ActionPlaceReceived(CityAction):
    """A bare place: the answer to an open question, or the beginning of one."""

    def name(self) -> str:
        return "action_place_received"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        draft = Draft.from_slots(tracker.slots)
        if draft.text or tells_problem(turn.text):
            return [FollowupAction("report_form")]
        place = places.find(turn.text)
        if place is None:
            dispatcher.utter_message(response="utter_menu")
            return []
        events: list[EventType] = [SlotSet("last_place", place.as_dict())]
        if topic := _topic_action(tracker):
            return [*events, FollowupAction(topic)]
        if place.outside:
            dispatcher.utter_message(response="utter_outside", place=outside_words(place))
            return events
        dispatcher.utter_message(response="utter_location_noted", place=place_words(place))
        return [*events, *slots_set(draft.with_(place=place).as_slots())]


def _topic_action(tracker: Tracker) -> str | None:
    """The question that waits for a place."""
    topics = {"traffic": "action_traffic_show", "weather": "action_weather_show"}
    return topics.get(tracker.get_slot("asked_topic") or "")


class ActionReportOutsideForm(CityAction):
    """Send, change or hide when no report is open: about the last one, or for the next one."""

    def name(self) -> str:
        return "action_report_outside_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        last = turn.recent_ticket(self.services.now(), _DAY)
        match turn.intent:
            case "send_report":
                return await self._send_again(dispatcher, turn, last)
            case "make_anonymous" | "make_secret" if last:
                return await self._hide(dispatcher, turn, last)
            case "make_anonymous" | "make_secret" | "make_public" | "inform_name":
                return self._prepare(dispatcher, turn)
            case _ if last:
                dispatcher.utter_message(response="utter_late_correction", number=last["number"])
                return []
            case _:
                dispatcher.utter_message(response="utter_not_in_form")
                return []

    async def _send_again(
        self, dispatcher: CollectingDispatcher, turn: Turn, last: dict[str, Any] | None
    ) -> list[EventType]:
        draft = Draft.from_slots(turn.tracker.slots)
        if draft.text and draft.place:  # kept when storing failed
            return await ActionReportSubmit(self._given).send(dispatcher, turn, draft)
        if draft.text:
            return [FollowupAction("report_form")]
        if last:
            dispatcher.utter_message(response="utter_already_sent", number=last["number"])
        else:
            dispatcher.utter_message(response="utter_not_in_form")
        return []

    async def _hide(
        self, dispatcher: CollectingDispatcher, turn: Turn, last: dict[str, Any]
    ) -> list[EventType]:
        privacy = "secret" if turn.intent == "make_secret" else "anonymous"
        async with self.services.db.write() as session:
            await tickets.hide(session, last["id"], privacy, self.services.now())
        dispatcher.utter_message(response="utter_hidden", number=last["number"])
        return []

    def _prepare(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        draft = Draft.from_slots(turn.tracker.slots)
        after = hear(draft, turn.heard()) or draft
        dispatcher.utter_message(
            response="utter_name_noted" if turn.intent == "inform_name" else "utter_privacy_ready"
        )
        return slots_set(after.with_(text=draft.text).as_slots())
