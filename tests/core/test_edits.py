"""What became of an edited message decides where its new words go."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import conversations, edits, inbox, ticket_number, tickets, turns
from core.conversations import Owner
from core.db import Database
from core.ledger import ledger
from core.messages import STALE, Event
from core.models import Conversation, Delivery, Line, Message, Reporter, Ticket
from core.reports import Rewording
from core.tickets import NewTicket, merging
from tests.fakes import ManualClock
from tests.inputs import edit, message, photo

OLD, NEW = "lampu mati di jalan cikutra", "lampu mati di jalan cikadut"
NOT_READ_AGAIN = "Pesan yang diubah tidak saya baca ulang. Kalau ada bedanya, kirim sebagai pesan baru, ya."


async def _receive(db: Database, clock: ManualClock, *events: Event) -> int:
    async with db.write() as session:
        return await inbox.receive(session, events, clock())


async def _settle(db: Database, clock: ManualClock) -> None:
    """What a worker does before it opens a turn."""
    async with db.write() as session:
        conversation = await _lock(session)
        changes = await edits.open_changes(session, conversation.id)
        await edits.settle(session, conversation, changes, clock())


async def _lock(session: AsyncSession) -> Conversation:
    only = (await session.scalars(select(Conversation.id))).one()
    return await conversations.lock(session, only)


async def _answered(db: Database, clock: ManualClock, *events: Event, report: str | None = None) -> None:
    """These messages had their turn."""
    await _receive(db, clock, *events)
    async with db.write() as session:
        for row in (await session.scalars(select(Message).where(Message.state == "received"))).all():
            row.state, row.settled_at, row.report = "answered", clock(), report


async def _ticket(db: Database, clock: ManualClock, text: str = OLD, privacy: str = "public") -> str:
    async with db.write() as session:
        conversation = await _lock(session)
        new = NewTicket("1", conversation.id, "street_light", text, text, "Cikutra", privacy=privacy)
        ticket = await tickets.create(session, new, clock())
        ids = (await session.scalars(select(Message.id))).all()
        await edits.note_report(session, conversation.id, ids, ticket.number)
        return ticket.number


async def _ticket_text(db: Database) -> str:
    async with db.read() as session:
        return (await session.scalars(select(Ticket.description))).one()


async def _turn_texts(db: Database) -> list[str]:
    async with db.read() as session:
        only = (await session.scalars(select(Conversation.id))).one()
        return [row.text for row in await turns.pending(session, only)]


async def _lines(db: Database) -> list[tuple[str, str]]:
    async with db.read() as session:
        rows = await session.scalars(select(Line).order_by(Line.seq))
        return [(line.author, line.text) for line in rows]


async def _told(db: Database) -> list[str]:
    return [text for author, text in await _lines(db) if author != "citizen"]


async def _ignored(db: Database) -> object:
    async with db.read() as session:
        return (await ledger(session))["ignored"]


# --- the message still waits


async def test_a_message_that_waits_is_read_in_its_new_words(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, message(OLD, ref="7"), edit("7", NEW))
    await _settle(db, clock)

    assert await _turn_texts(db) == [NEW]
    assert await _lines(db) == [("citizen", OLD), ("citizen", f"(diubah) {NEW}")]
    assert await _ignored(db) == {"edited": 1}


async def test_a_caption_changes_too_and_the_photo_stays(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, photo(OLD, ref="7"), edit("7", NEW))
    await _settle(db, clock)

    async with db.read() as session:
        row = (await session.scalars(select(Message).where(Message.state == "received"))).one()
    assert (row.text, len(row.attachments)) == (NEW, 1)


async def test_an_edit_before_its_message_makes_no_turn_and_is_not_lost(
    db: Database, clock: ManualClock
) -> None:
    await _receive(db, clock, edit("7", NEW))
    await _settle(db, clock)
    assert await _turn_texts(db) == []

    await _receive(db, clock, message(OLD, ref="7"))
    await _settle(db, clock)
    assert await _turn_texts(db) == [NEW]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_the_edit_written_last_counts(db: Database, clock: ManualClock, order: tuple[int, int]) -> None:
    both = edit("7", "lampu mati di jalan antapani", after=10), edit("7", NEW, after=20)
    await _receive(db, clock, message(OLD, ref="7"), both[order[0]], both[order[1]])
    await _settle(db, clock)

    assert await _turn_texts(db) == [NEW]
    assert await _ignored(db) == {"edited": 2}


async def test_a_redelivered_edit_changes_nothing(db: Database, clock: ManualClock) -> None:
    change = edit("7", NEW)
    await _receive(db, clock, message(OLD, ref="7"), change)

    assert await _receive(db, clock, change) == 0
    assert len(await _lines(db)) == 2


async def test_an_edit_wakes_the_worker(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"))
    async with db.write() as session:
        (await _lock(session)).wake_at = None
    await _receive(db, clock, edit("7", NEW))

    async with db.read() as session:
        assert (await session.scalars(select(Conversation.wake_at))).one() == clock()


async def test_personal_numbers_in_an_edit_are_masked(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, message(OLD, ref="7"), edit("7", "NIK saya 3273010101900001"))
    await _settle(db, clock)

    assert "3273010101900001" not in str([await _turn_texts(db), await _lines(db)])


async def test_only_messages_of_the_same_conversation_are_meant(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, message(OLD, ref="7"), message(OLD, ref="7", address="200"))
    await _receive(db, clock, edit("7", NEW, address="200"))
    async with db.write() as session:
        theirs = await conversations.find_or_open(session, "telegram", "200", clock())
        changes = await edits.open_changes(session, theirs.id)
        await edits.settle(session, theirs, changes, clock())

    async with db.read() as session:
        assert (await session.scalars(select(Message.text).order_by(Message.id))).all() == [OLD, NEW, NEW]


# --- its words are in a report that is not sent


async def test_a_draft_is_changed_and_the_citizen_hears_it(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"), report="draft")
    await _receive(db, clock, edit("7", NEW))
    await _settle(db, clock)

    assert await _told(db) == ["Laporan Anda sudah saya ubah menjadi: “Lampu mati di jalan cikadut”."]
    async with db.read() as session:
        line = (await session.scalars(select(Line).where(Line.author == "bot"))).one()
        assert (await session.scalars(select(Delivery.state))).all() == ["queued"]
    assert line.buttons == [{"title": "Lihat laporan", "payload": "/start_report"}]


async def test_two_edits_that_wait_together_are_told_once(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"), report="draft")
    await _receive(db, clock, edit("7", "lampu mati", after=10), edit("7", NEW, after=20))
    await _settle(db, clock)

    assert len(await _told(db)) == 1


async def test_an_edit_that_changes_no_word_is_not_told(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"), report="draft")
    await _receive(db, clock, edit("7", f" {OLD}\n"))
    await _settle(db, clock)

    assert await _told(db) == []


async def test_the_draft_finds_all_versions_of_its_words(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"), message("sudah seminggu", ref="8"), report="draft")
    await _receive(db, clock, edit("7", "lampu mati", after=10), edit("7", NEW, after=20))

    async with db.read() as session:
        only = (await session.scalars(select(Conversation.id))).one()
        newest = clock() + timedelta(seconds=20)
        assert await edits.rewordings(session, only, [1, 2]) == [
            Rewording(4, (OLD, OLD, "lampu mati"), NEW, newest)
        ]


async def test_first_words_are_known_after_the_message_was_replaced(db: Database, clock: ManualClock) -> None:
    await _receive(db, clock, message(OLD, ref="7"), edit("7", NEW))
    await _settle(db, clock)

    async with db.read() as session:
        only = (await session.scalars(select(Conversation.id))).one()
        [change] = await edits.rewordings(session, only, [1])
    assert (OLD in change.before, change.now) == (True, NEW)


# --- it became a ticket


async def test_a_ticket_gets_the_new_words_as_an_addition(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"), report="draft")
    number = await _ticket(db, clock)
    await _receive(db, clock, edit("7", NEW))
    await _settle(db, clock)

    assert await _ticket_text(db) == f"{OLD}\n\nTambahan pelapor: {NEW}"
    shown = ticket_number.show(number)
    assert await _told(db) == [f"Perubahan pesan Anda sudah saya tambahkan ke laporan {shown}."]


async def test_words_the_ticket_has_are_not_added(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"), report="draft")
    await _receive(db, clock, edit("7", NEW))
    await _ticket(db, clock, NEW)  # it was made with them, before a worker saw the edit
    await _settle(db, clock)

    assert await _ticket_text(db) == NEW


async def test_a_wish_to_stay_hidden_counts_after_sending(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"), report="draft")
    await _ticket(db, clock)
    await _receive(db, clock, edit("7", f"{OLD}, tolong rahasiakan nama saya"))
    await _settle(db, clock)

    async with db.read() as session:
        assert (await session.scalars(select(Ticket.privacy))).one() == "anonymous"
        assert (await session.scalars(select(Reporter.name))).one() is None


async def test_an_edit_after_a_merge_reaches_the_living_ticket(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"), report="draft")
    number = await _ticket(db, clock)
    async with db.write() as session:
        new = NewTicket("2", None, "street_light", OLD, OLD, "Cikutra")
        living = await tickets.create(session, new, clock())
        dead = (await session.scalars(select(Ticket).where(Ticket.number == number))).one()
        await merging.merge(session, dead.id, living.number, clock(), staff_id=None)
    await _receive(db, clock, edit("7", f"{NEW}, tolong rahasiakan nama saya"))
    await _settle(db, clock)

    async with db.read() as session:
        both = (await session.scalars(select(Reporter).order_by(Reporter.ticket_id))).all()
    assert [each.privacy for each in both] == ["anonymous", "anonymous"]
    assert NEW in both[1].words


async def test_an_edit_of_what_was_left_reaches_no_report(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"), report="left")
    await _receive(db, clock, edit("7", NEW))
    await _settle(db, clock)

    assert await _told(db) == [NOT_READ_AGAIN]


async def test_only_the_words_of_the_newest_draft_are_open(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message(OLD, ref="7"), report="draft")
    await _answered(db, clock, message("trotoar rusak", ref="8"))
    async with db.write() as session:
        await edits.note_report(session, (await _lock(session)).id, [2], edits.DRAFT)

    async with db.read() as session:
        assert (await session.scalars(select(Message.report).order_by(Message.id))).all() == [None, "draft"]


# --- anything else


async def test_the_notice_comes_once(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message("besok hujan ga?", ref="7"))
    await _receive(db, clock, edit("7", "lusa hujan ga?", after=10))
    await _settle(db, clock)
    await _receive(db, clock, edit("7", "besok hujan di dago?", after=20))
    await _settle(db, clock)

    assert await _told(db) == [NOT_READ_AGAIN]


@pytest.mark.parametrize("owner", [Owner.WAITING, Owner.STAFF])
async def test_officers_see_it_and_the_bot_is_silent(db: Database, clock: ManualClock, owner: Owner) -> None:
    await _answered(db, clock, message(OLD, ref="7"))
    async with db.write() as session:
        await conversations.hand_over(session, (await _lock(session)).id, owner, clock())
    await _receive(db, clock, edit("7", NEW))
    await _settle(db, clock)

    assert await _lines(db) == [("citizen", OLD), ("citizen", f"(diubah) {NEW}")]


async def test_nothing_is_said_about_an_edit_of_long_ago(db: Database, clock: ManualClock) -> None:
    await _answered(db, clock, message("besok hujan ga?", ref="7"))
    clock.advance(STALE.total_seconds() + 61)
    await _receive(db, clock, edit("7", "lusa hujan ga?"))
    await _settle(db, clock)

    assert await _told(db) == []
