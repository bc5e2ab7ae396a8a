"""Which answers carry a picture, and that none is missed for want of one."""

import pytest

from actions.air import ActionAirQualityShow
from actions.traffic import ActionTrafficShow
from actions.turn import CityAction
from actions.weather import ActionWeatherShow
from core import pictures
from tests.actions.conftest import Run, Told
from tests.sources import SourcesServer


def image(told: Told) -> tuple[str, str]:
    """Path and words of the picture, both empty without one."""
    (message,) = told.messages
    return pictures.split(message.get("image") or "")


@pytest.mark.parametrize(
    "question", ["cuaca hari ini di antapani", "besok hujan nggak di antapani?", "cuaca bandung besok gimana"]
)
async def test_a_question_about_a_day_has_a_strip(run: Run, question: str) -> None:
    path, words = image(await run(ActionWeatherShow, question))

    assert path.startswith("/gambar/cuaca/id/")
    assert words.startswith("Gambar prakiraan ")
    assert "BMKG, diperbarui" in words


@pytest.mark.parametrize(
    "question", ["jam 4 sore hujan nggak di antapani?", "kemarin hujan nggak di antapani?"]
)
async def test_a_moment_or_the_past_has_none(run: Run, question: str) -> None:
    assert image(await run(ActionWeatherShow, question)) == ("", "")


async def test_tomorrows_strip_begins_tomorrow(run: Run) -> None:
    path, _ = image(await run(ActionWeatherShow, "cuaca besok di antapani"))

    assert path.rsplit("/", 1)[1][:10] in ("2026112423", "2026112500", "2026112501", "2026112502")


async def test_no_forecast_means_no_picture(run: Run, sources: SourcesServer) -> None:
    sources.down("forecast")
    told = await run(ActionWeatherShow, "cuaca hari ini di antapani")

    assert told.responses == ["utter_weather_unavailable"]
    assert image(told) == ("", "")


async def test_the_air_has_its_day_as_a_chart(run: Run) -> None:
    path, words = image(await run(ActionAirQualityShow, "udara bandung gimana?"))

    assert path.startswith("/gambar/udara/id/")
    assert "µg/m³" in words
    assert "perkiraan model" in words


async def test_without_the_model_the_air_is_told_in_words(run: Run, sources: SourcesServer) -> None:
    sources.down("meteo")
    told = await run(ActionAirQualityShow, "udara bandung gimana?")

    assert "ISPU" in told.messages[0]["air"]
    assert image(told) == ("", "")


async def test_cameras_of_one_place_have_a_map(run: Run) -> None:
    path, words = image(await run(ActionTrafficShow, "macet nggak di stasiun bandung?"))

    assert path.startswith("/gambar/kamera/id/titik/")
    assert "1. " in words


async def test_cameras_of_two_places_have_none(run: Run) -> None:
    assert image(await run(ActionTrafficShow, "macet nggak di stasiun bandung dan di dago?")) == ("", "")


@pytest.mark.parametrize(
    ("action", "question", "part"),
    [
        (ActionWeatherShow, "cuaca hari ini di antapani", "forecast.of_window"),
        (ActionAirQualityShow, "udara bandung gimana?", "air.picture"),
        (ActionTrafficShow, "macet nggak di pasteur?", "cameras.picture"),
    ],
)
async def test_a_fault_in_a_picture_costs_no_words(
    run: Run, action: type[CityAction], question: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_given: object, **_more: object) -> None:
        raise TypeError("a figure is missing")

    monkeypatch.setattr(f"core.pictures.{part}", stumble)
    told = await run(action, question)

    assert told.responses[0] in ("utter_weather", "utter_air", "utter_traffic")
    assert image(told) == ("", "")
