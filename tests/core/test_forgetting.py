"""Carrying out erasures whole: each request for itself, whoever else wants something of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core import conversations, data_requests, forgetting
from core.db import Database
from core.models import DataRequest
from core.settings import Settings
from tests.core.erasures import Citizen, settle_in

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2, hours=23)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(_env_file=None, database_url=database_url, var_dir=tmp_path)


@pytest.fixture
async def citizen(db: Database, settings: Settings) -> Citizen:
    return await settle_in(db, settings.attachments_dir, NOW)


async def states(db: Database) -> list[str]:
    async with db.read() as session:
        return list(await session.scalars(select(DataRequest.state).order_by(DataRequest.id)))


async def test_however_many_wait_the_clock_reaches_all(db: Database, settings: Settings) -> None:
    async with db.write() as session:
        for number in range(25):
            talk = await conversations.find_or_open(session, "web", f"page-{number}", NOW)
            await data_requests.ask(session, talk.id, NOW)
    await forgetting.sweep(db, settings, LATER)
    assert set(await states(db)) == {"erasing"}
    await forgetting.sweep(db, settings, LATER + timedelta(hours=1))
    assert set(await states(db)) == {"done"}


async def test_those_that_wait_for_open_reports_hold_up_nobody(
    db: Database, settings: Settings, citizen: Citizen
) -> None:
    ids = [citizen.tickets["public"]] * 25 + [citizen.tickets["ended"]]
    async with db.write() as session:
        for ticket_id in ids:
            session.add(DataRequest(conversation_id=citizen.id, state="rest", note=str(ticket_id),
                                    created_at=NOW, due_at=NOW, done_at=NOW))  # fmt: skip
            await session.flush()
    assert await forgetting.sweep(db, settings, LATER)
    assert await states(db) == ["rest"] * 25 + ["done"]
    assert not await forgetting.sweep(db, settings, LATER)
