"""Who filed through the civic API is forgotten when the report is over and old, not before."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core import api_keys, open311, places, retention
from core.db import Database
from core.models import ApiFiling, ApiKey, Ticket
from core.open311 import Filing
from tests.fakes import ManualClock

STAYS = timedelta(days=90)


async def file(db: Database, clock: ManualClock, words: str) -> int:
    person = {"first_name": "Rina", "email": "rina@example.id"}
    place = places.as_answer("Jl. Kopo")
    filing = Filing("waste", words, place, words, person=person, media_url="https://example.id/a.jpg")
    async with db.write() as session:
        if (key := (await session.scalars(select(ApiKey))).first()) is None:
            await api_keys.add(session, "Aplikasi", clock())
            key = (await session.scalars(select(ApiKey))).one()
        return (await open311.file(session, key.id, filing, clock)).id


async def finish(db: Database, ticket_id: int, status: str, at: datetime) -> None:
    async with db.write() as session:
        ticket = await session.get_one(Ticket, ticket_id)
        ticket.status, ticket.updated_at = status, at


async def forget(db: Database, clock: ManualClock) -> int:
    async with db.write() as session:
        return (await retention.forget_filers(session, 0, clock() - STAYS)).removed


async def kept(db: Database) -> list[tuple[object, str | None]]:
    async with db.read() as session:
        rows = (await session.scalars(select(ApiFiling).order_by(ApiFiling.ticket_id))).all()
        return [(row.person.get("first_name"), row.media_url) for row in rows]


async def test_the_person_goes_and_the_filing_stays(db: Database, clock: ManualClock) -> None:
    await finish(db, await file(db, clock, "lama"), "done", clock())
    clock.advance(STAYS.total_seconds() + 1)

    assert await forget(db, clock) == 1
    assert await kept(db) == [(None, None)]
    assert await forget(db, clock) == 0


@pytest.mark.parametrize(
    ("status", "idle"), [("in_progress", 400), ("answered", 400), ("on_hold", 400), ("done", 89)]
)
async def test_the_person_stays_as_long_as_the_report_may_need_them(
    db: Database, clock: ManualClock, status: str, idle: int
) -> None:
    ticket_id = await file(db, clock, "lama")
    clock.advance(timedelta(days=400).total_seconds())
    await finish(db, ticket_id, status, clock() - timedelta(days=idle))

    assert await forget(db, clock) == 0
    assert await kept(db) == [("Rina", "https://example.id/a.jpg")]
