"""What belongs to reports but comes outside the form: late photos, pins, bare places."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.follow_up import continued
from actions.follow_up import topic as _topic
from actions.meant import doubt
from actions.report import forgotten, slots_set
from actions.report_submit import outside_words
from actions.report_wishes import ActionReportOutsideForm
from actions.services import Services
from actions.subscriptions import narrowed
from actions.turn import CityAction, Turn
from actions.voice import unheard
from core import places
from core.places import Place
from core.reports import Draft, is_follow_up, place_words, tells_problem
from core.tickets import joining, reading


class ActionReportCancel(CityAction):
    """Forget the draft; a guess is asked first."""

    def name(self) -> str:
        return "action_report_cancel"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        asked = await doubt(self.services, dispatcher, Turn(tracker))
        if asked is not None:
            return asked
        dispatcher.utter_message(response="utter_report_cancelled")
        return await forgotten(self.services, tracker)


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
        draft = Draft.from_slots(tracker.slots)
        if ticket := await _ticket_meant(self.services, turn, draft):
            await _add(self.services, turn, ticket)
            kind = "voice" if await unheard(self.services, turn) else "media"
            dispatcher.utter_message(response=f"utter_{kind}_joined", number=ticket["number"])
            return []
        events = slots_set(draft.with_(files=(*draft.files, *turn.files)).as_slots())
        if await unheard(self.services, turn):
            dispatcher.utter_message(response="utter_voice_kept")
            return events
        return [*events, FollowupAction("report_form")]


class ActionLocationReceived(CityAction):
    """A pin without a report around it."""

    def name(self) -> str:
        return "action_location_received"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        if not turn.location:  # "ini lokasinya", but nothing came
            dispatcher.utter_message(response="utter_location_missing")
            return []
        place = places.locate(turn.location["lat"], turn.location["lon"])
        draft = Draft.from_slots(tracker.slots)
        if await narrowed(self.services, dispatcher, turn, place):
            return []
        if topic := _topic(tracker):  # the question asked just now is nearer than the report before it
            told: list[EventType] = await topic(self._given).run(dispatcher, tracker, domain)
            return told
        ticket = await _ticket_meant(self.services, turn, draft)
        if ticket and ticket["one_place"] and not place.outside:
            await _add(self.services, turn, ticket, place)
            dispatcher.utter_message(response="utter_media_joined", number=ticket["number"])
            return [SlotSet("last_place", place.as_dict())]
        if place.outside:
            named = outside_words(place, turn.language)
            dispatcher.utter_message(response="utter_outside", place=named)
            return []
        dispatcher.utter_message(response="utter_location_noted", place=place_words(place, turn.language))
        return [
            SlotSet("last_place", place.as_dict()),
            *slots_set(draft.with_(place=place, files=(*draft.files, *turn.files)).as_slots()),
        ]


async def _ticket_meant(services: Services, turn: Turn, draft: Draft) -> dict[str, Any] | None:
    """The ticket of a bare file or pin: the one sent just now, or the only one that staff ask about."""
    last = turn.recent_ticket(services.now())
    if draft.text or last:
        return None if draft.text else last
    if draft.files or draft.place or turn.tracker.active_loop_name:
        return None
    async with services.db.read() as session:
        held = await reading.on_hold(session, turn.tracker.sender_id)
    if len(held) != 1:
        return None
    return {"number": held[0].number, "ids": [held[0].id], "one_place": True}


async def _add(services: Services, turn: Turn, ticket: dict[str, Any], place: Place | None = None) -> None:
    async with services.db.write() as session:
        for ticket_id in ticket["ids"]:
            await joining.add(
                session, ticket_id, turn.tracker.sender_id, services.now(),
                attachments=turn.files, place=place,
            )  # fmt: skip


class ActionPlaceReceived(CityAction):
    """A bare place: the answer to an open question, or the beginning of one."""

    def name(self) -> str:
        return "action_place_received"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turn, draft = Turn(tracker), Draft.from_slots(tracker.slots)
        place = places.find(turn.text)
        is_report = bool(draft.text) or tells_problem(turn.text)
        if not is_report or is_follow_up(turn.text):
            leaning = await self._leaning(dispatcher, turn, place, domain)
            if leaning is not None:
                return leaning
        if tracker.active_loop_name:
            return []
        if tracker.get_slot("asked_topic") == "correction":
            return await ActionReportOutsideForm(self._given).add_words(dispatcher, turn)
        if is_report:
            return [FollowupAction("report_form")]
        return self._noted(dispatcher, turn, draft, place)

    async def _leaning(
        self, dispatcher: CollectingDispatcher, turn: Turn, place: Place | None, domain: dict[str, Any]
    ) -> list[EventType] | None:
        """What was asked or wished just before is meant, now for this place or time."""
        if await narrowed(self.services, dispatcher, turn, place):
            return []
        topic = _topic(turn.tracker)
        if place and topic:
            told: list[EventType] = await topic(self._given).run(dispatcher, turn.tracker, domain)
            return told
        return (
            None if place else await continued(self._given, self.services, dispatcher, turn.tracker, domain)
        )

    def _noted(
        self, dispatcher: CollectingDispatcher, turn: Turn, draft: Draft, place: Place | None
    ) -> list[EventType]:
        if place is None:
            dispatcher.utter_message(response="utter_menu")
            return []
        events: list[EventType] = [SlotSet("last_place", place.as_dict())]
        if place.outside:
            named = outside_words(place, turn.language)
            dispatcher.utter_message(response="utter_outside", place=named)
            return events
        dispatcher.utter_message(response="utter_location_noted", place=place_words(place, turn.language))
        return [*events, *slots_set(draft.with_(place=place).as_slots())]
