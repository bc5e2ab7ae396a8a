"""The whole product, started once as a citizen's server would be, against stand-ins for the outside."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio

from bench.surroundings import variables
from tests.platforms import TelegramServer, WhatsAppServer
from tests.product.citizen import Citizen
from tests.sources import SourcesServer
from tests.started import started


@dataclass
class Product:
    """Where the started product listens, and the stand-ins around it."""

    base: str
    internal: str
    environment: dict[str, str]
    http: aiohttp.ClientSession
    sources: SourcesServer
    telegram: TelegramServer
    whatsapp: WhatsAppServer

    async def citizen(self) -> Citizen:
        return await Citizen(self.http, self.base).arrive()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Product]:
    folder = tmp_path_factory.mktemp("product")
    async with (
        SourcesServer() as sources,
        TelegramServer() as telegram,
        WhatsAppServer() as whatsapp,
        aiohttp.ClientSession() as http,
    ):
        installed = variables(folder, sources=sources.url, telegram=telegram.url, whatsapp=whatsapp.url)
        environment = os.environ | installed | {"LOG_LEVEL": "INFO"}
        base, internal = (
            f"http://127.0.0.1:{environment[name]}" for name in ("SOBAT_PORT", "SOBAT_INTERNAL_PORT")
        )
        async with started(environment, folder):
            yield Product(base, internal, environment, http, sources, telegram, whatsapp)
