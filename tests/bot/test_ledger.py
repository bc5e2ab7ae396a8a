import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot import ledger
from core.db import Database
from core.models import Message
from core.settings import settings

MOMENT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Iterator[str]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    settings.cache_clear()
    yield database_url
    settings.cache_clear()


def _insert(url: str, number: int, state: str, reason: str | None = None) -> None:
    async def insert() -> None:
        db = Database(url)
        async with db.write() as session:
            row = Message(channel="web", external_id=str(number), state=state, reason=reason)
            row.sent_at = row.received_at = MOMENT
            session.add(row)
        await db.close()

    asyncio.run(insert())


def test_a_ledger_that_adds_up_ends_well(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    _insert(installed, 1, "answered")
    _insert(installed, 2, "ignored", "sticker")

    assert ledger.main(json=True) == 0
    assert json.loads(capsys.readouterr().out) == {
        "received": 2,
        "answered": 1,
        "with_staff": 0,
        "ignored": {"sticker": 1},
        "waiting": 0,
        "failed": 0,
        "remainder": 0,
    }


def test_a_lost_message_ends_badly(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    _insert(installed, 1, "nowhere")

    assert ledger.main(json=False) == 1
    assert "remainder   1" in capsys.readouterr().out


def test_people_read_why_messages_were_ignored(installed: str, capsys: pytest.CaptureFixture[str]) -> None:
    _insert(installed, 1, "ignored", "sticker")
    _insert(installed, 2, "ignored", "edited")
    ledger.main(json=False)

    assert "ignored     2 (edited 1, sticker 1)" in capsys.readouterr().out
