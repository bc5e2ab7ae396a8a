"""The numbers that agencies publish: no secret of anybody, so that a citizen may ask whether one is right."""

import json
import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "data" / "city" / "contacts.json"
_OTHER = re.compile(r"\D")


def plain(number: str) -> str:
    """Digits alone, as dialled inside the country: "+62 822-1" is "08221"."""
    digits = _OTHER.sub("", number)
    return f"0{digits[2:]}" if digits.startswith("62") else digits


@cache
def published() -> frozenset[str]:
    """Every number of the contact file, the declared wrong ones included."""
    file = json.loads(_FILE.read_text(encoding="utf-8"))
    return frozenset(plain(row["value"]) for row in (*file["contacts"], *file["not_official"])) - {""}
