from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import inspect, select

from core import conversations, inbox, outbox, retention, staff, tickets
from core.conversations import Said
from core.db import Database
from core.ledger import ledger
from core.messages import Ignored, Location
from core.models import (
    Address,
    Attachment,
    Conversation,
    Delivery,
    Line,
    Message,
    SentPart,
    StaffSession,
    SubscriptionSent,
)
from core.retention import Chore, Step
from core.tickets import NewTicket
from tests.fakes import ManualClock
from tests.inputs import START, message, photo

YEAR = timedelta(days=365)


async def _do(db: Database, chore: Chore, clock: ManualClock, after: int = 0) -> Step:
    async with db.write() as session:
        return await chore(session, after, clock())


async def _receive(db: Database, clock: ManualClock, texts: Sequence[str], state: str = "answered") -> None:
    """Messages in this state, each with an answer that its platform took."""
    async with db.write() as session:
        events = [message(text, location=Location(-6.9, 107.6), payload="/lapor") for text in texts]
        await inbox.receive(session, events, clock())
        for row in (await session.scalars(select(Message).where(Message.state == "received"))).all():
            row.state, row.settled_at, said = state, clock(), Said("bot", "Baik.")
            line = await outbox.add(session, str(row.conversation_id), said, clock(), message_id=row.id)
            sent = (await session.scalars(select(Delivery).where(Delivery.seq == line.seq))).one()
            sent.state = "sent"
            session.add(SentPart(channel="telegram", external_id=f"t{sent.id}", delivery_id=sent.id))


async def _all[Row](db: Database, table: type[Row]) -> Sequence[Row]:
    async with db.read() as session:
        query = select(table).order_by(*inspect(table).primary_key)
        return (await session.scalars(query)).all()


async def test_settled_messages_lose_their_words_but_stay_known(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, ["a", "b"])
    clock.advance(timedelta(days=9).total_seconds())
    assert (await _do(db, retention.forget_contents, clock)).removed == 1

    old, newest = await _all(db, Message)
    assert (old.text, old.payload, old.location) == ("", None, None)
    assert newest.text == "b"
    async with db.read() as session:
        assert await inbox.is_known(session, old.channel, old.external_id)
    assert (await _do(db, retention.forget_contents, clock)).removed == 0


async def test_a_week_long_messages_keep_their_words(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, ["a", "b"])
    clock.advance(timedelta(days=7).total_seconds())

    assert (await _do(db, retention.forget_contents, clock)).removed == 0


async def test_what_waits_or_failed_keeps_its_words(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, ["gagal"], "failed")
    async with db.write() as session:
        await inbox.receive(session, [message("tunggu"), message("baru")], clock())
    clock.advance(YEAR.total_seconds())
    await _do(db, retention.forget_contents, clock)
    await _do(db, retention.remove_deliveries, clock)
    await _do(db, retention.remove_messages, clock)

    assert [row.text for row in await _all(db, Message)] == ["gagal", "tunggu", "baru"]


async def test_an_edit_that_nobody_looked_at_yet_stays(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, ["sunting", "baru"])
    async with db.write() as session:
        edit = (await session.scalars(select(Message).where(Message.text == "sunting"))).one()
        edit.state, edit.settled_at = "ignored", None
    clock.advance(YEAR.total_seconds())
    await _do(db, retention.forget_contents, clock)
    await _do(db, retention.remove_deliveries, clock)

    assert (await _do(db, retention.remove_messages, clock)).removed == 0
    assert (await _all(db, Message))[0].text == "sunting"


async def test_a_message_that_hides_its_line_stays_without_its_words(
    db: Database, clock: ManualClock
) -> None:
    await _receive(db, clock, ["rahasia", "baru"])
    async with db.write() as session:
        (await session.scalars(select(Message).where(Message.text == "rahasia"))).one().report = "left"
    clock.advance(YEAR.total_seconds())
    await _do(db, retention.forget_contents, clock)
    await _do(db, retention.remove_deliveries, clock)

    assert (await _do(db, retention.remove_messages, clock)).removed == 0
    assert [(row.text, row.report) for row in await _all(db, Message)] == [("", "left"), ("baru", None)]


async def test_old_messages_and_their_answers_go_and_the_ledger_counts_on(
    db: Database, clock: ManualClock
) -> None:
    await _receive(db, clock, ["a", "b", "c"])
    async with db.write() as session:
        await inbox.receive(session, [Ignored("telegram", "s", "sticker"), message("d")], clock())
        before = await ledger(session)
    clock.advance(YEAR.total_seconds())
    deliveries = await _do(db, retention.remove_deliveries, clock)
    messages = await _do(db, retention.remove_messages, clock)

    assert (deliveries, messages) == (Step(2, None), Step(3, None))
    assert [row.text for row in await _all(db, Message)] == ["c", "d"]
    assert len(await _all(db, SentPart)) == len(await _all(db, Delivery)) == 1
    async with db.read() as session:
        assert await ledger(session) == before
    assert len(await _all(db, Line)) == 7


async def test_a_number_is_never_given_twice(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, ["a", "b"])
    last = (await _all(db, Message))[-1].id
    clock.advance(YEAR.total_seconds())
    await _do(db, retention.remove_deliveries, clock)
    await _do(db, retention.remove_messages, clock)
    await _receive(db, clock, ["c"])

    assert (await _all(db, Message))[-1].id == last + 1


async def test_a_message_whose_answer_is_not_out_yet_stays(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, ["a", "b"])
    async with db.write() as session:
        (await session.get_one(Delivery, 1)).state = "queued"
    clock.advance(YEAR.total_seconds())
    await _do(db, retention.remove_deliveries, clock)

    assert (await _do(db, retention.remove_messages, clock)).removed == 0
    assert len(await _all(db, SentPart)) == 2


async def test_a_long_inbox_is_removed_in_small_steps(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        stickers = [Ignored("telegram", f"s{n}", "sticker") for n in range(retention.ROWS + 10)]
        await inbox.receive(session, stickers, clock())
    clock.advance(YEAR.total_seconds())
    first = await _do(db, retention.remove_messages, clock)
    assert first == Step(retention.ROWS, retention.ROWS)

    assert await _do(db, retention.remove_messages, clock, after=retention.ROWS) == Step(9, None)
    async with db.read() as session:
        assert (await ledger(session))["ignored"] == {"sticker": retention.ROWS + 10}


async def test_files_that_never_came_go_unless_a_ticket_names_them(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await inbox.receive(session, [photo(), photo(), photo()], clock())
        rows = (await session.scalars(select(Attachment))).all()
        named, kept = rows[0].id, rows[1].id
        rows[1].state = "stored"
        new = NewTicket("m", str(rows[0].conversation_id), "road_damage", "Bolong", "Lubang", "Jl. Kopo")
        await tickets.create(session, replace(new, attachments=(named,)), clock())
    clock.advance(YEAR.total_seconds())

    assert (await _do(db, retention.remove_lost_files, clock)).removed == 1
    assert {row.id for row in await _all(db, Attachment)} == {named, kept}


async def test_web_chats_without_a_word_go(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        await conversations.find_or_open(session, "web", "empty", clock())
        await inbox.receive(session, [message("x", channel="web", address="used")], clock())
    clock.advance(YEAR.total_seconds())

    assert (await _do(db, retention.remove_unused_chats, clock)).removed == 1
    assert [row.address for row in await _all(db, Conversation)] == ["used"]
    assert [row.address for row in await _all(db, Address)] == ["used"]


async def test_expired_browsers_go(db: Database, clock: ManualClock) -> None:
    person = await staff.create(
        db, staff.NewStaff("Ani", "ani@bandung.go.id"), "sandi-yang-panjang-77", START
    )
    async with db.write() as session:
        await staff.open_session(session, person, clock())
    assert (await _do(db, retention.remove_sessions, clock)).removed == 0
    clock.advance(YEAR.total_seconds())

    assert (await _do(db, retention.remove_sessions, clock)).removed == 1
    assert await _all(db, StaffSession) == []


async def test_what_was_told_long_ago_is_forgotten(db: Database, clock: ManualClock) -> None:
    async with db.write() as session:
        talk = await conversations.find_or_open(session, "telegram", "1", clock())
        for event, age in (("quake/old", 31), ("quake/new", 29)):
            told = clock() - timedelta(days=age)
            session.add(SubscriptionSent(conversation_id=talk.id, event=event, sent_at=told))
    assert (await _do(db, retention.forget_told, clock)).removed == 1
    assert [each.event for each in await _all(db, SubscriptionSent)] == ["quake/new"]


async def test_what_was_told_to_many_is_forgotten_in_small_steps(db: Database, clock: ManualClock) -> None:
    """One long deletion would keep webhooks waiting on SQLite."""
    async with db.write() as session:
        talk = await conversations.find_or_open(session, "telegram", "1", clock())
        told = clock() - timedelta(days=31)
        session.add_all(
            SubscriptionSent(conversation_id=talk.id, event=f"quake/{number}", sent_at=told)
            for number in range(retention.ROWS + 5)
        )
    first = await _do(db, retention.forget_told, clock)
    assert (first.removed, first.after) == (retention.ROWS, 0)
    last = await _do(db, retention.forget_told, clock)
    assert (last.removed, last.after) == (5, None)
