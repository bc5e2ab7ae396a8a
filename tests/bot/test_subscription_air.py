"""Air that became better: the next rise is news again, for however many."""

from collections import Counter

import pytest
from sqlalchemy import select, update

from core.models import Subscription
from core.subscriptions.kinds import Kind
from tests.bot import test_subscription_watch as watching

server, stand = watching.server, watching.stand


async def test_those_whose_air_became_better_are_noted_in_batches(
    stand: watching.Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in "123":
        await stand.asks(address, "kabari kalau ISPU di atas 70")  # the station says 79
    assert await stand.look() == Counter({Kind.AIR: 3})
    async with stand.db.write() as session:
        await session.execute(update(Subscription).values(level=90))
    monkeypatch.setattr("bot.subscription_watch.MOST_AT_ONCE", 2)
    await stand.look()

    async with stand.db.read() as session:
        assert (await session.scalars(select(Subscription.raised))).all() == [False] * 3
