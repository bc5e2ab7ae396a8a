"""What follows from every answer that a platform may give."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.outcomes import DOWN_AFTER, LONGEST_PAUSE, MAX_TRIES, UNKNOWN_PAUSES
from core import inbox
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
from core.messages import Button, Reachability
from core.models import Conversation, Delivery
from tests.bot.post import Post
from tests.fakes import ManualClock
from tests.inputs import message

DOWN = ServiceDownError("x")
THROTTLED = ThrottledError("x", retry_after=10)
LOST = UncertainError("x")
REPORT = Button("Lapor", "/start_report")


@pytest.fixture
def post(db: Database, clock: ManualClock) -> Post:
    return Post(db, clock)


async def test_retries_of_a_dead_platform_are_spaced(post: Post) -> None:
    await post.say("Halo")
    await post.deliver(DOWN)
    await post.later(0.5)
    assert post.platform.tries == 1

    await post.later(0.6, DOWN)
    row = await post.row()
    assert (row.attempts, row.due_at - post.clock() > timedelta(seconds=1)) == (2, True)


async def test_a_platform_may_be_down_for_a_day(post: Post) -> None:
    await post.say("Halo")
    await _age(post, MAX_TRIES - 1)
    await post.deliver(DOWN)
    row = await post.row()
    assert (row.state, row.error, row.attempts) == ("queued", "service down", MAX_TRIES)
    assert row.due_at - post.clock() <= timedelta(seconds=LONGEST_PAUSE)
    assert MAX_TRIES * LONGEST_PAUSE > 24 * 3600

    await post.later(LONGEST_PAUSE, DOWN)
    assert await post.states() == [("failed", "service down")]


async def _age(post: Post, attempts: int) -> None:
    async with post.db.write() as session:
        (await session.scalars(select(Delivery))).one().attempts = attempts


async def test_a_dead_platform_is_tried_by_one_line_at_a_time(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(10):
        await post.say("Halo", f"{number}")
    post.platform.errors = [DOWN] * DOWN_AFTER
    for _ in range(DOWN_AFTER):  # as if they had come one after the other
        [job] = await post.claim(1)
        await post.sender._deliver(job)
    post.platform.errors = [DOWN] * 4
    await post.sender.look()
    await post.sender.idle()
    assert post.platform.tries == DOWN_AFTER + 1

    post.platform.errors = []
    await post.deliver()
    assert len(post.platform.sent) == 10
    assert [record.message for record in caplog.records if record.name == "bot.outcomes"] == [
        "telegram does not answer",
        "telegram: works again",
    ]


async def test_an_unknown_outcome_is_repeated_but_not_for_ever(post: Post) -> None:
    await post.say("Halo")
    await post.deliver(LOST)
    assert await post.states() == [("queued", "uncertain")]
    for pause in UNKNOWN_PAUSES[:-1]:
        await post.later(pause, BadAnswerError("x"))
    assert await post.states() == [("queued", "uncertain")]

    await post.later(UNKNOWN_PAUSES[-1], LOST)
    assert await post.states() == [("failed", "uncertain")]
    assert (await post.row()).unknown_sends == len(UNKNOWN_PAUSES) + 1


async def test_other_failures_do_not_use_up_the_repetitions(post: Post) -> None:
    await post.say("Halo")
    await _age(post, 100)
    await post.deliver(DOWN)
    await post.later(300, THROTTLED)
    await post.later(300, LOST)
    assert await post.states() == [("queued", "uncertain")]
    await post.later(300)

    assert await post.states() == [("sent", None)]


async def test_a_repeated_line_still_says_that_it_may_have_come_twice(post: Post) -> None:
    await post.say("Halo")
    await post.deliver(LOST)
    await post.later(2)

    row = await post.row()
    assert (row.state, row.error, row.unknown_sends) == ("sent", None, 1)


async def test_one_chats_limit_holds_up_all_of_that_chat_only(post: Post) -> None:
    await post.say("satu")
    await post.deliver(THROTTLED)
    await post.say("tamu", "200")
    await post.say("112", urgent=True)
    await post.later(9)
    assert post.platform.texts == ["tamu"]

    await post.later(1)
    assert post.platform.texts == ["tamu", "112"]
    await post.later(1)
    assert post.platform.texts == ["tamu", "112", "satu"]


async def test_a_platforms_limit_holds_up_everybody_even_emergencies(post: Post) -> None:
    await post.say("satu")
    await post.deliver(ThrottledError("x", retry_after=10, everyone=True))
    await post.say("112", "200", urgent=True)
    await post.later(9)
    assert post.platform.texts == []

    await post.later(1)
    assert post.platform.texts == ["112", "satu"]


async def test_who_blocked_us_gets_nothing_until_they_write_again(post: Post) -> None:
    await post.say("satu")
    await post.say("dua")
    await post.deliver(UnreachableError("x"))
    await post.say("tiga")
    assert (post.platform.tries, await post.states()) == (1, [("failed", "unreachable")] * 3)

    async with post.db.write() as session:
        await inbox.receive(session, [message("Halo")], post.clock())
    await post.say("empat")
    await post.deliver()
    assert post.platform.texts == ["empat"]


async def test_a_block_that_the_platform_reports_fails_what_waits(post: Post) -> None:
    await post.say("satu")
    async with post.db.write() as session:
        await inbox.receive(session, [Reachability("telegram", "100", False)], post.clock())
    assert await post.states() == [("failed", "unreachable")]

    async with post.db.write() as session:
        await inbox.receive(session, [Reachability("telegram", "100", True)], post.clock())
        assert (await session.scalars(select(Conversation.reachable))).all() == [True]


async def test_a_window_closed_by_the_platforms_clock_is_visible(post: Post) -> None:
    await post.say("Halo")
    await post.deliver(WindowClosedError("x"))

    assert await post.states() == [("failed", "window_closed")]


async def test_a_window_closed_in_the_middle_says_all_in_a_template(post: Post) -> None:
    post.platform.has_template = True
    await post.say("satu\ndua")
    await post.deliver(None, WindowClosedError("x"))

    assert post.platform.texts == ["satu", "satu\ndua"]
    assert await post.states() == [("sent", None)]


@pytest.mark.parametrize(
    ("error", "reason"),
    [(WindowClosedError("x"), "window_closed"), (RejectedError("x"), "template_rejected")],
)
async def test_a_refused_template_is_visible(post: Post, error: IntegrationError, reason: str) -> None:
    post.platform.has_template = True
    await post.say("Halo")
    await post.deliver(WindowClosedError("x"), error)

    assert await post.states() == [("failed", reason)]


async def test_a_template_that_was_switched_off_is_visible(post: Post) -> None:
    post.platform.has_template = True
    await post.say("Halo")
    await post.deliver(WindowClosedError("x"), DOWN)
    post.platform.has_template = False
    await post.later(2)

    assert await post.states() == [("failed", "window_closed")]


async def test_a_refused_line_goes_out_as_plain_words(post: Post) -> None:
    await post.say("Pilih:", "100", REPORT)
    await post.deliver(RejectedError("x"))

    assert [request.body for request in post.platform.sent] == [
        {"to": "100", "text": "Pilih:", "buttons": []},
        {"to": "100", "text": "• Lapor", "buttons": []},
    ]
    assert await post.states() == [("sent", None)]


async def test_what_went_out_before_a_refusal_is_not_said_again(post: Post) -> None:
    await post.say("satu\ndua", "100", REPORT)
    await post.deliver(None, RejectedError("x"))
    await post.later(1)

    assert post.platform.texts == ["satu", "dua", "• Lapor"]
    assert await post.states() == [("sent", None)]


async def test_plain_words_resume_where_they_failed(post: Post) -> None:
    await post.say("satu", "100", REPORT)
    await post.deliver(RejectedError("x"), None, DOWN)
    assert post.platform.texts == ["satu"]

    await post.later(2)
    assert post.platform.texts == ["satu", "• Lapor"]


async def test_a_line_refused_twice_is_our_fault_and_visible(post: Post) -> None:
    await post.say("Pilih:", "100", REPORT)
    await post.say("dua")
    await post.deliver(RejectedError("x"), RejectedError("x"))

    assert post.platform.texts == ["dua"]
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
