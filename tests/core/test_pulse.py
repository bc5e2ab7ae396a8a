"""Marks differ whenever a page that shows them is out of date."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import update

from core import conversations, inbox, outbox, pulse
from core.conversations import Owner, Said
from core.db import Database
from core.models import Attachment, Conversation, Delivery
from tests.fakes import ManualClock
from tests.inputs import message, photo

type Happening = Callable[[Database, str, ManualClock], Awaitable[None]]


@pytest.fixture
async def talk(db: Database, clock: ManualClock) -> str:
    async with db.write() as session:
        await inbox.receive(session, [photo("halo")], clock())
        found = await conversations.by_address(session, "telegram", "100")
        assert found is not None
        await outbox.add(session, found.id, Said("bot", "Halo"), clock())
    return found.id


async def marks(db: Database, talk: str) -> tuple[str, str]:
    async with db.read() as session:
        return await pulse.inbox(session), (await pulse.talks(session, [talk]))[talk]


async def hears(db: Database, _talk: str, clock: ManualClock) -> None:
    async with db.write() as session:
        await inbox.receive(session, [message("lagi")], clock())


async def says(db: Database, talk: str, clock: ManualClock) -> None:
    async with db.write() as session:
        await outbox.add(session, talk, Said("bot", "Halo lagi"), clock())


async def is_delivered(db: Database, _talk: str, _clock: ManualClock) -> None:
    async with db.write() as session:
        await session.execute(update(Delivery).values(state="read"))


async def has_its_photo(db: Database, _talk: str, _clock: ManualClock) -> None:
    async with db.write() as session:
        await session.execute(update(Attachment).values(state="stored"))


async def waits(db: Database, talk: str, clock: ManualClock) -> None:
    async with db.write() as session:
        await conversations.hand_over(session, talk, Owner.WAITING, clock())


async def blocks_us(db: Database, _talk: str, _clock: ManualClock) -> None:
    async with db.write() as session:
        await session.execute(update(Conversation).values(reachable=False))


@pytest.mark.parametrize("happen", [hears, says, is_delivered, has_its_photo, waits, blocks_us])
async def test_whatever_happens_changes_the_mark_of_the_conversation(
    happen: Happening, db: Database, talk: str, clock: ManualClock
) -> None:
    before = await marks(db, talk)
    await happen(db, talk, clock)
    assert (await marks(db, talk))[1] != before[1]


@pytest.mark.parametrize("happen", [hears, says])
async def test_new_lines_change_the_mark_of_the_inbox(
    happen: Happening, db: Database, talk: str, clock: ManualClock
) -> None:
    before = await marks(db, talk)
    await happen(db, talk, clock)
    assert (await marks(db, talk))[0] != before[0]


async def test_quiet_moment_changes_nothing(db: Database, talk: str) -> None:
    assert await marks(db, talk) == await marks(db, talk)


async def test_unknown_conversation_has_no_mark(db: Database) -> None:
    async with db.read() as session:
        assert await pulse.talks(session, ["0" * 32]) == {}
