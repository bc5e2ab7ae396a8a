"""A deploy in the middle of everything: the gateway ends at once, and the next one leaves nothing undone."""

import asyncio
import json
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bench.surroundings import variables
from tests.fakes import FakeRasa
from tests.gateways import gateway
from tests.platforms import WHATSAPP_NUMBER, WhatsAppServer, meta_body, meta_headers

END_SECONDS = 10.0
PEOPLE = {"Asep": "6281100000001", "Euis": "6281100000002", "Ujang": "6281100000003"}


class SlowWhatsApp(WhatsAppServer):
    """Takes what is sent, and answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def note(self, method: str, body: dict[str, Any]) -> None:
        await super().note(method, body)
        if method == "messages":
            await self.gate.wait()

    def read_by(self, person: str) -> list[str]:
        return [body["text"]["body"] for body in self.sent("messages") if body["to"] == person]


@dataclass
class City:
    """The surroundings of one gateway, and what they saw of it."""

    environment: dict[str, str]
    http: aiohttp.ClientSession
    rasa: FakeRasa
    whatsapp: SlowWhatsApp
    base: str
    database: Path
    accepted: list[str] = field(default_factory=list)

    async def write(self, person: str, text: str) -> None:
        """A webhook call; what was answered with 200 is noted."""
        message = {"from": person, "id": f"wamid.{text}", "timestamp": str(int(time.time())), "type": "text"}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"phone_number_id": WHATSAPP_NUMBER},
            "messages": [{**message, "text": {"body": text}}],
        }
        entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
        body = meta_body({"object": "whatsapp_business_account", "entry": [entry]})
        self.rasa.answers[text] = [{"text": f"jawaban {text}"}]
        try:
            url = f"{self.base}/channels/whatsapp/webhook"
            async with self.http.post(url, data=body, headers=meta_headers(body)) as answer:
                if answer.status == 200:
                    self.accepted.append(f"wamid.{text}")
        except aiohttp.ClientError:
            pass

    async def keep_writing(self, people: int) -> None:
        """Webhooks of many people, a few at a time, until nobody takes them any more."""
        for first in range(0, people, 4):
            together = range(first, first + 4)
            await asyncio.gather(*(self.write(f"62812{number:07}", f"ramai {number}") for number in together))
            await asyncio.sleep(0.02)

    async def read_web(self, path: str) -> str:
        """Open a web session and read from this path until the gateway ends it."""
        async with self.http.post(f"{self.base}/channels/web/sessions") as answer:
            session = (await answer.json())["session"]
        try:
            async with self.http.get(
                f"{self.base}{path}", params={"session": session, "wait": "25"}
            ) as answer:
                return await answer.text()
        except aiohttp.ClientError as error:
            return type(error).__name__

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.database)) as connection:
            return [row[0] for row in connection.execute(query)]


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    async with FakeRasa() as rasa, SlowWhatsApp() as whatsapp, aiohttp.ClientSession() as http:
        installed = variables(tmp_path, sources="http://127.0.0.1:9", telegram="", whatsapp=whatsapp.url)
        installed |= {"RASA_URL": rasa.url, "ACTIONS_URL": rasa.url, "TELEGRAM_BOT_TOKEN": ""}
        base = f"http://127.0.0.1:{installed['SOBAT_PORT']}"
        yield City(os.environ | installed, http, rasa, whatsapp, base, tmp_path / "sobat.db")
        rasa.slow.set()
        whatsapp.gate.set()


async def _until(condition: Any, seconds: float = 60.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_stop_in_the_midst_of_everything_loses_doubles_and_misplaces_nothing(
    city: City, tmp_path: Path
) -> None:
    log = tmp_path / "gateway.log"
    async with gateway(city.environment, city.http, log) as process:
        await city.write(PEOPLE["Asep"], "nol")
        await city.whatsapp.wait_for("messages")  # its answer is on the way, the platform is slow
        city.rasa.slow.clear()
        for name in ("Euis", "Ujang"):
            await city.write(PEOPLE[name], f"satu {name}")
            await city.write(PEOPLE[name], f"dua {name}")
        await _until(lambda: len(city.rasa.turns) >= 3)
        readers = [asyncio.create_task(city.read_web(f"/channels/web/{p}")) for p in ("messages", "events")]
        flood = asyncio.create_task(city.keep_writing(120))
        await asyncio.sleep(0.5)
        process.terminate()
        began = time.monotonic()
        await asyncio.wait_for(process.wait(), END_SECONDS)
        print(f"ended after {time.monotonic() - began:.1f} s; {len(city.accepted)} accepted")
    flood.cancel()
    await asyncio.wait({*readers, flood}, timeout=1)

    assert process.returncode == 0, log.read_text()[-3000:]
    assert [reader.done() for reader in readers] == [True, True]
    assert json.loads(readers[0].result()) == {"messages": []}
    assert city.rows("SELECT lease_owner FROM conversations WHERE lease_owner IS NOT NULL") == []
    assert set(city.accepted) <= set(city.rows("SELECT external_id FROM inbox"))

    city.rasa.slow.set()
    city.whatsapp.gate.set()
    async with gateway(city.environment, city.http, log) as process:
        await _until(lambda: city.rows("SELECT id FROM inbox WHERE state = 'received'") == [])
        await _until(lambda: city.rows("SELECT id FROM outbox WHERE state = 'queued'") == [])
        process.terminate()
        await asyncio.wait_for(process.wait(), END_SECONDS)
    assert set(city.rows("SELECT state FROM inbox")) == {"answered"}
    for name in ("Euis", "Ujang"):
        assert city.whatsapp.read_by(PEOPLE[name]) == [f"jawaban satu {name}", f"jawaban dua {name}"]
    texts = [body["text"]["body"] for body in city.whatsapp.sent("messages")]
    assert len(texts) - len(set(texts)) <= 1  # the one that the platform had not answered yet
