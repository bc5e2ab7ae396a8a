"""A served console with an admin, two officers and a visitor, each in a browser of their own."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pytest_aiohttp.plugin import AiohttpClient

from bot.console.app import attach
from core.db import Database
from core.settings import Settings
from core.staff import Role
from tests.bot.console.site import Browser, hear, open_account, sign_in
from tests.fakes import ManualClock

type NewClient = Callable[[], Awaitable[TestClient[Any, Any]]]


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """Pages do not see what stores them; modules about what the desk stores ask for both engines."""
    name: str = request.param
    return name


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(_env_file=None, database_url=database_url, var_dir=tmp_path)


@pytest.fixture
def told() -> list[str]:
    """Grows each time the console says that a citizen may have something to read."""
    return []


@pytest.fixture
async def new_client(
    aiohttp_client: AiohttpClient, db: Database, settings: Settings, clock: ManualClock, told: list[str]
) -> NewClient:
    app = web.Application()
    attach(app, db, settings, clock=clock, said=lambda: told.append("said"))
    server = TestServer(app)

    async def make() -> TestClient[Any, Any]:
        return await aiohttp_client(server)

    return make


@pytest.fixture
async def visitor(new_client: NewClient) -> Browser:
    return Browser(await new_client())


@pytest.fixture
async def admin(new_client: NewClient, db: Database, clock: ManualClock) -> Browser:
    return await sign_in(db, await new_client(), await open_account(db, "Rani", Role.ADMIN, clock()), clock())


@pytest.fixture
async def officer(new_client: NewClient, db: Database, clock: ManualClock) -> Browser:
    staff_id = await open_account(db, "Dadang", Role.OFFICER, clock())
    return await sign_in(db, await new_client(), staff_id, clock())


@pytest.fixture
async def colleague(new_client: NewClient, db: Database, clock: ManualClock) -> Browser:
    staff_id = await open_account(db, "Citra", Role.OFFICER, clock())
    return await sign_in(db, await new_client(), staff_id, clock())


@pytest.fixture
async def talk(db: Database, clock: ManualClock) -> str:
    """The conversation of a citizen who wrote one line."""
    return await hear(db, "jalan kopo bolong", clock())
