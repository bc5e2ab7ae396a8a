"""What the cache need not remember for ever."""

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import Snapshot, SourceAsk, SourceRefresh
from core.retention import Step

ASKS_STAY = timedelta(days=2)  # what is popular is counted over one day
UNUSED_STAYS = timedelta(days=4)  # longer than any document can be used


async def remove_old(session: AsyncSession, _after: int, now: datetime) -> Step:
    """Remove documents that nobody may be shown any more, with what was counted of them."""
    removed = 0
    for rows in (
        delete(SourceAsk).where(SourceAsk.hour < now - ASKS_STAY),
        delete(Snapshot).where(Snapshot.fetched_at < now - UNUSED_STAYS),
        delete(SourceRefresh).where(
            SourceRefresh.until < now - UNUSED_STAYS, SourceRefresh.key.not_in(select(Snapshot.key))
        ),
    ):
        done = await session.execute(rows)
        assert isinstance(done, CursorResult)  # noqa: S101  of a DELETE
        removed += done.rowcount
    return Step(removed, None)
