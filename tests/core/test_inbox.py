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
