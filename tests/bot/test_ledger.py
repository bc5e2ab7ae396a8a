import json
from pathlib import Path

import pytest

from bot import ledger
from core.db import Database
from core.models import Message
from core.settings import Settings
from tests.bot.conftest import make_settings
from tests.fakes import ManualClock


@pytest.fixture
def settings(database_url: str) -> Settings:
    return make_settings(Path("var"), database_url=database_url)


async def _insert(db: Database, clock: ManualClock, *states: tuple[str, str | None]) -> None:
    async with db.write() as session:
        for number, (state, reason) in enumerate(states):
            row = Message(channel="web", external_id=f"{number}", state=state, reason=reason)
            row.sent_at = row.received_at = clock()
            session.add(row)


async def test_a_ledger_that_adds_up_ends_well(
    settings: Settings, db: Database, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    await _insert(db, clock, ("with_staff", None), ("ignored", "sticker"))

    assert await ledger.show(settings, as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == {
        "received": 2,
        "answered": 0,
        "with_staff": 1,
        "ignored": {"sticker": 1},
        "waiting": 0,
        "failed": 0,
        "remainder": 0,
    }


async def test_a_lost_message_ends_badly_and_says_how_it_was_lost(
    settings: Settings, db: Database, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    await _insert(db, clock, ("nowhere", None), ("received", None))

    assert await ledger.show(settings, as_json=False) == 1
    told = "remainder   2 (waiting where nobody looks 1, in no known state 1)"
    assert told in capsys.readouterr().out


async def test_people_read_why_messages_were_ignored(
    settings: Settings, db: Database, clock: ManualClock, capsys: pytest.CaptureFixture[str]
) -> None:
    await _insert(db, clock, ("ignored", "sticker"), ("ignored", "edited"))
    await ledger.show(settings, as_json=False)

    assert "ignored     2 (edited 1, sticker 1)" in capsys.readouterr().out
