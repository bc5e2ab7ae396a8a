"""The public pages over HTTP, with a few reports behind them."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from bot import pages
from bot.problems import answer_problems
from bot.public.site import PublicPages
from core.db import Database
from tests.core.tickets.world import World
from tests.fakes import ManualClock

type Site = TestClient[web.Request, web.Application]


@pytest.fixture
def world(db: Database, clock: ManualClock) -> World:
    return World(db, clock)


@pytest.fixture
def public(db: Database, clock: ManualClock) -> PublicPages:
    return PublicPages(db, clock)


@pytest.fixture
def app(public: PublicPages) -> web.Application:
    made = web.Application(middlewares=[answer_problems])
    made.on_response_prepare.append(pages.protect)
    made.add_routes(public.routes())
    made.add_routes(pages.routes())
    return made


@pytest.fixture
async def site(app: web.Application, aiohttp_client: Any) -> Site:
    client: Site = await aiohttp_client(app)
    return client
