"""What nobody may be shown any more goes; what is still of use stays."""

from datetime import timedelta

from sqlalchemy import func, select

from core.db import Base, Database
from core.models import Snapshot, SourceAsk, SourceRefresh
from core.sources import tidying
from tests.fakes import ManualClock


async def _left(db: Database) -> list[int]:
    tables: tuple[type[Base], ...] = (Snapshot, SourceAsk, SourceRefresh)
    async with db.read() as session:
        return [await session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def _tidy(db: Database, clock: ManualClock) -> int:
    async with db.write() as session:
        return (await tidying.remove_old(session, 0, clock())).removed


async def test_old_documents_go_with_what_was_counted(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        session.add(Snapshot(key="bmkg/alerts", body={}, fetched_at=clock()))
        session.add(SourceAsk(key="bmkg/alerts", hour=clock(), number=3))
        session.add(SourceRefresh(key="bmkg/alerts", holder="", until=clock()))
    assert await _tidy(db, clock) == 0
    clock.advance(timedelta(days=3).total_seconds())
    assert await _tidy(db, clock) == 1
    assert await _left(db) == [1, 0, 1]
    clock.advance(timedelta(days=2).total_seconds())

    assert await _tidy(db, clock) == 2
    assert await _left(db) == [0, 0, 0]
