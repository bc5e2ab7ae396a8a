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
from core.messages import MediaKind
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
