"""Air quality: KLH's stations, then other sensors, then a model; each answer says which it is."""

from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services
from actions.turn import CityAction, Turn
from core import air
from core.errors import IntegrationError
from core.places import Place
from core.sources import Kept


class ActionAirQualityShow(CityAction):
    """The question's answer, the index, what it means, and what to do."""

    def name(self) -> str:
        return "action_air_quality_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, now = Turn(tracker), self.services.now()
        readings = await self._readings(air.ask(turn.question, now))
        place = turn.place()
        named = (place.name or place.text) if place and place.kind != "city" else ""
        if not readings and not air.needs_no_reading(turn.question, now):
            dispatcher.utter_message(response="utter_air_unavailable")
            return []
        text = air.answer(
            readings,
            turn.question,
            turn.language,
            now,
            near=_point(place),
            place=named,
            outside=named if place and place.outside else "",
        )
        dispatcher.utter_message(response="utter_air", air=text)
        return [SlotSet("asked_topic", "air")]

    async def _readings(self, question: air.Question) -> tuple[air.Reading, ...]:
        """The sources in order, until one measured lately; the model as well where only it has hours."""
        now = self.services.now()
        readings: tuple[air.Reading, ...] = ()
        for fetch, read in _sources(self.services):
            is_wanted = read is air.read_model and question.needs_hours
            if is_wanted or not air.is_answered(readings, now):
                readings += await _read(fetch, read, self.services)
        return readings


type _Fetch = Callable[[], Awaitable[Kept]]


def _sources(services: Services) -> tuple[tuple[_Fetch, air.Parser], ...]:
    return (
        (services.air_stations, air.read_stations),
        (services.air_sensors, air.read_sensors),
        (services.air_model, air.read_model),
    )


async def _read(fetch: _Fetch, read: air.Parser, services: Services) -> tuple[air.Reading, ...]:
    try:
        kept = await fetch()
    except IntegrationError:
        return ()
    return read(kept.body, services.now())


def _point(place: Place | None) -> tuple[float, float] | None:
    if place is None or place.kind == "city" or place.lat is None or place.lon is None:
        return None
    return place.lat, place.lon
