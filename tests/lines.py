"""Lines in the outbox, for tests of what happens to them."""

from collections.abc import Sequence

from sqlalchemy import select

from core import conversations, outbox, sending
from core.conversations import Said
from core.db import Database
from core.messages import Button
from core.models import Delivery
from core.outbox import Job
from core.paces import ChatRate, Rates
from tests.fakes import ManualClock

FAST = Rates(1e6, private=ChatRate(1, burst=1000), group=ChatRate(1, burst=1000))


class Lines:
    """What is said to citizens, and a sender's steps with it."""

    def __init__(self, db: Database, clock: ManualClock, channel: str = "telegram") -> None:
        self.db = db
        self.clock = clock
        self.channel = channel

    async def say(self, text: str, address: str = "100", *buttons: Button, urgent: bool = False) -> None:
        async with self.db.write() as session:
            found = await conversations.find_or_open(session, self.channel, address, self.clock())
            await outbox.add(session, found.id, Said("bot", text, buttons), self.clock(), urgent=urgent)

    async def claim(
        self, limit: int = 10, rates: Rates = FAST, *, urgent_only: bool = False
    ) -> Sequence[Job]:
        async with self.db.write() as session:
            return await outbox.claim(
                session, self.channel, self.clock(), limit, rates, urgent_only=urgent_only
            )

    async def claimed(self) -> list[str]:
        return [job.message.text for job in await self.claim()]

    async def sent(self, job: Job, external_id: str, *, last: bool = True) -> None:
        async with self.db.write() as session:
            await sending.part_sent(session, job, external_id, self.clock(), last=last)

    async def rows(self) -> list[Delivery]:
        async with self.db.read() as session:
            return list((await session.scalars(select(Delivery).order_by(Delivery.id))).all())

    async def row(self) -> Delivery:
        [row] = await self.rows()
        return row

    async def states(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.error) for row in await self.rows()]
