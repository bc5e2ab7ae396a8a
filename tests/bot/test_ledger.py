import json
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from bot import ledger
from core.settings import settings


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Iterator[str]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    settings.cache_clear()
    yield database_url.replace("+aiosqlite", "")
    settings.cache_clear()


def _insert(url: str, number: int, state: str, reason: str | None = None) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO inbox (channel, external_id, state, reason, text, attachments, is_group, danger,"
                " attempts, sent_at, received_at) VALUES ('web', :number, :state, :reason, '', '[]', 0, 0, 0,"
                " '2026-11-24 03:00:00', '2026-11-24 03:00:00')"
            ),
            {"number": str(number), "state": state, "reason": reason},
        )
    engine.dispose()


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
