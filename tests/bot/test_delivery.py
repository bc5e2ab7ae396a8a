"""What becomes of a line that must reach a platform, for every answer the platform may give."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.delivery import MAX_DOWN, Delivery
from bot.pace import Pace, Rate
from bot.signals import Signal
from core import conversations, inbox, outbox
from core.conversations import Said
from core.db import Database
from core.errors import (
    BadAnswerError,
    CredentialsError,
    IntegrationError,
    RejectedError,
    ServiceDownError,
    ThrottledError,
    UncertainError,
    UnreachableError,
    WindowClosedError,
)
from core.messages import Button
from core.models import Conversation
from core.models import Delivery as Row
from tests.fakes import FakeChannel, ManualClock
from tests.inputs import message

DOWN = ServiceDownError("x")


class Post:
    """A channel's sender with its platform in memory."""

    def __init__(self, db: Database, clock: ManualClock) -> None:
        self.db = db
        self.clock = clock
        self.channel = FakeChannel()
        self.sender = Delivery(db, self.channel, Signal(), clock, Pace(Rate(1000)))

    async def say(self, text: str, address: str = "100", *buttons: Button, urgent: bool = False) -> None:
        async with self.db.write() as session:
            conversation = await conversations.find_or_open(session, "telegram", address, self.clock())
            said = Said("bot", text, buttons)
            await outbox.add(session, conversation.id, said, self.clock(), urgent=urgent)

    async def deliver(self, *errors: IntegrationError | None) -> None:
        self.channel.errors.extend(errors)
        await self.sender.look()
        await self.sender.idle()

    async def later(self, seconds: float, *errors: IntegrationError | None) -> None:
        self.clock.advance(seconds)
        await self.deliver(*errors)

    async def rows(self) -> list[Row]:
        async with self.db.read() as session:
            return list((await session.scalars(select(Row).order_by(Row.id))).all())

    async def states(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.error) for row in await self.rows()]


@pytest.fixture
def post(db: Database, clock: ManualClock) -> Post:
    return Post(db, clock)


async def test_a_line_is_sent_with_its_buttons(post: Post) -> None:
    await post.say("Halo", "100", Button("Menu", "/help"))
    await post.deliver()

    [request] = post.channel.sent
    assert request.body == {"to": "100", "text": "Halo", "buttons": ["Menu"]}
    [row] = await post.rows()
    assert (row.state, row.external_ids, row.sent_at) == ("sent", ["telegram-1"], post.clock())


async def test_lines_of_one_conversation_keep_their_order(post: Post) -> None:
    await post.say("satu")
    await post.say("dua")
    await post.deliver()
    await post.deliver()

    assert post.channel.texts == ["satu", "dua"]


async def test_a_line_in_parts_resumes_where_it_failed(post: Post) -> None:
    await post.say("a\nb\nc")
    await post.deliver(None, DOWN)
    assert post.channel.texts == ["a"]

    await post.later(2)
    assert post.channel.texts == ["a", "b", "c"]
    assert await post.states() == [("sent", None)]


async def test_a_dead_sender_is_resumed_where_it_stood(post: Post) -> None:
    await post.say("a\nb")
    async with post.db.write() as session:
        [job] = await outbox.claim(session, "telegram", post.clock(), 1)
        await outbox.part_sent(session, job, "telegram-0", post.clock(), last=False)
    async with post.db.write() as session:
        await outbox.free_leases(session)  # the gateway was started again
    await post.deliver()

    assert post.channel.texts == ["b"]


async def test_a_platform_that_is_down_is_tried_for_half_an_hour(post: Post) -> None:
    await post.say("Halo")
    for _ in range(MAX_DOWN):
        await post.later(61, DOWN)
    assert await post.states() == [("queued", "service down")]

    await post.later(61, DOWN)
    assert await post.states() == [("failed", "service down")]


async def test_retries_of_a_dead_platform_are_spaced(post: Post) -> None:
    await post.say("Halo")
    await post.deliver(DOWN)
    await post.later(0.5, DOWN)
    assert len(post.channel.errors) == 1  # it was not tried again so soon

    await post.later(0.6)
    [row] = await post.rows()
    assert (row.attempts, row.due_at - post.clock() > timedelta(seconds=1)) == (2, True)


async def test_the_first_success_hurries_all_others(post: Post) -> None:
    await post.say("satu")
    await post.say("dua", "200")
    await post.deliver(DOWN, DOWN)
    await post.later(1, None, DOWN)
    assert len(post.channel.texts) == 1

    await post.deliver()
    assert len(post.channel.texts) == 2


async def test_an_uncertain_send_is_repeated_but_not_for_ever(post: Post) -> None:
    await post.say("Halo")
    await post.deliver(UncertainError("x"))
    await post.later(60, UncertainError("x"))
    await post.later(60, BadAnswerError("x"))
    assert await post.states() == [("queued", "uncertain")]

    await post.later(60, UncertainError("x"))
    assert await post.states() == [("failed", "uncertain")]


async def test_one_chats_limit_holds_up_that_chat_only(post: Post) -> None:
    await post.say("satu")
    await post.deliver(ThrottledError("x", retry_after=10))
    await post.say("dua", "200")
    await post.later(9)
    assert post.channel.texts == ["dua"]

    await post.later(1)
    assert post.channel.texts == ["dua", "satu"]


async def test_a_platforms_limit_holds_up_everybody_even_emergencies(post: Post) -> None:
    await post.say("satu")
    await post.deliver(ThrottledError("x", retry_after=10, everyone=True))
    await post.say("112", "200", urgent=True)
    await post.later(9)
    assert post.channel.texts == []

    await post.later(1)
    assert post.channel.texts == ["112", "satu"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [(WindowClosedError("x"), "window_closed"), (UnreachableError("x"), "unreachable")],
)
async def test_what_can_not_arrive_is_given_up_visibly(
    post: Post, error: IntegrationError, reason: str
) -> None:
    await post.say("Halo")
    await post.deliver(error)

    assert await post.states() == [("failed", reason)]


async def test_who_blocked_us_gets_nothing_until_they_write_again(post: Post) -> None:
    await post.say("satu")
    await post.deliver(UnreachableError("x"))
    await post.say("dua")
    await post.deliver()
    assert (post.channel.texts, len(await post.rows())) == ([], 2)

    async with post.db.write() as session:
        await inbox.receive(session, [message("Halo")], post.clock())
    await post.say("tiga")
    await post.deliver()
    assert post.channel.texts == ["tiga"]


async def test_a_refused_line_goes_out_as_plain_words(post: Post) -> None:
    await post.say("Pilih:", "100", Button("Lapor", "/start_report"))
    await post.deliver(RejectedError("x"))

    assert [request.body for request in post.channel.sent] == [
        {"to": "100", "text": "Pilih:", "buttons": []},
        {"to": "100", "text": "• Lapor", "buttons": []},
    ]
    assert await post.states() == [("sent", None)]


async def test_what_went_out_before_a_refusal_is_not_said_again(post: Post) -> None:
    await post.say("satu\ndua", "100", Button("Lapor", "/start_report"))
    await post.deliver(None, RejectedError("x"))

    assert post.channel.texts == ["satu", "dua", "• Lapor"]
    assert await post.states() == [("sent", None)]


async def test_a_refused_keyboard_alone_becomes_words(post: Post) -> None:
    await post.say("satu", "100", Button("Lapor", "/start_report"))
    await post.deliver(RejectedError("x"))

    assert post.channel.texts == ["satu", "• Lapor"]


async def test_a_line_refused_twice_is_our_fault_and_visible(post: Post) -> None:
    await post.say("Pilih:", "100", Button("Lapor", "/start_report"))
    await post.say("dua")
    await post.deliver(RejectedError("x"), RejectedError("x"))
    await post.deliver()

    assert post.channel.texts == ["dua"]
    assert await post.states() == [("failed", "rejected"), ("sent", None)]


async def test_wrong_credentials_lose_nothing_and_alarm_once(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.say("satu")
    await post.deliver(CredentialsError("x"))
    await post.later(60, CredentialsError("x"))
    await post.later(59)
    assert await post.states() == [("queued", "credentials")]
    assert len([record for record in caplog.records if "credentials" in record.message]) == 1

    await post.later(1)
    assert await post.states() == [("sent", None)]


async def test_a_closed_reply_window_is_not_even_tried(post: Post) -> None:
    post.channel.reply_window = timedelta(hours=24)
    async with post.db.write() as session:
        await inbox.receive(session, [message("Halo")], post.clock())
    post.clock.advance(24 * 3600 - 1)
    await post.say("masih boleh")
    await post.deliver()
    await post.say("terlambat")
    await post.later(2)

    assert post.channel.texts == ["masih boleh"]
    assert await post.states() == [("sent", None), ("failed", "window_closed")]


async def test_a_stopping_sender_leaves_the_rest_queued(post: Post) -> None:
    await post.say("Halo")
    await post.sender.stop(1)

    assert await post.states() == [("queued", None)]


async def test_emergencies_of_a_busy_channel_go_first(post: Post) -> None:
    await post.say("biasa")
    await post.say("112", "200", urgent=True)
    await post.deliver()

    assert post.channel.texts == ["112", "biasa"]


async def test_the_conversation_knows_that_it_is_unreachable(post: Post) -> None:
    await post.say("satu")
    await post.deliver(UnreachableError("x"))

    async with post.db.read() as session:
        assert (await session.scalars(select(Conversation.reachable))).all() == [False]
