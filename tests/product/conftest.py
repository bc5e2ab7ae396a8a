"""The whole product, started once as a citizen's server would be, against stand-ins for the outside."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from tests.platforms import TelegramServer, WhatsAppServer
from tests.product.citizen import Citizen
from tests.sources import SourcesServer

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240
SECRETS = {
    "TELEGRAM_BOT_TOKEN": "7000000001:uji",
    "TELEGRAM_WEBHOOK_SECRET": "uji_Secret-Token_01",
    "TELEGRAM_MODE": "webhook",
    "WHATSAPP_ACCESS_TOKEN": "uji-access-token",
    "WHATSAPP_PHONE_NUMBER_ID": "200300400500601",
    "WHATSAPP_APP_SECRET": "uji-app-secret-0123456789abcdef",
    "WHATSAPP_VERIFY_TOKEN": "uji-verify-token",
}


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


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def product(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Product]:
    folder = tmp_path_factory.mktemp("product")
    public, internal, rasa, actions = free_ports(4)
    async with (
        SourcesServer() as sources,
        TelegramServer() as telegram,
        WhatsAppServer() as whatsapp,
        aiohttp.ClientSession() as http,
    ):
        environment = (
            os.environ
            | SECRETS
            | {
                "SOBAT_PORT": str(public),
                "SOBAT_INTERNAL_PORT": str(internal),
                "RASA_URL": f"http://127.0.0.1:{rasa}",
                "ACTIONS_URL": f"http://127.0.0.1:{actions}",
                "VAR_DIR": str(folder),
                "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/sobat.db",
                "TELEGRAM_API_BASE_URL": telegram.url,
                "WHATSAPP_API_BASE_URL": whatsapp.url,
                "BMKG_API_BASE_URL": sources.url,
                "BMKG_DATA_BASE_URL": sources.url,
                "BMKG_ALERTS_BASE_URL": sources.url,
                "AIR_QUALITY_BASE_URL": sources.url,
                "OPEN_METEO_BASE_URL": sources.url,
            }
        )
        log = (folder / "run.log").open("w")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            base = f"http://127.0.0.1:{public}"
            await _until_ready(http, base, process, folder / "run.log")
            yield Product(
                base, f"http://127.0.0.1:{internal}", environment, http, sources, telegram, whatsapp
            )
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 30)
            log.close()


async def _until_ready(
    http: aiohttp.ClientSession, base: str, process: asyncio.subprocess.Process, log: Path
) -> None:
    for _ in range(START_SECONDS):
        assert process.returncode is None, last_words(log)
        try:
            async with http.get(f"{base}/readyz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(1)
    pytest.fail(f"the product was not ready in {START_SECONDS} s: {last_words(log)}")


def last_words(log: Path) -> str:
    return log.read_text()[-3000:]
