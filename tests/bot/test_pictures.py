"""Pages of pictures: only what we offered, both themes, and never a word lost for a picture."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from PIL import Image
from pytest_aiohttp.plugin import AiohttpClient

from bot import pictures as pages
from bot.app import Gateway
from bot.pictures import Pictures
from core import air, cameras, pictures, weather
from core.db import Database
from core.messages import Outgoing
from core.models import Snapshot
from core.places import locate
from tests.fakes import ManualClock
from tests.forecasts import forecast, kelurahan
from tests.forecasts import model as air_model

ADM4 = "32.73.01.1001"
PIN = (-6.8945, 107.5905)

type Site = TestClient[web.Request, web.Application]


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 24, 7, 5, tzinfo=UTC))


@pytest.fixture
def drawer(db: Database, tmp_path: Path, clock: ManualClock) -> Pictures:
    return Pictures(db, tmp_path / "pictures", clock)


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, drawer: Pictures) -> Site:
    app = web.Application()
    app.add_routes(drawer.routes())
    return await aiohttp_client(app)


async def store(db: Database, key: str, body: object, now: datetime) -> None:
    async with db.write() as session:
        await session.merge(Snapshot(key=key, body=body, fetched_at=now))


async def forecast_path(db: Database, now: datetime, *, rain: bool = True) -> str:
    document = forecast(kelurahan()[ADM4], now, rain=rain)
    await store(db, f"bmkg/forecast/{ADM4}", document, now)
    found = pictures.forecast.picture(weather.parse(document), ADM4, "Kel. Sukarasa", now, "id")
    assert found is not None
    return found.path


async def air_path(db: Database, now: datetime) -> str:
    document = air_model(now)
    await store(db, "open-meteo/air", document, now)
    model = air.parse_model(document, now)
    assert model is not None
    found = pictures.air.picture(model, "su")
    assert found is not None
    return found.path


def camera_path() -> str:
    found = pictures.cameras.picture(*PIN, cameras.nearest(locate(*PIN)), "en")
    assert found is not None
    return found.path


async def every_path(db: Database, now: datetime) -> list[str]:
    return [await forecast_path(db, now), await air_path(db, now), camera_path()]


async def test_each_picture_is_shown_in_both_themes(site: Site, db: Database, clock: ManualClock) -> None:
    for path in await every_path(db, clock()):
        bodies = []
        for theme in ("light", "dark"):
            response = await site.get(path, params={"theme": theme})
            assert response.status == 200
            bodies.append(await response.read())
        assert bodies[0] != bodies[1]
        assert {Image.open(io.BytesIO(body)).width for body in bodies} == {1080}


async def test_headers_say_what_it_is_and_for_whom(site: Site) -> None:
    response = await site.get(camera_path())

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "private, max-age=86400, immutable"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "query", ["theme=blue", "theme=", "theme=light&theme=dark", "theme=light&size=9", "size=9"]
)
async def test_other_parameters_are_not_found(site: Site, query: str) -> None:
    assert (await site.get(f"{camera_path()}?{query}")).status == 404


@pytest.mark.parametrize(
    "name",
    [
        "x.png",
        "cuaca/id/kel/32.73.01.1001/2026112414-000000000000.png",
        "cuaca/jv/kel/32.73.01.1001/2026112414-000000000000.png",
        "cuaca/id/kel/32.73.01.1001/2026992499-000000000000.png",
        "udara/id/2026112414-000000000000.png",
        "kamera/id/titik/-6.8945,107.5905/00000000.png",
        "kamera/id/titik/-6.8945,107.5905/",
        "../../sobat.db",
        "%2e%2e/sobat.db",
    ],
)
async def test_what_was_never_offered_is_not_found(site: Site, name: str) -> None:
    assert (await site.get(f"/gambar/{name}")).status == 404


async def test_cameras_far_from_the_place_are_not_found(site: Site) -> None:
    path = camera_path().replace("-6.8945,107.5905", "-6.9400,107.7050")

    assert (await site.get(path)).status == 404


async def test_a_forecast_that_changed_before_it_was_drawn_is_not_found(
    site: Site, db: Database, clock: ManualClock
) -> None:
    path = await forecast_path(db, clock(), rain=True)
    await forecast_path(db, clock(), rain=False)

    assert (await site.get(path)).status == 404


async def test_what_was_drawn_stays_when_the_source_moves_on(
    site: Site, db: Database, clock: ManualClock
) -> None:
    path = await forecast_path(db, clock(), rain=True)
    drawn = await (await site.get(path)).read()
    await forecast_path(db, clock(), rain=False)

    assert await (await site.get(path)).read() == drawn


@pytest.mark.parametrize("body", [None, [], "html", {"data": [{"cuaca": [[{}]]}]}, {"hourly": {"time": 5}}])
async def test_a_document_that_cannot_be_read_draws_nothing(
    site: Site, db: Database, clock: ManualClock, body: object
) -> None:
    path, air = await forecast_path(db, clock()), await air_path(db, clock())
    await store(db, f"bmkg/forecast/{ADM4}", body, clock())
    await store(db, "open-meteo/air", body, clock())

    assert [(await site.get(each)).status for each in (path, air)] == [404, 404]


async def test_the_air_of_hours_to_come_is_not_drawn(site: Site, db: Database, clock: ManualClock) -> None:
    path = await air_path(db, clock() + timedelta(hours=5))

    assert (await site.get(path)).status == 404


async def test_who_asks_at_the_same_time_shares_one_drawing(
    drawer: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_WAITING", 1)  # a second drawing would find no room
    one, other = await asyncio.gather(*(drawer.png(camera_path(), "light") for _ in range(2)))

    assert one is not None
    assert one == other


async def test_too_many_at_once_are_asked_to_come_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_WAITING", 0)
    response = await site.get(camera_path())

    assert (response.status, response.headers["Retry-After"]) == (503, "2")


async def test_only_so_many_are_kept(
    drawer: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_KEPT", 1)
    await drawer.png(camera_path(), "light")
    await drawer.png(camera_path(), "dark")

    assert [file.name[-9:] for file in (tmp_path / "pictures").iterdir()] == ["-dark.png"]


# --- for the platforms


def told(path: str) -> Outgoing:
    return Outgoing("100", "Kamera terdekat:", image=f"{path}#Peta kamera")


async def test_platforms_get_the_light_one_as_link_and_file(
    db: Database, tmp_path: Path, clock: ManualClock
) -> None:
    drawer = Pictures(db, tmp_path, clock, "https://sobat.example.id/")
    message = await drawer.reachable(told(camera_path()))

    assert message.image == f"https://sobat.example.id{camera_path()}?theme=light"
    assert message.file is not None
    assert message.file.read_bytes() == await drawer.png(camera_path(), "light")


async def test_without_a_public_address_the_file_goes_alone(drawer: Pictures) -> None:
    message = await drawer.reachable(told(camera_path()))

    assert message.image is None
    assert message.file is not None


async def test_a_picture_that_cannot_be_drawn_costs_no_words(
    drawer: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = await drawer.reachable(told("/gambar/udara/id/2026112414-000000000000.png"))
    monkeypatch.setattr(pages, "MOST_WAITING", 0)
    busy = await drawer.reachable(told(camera_path()))

    assert [(each.text, each.image, each.file) for each in (lost, busy)] == [
        ("Kamera terdekat:", None, None)
    ] * 2


async def test_no_fault_and_no_slowness_of_a_picture_costs_words(
    drawer: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumble(_name: str) -> None:
        raise TypeError("a source wrote None")

    async def hang(_name: str) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(pages, "PATIENCE", 0.05)
    for fault in (stumble, hang):
        monkeypatch.setattr(drawer, "_find", fault)
        async with asyncio.timeout(2):
            message = await drawer.reachable(told(camera_path()))
        assert (message.text, message.image, message.file) == ("Kamera terdekat:", None, None)
        drawer._drawing.clear()


@pytest.mark.parametrize("image", [None, "https://sobat.example.id/peta.png", "/bukti/0123"])
async def test_other_pictures_stay_as_they_are(drawer: Pictures, image: str | None) -> None:
    message = Outgoing("100", "Halo", image=image)

    assert await drawer.reachable(message) == message


async def test_a_full_disk_costs_only_the_keeping(db: Database, tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "taken").write_text("no folder")
    drawer = Pictures(db, tmp_path / "taken", clock)

    assert (await drawer.png(camera_path(), "light") or b"").startswith(b"\x89PNG")
    assert (await drawer.reachable(told(camera_path()))).text == "Kamera terdekat:"


async def test_a_disk_that_fills_up_is_left_clean(
    drawer: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    assert await drawer.png(camera_path(), "light")
    assert list((tmp_path / "pictures").iterdir()) == []


async def test_the_gateway_sends_pictures_and_proofs_alike(gateway: Gateway) -> None:
    drawn = await gateway._reachable(told(camera_path()))
    lost = await gateway._reachable(Outgoing("100", "Ditambal.", image=f"/bukti/{'0' * 32}"))

    assert drawn.file is not None
    assert lost == Outgoing("100", "Ditambal.")
