"""Many people at once, and two processes that meet the same person."""

import asyncio
from collections.abc import Sequence

from sqlalchemy import select

from core import addresses
from core.addresses import Person
from core.db import Database
from core.models import Address, Conversation
from tests.fakes import ManualClock


async def _find(db: Database, clock: ManualClock, *people: Person) -> list[str]:
    async with db.write() as session:
        return [each.id for each in await addresses.find_or_open(session, people, clock())]


async def _stored(db: Database) -> tuple[Sequence[str], Sequence[str]]:
    async with db.read() as session:
        opened = (await session.scalars(select(Conversation.id))).all()
        return opened, (await session.scalars(select(Address.address).order_by(Address.address))).all()


PHONE = Person("whatsapp", "6281")
BOTH = Person("whatsapp", "ID.77", ("6281",))
SCOPED = Person("whatsapp", "ID.77")


async def test_one_person_twice_in_a_batch_is_one(db: Database, clock: ManualClock) -> None:
    ids = await _find(db, clock, PHONE, BOTH, PHONE, SCOPED)

    assert len(set(ids)) == 1
    assert await _stored(db) == (ids[:1], ["6281", "ID.77"])


async def test_old_and_new_people_come_back_in_the_order_asked(db: Database, clock: ManualClock) -> None:
    [known] = await _find(db, clock, PHONE)
    ids = await _find(db, clock, Person("telegram", "6281"), BOTH, Person("telegram", "7"), PHONE)

    assert ids[1] == ids[3] == known
    assert len(set(ids)) == 3


async def test_the_same_address_of_another_channel_is_somebody_else(db: Database, clock: ManualClock) -> None:
    [here] = await _find(db, clock, Person("telegram", "1"))
    [_, there] = await _find(db, clock, Person("whatsapp", "2"), Person("whatsapp", "1"))
    assert here != there


async def test_whom_two_processes_meet_at_once_is_opened_once(
    db: Database, database_url: str, clock: ManualClock
) -> None:
    other = Database(database_url)
    met = asyncio.Event()

    async def first() -> list[str]:
        async with db.write() as session:
            found = await addresses.find_or_open(session, [PHONE], clock())
            met.set()
            await asyncio.sleep(0.05)  # long enough for the other one to come and wait
            return [each.id for each in found]

    async def second() -> list[str]:
        await met.wait()
        return await _find(other, clock, Person("whatsapp", "5"), BOTH)

    [winner], [stranger, met_again] = await asyncio.gather(first(), second())
    await other.close()

    assert winner == met_again != stranger
    opened, linked = await _stored(db)
    assert (set(opened), linked) == ({winner, stranger}, ["5", "6281", "ID.77"])
