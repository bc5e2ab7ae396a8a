"""Cameras near a place: links to the city's own pages, never a relayed stream."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import CityAction, Turn
from core import cameras, notices
from core.places import Place


class ActionTrafficShow(CityAction):
    """The cameras from which one can see for oneself."""

    def name(self) -> str:
        return "action_traffic_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        place = turn.place() or _waiting_place(tracker)
        if place is None or place.kind == "city":
            dispatcher.utter_message(response="utter_traffic_where")
            return [SlotSet("asked_topic", "traffic")]
        done = [SlotSet("asked_topic", "traffic"), SlotSet("last_place", place.as_dict())]
        hits = [] if place.outside else cameras.nearest(place)
        if not hits:
            dispatcher.utter_message(response="utter_traffic_none")
            return done
        lines = [f"• {hit.name}{_distance(hit.distance_m)}\n  {hit.page_url}" for hit in hits]
        dispatcher.utter_message(response="utter_traffic", place=_near(place, turn), cameras="\n".join(lines))
        return done


def _waiting_place(tracker: Tracker) -> Place | None:
    """The place given as the answer to "di sekitar mana?"."""
    last = tracker.get_slot("last_place")
    return Place.from_dict(last) if last and tracker.get_slot("asked_topic") == "traffic" else None


def _near(place: Place, turn: Turn) -> str:
    """The place inside a sentence; a pin is called by its kelurahan."""
    if place.kind != "pin" or not place.kelurahan:
        return place.text
    return notices.text("around", turn.language, kelurahan=place.kelurahan)


def _distance(metres: float | None) -> str:
    if metres is None:
        return ""
    if metres < 1000:
        return f" ({round(metres / 50) * 50 or 50} m)"
    return f" ({metres / 1000:.1f} km)".replace(".", ",")
