"""Air quality: KLH's stations, or the model when they cannot be had."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import CityAction, Turn
from core import air
from core.errors import IntegrationError


class ActionAirQualityShow(CityAction):
    """The index, what it means, and what to do."""

    def name(self) -> str:
        return "action_air_quality_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, now = Turn(tracker), self.services.now()
        place = turn.place()
        near = (place.lat, place.lon) if place and place.lat is not None and place.lon is not None else None
        stations = await self._stations()
        model = None if any(s.is_current(now) for s in stations) else await self._model()
        if not stations and model is None:
            dispatcher.utter_message(response="utter_air_unavailable")
            return []
        text = air.answer(stations, turn.text, turn.language, now, near=near, model=model)
        dispatcher.utter_message(response="utter_air", air=text)
        return [SlotSet("asked_topic", "air")]

    async def _stations(self) -> tuple[air.Station, ...]:
        try:
            return air.parse_stations((await self.services.air_stations()).body)
        except IntegrationError:
            return ()

    async def _model(self) -> air.Model | None:
        try:
            kept = await self.services.air_model()
        except IntegrationError:
            return None
        return air.parse_model(kept.body, self.services.now())
