"""Air quality: KLH's stations, then other sensors, then a model; each answer says which it is."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import pictures
from actions.here import place_meant
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
        place = turn.place() or place_meant(turn)
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
        inside = readings and not (place and place.outside)
        image = await pictures.of_air(self.services, turn.language) if inside else None
        dispatcher.utter_message(response="utter_air", air=text, image=image)
        kept = [SlotSet("last_place", place.as_dict())] if place and named else []
        return [SlotSet("asked_topic", "air"), *kept]

    async def _readings(self, question: air.Question) -> tuple[air.Reading, ...]:
        """The ministry's stations; if they sent nothing lately, the next sources, at the same time.

        Where only hours answer, the model is asked beside the stations.
        """
        services, now = self.services, self.services.now()
        stations = _Source(services.air_stations, air.read_stations)
        sensors = _Source(services.air_sensors, air.read_sensors)
        model = _Source(services.air_model, air.read_model)
        known = await _all(now, stations, *([model] if question.needs_hours else []))
        if (question.needs_hours and known) or air.is_answered(known, now):
            return known
        return known + await _all(now, sensors, model)


@dataclass(frozen=True)
class _Source:
    """Whoever tells of the air: a document, and how its readings are found in it."""

    fetch: Callable[[], Awaitable[Kept]]
    parse: air.Parser

    async def readings(self, now: datetime) -> tuple[air.Reading, ...]:
        """None when the source is off or away."""
        try:
            return self.parse((await self.fetch()).body, now)
        except IntegrationError:
            return ()


async def _all(now: datetime, *sources: _Source) -> tuple[air.Reading, ...]:
    found = await asyncio.gather(*(source.readings(now) for source in sources))
    return tuple(chain.from_iterable(found))


def _point(place: Place | None) -> tuple[float, float] | None:
    if place is None or place.kind == "city" or place.lat is None or place.lon is None:
        return None
    return place.lat, place.lon
