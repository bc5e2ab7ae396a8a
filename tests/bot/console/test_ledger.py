"""The ledger page: the numbers, and what failed with its reason."""

from sqlalchemy import update

from core.conversations import Said
from core.db import Database
from core.models import Delivery, Message
from tests.bot.console.site import Browser, say
from tests.fakes import ManualClock


async def test_quiet_day_shows_no_failures(officer: Browser, talk: str) -> None:
    page = await officer.page("/ledger")
    assert "Tidak ada yang hilang." in page
    assert "Tidak ada pesan yang gagal." in page
    assert "Semua balasan terkirim." in page


async def test_failures_are_listed_with_their_reasons(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    await say(db, talk, Said("bot", "Halo"), clock())
    async with db.write() as session:
        await session.execute(update(Message).values(state="failed", reason="turn <failed>"))
        await session.execute(update(Delivery).values(state="failed", error="service down"))
    page = await officer.page("/ledger")
    assert "turn &lt;failed&gt;" in page
    assert "layanan pengirim tidak menjawab" in page
    assert page.count(f"/console/conversations/{talk}") == 2
    assert "jalan kopo bolong" not in page
