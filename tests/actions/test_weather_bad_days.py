"""Weather, warnings and earthquakes on BMKG's bad days: no silence, no invented number, the age is told."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

import integrations
from actions.services import Services
from actions.turn import CityAction
from actions.weather import ActionEarthquakeShow, ActionWeatherShow, ActionWeatherWarnings
from core.db import Database
from core.sources import Kept
from integrations.http import new_session
from tests.actions.conftest import NOW, Run, Told
from tests.forecasts import fixture, forecast, kelurahan
from tests.sources import SourcesServer

type Case = tuple[type[CityAction], str, str]
type Trouble = Callable[[SourcesServer], None]

PLACE = next(row for row in kelurahan().values() if row["kecamatan"] == "Antapani")

WEATHER: Case = (ActionWeatherShow, "besok hujan ga di antapani?", "utter_weather_unavailable")
WARNINGS: Case = (ActionWeatherWarnings, "ada peringatan dini?", "utter_warning_unavailable")
QUAKES: Case = (ActionEarthquakeShow, "barusan gempa ya?", "utter_quake_unavailable")
CASES = [pytest.param(case, id=case[0].__name__) for case in (WEATHER, WARNINGS, QUAKES)]
TROUBLES: dict[str, Trouble] = {
    "down": lambda server: server.down("bmkg"),
    "error": lambda server: server.failing("bmkg", 500),
    "throttled": lambda server: server.failing("bmkg", 429),
    "forbidden": lambda server: server.failing("bmkg", 403),
    "page": lambda server: server.garbage("bmkg"),
    "empty": lambda server: server.garbage("bmkg", ""),
    "other": lambda server: server.garbage("bmkg", '{"error": "x"}'),
    "half": lambda server: server.garbage("bmkg", '{"data": [{"cuaca": [[{"dateti'),
}
# What was known does not differ by the way in which a source fails.
SOME = {name: TROUBLES[name] for name in ("down", "throttled", "page")}


class Hand:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def sources(hand: Hand) -> AsyncIterator[SourcesServer]:
    async with SourcesServer(clock=lambda: NOW) as server:  # BMKG's own clock stands still
        yield server


@pytest.fixture
async def services(db: Database, sources: SourcesServer, hand: Hand) -> AsyncIterator[Services]:
    session = new_session()
    reading = integrations.sources(sources.settings(), session, db, hand)
    yield Services(db, reading, clock=hand)
    await reading.close()
    await session.close()


def shown(told: Told) -> str:
    """What the citizen reads."""
    (message,) = [each for each in told.messages if each.get("response")]
    return str(message.get("weather") or message.get("warning") or message["quake"])


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
@pytest.mark.parametrize("case", CASES)
async def test_with_nothing_known_it_is_said_so(
    run: Run, sources: SourcesServer, case: Case, trouble: Trouble
) -> None:
    action, text, unavailable = case
    trouble(sources)
    assert (await run(action, text)).responses == [unavailable]


@pytest.mark.parametrize("trouble", SOME.values(), ids=SOME)
@pytest.mark.parametrize("case", [WEATHER, QUAKES], ids=["weather", "quakes"])
async def test_what_was_known_is_told_with_its_age(
    run: Run, sources: SourcesServer, hand: Hand, case: Case, trouble: Trouble
) -> None:
    action, text, _ = case
    before = shown(await run(action, text))
    hand.now += timedelta(hours=4)
    trouble(sources)
    after = shown(await run(action, text))
    assert after.endswith("BMKG sedang tidak bisa dihubungi)")
    assert "4 jam lalu" in after.splitlines()[-1]
    assert set(re.findall(r"M\d,\d|\d+–\d+ °C", after)) == set(re.findall(r"M\d,\d|\d+–\d+ °C", before))


async def test_nothing_new_is_not_said_from_an_old_page(run: Run, sources: SourcesServer, hand: Hand) -> None:
    await run(ActionEarthquakeShow, "barusan gempa ya?")
    hand.now += timedelta(hours=1)
    sources.failing("bmkg", 429)
    told = shown(await run(ActionEarthquakeShow, "barusan gempa ya?"))
    assert told.startswith("Belum bisa saya pastikan: BMKG sedang tidak bisa dihubungi.")


@pytest.mark.parametrize("trouble", SOME.values(), ids=SOME)
async def test_no_all_clear_is_given_from_an_old_page(
    run: Run, sources: SourcesServer, hand: Hand, trouble: Trouble
) -> None:
    await run(ActionWeatherWarnings, "ada peringatan dini?")
    hand.now += timedelta(hours=1)
    trouble(sources)
    told = shown(await run(ActionWeatherWarnings, "ada peringatan dini?"))
    assert told.startswith("Peringatan dini BMKG belum bisa saya pastikan")
    assert "10.00 WIB" in told


async def test_a_warning_that_still_runs_is_told_from_the_old_page(
    run: Run, sources: SourcesServer, hand: Hand
) -> None:
    sources.warn()
    await run(ActionWeatherWarnings, "ada peringatan dini?")
    hand.now += timedelta(hours=1)
    sources.down("bmkg")
    told = shown(await run(ActionWeatherWarnings, "ada peringatan dini?"))
    assert "Gedebage" in told
    assert "1 jam lalu; BMKG sedang tidak bisa dihubungi" in told


async def test_a_warning_without_its_details_is_told_from_the_feed(run: Run, sources: SourcesServer) -> None:
    sources.warn()
    sources.details_missing = True
    told = shown(await run(ActionWeatherWarnings, "ada peringatan dini di gedebage?"))
    assert told.startswith("Ya, Kec. Gedebage termasuk.")


def odd(change: Callable[[dict[str, Any]], dict[str, Any]]) -> str:
    """The forecast of Antapani with every step changed."""
    document = forecast(PLACE, NOW)
    days = document["data"][0]["cuaca"]
    document["data"][0]["cuaca"] = [[change(step) for step in day] for day in days]
    return json.dumps(document)


ODD: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "no temperature": (lambda step: step | {"t": None}, "Sepertinya tidak hujan besok"),
    "kelvin": (lambda step: step | {"t": 297.4}, "Sepertinya tidak hujan besok"),
    "texts": (lambda step: step | {"t": "24", "hu": "80 %", "ws": "7,2"}, "Suhu 24 °C."),
    "no words": (
        lambda step: {name: step[name] for name in step if not name.startswith("weather")} | {"tp": None},
        "belum bisa saya ambil",
    ),
    "no times": (lambda step: step | {"datetime": None, "utc_datetime": "besok"}, "belum bisa saya ambil"),
    "nothing": (lambda step: {"datetime": step["datetime"]}, "belum bisa saya ambil"),
}


@pytest.mark.parametrize(("change", "expected"), ODD.values(), ids=ODD)
async def test_missing_fields_and_wrong_units_invent_nothing(
    run: Run, sources: SourcesServer, change: Callable[[dict[str, Any]], dict[str, Any]], expected: str
) -> None:
    sources.garbage("forecast", odd(change))
    told = shown(await run(ActionWeatherShow, "besok hujan ga di antapani?"))
    assert expected in told
    assert not re.search(r"None|nan|297|24[.,]4", told)
    assert "BMKG" in told


async def test_yesterdays_forecast_still_tells_tomorrow_with_its_own_date(
    run: Run, sources: SourcesServer
) -> None:
    sources.garbage("forecast", json.dumps(forecast(PLACE, NOW - timedelta(days=1))))
    told = shown(await run(ActionWeatherShow, "besok hujan ga di antapani?"))
    assert re.search(r"BMKG, diperbarui 2[23] Nov \d\d\.00 WIB", told)


async def test_a_forecast_of_last_week_tells_nothing_about_today(run: Run, sources: SourcesServer) -> None:
    sources.garbage("forecast", json.dumps(forecast(PLACE, NOW - timedelta(days=7))))
    told = shown(await run(ActionWeatherShow, "hari ini hujan ga?"))
    assert "belum bisa saya ambil" in told
    assert "°C" not in told


async def test_a_forecast_from_a_clock_that_is_ahead_is_told_with_its_time(
    run: Run, sources: SourcesServer
) -> None:
    sources.garbage("forecast", json.dumps(forecast(PLACE, NOW + timedelta(hours=5))))
    told = shown(await run(ActionWeatherShow, "besok hujan ga?"))
    assert re.search(r"BMKG, diperbarui .*WIB$", told)


@pytest.mark.parametrize("missing", ["Dirasakan", "Coordinates", "Kedalaman", "Potensi"])
async def test_a_quake_that_lacks_a_field_is_told_without_it(
    run: Run, sources: SourcesServer, missing: str
) -> None:
    document = json.loads(fixture("bmkg/quake_latest.json"))
    del document["Infogempa"]["gempa"][missing]
    sources.garbage("quakes", json.dumps(document))
    told = shown(await run(ActionEarthquakeShow, "gempa terakhir di mana"))
    assert "M1,8" in told
    assert not re.search(r"None|nan", told)


async def test_a_quake_of_two_months_ago_is_no_news(run: Run, sources: SourcesServer) -> None:
    sources.garbage("quakes", fixture("bmkg/quake_latest.json"))
    told = shown(await run(ActionEarthquakeShow, "barusan gempa ya?"))
    assert told.startswith("Belum ada gempa baru di data BMKG sampai 10.00 WIB.")
    assert "23 Sep 19.16 WIB" in told


async def test_a_certificate_that_does_not_hold_is_a_bad_day(db: Database, hand: Hand, run: Run) -> None:
    async with SourcesServer(clock=hand) as server:
        secure = server.url.replace("http://", "https://")
        options = server.settings(
            bmkg_api_base_url=secure, bmkg_data_base_url=secure, bmkg_alerts_base_url=secure
        )
        session = new_session()
        reading = integrations.sources(options, session, db, hand)
        told = await run(lambda _: ActionWeatherShow(Services(db, reading, clock=hand)), "cuaca antapani")
        await reading.close()
        await session.close()
    assert told.responses == ["utter_weather_unavailable"]


# --- places and talks


def user(text: str, intent: str = "ask_weather") -> dict[str, Any]:
    parsed = {"intent": {"name": intent}}
    return {"event": "user", "text": text, "metadata": {"text": text}, "parse_data": parsed}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kalau lusa?", "lusa di Kel. Dago"),
        ("di cibiru?", "besok di Kec. Cibiru"),
        ("terus sorenya?", "besok"),
    ],
)
async def test_a_follow_up_keeps_the_rest_of_the_question(run: Run, text: str, expected: str) -> None:
    events = [user("cuaca besok di dago"), user(text)]
    told = shown(await run(ActionWeatherShow, text, intent="ask_weather", events=events))
    assert expected in told


async def test_another_topic_ends_the_talk(run: Run) -> None:
    events = [user("cuaca besok di dago"), user("macet ga", "ask_traffic"), user("cuaca lusa")]
    told = shown(await run(ActionWeatherShow, "cuaca lusa", intent="ask_weather", events=events))
    assert "lusa di pusat kota Bandung" in told


async def test_a_place_beyond_the_border_gets_the_nearest_in_the_city(run: Run) -> None:
    lines = shown(await run(ActionWeatherShow, "besok hujan ga di lembang?")).splitlines()
    assert lines[0].startswith("Lembang di luar Kota Bandung")
    assert lines[0].endswith("Kec. Cidadap:")
    assert lines[-1].startswith("BMKG, diperbarui")


async def test_of_a_far_place_and_one_here_the_one_here_is_answered(run: Run) -> None:
    told = shown(await run(ActionWeatherShow, "besok hujan ga di dago atau jakarta?"))
    assert "Kel. Dago" in told
    assert "Jakarta di luar Kota Bandung" in told


async def test_two_places_get_their_own_answer_and_one_source(run: Run, sources: SourcesServer) -> None:
    told = shown(await run(ActionWeatherShow, "besok hujan ga di dago sama kopo?"))
    assert "Kel. Dago" in told
    assert "Kel. Kopo" in told
    assert told.count("BMKG, diperbarui") == 1
    assert sources.count["forecast"] == 2


async def test_ones_own_place_without_a_pin_is_asked_for_one(run: Run) -> None:
    told = shown(await run(ActionWeatherShow, "besok hujan ga di rumah saya?"))
    assert "pusat kota Bandung" in told
    assert "kirim pin lokasi" in told


async def test_a_pin_speaks_for_itself(run: Run) -> None:
    pin = {"location": {"lat": -6.9147, "lon": 107.6609}}
    assert "Antapani" in shown(await run(ActionWeatherShow, "di sini hujan ga?", metadata=pin))


async def test_a_warning_elsewhere_in_the_city_is_no_warning_here(run: Run, sources: SourcesServer) -> None:
    sources.warn()
    lines = shown(await run(ActionWeatherWarnings, "ada peringatan di coblong?")).splitlines()
    assert lines[0] == "Untuk Kec. Coblong tidak ada, tapi untuk daerah lain di kota ada."
    assert "Gedebage" in lines[1]


async def test_a_slow_source_is_waited_for_once_however_many_places(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once: list[str] = []
    together = asyncio.Event()
    ask = Services.forecast

    async def slow(services: Services, adm4: str) -> Kept:
        at_once.append(adm4)
        if len(at_once) == 2:
            together.set()
        await asyncio.wait_for(together.wait(), 2)
        return await ask(services, adm4)

    monkeypatch.setattr(Services, "forecast", slow)
    assert (await run(ActionWeatherShow, "cuaca di antapani sama coblong")).responses == ["utter_weather"]
    assert len(at_once) == 2
