"""`sobat ledger`: proves that no message was lost."""

import json
from typing import Any

from bot.database import opened
from core.ledger import Nowhere, ledger, nowhere
from core.settings import Settings


async def show(settings: Settings, *, as_json: bool) -> int:
    """Print the ledger; 1 when a message is nowhere.

    Raises:
        StartError: the database cannot be read.
    """
    async with opened(settings) as db, db.read() as session:
        found, lost = await ledger(session), await nowhere(session)
    print(json.dumps(found) if as_json else _as_text(found, lost))
    return 1 if found["remainder"] else 0


def _as_text(found: dict[str, Any], lost: Nowhere) -> str:
    ignored = ", ".join(f"{reason} {number}" for reason, number in sorted(found["ignored"].items()))
    rows = [
        ("received", found["received"]),
        ("answered", found["answered"]),
        ("with staff", found["with_staff"]),
        ("ignored", f"{sum(found['ignored'].values())}" + (f" ({ignored})" if ignored else "")),
        ("waiting", found["waiting"]),
        ("failed", found["failed"]),
        ("remainder", f"{found['remainder']}" + _why(found["remainder"], lost)),
    ]
    return "\n".join(f"{name:<11} {value}" for name, value in rows)


def _why(remainder: int, lost: Nowhere) -> str:
    reasons = [
        (lost.unseen, "waiting where nobody looks"),
        (lost.unanswered, "answered without an answer"),
        (remainder - lost.total, "in no known state"),
    ]
    told = ", ".join(f"{text} {number}" for number, text in reasons if number)
    return f" ({told})" if told else ""
