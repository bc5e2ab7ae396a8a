"""A full or read-only disk: everything is refused so that it comes again, and nothing is half written."""

import asyncio
import io
import os
import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from aiohttp import FormData
from sqlalchemy import select

from bench.surroundings import variables
from bot.app import Gateway
from core.db import Database
from core.models import Attachment, Message
from tests.bot.conftest import Site, Stand
from tests.bot.post import Post
from tests.disks import Disk
from tests.fakes import FakeRasa, ManualClock
from tests.gateways import gateway as gateway_process
from tests.inputs import message
from tests.platforms import TELEGRAM_SECRET

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

SENTENCE = "Sistem sedang tidak bisa menyimpan. Coba lagi sebentar lagi."
SIGNED = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
UPDATE = {
    "update_id": 1,
    "message": {
        "message_id": 5,
        "date": 1795489200,
        "chat": {"id": 77, "type": "private"},
        "from": {"id": 77, "is_bot": False, "first_name": "Asep"},
        "text": "Halo",
    },
}


@pytest.fixture
def disk(db: Database) -> Disk:
    return Disk(db)


@pytest.fixture(params=["full", "read_only"])
def sickness(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def _webhook(site: Site) -> int:
    return (await site.post("/channels/telegram/webhook", json=UPDATE, headers=SIGNED)).status


async def _all[Row](db: Database, table: type[Row]) -> list[Row]:
    async with db.read() as session:
        return list((await session.scalars(select(table))).all())


async def test_a_webhook_is_refused_and_taken_when_it_comes_again(
    site: Site, db: Database, disk: Disk, sickness: str
) -> None:
    setattr(disk, sickness, True)
    assert await _webhook(site) == 503
    assert await _all(db, Message) == []

    setattr(disk, sickness, False)
    assert await _webhook(site) == 200
    assert [row.text for row in await _all(db, Message)] == ["Halo"]


async def test_the_web_chat_says_that_nothing_can_be_stored(site: Site, disk: Disk, sickness: str) -> None:
    token = (await (await site.post("/channels/web/sessions")).json())["session"]
    setattr(disk, sickness, True)
    response = await site.post("/channels/web/messages", json={"session": token, "id": "a", "text": "Halo"})

    assert (response.status, response.headers["Retry-After"]) == (503, "2")
    assert await response.json() == {"error": "unavailable", "message": SENTENCE}
    assert (await site.get("/channels/web/messages", params={"session": token})).status == 200


async def test_an_upload_leaves_neither_a_row_nor_a_file(
    site: Site, db: Database, disk: Disk, sickness: str, tmp_path: Path
) -> None:
    token = (await (await site.post("/channels/web/sessions")).json())["session"]
    setattr(disk, sickness, True)
    assert await _upload(site, token) == 503
    assert await _all(db, Attachment) == []
    assert [path for path in (tmp_path / "attachments").rglob("*") if path.is_file()] == []

    setattr(disk, sickness, False)
    assert await _upload(site, token) == 202
    [row] = await _all(db, Attachment)
    assert (tmp_path / "attachments" / str(row.path)).is_file()


async def _upload(site: Site, token: str) -> int:
    form = FormData({"session": token, "id": "f"})
    form.add_field("file", io.BytesIO(b"%PDF-1.7\n"), filename="surat.pdf")
    return (await site.post("/channels/web/attachments", data=form)).status


async def test_operators_see_it_and_the_process_lives(
    site: Site, gateway: Gateway, db: Database, disk: Disk, sickness: str
) -> None:
    assert (await (await site.get("/readyz")).json())["parts"]["database"] == "ok"
    setattr(disk, sickness, True)
    assert await _webhook(site) == 503

    assert (await (await site.get("/readyz")).json())["parts"]["database"] == "down"
    assert (await site.get("/healthz")).status == 200
    assert b"sobat_database_up 0.0" in await gateway.metrics.page(db)


async def test_a_quiet_gateway_finds_out_by_itself(site: Site, disk: Disk, sickness: str) -> None:
    setattr(disk, sickness, True)

    assert (await (await site.get("/readyz")).json())["parts"]["database"] == "down"


async def test_an_answer_that_finds_no_room_is_not_asked_for_again(stand: Stand, disk: Disk) -> None:
    await stand.receive(message("Halo"))
    disk.fill_after = 2  # for the lease and the question
    work = asyncio.create_task(stand.work())
    async with asyncio.timeout(5):
        while not stand.db.outage.active:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert (stand.server.messages, await stand.said()) == (["Halo"], [])

    disk.fill_after, disk.full = None, False
    await work
    assert (stand.server.messages, await stand.said()) == (["Halo"], ["Baik."])
    assert await stand.states() == ["answered"]


class PatientPost(Post):
    """Its disk has room again after so many waits for it."""

    disk: Disk
    waits = 100

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if len(self.slept) == self.waits:
            self.disk.fill_after, self.disk.full = None, False


async def test_what_a_platform_took_is_not_sent_again_while_there_is_no_room(
    db: Database, clock: ManualClock, disk: Disk
) -> None:
    post = PatientPost(db, clock)
    post.disk = disk
    await post.say("Halo")
    disk.fill_after = 1  # for the lease
    await post.deliver()

    assert (post.platform.texts, await post.states()) == (["Halo"], [("sent", None)])
    assert post.slept == [1.0] * post.waits


async def test_a_gateway_lives_through_a_disk_that_takes_nothing_and_works_again(
    server: FakeRasa, session: aiohttp.ClientSession, tmp_path: Path, database_url: str
) -> None:
    nowhere = "http://127.0.0.1:9"
    environment = os.environ | variables(tmp_path, sources=nowhere, telegram=nowhere, whatsapp=nowhere)
    environment |= {"RASA_URL": server.url, "ACTIONS_URL": server.url, "DATABASE_URL": database_url}
    base = f"http://127.0.0.1:{environment['SOBAT_PORT']}"
    log = tmp_path / "gateway.log"

    async def webhook() -> int:
        url = f"{base}/channels/telegram/webhook"
        async with session.post(url, json=UPDATE, headers=SIGNED) as answer:
            return answer.status

    async with gateway_process(environment, session, log) as process:
        held = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, held[1]))  # of any file, its log too
        assert [await webhook() for _ in range(5)] == [503] * 5

        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, held)
        assert await webhook() == 200
        assert process.returncode is None
    with closing(sqlite3.connect(tmp_path / "sobat.db")) as connection:
        assert connection.execute("SELECT count(*) FROM inbox").fetchone() == (1,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
