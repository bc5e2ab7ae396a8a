"""Several senders of one channel at once, as in several gateways: each line once, each chat in order."""

import asyncio
from collections import defaultdict

from core.db import Database
from core.messages import Request
from tests.bot.post import Post
from tests.fakes import FakeChannel, ManualClock

CHATS, LINES = 20, 4


class Platform(FakeChannel):
    """Takes its time, so that sends of both senders overlap."""

    def __init__(self) -> None:
        super().__init__(name="whatsapp")
        self.chats: defaultdict[object, list[object]] = defaultdict(list)
        self.open: defaultdict[object, int] = defaultdict(int)

    async def send(self, request: Request) -> str:
        chat = request.body["to"]
        self.open[chat] += 1
        assert self.open[chat] == 1  # never two at a time to one person
        await asyncio.sleep(0.001)
        self.open[chat] -= 1
        self.chats[chat].append(request.body["text"])
        return await super().send(request)


async def test_two_senders_double_nothing_and_keep_each_chats_order(
    database_url: str, clock: ManualClock
) -> None:
    first, second = Database(database_url), Database(database_url)
    platform = Platform()
    posts = [Post(first, clock, platform), Post(second, clock, platform)]
    for number in range(LINES):
        for chat in range(CHATS):
            await posts[0].say(f"{number}", f"{chat}")
    while len(platform.sent) < CHATS * LINES:
        await asyncio.gather(*(post.sender.look() for post in posts))
        await asyncio.gather(*(post.sender.idle() for post in posts))

    assert list(platform.chats.values()) == [[f"{number}" for number in range(LINES)]] * CHATS
    assert await posts[0].states() == [("sent", None)] * (CHATS * LINES)
    assert [row.unknown_sends for row in await posts[0].rows()] == [0] * (CHATS * LINES)
    await first.close()
    await second.close()
