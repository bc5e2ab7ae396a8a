"""`sobat nlu export-review`: the review list as a file that a person can read, label and import again."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.database import opened
from bot.nlu_examples import Neighbours, reviewed
from core import review
from core.errors import StartError
from core.jakarta import JAKARTA
from core.review import Entry
from core.settings import ROOT, Settings

_HEAD = """\
# What the bot did not understand. Fill in "intent", and "category" for a report; leave "intent" empty to pass
# one over, or write skip. Change "text" only to take personal details out. Then: sobat nlu import-review FILE
# Intents stand in domain.yml, categories in data/city/categories.json. How: docs/understanding-review.md
"""


async def export(settings: Settings, file: Path | None, *, root: Path = ROOT) -> None:
    """Write what is open or labelled and not taught yet.

    Raises:
        StartError: the database or the file cannot be used.
    """
    async with opened(settings) as db:
        async with db.write() as session:
            await review.forget_hidden(session)
        async with db.read() as session:
            entries = await review.everything(session)
    text = written(entries, root)
    if file is None:
        sys.stdout.write(text)
        return
    try:
        await asyncio.to_thread(file.write_text, text, "utf-8")
    except OSError as error:
        raise StartError(f"{file}: cannot be written ({error.strerror})") from error


def written(entries: Sequence[Entry], root: Path = ROOT) -> str:
    """The file's text."""
    taught = Neighbours(reviewed(root))
    rows = [_row(entry) for entry in entries if not taught.near(entry.item.text)]
    body = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=100) if rows else "[]\n"
    return _HEAD + body


def _row(entry: Entry) -> dict[str, Any]:
    item = entry.item
    guesses = ", ".join(f"{name} {share:.2f}" for name, share in item.guesses)
    row = {
        "id": item.id,
        "text": item.text,
        "intent": item.intent,
        "category": item.category,
        "state": item.state,
        "language": item.language,
        "times": entry.times,
        "last": item.last_at.astimezone(JAKARTA).date().isoformat(),
        "why": item.reason,
        "guesses": guesses + (f"; {item.guessed_category}" if item.guessed_category else ""),
        "citizen_chose": "/".join(filter(None, (item.chosen, item.chosen_category))) or None,
    }
    return {name: value for name, value in row.items() if value is not None or name in ("intent", "category")}
