"""Weather, warnings and earthquakes from BMKG."""

import asyncio
import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import pictures
from actions.here import place_meant
from actions.subscriptions import offer
from actions.turn import CityAction, Turn
from core import places, quake_answers, quakes, weather
from core.certainty import UNSURE
from core.errors import IntegrationError
from core.places import Place

_WEATHER_TALK = ("ask_weather", "inform_place", UNSURE)
_ABOUT_THAT = re.compile(  # "bahaya ga?" after an earthquake
    r"\W*(?:(?:itu|eta|ini|is|it|that|apa|apakah|kira|jadi)\W+)*(?:ber)?(?:bahaya\w*|aman|dangerous|safe)"
    r"(?:\W+(?:ga|gak|ngga|nggak|engga|tidak|teu|kah|ya|nya|sih|buat|kita|kami|bandung|di|untuk|for|us|itu))*\W*",
    re.IGNORECASE,
)
_REMEMBERED = 4  # questions back


class ActionWeatherShow(CityAction):
    """The forecast that was asked for, by place and time."""

    def name(self) -> str:
        return "action_weather_show"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(tracker)
        wish = weather.wish(_texts(turn), self.services.now())
        given = turn.place() if turn.location or not turn.text else None
        if given is None and not (wish.where.places or wish.where.unknown):
            given = place_meant(turn)
        where = weather.Where((given,)) if given else wish.where
        far = [place for place in where.places if place.outside and not weather.nearest_inside(place)]
        if far and len(far) == len(where.places):
            named = weather.outside_name(far[0], turn.language)
            dispatcher.utter_message(response="utter_weather_outside", place=named)
            return [SlotSet("asked_topic", "weather")]
        try:
            asked = (self._tell(place, where, wish, turn) for place in where.places or (None,))
            answers = await asyncio.gather(*asked)  # a slow source is waited for once, not for each place
        except IntegrationError:
            dispatcher.utter_message(response="utter_weather_unavailable")
            return [SlotSet("asked_topic", "weather")]
        places_asked = where.places or (None,)
        image = await pictures.of_weather(self.services, places_asked, wish.window, turn.language)
        dispatcher.utter_message(response="utter_weather", weather=weather.join(answers), image=image)
        return [SlotSet("asked_topic", "weather"), *_kept(where)]

    async def _tell(self, place: Place | None, where: weather.Where, wish: weather.Wish, turn: Turn) -> str:
        """The answer for one place, beyond the border for the nearest kecamatan."""
        inside = weather.nearest_inside(place) if place and place.outside else place
        if place and place.outside and inside is None:
            return weather.note_outside(place, "", turn.language)
        adm4, label = weather.area(inside, turn.language)
        now, kept = self.services.now(), await self.services.forecast(adm4)
        told = weather.answer(
            weather.parse(kept.body), wish.window, wish.matter, label, turn.language, now, kept.fetched_at,
            live=kept.live,
        )  # fmt: skip
        told = weather.hinted(told, weather.note(where, turn.language))
        if place and place.outside:
            return f"{weather.note_outside(place, label, turn.language)}\n{told}"
        return told


def _kept(where: weather.Where) -> list[EventType]:
    """The one place of the answer, for "di sana" in the next question."""
    return [SlotSet("last_place", where.places[0].as_dict())] if len(where.places) == 1 else []


def _texts(turn: Turn) -> list[str]:
    """These words, then the earlier ones of the same talk about the weather, newest first."""
    texts = [turn.text]
    heard = [event for event in turn.tracker.events if event.get("event") == "user"]
    for event in reversed(heard[:-1]):
        intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        text = str((event.get("metadata") or {}).get("text") or event.get("text") or "")
        if intent not in _WEATHER_TALK or text.startswith("/") or len(texts) > _REMEMBERED:
            break
        texts.append(text)
    return texts


class ActionWeatherWarnings(CityAction):
    """Active early warnings for the city."""

    def name(self) -> str:
        return "action_weather_warnings"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: dict[str, Any]
    ) -> list[EventType]:
        turn, now = Turn(tracker), self.services.now()
        if turn.asked_before[0] == "ask_earthquake" and _ABOUT_THAT.fullmatch(turn.text):
            about: list[EventType] = await ActionEarthquakeShow(self._given).run(dispatcher, tracker, _domain)
            return about
        try:
            kept = await self.services.warnings()
        except IntegrationError:
            dispatcher.utter_message(response="utter_warning_unavailable")
            return []
        alerts = weather.alerts.parse(kept.body)
        place = turn.place()
        asked = place.kecamatan if place and place.kecamatan and not place.outside else ""
        text = weather.alerts.answer(
            alerts, places.districts(), turn.language, now, kept.fetched_at, live=kept.live, asked=asked
        )
        buttons = await offer(self.services, turn, asked)
        dispatcher.utter_message(response="utter_weather_warning", warning=text, buttons=buttons)
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
        text = quake_answers.answer_question(
            turn.text,
            quakes.parse(latest.body),
            quakes.parse(felt.body),
            turn.language,
            now,
            oldest,
            live=latest.live and felt.live,
        )
        dispatcher.utter_message(response="utter_quake", quake=text)
        return []
