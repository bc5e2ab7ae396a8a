"""The loop that carries erasures out."""

from pathlib import Path

from bot.erasing import Erasing
from core import conversations, data_requests
from core.db import Database
from tests.bot.conftest import make_settings
from tests.fakes import ManualClock


async def test_what_is_due_is_carried_out_and_the_answer_goes_out(
    db: Database, clock: ManualClock, tmp_path: Path
) -> None:
    told: list[str] = []
    erasing = Erasing(db, make_settings(tmp_path), clock, lambda: told.append("said"))
    async with db.write() as session:
        talk = await conversations.find_or_open(session, "telegram", "100", clock(), name="Euis")
        await data_requests.ask(session, talk.id, clock())
    await erasing.look()
    assert told == []
    clock.advance(70 * 3600)
    await erasing.look()
    assert told == ["said"]
    async with db.read() as session:
        assert (await conversations.get(session, talk.id)).name is None
