"""Carrying out erasures whole: each request for itself, whoever else wants something of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core import conversations, data_requests, forgetting
from core.db import Database
from core.errors import ConflictError
from core.models import DataRequest, Staff
from core.settings import Settings
from tests.core.erasures import WORDS, Citizen, everything, settle_in

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


async def test_what_is_taken_back_while_staff_press_the_button_is_not_erased(
    db: Database, settings: Settings, citizen: Citizen
) -> None:
    async with db.write() as session:
        session.add(Staff(name="Rani", email="r@bandung.go.id", password_hash="x", created_at=NOW))
        request = await data_requests.ask(session, citizen.id, NOW)
    async with db.write() as session:
        await data_requests.withdraw(session, citizen.id, NOW)
        await session.flush()
        pressed = asyncio.create_task(forgetting.carry_out(db, settings, request.id, 1, NOW))
        await asyncio.wait([pressed], timeout=0.2)  # it waits for what happens here
    with pytest.raises(ConflictError):
        await pressed
    assert await states(db) == ["withdrawn"]
    assert WORDS in await everything(db)


async def test_two_who_press_the_button_at_once_erase_once(
    db: Database, settings: Settings, citizen: Citizen
) -> None:
    async with db.write() as session:
        session.add(Staff(name="Rani", email="r@bandung.go.id", password_hash="x", created_at=NOW))
        request = await data_requests.ask(session, citizen.id, NOW)
    results = await asyncio.gather(
        *(forgetting.carry_out(db, settings, request.id, 1, NOW) for _ in range(2)), return_exceptions=True
    )
    assert [type(each) for each in results].count(ConflictError) == 1
    assert await states(db) == ["erasing"]
