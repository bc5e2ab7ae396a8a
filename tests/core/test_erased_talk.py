"""An erased conversation whose page is still open belongs to whoever writes on it next."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import conversations, inbox
from core.db import Database
from tests.core import erasures
from tests.core.erasures import ADDRESS, run_due, settle_in
from tests.inputs import message

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
async def talk(db: Database, tmp_path: Path) -> str:
    """Erased a moment ago."""
    citizen = await settle_in(db, tmp_path, NOW, channel="web")
    async with db.write() as session:
        await erasures.erase(session, citizen.id, NOW)
    return citizen.id


async def test_who_goes_on_writing_on_the_page_hears_news_again(db: Database, talk: str) -> None:
    async with db.write() as session:
        assert (await conversations.get(session, talk)).news_stopped
        again = message("halo lagi", address=ADDRESS, channel="web", sent_at=NOW)
        await inbox.receive(session, [again], NOW)
        assert not (await conversations.get(session, talk)).news_stopped


async def test_who_wants_no_news_after_that_still_gets_none(db: Database, talk: str) -> None:
    async with db.write() as session:
        stop = message("BERHENTI", address=ADDRESS, channel="web", sent_at=NOW)
        await inbox.receive(session, [stop], NOW)
        (await conversations.get(session, talk)).news_stopped = True
        again = message("halo", address=ADDRESS, channel="web", sent_at=NOW)
        await inbox.receive(session, [again], NOW)
        await run_due(session, NOW + timedelta(hours=1))
        assert (await conversations.get(session, talk)).news_stopped
