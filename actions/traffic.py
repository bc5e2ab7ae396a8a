"""Cameras near a place: links to the city's own pages, never a relayed stream; speeds where measured."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import pictures
from actions.here import asks_another_time, place_meant
from actions.turn import CityAction, Turn
from actions.weather import ActionWeatherShow
from core import camera_checks, cameras, notices, places
from core.camera_checks import Looked
from core.cameras import CameraHit
from core.errors import IntegrationError
from core.journeys import asks_which_cameras, places_asked
from core.places import Place
from core.traffic import Flow, answering, phrases

_PER_PLACE = {1: 3, 2: 2, 3: 2}  # cameras, by how many places were named


@dataclass(frozen=True)
class _Seen:
    """A place with the cameras that show it, and those that would if they answered."""

    place: Place
    hits: Sequence[CameraHit]
    missing: Sequence[CameraHit]


class ActionTrafficShow(CityAction):
    """The cameras from which one can see for oneself."""

    def name(self) -> str:
        return "action_traffic_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        asked = [place for place in _asked(turn) if place.kind != "city"]
        if not asked and asks_another_time(turn, self.services.now()):
            told: list[EventType] = await ActionWeatherShow(self._given).run(dispatcher, tracker, domain)
            return told
        if not asked:
            self._ask(dispatcher, turn)
            return [SlotSet("asked_topic", "traffic")]
        inside = [place for place in asked if not place.outside]
        async with self.services.db.read() as session:
            looked = await camera_checks.looked(session)
        if inside:
            beyond = next((place for place in asked if place.outside), None)
            await self._show(
                dispatcher, turn, [_seen(one, len(inside), looked) for one in inside], looked, beyond
            )
        else:
            self._show_beyond(dispatcher, turn, asked[0], looked)
        kept = (inside or asked)[0]
        return [SlotSet("asked_topic", "traffic"), SlotSet("last_place", kept.as_dict())]

    def _ask(self, dispatcher: CollectingDispatcher, turn: Turn) -> None:
        if not asks_which_cameras(turn.text):
            dispatcher.utter_message(response="utter_traffic_where")
            return
        number, spots, _ = cameras.known()
        dispatcher.utter_message(
            response="utter_traffic_which",
            number=str(number),
            spots=str(spots),
            month=answering.list_month(turn.language),
        )

    async def _show(
        self,
        dispatcher: CollectingDispatcher,
        turn: Turn,
        seen: Sequence[_Seen],
        looked: Looked,
        beyond: Place | None,
    ) -> None:
        shown = [one for one in seen if one.hits]
        if not shown:
            where = seen[0].place
            response = "utter_traffic_none" if _is_known(where) else "utter_traffic_unknown"
            dispatcher.utter_message(response=response, place=_near(where, turn))
            return
        named = [(_near(one.place, turn), one.hits) for one in shown]
        words = [
            answering.last_look(looked.at, turn.language),
            *(answering.left_out(one.missing, looked.silent, turn.language) for one in shown),
            phrases.text("beyond", turn.language, place=beyond.text) if beyond else "",
        ]
        dispatcher.utter_message(
            response="utter_traffic",
            state=await self._state(turn, [one.hits[0] for one in shown]),
            place=", ".join(name for name, _ in named),
            cameras=answering.numbered(named),
            notes=" ".join(filter(None, words)),
            image=pictures.of_cameras([(one.place, one.hits) for one in shown], turn.language),
        )

    async def _state(self, turn: Turn, hits: Sequence[CameraHit]) -> str:
        """How the road flows beside the first camera of each place, or why that is not said."""
        speeds = self.services.speeds
        if speeds is None:
            return phrases.text("no_source", turn.language)
        answers = await asyncio.gather(
            *(speeds.flow(hit.lat, hit.lon) for hit in hits), return_exceptions=True
        )
        flows: list[tuple[str, Flow]] = []
        down = False
        for hit, answer in zip(hits, answers, strict=True):
            if isinstance(answer, Flow):
                flows.append((hit.name, answer))
            elif isinstance(answer, IntegrationError):
                down = True
            elif answer is not None:
                raise answer
        told = answering.state(flows, speeds.source, self.services.now(), turn.language)
        return told or phrases.text("source_down" if down else "unsure", turn.language)

    def _show_beyond(
        self, dispatcher: CollectingDispatcher, turn: Turn, place: Place, looked: Looked
    ) -> None:
        hits = cameras.on_the_way(place, silent=looked.silent)
        name = place.text if place.kind != "pin" else place.name or place.text
        if not hits:
            dispatcher.utter_message(response="utter_traffic_outside_far", place=name)
            return
        dispatcher.utter_message(
            response="utter_traffic_outside",
            place=name,
            cameras=answering.numbered([("", hits)]),
            notes=answering.last_look(looked.at, turn.language),
        )


def _asked(turn: Turn) -> list[Place]:
    """A pin, the places of the words, or the one given as the answer to "di sekitar mana?"."""
    if turn.location:
        return [places.locate(turn.location["lat"], turn.location["lon"])]
    named = places_asked(turn.text) if turn.text else []
    last = turn.tracker.get_slot("last_place")
    if not named and not asks_which_cameras(turn.text) and (meant := place_meant(turn)):
        return [meant]
    if named or not last or (turn.text and turn.tracker.get_slot("asked_topic") != "traffic"):
        return named
    return [] if asks_which_cameras(turn.text) else [Place.from_dict(last)]


def _seen(place: Place, others: int, looked: Looked) -> _Seen:
    limit = _PER_PLACE[min(others, 3)]
    hits = cameras.nearest(place, limit, silent=looked.silent)
    missing = [hit for hit in cameras.nearest(place, limit) if hit.page_url in looked.silent]
    return _Seen(place, hits, missing)


def _is_known(place: Place) -> bool:
    """Whether it is on our map or in our lists, so that its lack of cameras says something."""
    return place.lat is not None or place.kecamatan is not None or bool(places.mentioned(place.text))


def _near(place: Place, turn: Turn) -> str:
    """The place inside a sentence; a pin is called by its kelurahan."""
    if place.kind != "pin" or not place.kelurahan:
        return place.text
    return notices.text("around", turn.language, kelurahan=place.kelurahan)
