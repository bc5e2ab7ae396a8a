"""The air on each bad day of its sources: an honest answer with its source and age, never silence."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import integrations
from actions.air import ActionAirQualityShow
from actions.services import Services
from core.db import Database
from core.jakarta import JAKARTA
from integrations.http import new_session
from tests.actions.conftest import NOW, Run, Told
from tests.forecasts import fixture
from tests.openaq import KEY, OpenAQServer
from tests.sources import SourcesServer

ROW: dict[str, Any] = json.loads(fixture("air_quality/stations_bandung_invented.json"))["rows"][0]
SENSOR = "Sensor Sekolah Uji Cihampelas: PM2.5 41,5 µg/m³"


@pytest.fixture
async def openaq() -> AsyncIterator[OpenAQServer]:
    async with OpenAQServer(clock=lambda: NOW) as server:
        yield server


@pytest.fixture
async def with_sensors(
    db: Database, sources: SourcesServer, openaq: OpenAQServer, services: Services
) -> AsyncIterator[Services]:
    """The same services with a key for OpenAQ."""
    session = new_session()
    settings = sources.settings(openaq_api_key=KEY, openaq_base_url=openaq.url)
    reading = integrations.sources(settings, session, db, lambda: NOW)
    yield Services(db, reading, clock=lambda: NOW)
    await reading.close()
    await session.close()


def stations(sources: SourcesServer, *rows: dict[str, Any]) -> None:
    sources.garbage("air", json.dumps({"rows": list(rows)}))


def at(hours_ago: float) -> dict[str, str]:
    return {"waktu": f"{(NOW - timedelta(hours=hours_ago)).astimezone(JAKARTA):%Y-%m-%d %H:%M}:00"}


def text(told: Told) -> str:
    return str(told.messages[0].get("air") or told.messages[0]["response"])


async def ask(run: Run, words: str = "udara bandung gimana?") -> str:
    return text(await run(ActionAirQualityShow, words))


async def test_fresh_station_answers_alone(run: Run) -> None:
    said = await ask(run)
    assert said.startswith("Udara di stasiun Bandung Cihapit: ISPU 79, Sedang (biru)")
    assert said.endswith("ISPU, KLH, 10.00 WIB")
    assert "Open-Meteo" not in said  # it is asked for the picture beside the words only


BAD_DAYS: dict[str, Callable[[SourcesServer], None]] = {
    "broken": lambda s: s.down("air"),
    "500": lambda s: s.failing("air"),
    "429": lambda s: s.failing("air", 429),
    "HTML": lambda s: s.garbage("air"),
    "no rows": lambda s: s.garbage("air", "{}"),
    "all stations missing": stations,
    "fields missing": lambda s: stations(s, {"nama": "Bandung Cihapit", "kota": "Kota Bandung"}),
    "maintenance": lambda s: stations(s, ROW | at(0) | {"is_maintenance": "1"}),
    "zero": lambda s: stations(s, ROW | at(0) | {"val": "0"}),
    "clock ahead": lambda s: stations(s, ROW | at(-5)),
    "yesterday": lambda s: stations(s, ROW | at(26)),
    "absurd": lambda s: stations(s, ROW | at(0) | {"val": "99999"}),
    "another city": lambda s: stations(s, ROW | at(0) | {"kota": "Kota Bekasi", "nama": "Bekasi"}),
}


@pytest.mark.parametrize("day", BAD_DAYS)
async def test_bad_day_of_the_ministry_is_answered_by_the_model(
    run: Run, sources: SourcesServer, day: str
) -> None:
    BAD_DAYS[day](sources)
    said = await ask(run)
    assert "Pengukuran ISPU untuk Bandung belum bisa saya ambil" in said
    assert "Bukan hasil ukur dan bukan ISPU resmi." in said
    assert "ISPU 79" not in said


async def test_slow_ministry_is_not_waited_for_long(run: Run, sources: SourcesServer) -> None:
    sources.slow("air", 30)
    async with asyncio.timeout(12):
        assert "Open-Meteo" in await ask(run)


async def test_yesterdays_hour_is_told_as_the_last_one(run: Run, sources: SourcesServer) -> None:
    stations(sources, ROW | at(26))
    assert "(terakhir 23 Nov 08.00 WIB)" in await ask(run)


async def test_morning_reading_with_nothing_else_is_told_with_its_age(
    run: Run, sources: SourcesServer
) -> None:
    stations(sources, ROW | at(6))
    sources.down("meteo")
    said = await ask(run, "aman lari sekarang?")
    assert said.startswith("Untuk sekarang belum bisa saya pastikan.\nData terbaru belum masuk.")
    assert "04.00 WIB (6 jam lalu)" in said


async def test_station_twice_is_told_once(run: Run, sources: SourcesServer) -> None:
    stations(sources, ROW | at(0), ROW | at(0))
    assert (await ask(run, "sensor udara dipasang di mana aja")).count("Cihapit") == 1


@pytest.mark.parametrize("units", ["ppm", "mg/m³"])
async def test_model_in_another_unit_is_not_believed(run: Run, sources: SourcesServer, units: str) -> None:
    sources.down("air")
    hour = int(NOW.timestamp())
    body = {"hourly": {"time": [hour], "pm2_5": [12.0]}, "hourly_units": {"pm2_5": units}}
    sources.garbage("meteo", json.dumps(body))
    assert await ask(run) == "utter_air_unavailable"


async def test_all_away_says_where_to_look(run: Run, sources: SourcesServer) -> None:
    sources.down("air")
    sources.failing("meteo", 429)
    assert await ask(run) == "utter_air_unavailable"


async def test_regulation_answers_with_all_sources_away(run: Run, sources: SourcesServer) -> None:
    sources.down("air")
    sources.down("meteo")
    assert (await ask(run, "batas aman pm2.5 berapa")).startswith("Batas PM2.5, rata-rata 24 jam")


async def test_without_a_key_nobody_asks_openaq(
    run: Run, sources: SourcesServer, openaq: OpenAQServer
) -> None:
    sources.down("air")
    await ask(run)
    assert not openaq.count


# --- the second source


@pytest.fixture
def run_with_sensors(run: Run, with_sensors: Services) -> Run:
    """Like ``run``, with the second source switched on."""

    class Action(ActionAirQualityShow):
        def __init__(self, _services: Services | None = None) -> None:
            super().__init__(with_sensors)

    async def runner(words: str) -> str:
        return text(await run(Action, words))

    return runner


async def test_sensor_comes_between_the_ministry_and_the_model(
    run_with_sensors: Run, sources: SourcesServer, openaq: OpenAQServer
) -> None:
    assert "KLH, 10.00 WIB" in await run_with_sensors("udara gimana")
    assert not openaq.count


async def test_sensor_answers_when_no_station_does(run_with_sensors: Run, sources: SourcesServer) -> None:
    sources.down("air")
    said = await run_with_sensors("udara gimana")
    assert SENSOR in said
    assert "dihitung dari rata-rata 24 jam 35,5 µg/m³" in said
    assert "OpenAQ (Sensor Uji, CC BY 4.0), 10.00 WIB" in said
    assert "Open-Meteo" not in said


@pytest.mark.parametrize("status", [500, 429, 401])
async def test_bad_day_of_the_sensors_is_answered_by_the_model(
    run_with_sensors: Run, sources: SourcesServer, openaq: OpenAQServer, status: int
) -> None:
    sources.down("air")
    openaq.status["locations"] = status
    said = await run_with_sensors("udara gimana")
    assert "Open-Meteo" in said
    assert "OpenAQ" not in said


# --- places and times


async def test_place_far_from_the_only_station_is_told_so(run: Run) -> None:
    said = await ask(run, "udara di ujungberung gimana")
    assert "Stasiun terdekat sekitar 9 km dari Ujungberung, jadi udara di sana bisa berbeda." in said


async def test_pin_has_its_distance(run: Run) -> None:
    told = await run(
        ActionAirQualityShow, "udara di sini?", metadata={"location": {"lat": -6.9, "lon": 107.62}}
    )
    assert "Itu stasiun terdekat, sekitar 1 km dari" in text(told)


async def test_city_outside_is_not_answered_as_if_it_were_bandung(run: Run) -> None:
    assert (await ask(run, "udara jakarta gimana")).startswith("Jakarta di luar Kota Bandung")


async def test_tomorrow_comes_from_the_model_with_all_its_hours(run: Run) -> None:
    said = await ask(run, "besok udaranya gimana")
    assert said.startswith("Perkiraan model besok: PM2.5 rata-rata 35 µg/m³, tertinggi 56")
    assert "Rata-rata hari itu kira-kira setara kategori Sedang." in said
    assert "Stasiun ISPU tidak punya prakiraan untuk besok." in said


async def test_whole_day_of_yesterday_is_the_models(run: Run) -> None:
    said = await ask(run, "kemarin udaranya gimana")
    assert said.startswith("Perkiraan model kemarin: PM2.5 rata-rata")
    assert "kategori Sedang" in said


async def test_tomorrow_without_the_model_is_not_invented(run: Run, sources: SourcesServer) -> None:
    sources.down("meteo")
    said = await ask(run, "besok udaranya gimana")
    assert said.startswith(
        "Stasiun ISPU tidak punya prakiraan untuk besok.\nPerkiraan model untuk besok juga"
    )


# --- TLS


@pytest.fixture
async def self_signed(tmp_path: Path) -> ssl.SSLContext:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    making = await asyncio.create_subprocess_exec(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-keyout", str(key), "-out", str(certificate), stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await making.wait() == 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def test_certificate_that_nobody_vouches_for_is_not_read(
    db: Database, run: Run, sources: SourcesServer, self_signed: ssl.SSLContext
) -> None:
    """All three sources behind a self-signed certificate: nothing is read, citizens hear where to look."""
    async with OpenAQServer(clock=lambda: NOW, tls=self_signed) as false:
        session = new_session()
        names = ("air_quality_base_url", "open_meteo_base_url", "openaq_base_url")
        settings = sources.settings(openaq_api_key=KEY, **dict.fromkeys(names, false.url))
        reading = integrations.sources(settings, session, db, lambda: NOW)
        services = Services(db, reading, clock=lambda: NOW)

        class Action(ActionAirQualityShow):
            def __init__(self, _services: Services | None = None) -> None:
                super().__init__(services)

        assert text(await run(Action, "udara gimana")) == "utter_air_unavailable"
        await reading.close()
        await session.close()
    assert not false.count


def test_now_is_morning_in_bandung() -> None:
    """The hours above are written for it."""
    assert datetime(2026, 11, 24, 3, 0, tzinfo=UTC) == NOW
