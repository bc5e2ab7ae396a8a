"""What staff did: one line per act, written in the transaction of the act itself."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.models import Audit


def record(
    session: AsyncSession,
    staff_id: int | None,
    action: str,
    now: datetime,
    *,
    target: str = "",
    note: str = "",
) -> None:
    """Add one line; ``staff_id`` is None for what nobody signed in did (set-up link, command line)."""
    session.add(Audit(staff_id=staff_id, action=action[:40], target=target[:80], note=note, created_at=now))
