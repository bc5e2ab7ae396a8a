"""A channel's sender with its platform in memory, and no waiting: time is in the test's hands."""

from bot.delivery import Delivery
from bot.pace import Pace
from bot.signals import Signal
from core.db import Database
from core.errors import IntegrationError
from tests.fakes import FakeChannel, ManualClock
from tests.lines import Lines


class Post(Lines):
    """What is said to citizens, and the sender that brings it to them."""

    def __init__(self, db: Database, clock: ManualClock, channel: FakeChannel | None = None) -> None:
        self.platform = channel or FakeChannel()
        super().__init__(db, clock, self.platform.name)
        self.slept: list[float] = []
        self.sender = Delivery(db, self.platform, Signal(), clock, pace=Pace(1e6), sleep=self.sleep)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def deliver(self, *errors: IntegrationError | None) -> None:
        """Send until nothing more may go now; the platform answers with these errors first."""
        self.platform.errors.extend(errors)
        seen = -1
        while self.platform.tries != seen:
            seen = self.platform.tries
            for _ in range(2):  # the first may only change a line's form
                await self.sender.look()
                await self.sender.idle()

    async def later(self, seconds: float, *errors: IntegrationError | None) -> None:
        self.clock.advance(seconds)
        await self.deliver(*errors)
