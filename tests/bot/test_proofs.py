"""The photo that proves a fix: for whoever was told its address, and nothing else under that address."""

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from bot.proofs import Proofs
from core import attachments
from core.attachments import Clean
from core.db import Database
from core.messages import MediaKind, Outgoing
from tests.core.tickets.world import World
from tests.fakes import ManualClock

DATA = b"\xff\xd8foto"

type Site = TestClient[web.Request, web.Application]


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, db: Database, tmp_path: Path) -> Site:
    app = web.Application()
    app.add_routes(Proofs(db, tmp_path).routes())
    return await aiohttp_client(app)


async def photo(world: World, folder: Path, kind: MediaKind = MediaKind.PHOTO) -> str:
    clean = Clean(kind, "image/jpeg", DATA)
    path = attachments.write(folder, clean)
    async with world.db.write() as session:
        return (await attachments.add_stored(session, clean, path, world.clock())).id


async def test_proof_is_shown_and_not_indexed(
    site: Site, db: Database, clock: ManualClock, tmp_path: Path
) -> None:
    world = World(db, clock)
    file = await photo(world, tmp_path)
    await world.answer(await world.report(await world.citizen(), "in_progress"), None, [file])
    response = await site.get(f"/bukti/{file}")

    assert (response.status, await response.read()) == (200, DATA)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_what_proves_nothing_is_not_found(
    site: Site, db: Database, clock: ManualClock, tmp_path: Path
) -> None:
    file = await photo(World(db, clock), tmp_path)

    assert (await site.get(f"/bukti/{file}")).status == 404


async def test_a_proof_whose_file_is_lost_is_not_found(site: Site, db: Database, clock: ManualClock) -> None:
    world = World(db, clock)
    file = await world.file()
    await world.answer(await world.report(await world.citizen(), "in_progress"), None, [file])

    assert (await site.get(f"/bukti/{file}")).status == 404


@pytest.mark.parametrize("name", ["", "abc", "0" * 33, "../sobat.db"])
async def test_other_names_are_not_found(site: Site, name: str) -> None:
    assert (await site.get(f"/bukti/{name}")).status == 404


async def told(db: Database, clock: ManualClock, folder: Path, site: str) -> tuple[Outgoing, str]:
    """A message with a proof photo as a sender gets it, and the photo's name."""
    world = World(db, clock)
    file = await photo(world, folder)
    await world.answer(await world.report(await world.citizen(), "in_progress"), None, [file])
    message = Outgoing("100", "Ditambal.", image=f"/bukti/{file}")
    return await Proofs(db, folder, site).reachable(message), file


async def test_platforms_fetch_it_from_our_public_address(
    db: Database, clock: ManualClock, tmp_path: Path
) -> None:
    message, file = await told(db, clock, tmp_path, "https://sobat.example.id/")

    assert (message.image, message.file) == (f"https://sobat.example.id/bukti/{file}", None)


async def test_without_a_public_address_the_file_goes_along(
    db: Database, clock: ManualClock, tmp_path: Path
) -> None:
    message, _ = await told(db, clock, tmp_path, "")

    assert message.image is None
    assert message.file is not None
    assert message.file.read_bytes() == DATA


@pytest.mark.parametrize("image", [None, "https://sobat.example.id/peta.png"])
async def test_other_pictures_stay_as_they_are(db: Database, tmp_path: Path, image: str | None) -> None:
    message = Outgoing("100", "Halo", image=image)

    assert await Proofs(db, tmp_path).reachable(message) == message


async def test_a_lost_file_costs_the_picture_not_the_words(db: Database, tmp_path: Path) -> None:
    message = await Proofs(db, tmp_path).reachable(Outgoing("100", "Ditambal.", image=f"/bukti/{'0' * 32}"))

    assert (message.text, message.image, message.file) == ("Ditambal.", None, None)
