"""`sobat ledger`: proves that no message was lost."""

import asyncio
import json
from typing import Any

from core.db import Database
from core.ledger import ledger
from core.settings import settings


def main(json: bool) -> int:
    """Print the ledger; 1 when a message is nowhere."""
    found = asyncio.run(_read())
    print(_as_json(found) if json else _as_text(found))
    return 1 if found["remainder"] else 0


async def _read() -> dict[str, Any]:
    db = Database(settings().database_url)
    try:
        async with db.read() as session:
            return await ledger(session)
    finally:
        await db.close()


def _as_json(found: dict[str, Any]) -> str:
    return json.dumps(found)


def _as_text(found: dict[str, Any]) -> str:
    ignored = ", ".join(f"{reason} {number}" for reason, number in sorted(found["ignored"].items()))
    rows = [
        ("received", found["received"]),
        ("answered", found["answered"]),
        ("with staff", found["with_staff"]),
        ("ignored", f"{sum(found['ignored'].values())}" + (f" ({ignored})" if ignored else "")),
        ("waiting", found["waiting"]),
        ("failed", found["failed"]),
        ("remainder", found["remainder"]),
    ]
    return "\n".join(f"{name:<11} {value}" for name, value in rows)
