"""Weather, warnings, quakes, cameras and air: the answer, and the honest answer on a bad day."""

from typing import Any

import pytest

from actions.air import ActionAirQualityShow
from actions.traffic import ActionTrafficShow
from actions.turn import CityAction
from actions.weather import ActionEarthquakeShow, ActionWeatherShow, ActionWeatherWarnings
from tests.actions.conftest import Run
from tests.sources import SourcesServer


async def test_the_weather_of_a_place_is_answered_with_its_source(run: Run) -> None:
    told = await run(ActionWeatherShow, "besok hujan ga di antapani?", intent="ask_weather")
    assert told.responses == ["utter_weather"]
    assert "Antapani" in told.messages[0]["weather"]
    assert "BMKG" in told.messages[0]["weather"]


async def test_the_last_forecast_is_used_when_bmkg_is_away(run: Run, sources: SourcesServer) -> None:
    await run(ActionWeatherShow, "cuaca antapani", intent="ask_weather")
    sources.down("bmkg")
    told = await run(ActionWeatherShow, "cuaca antapani", intent="ask_weather")
    assert told.responses == ["utter_weather"]


async def test_a_place_outside_gets_no_invented_weather(run: Run) -> None:
    told = await run(ActionWeatherShow, "cuaca jakarta besok", intent="ask_weather")
    assert told.responses == ["utter_weather_outside"]


@pytest.mark.parametrize(
    ("action", "text", "source", "response"),
    [
        (ActionWeatherShow, "cuaca antapani", "bmkg", "utter_weather_unavailable"),
        (ActionWeatherWarnings, "ada peringatan dini?", "bmkg", "utter_warning_unavailable"),
        (ActionEarthquakeShow, "barusan gempa?", "bmkg", "utter_quake_unavailable"),
    ],
)
async def test_a_source_that_never_answered_is_named_honestly(
    run: Run, sources: SourcesServer, action: type[CityAction], text: str, source: str, response: str
) -> None:
    sources.down(source)
    assert (await run(action, text)).responses == [response]


async def test_warnings_say_when_there_is_none(run: Run) -> None:
    told = await run(ActionWeatherWarnings, "ada peringatan dini cuaca?")
    assert told.responses == ["utter_weather_warning"]


async def test_the_latest_earthquake_is_told(run: Run) -> None:
    told = await run(ActionEarthquakeShow, "barusan gempa?")
    assert "BMKG" in told.messages[0]["quake"]


async def test_air_comes_from_the_station(run: Run) -> None:
    told = await run(ActionAirQualityShow, "udara gimana?")
    assert "ISPU" in told.messages[0]["air"]


async def test_air_falls_back_to_the_model_and_says_so(run: Run, sources: SourcesServer) -> None:
    sources.down("air")
    told = await run(ActionAirQualityShow, "udara gimana?")
    assert "model" in told.messages[0]["air"].lower()


async def test_air_without_any_source_says_where_to_look(run: Run, sources: SourcesServer) -> None:
    sources.down("air")
    sources.down("meteo")
    assert (await run(ActionAirQualityShow, "udara gimana?")).responses == ["utter_air_unavailable"]


async def test_cameras_near_a_place_are_linked(run: Run) -> None:
    told = await run(ActionTrafficShow, "macet ga di pasteur?")
    assert told.responses == ["utter_traffic"]
    assert "https://" in told.messages[0]["cameras"]
    assert "m3u8" not in told.messages[0]["cameras"]


async def test_traffic_without_a_place_asks_for_one(run: Run) -> None:
    told = await run(ActionTrafficShow, "macet ga sekarang?")
    assert told.responses == ["utter_traffic_where"]
    assert told.slots["asked_topic"] == "traffic"


async def test_the_place_that_was_asked_for_is_used(run: Run) -> None:
    slots: dict[str, Any] = {}
    first = await run(ActionTrafficShow, "macet ga di dago?")
    slots = {"asked_topic": "traffic", "last_place": first.slots["last_place"]}
    told = await run(ActionTrafficShow, intent="inform_place", slots=slots)
    assert told.responses == ["utter_traffic"]
