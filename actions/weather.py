"""Weather, warnings and earthquakes from BMKG."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import CityAction, Turn
from core import places, quakes, weather
from core.errors import IntegrationError


class ActionWeatherShow(CityAction):
    """The forecast that was asked for, by place and time."""

    def name(self) -> str:
        return "action_weather_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, now = Turn(tracker), self.services.now()
        place = turn.place()
        if place and place.outside:
            dispatcher.utter_message(response="utter_weather_outside", place=place.name or place.text)
            return [SlotSet("asked_topic", None)]
        adm4, label = places.weather_code(place)
        try:
            kept = await self.services.forecast(adm4)
        except IntegrationError:
            dispatcher.utter_message(response="utter_weather_unavailable")
            return [SlotSet("asked_topic", None)]
        text = weather.answer(
            weather.parse(kept.body),
            weather.when(turn.question, now),
            turn.question,
            label,
            turn.language,
            now,
            kept.fetched_at,
            live=kept.live,
        )
        dispatcher.utter_message(response="utter_weather", weather=text)
        return [SlotSet("asked_topic", "weather")]


class ActionWeatherWarnings(CityAction):
    """Active early warnings for the city."""

    def name(self) -> str:
        return "action_weather_warnings"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, now = Turn(tracker), self.services.now()
        try:
            kept = await self.services.warnings()
        except IntegrationError:
            dispatcher.utter_message(response="utter_warning_unavailable")
            return []
        alerts = weather.alerts.parse(kept.body)
        text = weather.alerts.answer(
            alerts, places.districts(), turn.language, now, kept.fetched_at, live=kept.live
        )
        dispatcher.utter_message(response="utter_weather_warning", warning=text)
        return []


class ActionEarthquakeShow(CityAction):
    """The latest earthquake, and whether it was felt here."""

    def name(self) -> str:
        return "action_earthquake_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, now = Turn(tracker), self.services.now()
        try:
            latest, felt = await self.services.quakes()
        except IntegrationError:
            dispatcher.utter_message(response="utter_quake_unavailable")
            return []
        oldest = min(latest.fetched_at, felt.fetched_at)
        text = quakes.answer(
            quakes.parse(latest.body),
            quakes.parse(felt.body),
            turn.language,
            now,
            oldest,
            live=latest.live and felt.live,
        )
        dispatcher.utter_message(response="utter_quake", quake=text)
        return []
