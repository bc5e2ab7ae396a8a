"""The inbox: who is on top, what is mine, what a line shows."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from core.conversations import Said
from core.db import Database
from core.models import Message
from tests.bot.console.site import Browser, give_to, hear, report, say, tells, wait
from tests.fakes import ManualClock
from tests.postgres import BOTH_ENGINES

pytestmark = BOTH_ENGINES


def names(page: str) -> list[str]:
    return re.findall(r'<bdi class="talk-name">([^<]*)</bdi>', page)


@pytest.fixture
async def waiting(db: Database, clock: ManualClock) -> dict[str, str]:
    """Three who wait, the last to come in danger; the dialogue marked its message."""
    ids = {}
    for number, name in enumerate(("Asep", "Budi", "Cucu")):
        ids[name] = await hear(db, "halo", clock(), address=name, name=name)
        await wait(db, ids[name], clock() - timedelta(minutes=30 - number))
    async with db.write() as session:
        await session.execute(
            update(Message).where(Message.conversation_id == ids["Cucu"]).values(danger=True)
        )
    return ids


async def test_emergency_is_on_top_then_the_longest_wait(officer: Browser, waiting: dict[str, str]) -> None:
    page = await officer.page("/")
    assert names(page) == ["Cucu", "Asep", "Budi"]
    assert page.count("Darurat") == 1
    assert "30 menit" in page


async def test_old_emergency_no_longer_jumps_the_queue(
    officer: Browser, waiting: dict[str, str], clock: ManualClock, db: Database
) -> None:
    async with db.write() as session:
        await session.execute(update(Message).values(received_at=clock() - timedelta(hours=25)))
    assert names(await officer.page("/")) == ["Asep", "Budi", "Cucu"]


async def test_my_tab_shows_mine_only(
    officer: Browser, colleague: Browser, waiting: dict[str, str], db: Database, clock: ManualClock
) -> None:
    await give_to(db, waiting["Asep"], officer.id, clock())
    await give_to(db, waiting["Budi"], colleague.id, clock())
    assert names(await officer.page("/?tab=mine")) == ["Asep"]
    assert names(await officer.page("/")) == ["Cucu"]
    assert "Belum dibalas" in await officer.page("/?tab=mine")


async def test_all_tab_is_newest_first(
    officer: Browser, waiting: dict[str, str], db: Database, clock: ManualClock
) -> None:
    clock.advance(60)
    await hear(db, "masih ada?", clock(), address="Budi", name="Budi")
    assert names(await officer.page("/?tab=all"))[0] == "Budi"


async def test_line_shows_who_spoke_last(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    await say(db, talk, Said("bot", "Baik, saya catat."), clock())
    assert "Bot: Baik, saya catat." in await officer.page("/?tab=all")


async def test_what_citizens_write_never_becomes_markup(
    officer: Browser, db: Database, clock: ManualClock
) -> None:
    talk = await hear(db, "<script>alert(1)</script>", clock(), name='"><img src=x onerror=alert(1)>')
    pages = await officer.page("/?tab=all") + await officer.page(f"/conversations/{talk}")
    assert "<script>alert" not in pages
    assert "<img src=x" not in pages
    assert "&lt;script&gt;alert" in pages


async def test_number_of_a_protected_report_is_not_shown(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    number = (await report(db, talk, clock(), privacy="secret")).number
    await say(db, talk, Said("bot", f"Laporan BDG-{number[:4]}-{number[4:]} diterima."), clock())
    page = await officer.page("/?tab=all")
    assert "[isi laporan yang dirahasiakan]" in page
    assert "diterima" not in page
    assert not tells(page, number)


@pytest.mark.parametrize("query", ["?tab=nonsense", "?page=0", "?page=abc", "?page=99999999999", "?tab=%00"])
async def test_odd_address_shows_the_waiting(query: str, officer: Browser, waiting: dict[str, str]) -> None:
    assert len(names(await officer.page(f"/{query}"))) == 3


async def test_page_beyond_the_last_is_empty(officer: Browser, waiting: dict[str, str]) -> None:
    assert names(await officer.page("/?page=2")) == []


async def test_list_alone_is_a_part_of_the_page(officer: Browser, waiting: dict[str, str]) -> None:
    part = await officer.page(f"/list?tab=waiting&current={waiting['Budi']}")
    assert "<html" not in part
    assert names(part) == ["Cucu", "Asep", "Budi"]
    assert part.count('aria-current="true"') == 2  # the tab and the open conversation
