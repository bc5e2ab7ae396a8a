"""`sobat failures`, `retry` and `discard` on a database with one failed message and one failed line."""

import getpass
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import failures
from bot.failures import Chosen
from core import conversations, inbox, outbox
from core.conversations import Said
from core.db import Database
from core.errors import NotFoundError, StartError
from core.models import Audit, Delivery, Message
from core.settings import Settings
from tests.bot.conftest import make_settings
from tests.fakes import ManualClock
from tests.inputs import message

MESSAGE, LINE, ALL = Chosen([1], [], False), Chosen([], [1], False), Chosen([], [], True)


@pytest.fixture
def settings(database_url: str) -> Settings:
    return make_settings(Path("var"), database_url=database_url)


@pytest.fixture(autouse=True)
async def failed(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await inbox.receive(session, [message("rahasia warga")], clock())
        row = (await session.scalars(select(Message))).one()
        row.state, row.reason = "failed", "rasa"
        found = await conversations.find_or_open(session, "telegram", "100", clock())
        await outbox.add(session, found.id, Said("bot", "rahasia kota"), clock() + timedelta(hours=1))
        line = (await session.scalars(select(Delivery))).one()
        line.state, line.error = "failed", "rejected"


async def _states(db: Database) -> tuple[str, str]:
    async with db.read() as session:
        return (
            (await session.scalars(select(Message.state))).one(),
            (await session.scalars(select(Delivery.state))).one(),
        )


async def _notes(db: Database) -> list[str]:
    async with db.read() as session:
        return list((await session.scalars(select(Audit.note).order_by(Audit.id))).all())


async def test_failures_are_listed_without_what_was_said(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await failures.show(settings, as_json=True)
    rows = json.loads(capsys.readouterr().out)
    assert [(row["kind"], row["id"], row["channel"], row["reason"]) for row in rows] == [
        ("message", 1, "telegram", "rasa"),
        ("line", 1, "telegram", "rejected"),
    ]

    await failures.show(settings, as_json=False)
    shown = capsys.readouterr().out
    assert ("rejected" in shown, "rahasia" in shown) == (True, False)


async def test_a_message_is_put_back(
    settings: Settings, db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await failures.retry(settings, MESSAGE)

    assert await _states(db) == ("received", "failed")
    assert capsys.readouterr().out.startswith("message 1: back in line; it runs now")
    assert await _notes(db) == [f"{getpass.getuser()}: rasa"]


async def test_a_line_is_put_back(settings: Settings, db: Database) -> None:
    await failures.retry(settings, LINE)

    assert await _states(db) == ("failed", "queued")


async def test_all_are_put_back(settings: Settings, db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    await failures.retry(settings, ALL)
    assert await _states(db) == ("received", "queued")
    capsys.readouterr()

    await failures.retry(settings, ALL)
    assert capsys.readouterr().out == "Nothing has failed.\n"


async def test_all_are_discarded_with_their_reason(settings: Settings, db: Database) -> None:
    await failures.discard(settings, ALL, "uji coba")

    assert await _states(db) == ("ignored", "discarded")
    assert await _notes(db) == [f"{getpass.getuser()}: uji coba"] * 2


async def test_one_wrong_number_changes_nothing(settings: Settings, db: Database) -> None:
    with pytest.raises(NotFoundError, match="no message 77"):
        await failures.retry(settings, Chosen([1, 77], [], False))

    assert (await _states(db), await _notes(db)) == (("failed", "failed"), [])


async def test_a_database_that_is_not_there_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = tmp_path_factory.mktemp("empty")
    settings = make_settings(empty, database_url=f"sqlite+aiosqlite:///{empty}/sobat.db")

    with pytest.raises(StartError, match="DATABASE_URL"):
        await failures.show(settings, as_json=False)
