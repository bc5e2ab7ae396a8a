"""The ledger: what became of every message that was ever received."""

from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from core.models import Message, Total


async def ledger(session: AsyncSession) -> dict[str, Any]:
    """Proof that nothing is lost: every message received is in exactly one place.

    Messages that housekeeping removed count on; one statement sees both, or neither, side of a removal.
    """
    present = select(Message.state, func.coalesce(Message.reason, ""), func.count()).group_by(
        Message.state, Message.reason
    )
    rows = (await session.execute(union_all(present, select(Total.state, Total.reason, Total.number)))).all()
    count = dict.fromkeys(("answered", "with_staff", "received", "failed"), 0)
    ignored: dict[str, int] = {}
    for state, reason, number in rows:
        if state == "ignored":
            ignored[reason or "unknown"] = ignored.get(reason or "unknown", 0) + number
        elif state in count:
            count[state] += number
    received = sum(number for _, _, number in rows)
    return {
        "received": received,
        "answered": count["answered"],
        "with_staff": count["with_staff"],
        "ignored": ignored,
        "waiting": count["received"],
        "failed": count["failed"],
        "remainder": received - sum(count.values()) - sum(ignored.values()),
    }
