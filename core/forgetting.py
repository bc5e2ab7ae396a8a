"""Carrying out erasures whole: rows, then files, then Rasa's memory, and the traces that SQLite leaves.

Every step can run again. A file whose row is gone is also found by housekeeping, and Rasa's memory is asked
for as long as a request is not finished.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core import attachments, data_requests, erasure, trackers
from core.db import Database
from core.erasure import Waiting
from core.models import DataRequest
from core.settings import Settings
from core.sqlite import truncate_log


async def sweep(db: Database, settings: Settings, now: datetime) -> bool:
    """What is due now, cheap when nothing is; whether anything was done."""
    before = await _waiting(db, now)
    if not any(before):
        return False
    await _forget_trackers(settings, await _conversations(db, before.begun))  # before that state is left
    for request_id in (*before.due, *before.begun, *before.ended):
        async with db.write() as session:
            files = await erasure.go_on(session, request_id, now)
        await asyncio.to_thread(attachments.remove, settings.attachments_dir, files)
    await _forget_trackers(settings, await _conversations(db, before.due))
    if await _waiting(db, now) == before:
        return False
    await truncate_log(db.engine)
    return True


async def _waiting(db: Database, now: datetime) -> Waiting:
    async with db.read(quick=True) as session:
        return await erasure.waiting(session, now)


async def carry_out(db: Database, settings: Settings, request_id: int, staff_id: int, now: datetime) -> None:
    """Staff erase now instead of the clock.

    Raises:
        ConflictError: the request is not open any more, or a turn of its conversation runs.
    """
    async with db.write() as session:
        files = await erasure.erase(session, request_id, now, staff_id=staff_id)
    await asyncio.to_thread(attachments.remove, settings.attachments_dir, files)
    await _forget_trackers(settings, await _conversations(db, [request_id]))
    await truncate_log(db.engine)


async def _conversations(db: Database, request_ids: Sequence[int]) -> Sequence[str]:
    async with db.read(quick=True) as session:
        query = select(DataRequest.conversation_id).where(
            DataRequest.id.in_(request_ids), DataRequest.state != data_requests.OPEN
        )
        return (await session.scalars(query)).all()


async def _forget_trackers(settings: Settings, ids: Sequence[str]) -> None:
    """Rasa's own memory: what was said, and a report half-written."""
    if not ids:
        return
    async with trackers.opened(settings) as engine:
        if engine is not None:
            await _forget_in(engine, ids)


async def _forget_in(engine: AsyncEngine, ids: Sequence[str]) -> None:
    async with engine.begin() as connection:
        await trackers.forget(connection, ids)
    await truncate_log(engine)
