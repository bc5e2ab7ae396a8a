"""What became of a line that a sender had leased; each outcome counts only while the lease is its own."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import outbox, receipts
from core.models import Delivery
from core.outbox import Form, Job

_TABLE = cast(Table, Delivery.__table__)  # quicker than the class, and every line passes here


async def part_sent(session: AsyncSession, job: Job, external_id: str, now: datetime, *, last: bool) -> None:
    """The platform took the part; the next one, if any, is claimed in its turn."""
    told = await receipts.part_accepted(session, job.channel, external_id, job.delivery_id)
    done: dict[str, Any] = {
        "parts_done": job.parts_done + 1,
        "external_ids": [*job.external_ids[: job.parts_done], external_id[:200]],
        "lease_until": None,
    }
    held = await _note(session, job, {**done, **_sent(now)} if last else done)
    if held and (told or job.parts_done):  # otherwise there is nothing to compare
        await receipts.settle(session, job.delivery_id, now)


async def all_sent(session: AsyncSession, job: Job, now: datetime) -> None:
    """Nothing of this line was left to send."""
    if await _note(session, job, _sent(now)):
        await receipts.settle(session, job.delivery_id, now)


def _sent(now: datetime) -> dict[str, Any]:
    return {"state": "sent", "sent_at": now, "lease_until": None, "error": None}


async def _note(session: AsyncSession, job: Job, values: dict[str, Any]) -> bool:
    """Write to the line; False when it is no longer leased to this sender, and somebody else sends it."""
    noted = await session.execute(
        update(_TABLE)
        .where(_TABLE.c.id == job.delivery_id, _TABLE.c.lease_until == job.lease_until)
        .values(values)
        .returning(_TABLE.c.id)
    )
    return noted.first() is not None


async def retry_later(
    session: AsyncSession, job: Job, until: datetime, error: str, *, counts: bool = True
) -> None:
    """The part was surely not taken: keep the line queued until then; the lines behind it wait with it."""
    delivery = await _leased(session, job)
    if delivery is not None:
        delivery.due_at, delivery.lease_until, delivery.error = until, None, error
        delivery.attempts += 1 if counts else 0


async def wait(session: AsyncSession, job: Job, until: datetime) -> None:
    """Nothing was tried after all."""
    delivery = await _leased(session, job)
    if delivery is not None:
        delivery.due_at, delivery.lease_until = until, None


async def unknown(session: AsyncSession, job: Job, until: datetime | None, now: datetime) -> None:
    """Nobody knows whether the platform took the part; send it again then, or give the line up."""
    delivery = await _leased(session, job)
    if delivery is None:
        return
    delivery.unknown_sends += 1
    delivery.attempts += 1
    delivery.lease_until, delivery.error = None, outbox.UNCERTAIN
    if await receipts.take_up(session, delivery, now):  # the platform's receipt was quicker
        return
    if until is None:
        delivery.state = "failed"
    else:
        delivery.due_at = until


async def change_form(session: AsyncSession, job: Job, form: Form, parts_done: int, now: datetime) -> None:
    """What is left goes out in another form, of which so many parts need no sending."""
    delivery = await _leased(session, job)
    if delivery is not None:
        delivery.form, delivery.parts_done = form, parts_done
        delivery.external_ids = delivery.external_ids[:parts_done]
        delivery.due_at, delivery.lease_until = now, None


async def give_up(session: AsyncSession, job: Job, error: str) -> None:
    """The line will not go out; it stays visible as failed."""
    delivery = await _leased(session, job)
    if delivery is not None:
        delivery.state, delivery.lease_until, delivery.error = "failed", None, error[:200]
        delivery.attempts += 1


async def hurry(session: AsyncSession, channel: str, now: datetime) -> None:
    """The platform answers again: what waits for its next try may have it now."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.channel == channel,
            Delivery.state == "queued",
            Delivery.due_at > now,
            Delivery.error == outbox.SERVICE_DOWN,
        )
        .values(due_at=now)
    )


async def _leased(session: AsyncSession, job: Job) -> Delivery | None:
    """The line, locked, if this sender still has it."""
    query = (
        select(Delivery)
        .where(Delivery.id == job.delivery_id, Delivery.lease_until == job.lease_until)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).one_or_none()
