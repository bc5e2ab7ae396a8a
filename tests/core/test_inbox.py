import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import conversations, inbox
from core.conversations import Owner
from core.db import Database
from core.messages import Event, Ignored, Media, MediaKind, Reachability
from core.models import Attachment, Conversation, Delivery, Line, Message
from core.turns import QUIET
from tests.fakes import ManualClock
from tests.inputs import PHOTO, START, message, photo, pin


async def _receive(db: Database, clock: ManualClock, *events: Event) -> int:
    async with db.write() as session:
        return await inbox.receive(session, events, clock())


async def _conversation(db: Database) -> Conversation:
    async with db.read() as session:
        return (await session.scalars(select(Conversation))).one()


async def _lines(db: Database) -> list[tuple[str, str]]:
    async with db.read() as session:
        rows = await session.scalars(select(Line).order_by(Line.seq))
        return [(line.author, line.text) for line in rows]


async def test_a_message_is_stored_and_shown(db: Database, clock: ManualClock) -> None:
    assert await _receive(db, clock, message("Halo", sender_name="Asep")) == 1

    conversation = await _conversation(db)
    assert (conversation.name, conversation.wake_at, conversation.last_heard_at) == ("Asep", clock(), START)
    assert await _lines(db) == [("citizen", "Halo")]


async def test_a_redelivery_changes_nothing(db: Database, clock: ManualClock) -> None:
    event = message("Halo")
    await _receive(db, clock, event)

    assert await _receive(db, clock, event, event) == 0
    assert await _lines(db) == [("citizen", "Halo")]


async def test_personal_numbers_are_masked_before_they_are_stored(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, message("NIK saya 3273010101900001"))

    async with db.read() as session:
        stored = (await session.scalars(select(Message))).one()
    assert "3273010101900001" not in stored.text
    assert await _lines(db) == [("citizen", stored.text)]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\x1bb"])
async def test_unsafe_characters_are_dropped(db: Database, clock: ManualClock, text: str) -> None:
    await _receive(db, clock, message(text))

    assert await _lines(db) == [("citizen", "ab")]


async def test_photos_wait_for_company_but_words_never_do(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, photo())
    assert (await _conversation(db)).wake_at == clock() + QUIET

    await _receive(db, clock, photo("tolong ada kebakaran"))
    assert (await _conversation(db)).wake_at == clock()


async def test_a_photo_becomes_a_file_to_fetch(db: Database, clock: ManualClock) -> None:
    huge = Media(MediaKind.DOCUMENT, "file-2", "x/" + "y" * 200, "n" * 300, 10**15)
    await _receive(db, clock, message(media=(PHOTO, huge)))

    async with db.read() as session:
        files = (await session.scalars(select(Attachment).order_by(Attachment.kind.desc()))).all()
        stored = (await session.scalars(select(Message))).one()
    assert [(file.kind, file.state) for file in files] == [("photo", "pending"), ("document", "pending")]
    assert files[1].size == 2**31 - 1
    assert set(stored.attachments) == {file.id for file in files}


async def test_a_pin_is_kept_with_its_line(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, pin())

    async with db.read() as session:
        line = (await session.scalars(select(Line))).one()
    assert line.location == {"lat": -6.9147, "lon": 107.6098, "name": None, "address": None}


async def test_a_very_late_message_is_recorded_but_not_answered(db: Database, clock: ManualClock) -> None:
    clock.advance(timedelta(hours=48, seconds=1).total_seconds())
    await _receive(db, clock, message("Halo"))

    async with db.read() as session:
        stored = (await session.scalars(select(Message))).one()
    assert (stored.state, stored.reason) == ("ignored", "stale")
    assert (await _conversation(db)).wake_at is None


async def test_a_late_message_is_answered_as_far_as_its_platform_allows(
    db: Database, clock: ManualClock
) -> None:
    clock.advance(30 * 3600)
    await _receive(db, clock, message("Halo"))
    assert (await _conversation(db)).last_heard_at == clock()


STICKER = Ignored("telegram", "update-s1", "sticker", "100", "sticker", START)


async def test_a_sticker_gets_a_friendly_word(db: Database, clock: ManualClock) -> None:
    assert await _receive(db, clock, STICKER) == 1

    [(author, text)] = await _lines(db)
    assert author == "bot"
    assert "Stiker" in text


async def test_stickers_in_a_row_are_answered_once(db: Database, clock: ManualClock) -> None:
    second = Ignored("telegram", "update-s2", "sticker", "100", "sticker", START)
    assert await _receive(db, clock, STICKER, second) == 2

    assert len(await _lines(db)) == 1


async def test_the_bot_does_not_comment_stickers_while_staff_talk(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, message("Halo"))
    async with db.write() as session:
        conversation_id = (await session.scalars(select(Conversation.id))).one()
        await conversations.hand_over(session, conversation_id, Owner.STAFF, clock())
    await _receive(db, clock, STICKER)

    assert await _lines(db) == [("citizen", "Halo")]


async def test_group_chatter_is_counted_and_opens_nothing(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, Ignored("telegram", "update-g", "group_chatter"))

    async with db.read() as session:
        assert (await session.scalars(select(Conversation))).all() == []
        assert (await session.scalars(select(Message.reason))).all() == ["group_chatter"]


async def test_what_a_platform_tells_operators_is_no_message(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, Ignored("whatsapp", "template-1", "operator_event"))
    async with db.read() as session:
        assert (await session.scalars(select(Message))).all() == []


async def test_who_blocks_us_is_unreachable_until_they_write_again(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, message("Halo"), Reachability("telegram", "100", False))
    assert not (await _conversation(db)).reachable

    await _receive(db, clock, message("Halo lagi"))
    assert (await _conversation(db)).reachable


async def test_a_web_message_is_delivered_by_being_said(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, Ignored("web", "w:1", "sticker", "abc", "sticker", START))

    async with db.read() as session:
        assert (await session.scalars(select(Delivery.state))).all() == ["sent"]


# --- Batches ----------------------------------------------------------------------------------------


async def _numbers(db: Database) -> list[tuple[str, int | None]]:
    async with db.read() as session:
        rows = await session.scalars(select(Message).order_by(Message.id))
        return [(row.text, row.seq) for row in rows]


async def test_messages_of_several_people_keep_each_ones_order(db: Database, clock: ManualClock) -> None:
    words = [("a1", "1"), ("b1", "2"), ("a2", "1"), ("c1", "3"), ("b2", "2"), ("a3", "1")]
    assert await _receive(db, clock, *(message(text, address=address) for text, address in words)) == 6

    assert await _numbers(db) == [("a1", 1), ("b1", 1), ("a2", 2), ("c1", 1), ("b2", 2), ("a3", 3)]
    async with db.read() as session:
        assert sorted(await session.scalars(select(Conversation.last_seq))) == [1, 2, 3]


async def test_a_redelivery_in_other_words_changes_nothing(db: Database, clock: ManualClock) -> None:
    event = message("Halo", sender_name="Asep")
    await _receive(db, clock, event)
    before = await _conversation(db)
    clock.advance(60)

    assert await _receive(db, clock, replace(event, text="Lain", sender_name="Ujang", media=(PHOTO,))) == 0
    after = await _conversation(db)
    assert (after.name, after.last_heard_at, after.wake_at) == ("Asep", START, before.wake_at)
    assert await _lines(db) == [("citizen", "Halo")]
    async with db.read() as session:
        assert (await session.scalars(select(Attachment))).all() == []


async def test_a_redelivery_among_new_messages_leaves_no_gap(db: Database, clock: ManualClock) -> None:
    old = message("satu")
    await _receive(db, clock, old)

    assert await _receive(db, clock, message("dua"), old, message("tiga"), replace(old, text="lagi")) == 2
    assert await _numbers(db) == [("satu", 1), ("dua", 2), ("tiga", 3)]
    assert [text for _, text in await _lines(db)] == ["satu", "dua", "tiga"]


async def test_of_two_in_one_batch_the_first_counts(db: Database, clock: ManualClock) -> None:
    first = message("satu")
    assert await _receive(db, clock, first, replace(first, text="dua"), message("tiga")) == 2

    assert await _numbers(db) == [("satu", 1), ("tiga", 2)]


async def test_everything_else_in_a_batch_keeps_its_place(db: Database, clock: ManualClock) -> None:
    gone, back = Reachability("telegram", "100", False), Reachability("telegram", "100", True)
    await _receive(db, clock, message("satu"), STICKER, message("dua"), gone)

    assert [author for author, _ in await _lines(db)] == ["citizen", "bot", "citizen"]
    assert not (await _conversation(db)).reachable

    assert await _receive(db, clock, gone, message("tiga"), STICKER, back, gone, message("empat")) == 2
    assert [author for author, _ in await _lines(db)] == ["citizen", "bot", "citizen", "citizen", "citizen"]
    assert (await _conversation(db)).reachable


async def test_a_batch_may_be_longer_than_a_statement(db: Database, clock: ManualClock) -> None:
    events = [message(str(n), address=str(n % 700)) for n in range(inbox.MOST_AT_ONCE * 2 + 1)]
    chatter = Ignored("telegram", "update-g", "group_chatter")

    assert await _receive(db, clock, *events, chatter, chatter) == len(events) + 1
    async with db.read() as session:
        last = await session.scalars(select(Conversation.last_seq))
        assert sorted(last) == sorted([2] * (len(events) - 700) + [1] * (1400 - len(events)))


@pytest.fixture
async def other_db(database_url: str) -> AsyncIterator[Database]:
    """Another gateway's way to the same database."""
    other = Database(database_url)
    yield other
    await other.close()


async def test_two_gateways_that_get_the_same_messages_store_them_once(
    db: Database, other_db: Database, clock: ManualClock
) -> None:
    events = [message(str(n), address=str(n % 5)) for n in range(20)]
    counts = await asyncio.gather(
        *(_receive(each, clock, *events) for each in (db, other_db)),
        *(_receive(each, clock, *reversed(events)) for each in (db, other_db)),
    )

    assert sum(counts) == 20
    async with db.read() as session:
        seqs = await session.execute(select(Line.conversation_id, Line.seq))
        assert len(set(seqs)) == 20
        assert set(await session.scalars(select(Conversation.last_seq))) == {4}


async def test_two_gateways_never_wait_for_each_others_people(
    db: Database, other_db: Database, clock: ManualClock
) -> None:
    def batch(people: range) -> list[Event]:
        return [message("a", address=str(each)) for each in people]

    counts = await asyncio.gather(
        *(_receive(db, clock, *batch(range(8))) for _ in range(5)),
        *(_receive(other_db, clock, *batch(range(7, -1, -1))) for _ in range(5)),
    )

    assert sum(counts) == 80
    async with db.read() as session:
        assert set(await session.scalars(select(Conversation.last_seq))) == {10}
