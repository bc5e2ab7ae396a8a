"""Questions about traffic: cameras of the right place, measured speeds, and honest words without them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

import integrations
from actions.services import Services
from actions.traffic import ActionTrafficShow
from core import camera_checks, cameras
from core.camera_checks import Found
from core.settings import Settings
from integrations.http import new_session
from tests.actions.conftest import NOW, Run
from tests.tomtom import KEY, TomTomServer


@pytest.fixture
async def tomtom() -> AsyncIterator[TomTomServer]:
    async with TomTomServer() as server:
        yield server


@pytest.fixture
async def measured(services: Services, tomtom: TomTomServer) -> AsyncIterator[Services]:
    """Services with a provider of speeds."""
    session = new_session()
    options = Settings(_env_file=None, tomtom_api_key=KEY, tomtom_base_url=tomtom.url)
    speeds = integrations.speeds(options, session, services.db, lambda: NOW)
    assert speeds is not None
    yield replace(services, speeds=speeds)
    await speeds.close()
    await session.close()


def told(run: Run, services: Services) -> Run:
    """The same run with other services."""

    class Measured(ActionTrafficShow):
        def __init__(self, _given: Services | None = None) -> None:
            super().__init__(services)

    async def runner(text: str, **given: object) -> object:
        return await run(Measured, text, **given)

    return runner


async def test_without_a_provider_the_answer_says_so(run: Run) -> None:
    said = (await run(ActionTrafficShow, "macet ga di pasteur?")).messages[0]
    assert said["state"].startswith("Saya tidak punya data kecepatan")
    assert said["cameras"].startswith("1. ")
    assert "Feb 2026" in said["notes"]


@pytest.mark.parametrize(
    ("speed", "free", "word"), [(12, 50, "Macet"), (30, 50, "Padat"), (48, 50, "Lancar")]
)
async def test_a_measured_road_is_told_with_source_and_time(
    run: Run, measured: Services, tomtom: TomTomServer, speed: int, free: int, word: str
) -> None:
    tomtom.changes = {"currentSpeed": speed, "freeFlowSpeed": free}
    said = (await told(run, measured)("macet ga di pasteur?")).messages[0]["state"]
    assert said.startswith(f"{word} di dekat ")
    assert f"{speed} km/jam" in said
    assert said.endswith("TomTom, 10.00 WIB.")


async def test_a_closed_road_is_told(run: Run, measured: Services, tomtom: TomTomServer) -> None:
    tomtom.changes = {"roadClosure": True, "currentSpeed": 0}
    said = (await told(run, measured)("jalan asia afrika ditutup ga?")).messages[0]["state"]
    assert "tercatat ditutup" in said
    assert "km/jam" not in said


@pytest.mark.parametrize(
    ("switch", "said"),
    [
        ({"status": 500}, "sedang tidak bisa diambil"),
        ({"status": 429}, "sedang tidak bisa diambil"),
        ({"status": 403}, "sedang tidak bisa diambil"),
        ({"body": "<html>"}, "sedang tidak bisa diambil"),
        ({"drops": 9}, "sedang tidak bisa diambil"),
        ({"changes": {"currentSpeed": None}}, "sedang tidak bisa diambil"),
        ({"changes": {"confidence": 0.3}}, "belum ada data kecepatan yang cukup pasti"),
    ],
)
async def test_on_a_bad_day_no_number_is_told_and_the_cameras_are(
    run: Run, measured: Services, tomtom: TomTomServer, switch: dict[str, object], said: str
) -> None:
    for name, value in switch.items():
        setattr(tomtom, name, value)
    answer = (await told(run, measured)("macet ga di pasteur?")).messages[0]
    assert said in answer["state"]
    assert "km/jam" not in answer["state"]
    assert KEY not in str(answer)
    assert "https://pelindung.bandung.go.id/cctv/" in answer["cameras"]


async def test_a_second_question_is_answered_from_what_is_kept(
    run: Run, measured: Services, tomtom: TomTomServer
) -> None:
    ask = told(run, measured)
    await ask("macet ga di pasteur?")
    await ask("pasteur macet min?")
    assert tomtom.count == 1


async def test_both_ends_of_a_way_are_shown(run: Run) -> None:
    said = (await run(ActionTrafficShow, "dari dago ke kopo macet?")).messages[0]
    assert said["place"] == "Dago, Kopo"
    assert [line[:2] for line in said["cameras"].splitlines() if line[1:2] == "."] == ["1.", "2.", "3.", "4."]


async def test_an_end_outside_is_named_beside_the_cameras(run: Run) -> None:
    said = (await run(ActionTrafficShow, "ledeng ke lembang padat ga")).messages[0]
    assert said["place"] == "Ledeng"
    assert "Lembang sudah di luar Kota Bandung" in said["notes"]


@pytest.mark.parametrize(
    ("text", "camera"),
    [
        ("macet di lembang ga", "Setiabudi, depan Terminal Ledeng"),
        ("cimahi macet ga", "Cimindi"),
        ("bojongsoang macet ga", "Terusan Buah Batu"),
        ("dayeuhkolot padat ga", "Moh. Toha"),
    ],
)
async def test_near_the_border_the_last_cameras_inside_are_offered(run: Run, text: str, camera: str) -> None:
    said = await run(ActionTrafficShow, text)
    assert said.responses == ["utter_traffic_outside"]
    assert camera in said.messages[0]["cameras"]


@pytest.mark.parametrize("text", ["padalarang macet ga", "jakarta macet ga", "soreang macet?"])
async def test_far_outside_no_camera_is_made_up(run: Run, text: str) -> None:
    assert (await run(ActionTrafficShow, text)).responses == ["utter_traffic_outside_far"]


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("macet ga sekarang", "utter_traffic_where"),
        ("cctv mana aja", "utter_traffic_which"),
        ("link cctv kota bandung", "utter_traffic_which"),
        ("daftar kamera lalu lintas dong", "utter_traffic_which"),
        ("which cameras are there", "utter_traffic_which"),
        ("jl melati raya macet ga", "utter_traffic_unknown"),
        ("ciwastra macet ga", "utter_traffic_none"),
    ],
)
async def test_what_is_missing_is_asked_for(run: Run, text: str, response: str) -> None:
    said = await run(ActionTrafficShow, text)
    assert said.responses == [response]
    assert said.slots["asked_topic"] == "traffic"


async def test_a_pin_gets_numbered_cameras_with_distances(run: Run) -> None:
    pin = {"location": {"lat": -6.9025, "lon": 107.6186}}
    said = await run(ActionTrafficShow, "macet ga di sini", metadata=pin)
    assert said.messages[0]["cameras"].splitlines()[0].endswith(" m)")


async def test_a_pin_outside_is_answered_with_what_is_near(run: Run) -> None:
    pin = {"location": {"lat": -6.8722, "lon": 107.5425}}
    said = await run(ActionTrafficShow, "macet ga di sini", metadata=pin)
    assert said.responses == ["utter_traffic_outside"]
    assert said.messages[0]["place"] == "Kota Cimahi"


async def test_a_camera_that_does_not_answer_is_left_out_and_named(run: Run, services: Services) -> None:
    gone = cameras.nearest(None, 1)[0].page_url
    named = next(names for url, names in cameras.pages().items() if url == gone)[0]
    for days in (8, 1):
        found = [Found(url, "silent" if url == gone else "answers") for url in cameras.pages()]
        async with services.db.write() as session:
            await camera_checks.keep(session, found, NOW - timedelta(days=days))
    said = (await run(ActionTrafficShow, f"cctv {named}")).messages[0]
    assert gone not in said["cameras"]
    assert f"tidak menjawab sejak 16 Nov 2026: {named}" in said["notes"]
    assert "Terakhir dicek 23 Nov 2026" in said["notes"]
