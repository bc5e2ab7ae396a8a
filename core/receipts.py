"""What platforms say later of the parts we sent; no part and no line ever moves backwards."""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import outbox
from core.db import insert_into
from core.messages import DeliveryState, Receipt
from core.models import Delivery, SentPart
from core.outbox import Form, Job

_TABLE = cast(Table, SentPart.__table__)
EARLY_STAYS = timedelta(days=1)
_PROGRESS = ("queued", "sent", "delivered", "read")
_DONE = ("sent", "delivered", "read")


def tag(job: Job) -> str:
    """Our name of the part that this job sends."""
    return f"line:{job.delivery_id}:{job.form}:{job.parts_done}"


async def record(session: AsyncSession, receipt: Receipt, now: datetime) -> None:
    """Note what the platform says of a part, even of one whose sending we have not noted yet."""
    part = await _part(session, receipt)
    if part is None:
        if await _keep_early(session, receipt, now):
            await _resolve(session, receipt, now)
            return
        part = await _part(session, receipt)  # our note of the send was committed this instant
        if part is None:
            return
    if not _moves(part.state, receipt.state):
        return
    part.state, part.error = receipt.state.value, _error(receipt)
    await session.flush()
    if part.delivery_id is not None:
        await settle(session, part.delivery_id, now)


async def _resolve(session: AsyncSession, receipt: Receipt, now: datetime) -> None:
    """The receipt of a send whose answer we lost: now we know that it arrived, and do not repeat it."""
    match (receipt.tag or "").split(":"):
        case ["line", number, _, _] if number.isascii() and number.isdigit() and len(number) < 10:
            delivery = await _locked(session, int(number))
            if delivery is not None and delivery.lease_until is None:
                await take_up(session, delivery, now)
        case _:
            pass  # the answer is still under way, or it is not ours


async def take_up(session: AsyncSession, delivery: Delivery, now: datetime) -> bool:
    """Join an early receipt to the part that a line would repeat next; False when there is none."""
    known = f"line:{delivery.id}:{delivery.form}:{delivery.parts_done}"
    query = select(SentPart).where(
        SentPart.channel == delivery.channel,
        SentPart.tag == known,
        SentPart.delivery_id.is_(None),
        SentPart.state != DeliveryState.FAILED,
    )
    part = (await session.scalars(query.limit(1))).first()
    waits = delivery.state == "queued" or (delivery.state, delivery.error) == ("failed", outbox.UNCERTAIN)
    if part is None or not waits:
        return False
    part.delivery_id = delivery.id
    delivery.external_ids = [*delivery.external_ids[: delivery.parts_done], part.external_id]
    delivery.parts_done += 1
    delivery.state, delivery.error, delivery.due_at = "queued", None, now  # what is left goes out now
    await session.flush()
    return True


async def _locked(session: AsyncSession, delivery_id: int) -> Delivery | None:
    return await session.get(Delivery, delivery_id, with_for_update=True, populate_existing=True)


async def _part(session: AsyncSession, receipt: Receipt) -> SentPart | None:
    query = (
        select(SentPart)
        .where(SentPart.channel == receipt.channel, SentPart.external_id == receipt.external_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).one_or_none()


async def _keep_early(session: AsyncSession, receipt: Receipt, now: datetime) -> bool:
    """Keep a receipt that came before our note of the send; False when the note is there after all.

    It may as well be about a message that is not ours: those are forgotten after a day.
    """
    await session.execute(
        delete(SentPart).where(SentPart.delivery_id.is_(None), SentPart.noted_at < now - EARLY_STAYS)
    )
    kept = await session.execute(
        insert_into(session, SentPart)
        .values(
            channel=receipt.channel,
            external_id=receipt.external_id[:200],
            state=receipt.state.value,
            error=_error(receipt),
            tag=receipt.tag[:60] if receipt.tag else None,
            noted_at=now,
        )
        .on_conflict_do_nothing()
        .returning(SentPart.external_id)
    )
    return kept.first() is not None


def _moves(old: str, new: DeliveryState) -> bool:
    if old == DeliveryState.FAILED:
        return False
    if new is DeliveryState.FAILED:
        return old == DeliveryState.SENT
    return _PROGRESS.index(new) > _PROGRESS.index(old)


def _error(receipt: Receipt) -> str | None:
    if receipt.state is not DeliveryState.FAILED:
        return None
    return (receipt.refusal or receipt.error_code or "unknown")[:60]


async def part_accepted(session: AsyncSession, channel: str, external_id: str, delivery_id: int) -> bool:
    """The platform took a part of this line; True when a receipt that came before says more than that."""
    joined = await session.execute(
        insert_into(session, _TABLE)
        .values(channel=channel, external_id=external_id[:200], delivery_id=delivery_id, state="sent")
        .on_conflict_do_update(
            index_elements=["channel", "external_id"], set_={"delivery_id": delivery_id, "noted_at": None}
        )
        .returning(_TABLE.c.state)
    )
    return bool(joined.scalar_one() != DeliveryState.SENT)


async def settle(session: AsyncSession, delivery_id: int, now: datetime) -> None:
    """Bring the state of a line up to that of its parts: as far as the slowest, failed if one failed."""
    delivery = await session.get_one(Delivery, delivery_id, with_for_update=True, populate_existing=True)
    query = select(SentPart.state, SentPart.error).where(SentPart.delivery_id == delivery_id)
    parts = (await session.execute(query)).all()
    failed = next((part for part in parts if part.state == "failed"), None)
    if failed is not None:
        await _fail(session, delivery, failed.error, now)
    elif delivery.state in _DONE and parts:
        slowest = min((part.state for part in parts), key=_PROGRESS.index)
        delivery.state = max(delivery.state, slowest, key=_PROGRESS.index)
    await session.flush()


async def _fail(session: AsyncSession, delivery: Delivery, error: str | None, now: datetime) -> None:
    if delivery.state == "discarded":
        return
    if error == outbox.WINDOW_CLOSED and delivery.form != Form.TEMPLATE:
        # The platform knows better than our clock; the sender gives up where there is no template.
        await reset_parts(session, delivery, 0)
        delivery.state, delivery.form, delivery.due_at = "queued", Form.TEMPLATE, now
        delivery.lease_until = None
        return
    delivery.state, delivery.error = "failed", error
    if error == outbox.UNREACHABLE:
        await session.flush()
        await outbox.fail_unreachable(session, delivery.conversation_id)


async def reset_parts(session: AsyncSession, delivery: Delivery, keep: int) -> None:
    """Forget that parts after the first ``keep`` were taken: they will be sent again."""
    await session.execute(
        delete(SentPart).where(
            SentPart.delivery_id == delivery.id, SentPart.external_id.in_(delivery.external_ids[keep:])
        )
    )
    delivery.external_ids = delivery.external_ids[:keep]
    delivery.parts_done = keep


async def first_failed(session: AsyncSession, delivery: Delivery) -> int:
    """How many parts stand before the first that the platform reported lost; all that were taken if none."""
    query = select(SentPart.external_id).where(
        SentPart.delivery_id == delivery.id, SentPart.state == DeliveryState.FAILED
    )
    lost = set(await session.scalars(query))
    return next((n for n, each in enumerate(delivery.external_ids) if each in lost), delivery.parts_done)
