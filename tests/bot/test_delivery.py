"""What is sent when, by whom, and how much at the same time."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.delivery import MAX_AT_ONCE, Delivery
from bot.outcomes import UNKNOWN_PAUSES
from bot.pace import Pace
from bot.signals import Signal
from core import inbox, outbox
from core.db import Database
from core.errors import ServiceDownError, ThrottledError
from core.messages import Button, Request
from core.outbox import LEASE
from tests.bot.post import Post
from tests.fakes import FakeChannel, ManualClock
from tests.inputs import message

DOWN = ServiceDownError("x")


@pytest.fixture
def post(db: Database, clock: ManualClock) -> Post:
    return Post(db, clock)


async def test_a_line_is_sent_with_its_buttons(post: Post) -> None:
    await post.say("Halo", "100", Button("Menu", "/help"))
    await post.deliver()

    [request] = post.platform.sent
    assert request.body == {"to": "100", "text": "Halo", "buttons": ["Menu"]}
    row = await post.row()
    assert (row.state, row.external_ids, row.sent_at) == ("sent", ["telegram-1"], post.clock())


async def test_lines_of_one_conversation_keep_their_order(post: Post) -> None:
    await post.say("satu")
    await post.say("dua")
    await post.deliver()

    assert post.platform.texts == ["satu", "dua"]


async def test_a_line_in_parts_resumes_where_it_failed(post: Post) -> None:
    await post.say("a\nb\nc")
    await post.deliver(None, DOWN)
    assert post.platform.texts == ["a"]

    await post.later(2)
    assert post.platform.texts == ["a", "b", "c"]
    assert await post.states() == [("sent", None)]


async def test_a_dead_sender_is_resumed_where_it_stood(post: Post) -> None:
    await post.say("a\nb")
    [job] = await post.claim()
    await post.sent(job, "telegram-0", last=False)
    await post.claim()  # and then it died
    async with post.db.write() as session:
        await outbox.free_leases(session)  # the gateway was started again
    await post.deliver()

    assert post.platform.texts == ["b"]
    assert (await post.row()).unknown_sends == 1


async def test_a_line_that_kills_its_senders_is_given_up(post: Post) -> None:
    await post.say("racun")
    for _ in range(len(UNKNOWN_PAUSES) + 1):
        await post.claim()
        post.clock.advance(LEASE.total_seconds() + 1)
    await post.deliver()

    assert (post.platform.tries, await post.states()) == (0, [("failed", "uncertain")])


async def test_a_chat_that_was_written_to_too_fast_waits(post: Post) -> None:
    for number in ("1", "2", "3", "4", "5"):
        await post.say(number)
    await post.deliver()
    assert post.platform.texts == ["1", "2", "3"]

    await post.later(1)
    assert post.platform.texts == ["1", "2", "3", "4"]


async def test_parts_of_one_line_keep_the_chats_pace_too(post: Post) -> None:
    await post.say("1\n2\n3\n4\n5")
    await post.deliver()
    assert post.platform.texts == ["1", "2", "3"]

    await post.later(1)
    assert post.platform.texts == ["1", "2", "3", "4"]


async def test_all_processes_share_a_chats_pace(post: Post, db: Database, clock: ManualClock) -> None:
    other = Post(db, clock, post.platform)
    for number in ("1", "2", "3", "4", "5"):
        await post.say(number)
    await post.deliver()
    await other.deliver()

    assert post.platform.texts == ["1", "2", "3"]


async def test_throttled_chats_leave_the_places_to_others(post: Post) -> None:
    for number in range(2 * MAX_AT_ONCE):
        await post.say("lambat", f"{number}")
    await post.deliver(*[ThrottledError("x", retry_after=600)] * (2 * MAX_AT_ONCE))
    await post.say("cepat", "tamu")
    await post.deliver()

    assert post.platform.texts == ["cepat"]


async def test_chats_that_wait_for_their_pace_leave_the_places_to_others(post: Post) -> None:
    for number in range(2 * MAX_AT_ONCE):
        await post.say("1\n2\n3\n4", f"{number}")
    await post.deliver()
    assert len(post.platform.sent) == 3 * 2 * MAX_AT_ONCE

    await post.say("cepat", "tamu")
    await post.deliver()
    assert post.platform.texts[-1] == "cepat"


async def test_a_pause_stops_what_has_not_been_tried_yet(post: Post) -> None:
    for number in range(3):
        await post.say("Halo", f"{number}")
    await post.deliver(ThrottledError("x", retry_after=10, everyone=True))
    assert post.platform.tries == 1

    await post.later(10)
    assert len(post.platform.sent) == 3


async def test_a_pause_holds_in_other_processes_and_after_a_restart(
    post: Post, db: Database, clock: ManualClock
) -> None:
    await post.say("satu")
    await post.deliver(ThrottledError("x", retry_after=10, everyone=True))
    other = Post(db, clock, post.platform)
    await other.later(9)
    assert post.platform.sent == []

    await other.later(1)
    assert post.platform.texts == ["satu"]


async def test_a_closed_reply_window_is_not_even_tried(post: Post) -> None:
    post.platform.reply_window = timedelta(hours=24)
    async with post.db.write() as session:
        await inbox.receive(session, [message("Halo")], post.clock())
    post.clock.advance(24 * 3600 - 1)
    await post.say("masih boleh")
    await post.deliver()
    await post.say("terlambat")
    await post.later(2)

    assert post.platform.texts == ["masih boleh"]
    assert await post.states() == [("sent", None), ("failed", "window_closed")]


async def test_news_after_the_window_goes_out_as_a_template(post: Post) -> None:
    post.platform.reply_window, post.platform.has_template = timedelta(hours=24), True
    await post.say("Laporan Anda\nselesai.", "100", Button("Lihat", "/status"))
    await post.deliver()

    [request] = post.platform.sent
    assert (request.method, request.body["text"]) == ("template", "Laporan Anda\nselesai. Lihat")
    assert await post.states() == [("sent", None)]


async def test_an_emergency_finds_a_place_when_all_are_taken(db: Database, clock: ManualClock) -> None:
    platform = SlowPlatform()
    post = Post(db, clock, platform)
    for number in range(2 * MAX_AT_ONCE):
        await post.say("biasa", f"{number}")
    await post.sender.look()
    await platform.arrived(MAX_AT_ONCE)
    await post.say("112", "darurat", urgent=True)
    await post.sender.look()
    await platform.arrived(MAX_AT_ONCE + 1)

    assert platform.asked[MAX_AT_ONCE:] == ["112"]
    platform.open.set()
    await post.sender.idle()


async def test_a_stopping_sender_hands_back_what_it_could_not_finish(
    db: Database, clock: ManualClock
) -> None:
    platform = SlowPlatform()
    post = Post(db, clock, platform)
    await post.say("satu")
    await post.sender.look()
    await platform.arrived(1)
    await post.sender.stop(0)
    row = await post.row()
    assert (row.state, row.lease_until, row.unknown_sends) == ("queued", None, 1)

    await Post(db, clock, FakeChannel()).deliver()
    assert await post.states() == [("sent", None)]


async def test_a_stopping_sender_leaves_the_rest_queued(post: Post) -> None:
    await post.say("Halo")
    await post.sender.stop(1)

    assert await post.states() == [("queued", None)]


def test_processes_share_the_platforms_rate(db: Database, clock: ManualClock) -> None:
    alone = Delivery(db, FakeChannel(), Signal(), clock)
    shared = Delivery(db, FakeChannel(), Signal(), clock, processes=4)

    assert (alone._pace.room(), shared._pace.room()) == (8, 2)


async def test_an_accepted_send_is_noted_however_long_the_database_is_away(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.say("satu")
    platform = Breaking(post.db)
    sender = Delivery(post.db, platform, Signal(), post.clock, pace=Pace(1e6), sleep=platform.mend)
    await sender.look()
    await sender.idle()

    assert (platform.texts, await post.states()) == (["satu"], [("sent", None)])
    assert (await post.row()).unknown_sends == 0
    assert "could not be written yet" in caplog.text


class SlowPlatform(FakeChannel):
    """Answers nobody until it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.asked: list[object] = []
        self._arrival = asyncio.Condition()

    async def send(self, request: Request) -> str:
        async with self._arrival:
            self.asked.append(request.body["text"])
            self._arrival.notify_all()
        await self.open.wait()
        return await super().send(request)

    async def arrived(self, count: int) -> None:
        async with asyncio.timeout(10), self._arrival:
            await self._arrival.wait_for(lambda: len(self.asked) >= count)


class Breaking(FakeChannel):
    """While it takes a message, a table of ours goes away, until somebody waits for it."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self.db = db

    async def send(self, request: Request) -> str:
        await self._rename("sent_parts", "sent_parts_away")
        return await super().send(request)

    async def mend(self, _seconds: float) -> None:
        await self._rename("sent_parts_away", "sent_parts")

    async def _rename(self, old: str, new: str) -> None:
        async with self.db.write() as session:
            await session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
