"""A conversation does not tell staff that its citizen made a protected report."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from core import concealing, conversations, edits, inbox, outbox, retention, tickets
from core.conversations import Said
from core.db import Database
from core.messages import Button
from core.models import Attachment, Delivery, Message, Reporter, Ticket
from core.tickets import NewTicket, joining
from tests.inputs import edit, message

START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
STORY = "pabrik tahu di gang buang limbah ke selokan"


@dataclass
class Talk:
    """A conversation that goes on, a minute per line."""

    db: Database
    id: str = ""
    now: datetime = START

    async def citizen(self, text: str, **changes: object) -> int:
        """The citizen writes; returns the message's id."""
        self.now += timedelta(minutes=1)
        async with self.db.write() as session:
            await inbox.receive(session, [message(text, sent_at=self.now, **changes)], self.now)
            heard = (await session.scalars(select(Message).order_by(Message.id.desc()).limit(1))).one()
            heard.state, self.id = "answered", heard.conversation_id or ""
            return heard.id

    async def bot(self, text: str, *buttons: Button, answers: int | None = None) -> None:
        self.now += timedelta(seconds=2)
        async with self.db.write() as session:
            said = Said("bot", text, buttons)
            await outbox.add(session, self.id, said, self.now, message_id=answers)

    async def draft(self, *messages: int) -> None:
        async with self.db.write() as session:
            await edits.note_report(session, self.id, messages, edits.DRAFT)

    async def report(self, *messages: int, privacy: str = "anonymous") -> Ticket:
        async with self.db.write() as session:
            new = NewTicket(
                message_id=f"m{self.now}", conversation_id=self.id, category="pollution", title=STORY[:40],
                description=STORY, place_text="Jl. Kopo", privacy=privacy,
            )  # fmt: skip
            ticket = await tickets.create(session, new, self.now)
            await edits.note_report(session, self.id, messages, ticket.number)
            return ticket

    async def shown(self) -> list[str]:
        """What staff read."""
        async with self.db.read() as session:
            lines = await conversations.lines_after(session, self.id, 0)
            hidden = await concealing.hidden_lines(session, self.id, lines)
        return [line.text for line in lines if line.seq not in hidden]

    async def newest_is_hidden(self) -> bool:
        async with self.db.read() as session:
            return self.id in await concealing.newest_shown(session, [self.id])


@pytest.fixture
async def talk(db: Database) -> Talk:
    """Somebody asked for the weather, and then reported anonymously."""
    talk = Talk(db)
    await talk.citizen("cuaca hari ini")
    await talk.bot("Cerah.")
    return talk


async def reported(talk: Talk, privacy: str = "anonymous") -> Ticket:
    told = await talk.citizen(STORY)
    await talk.bot("Saya catat: pabrik tahu buang limbah. Kirim?")
    await talk.citizen("kirim")
    ticket = await talk.report(told, privacy=privacy)
    await talk.bot(f"Terkirim: BDG-{ticket.number[:4]}-{ticket.number[4:]}, Dinas Lingkungan Hidup.")
    return ticket


@pytest.mark.parametrize("privacy", ["anonymous", "secret"])
async def test_a_protected_report_is_not_read_in_the_conversation(privacy: str, talk: Talk) -> None:
    await reported(talk, privacy)
    await talk.citizen("besok hujan?")
    await talk.bot("Tidak.")
    assert await talk.shown() == ["cuaca hari ini", "Cerah.", "besok hujan?", "Tidak."]


async def test_a_public_report_is_read(talk: Talk) -> None:
    await reported(talk, "public")
    assert STORY in await talk.shown()


async def test_hiding_later_hides_what_was_said_before(talk: Talk) -> None:
    ticket = await reported(talk, "public")
    async with talk.db.write() as session:
        await tickets.hide(session, ticket.id, "anonymous", talk.now)
    assert await talk.shown() == ["cuaca hari ini", "Cerah."]


async def test_somebody_who_joined_in_hiding_is_hidden_too(talk: Talk) -> None:
    other = Talk(talk.db)
    await other.citizen("limbahnya bau sekali di sini", address="200")
    ticket = await reported(talk, "public")
    async with talk.db.write() as session:
        session.add(
            Reporter(
                ticket_id=ticket.id, conversation_id=other.id, privacy="anonymous", joined_at=other.now,
                words="limbahnya bau sekali di sini",
            )
        )  # fmt: skip
    assert await other.shown() == []


async def test_leaving_a_report_uncovers_nothing(talk: Talk) -> None:
    other = Talk(talk.db)
    ticket = await reported(talk, "public")
    shown, other.now = f"BDG-{ticket.number[:4]}-{ticket.number[4:]}", talk.now
    await other.citizen("saya pegawai kelurahan di sini, anonim ya", address="200")
    async with talk.db.write() as session:
        await joining.join(session, ticket.id, other.id, other.now, privacy="anonymous")
    await other.bot(f"Anda pelapor ke-2 {shown}.")
    await other.citizen("airnya juga hitam", address="200")
    await other.bot(f"{shown} dikerjakan.")
    await other.citizen("keluar dari laporan", address="200")
    await other.citizen(f"yang {shown}", address="200")
    async with talk.db.write() as session:
        assert await joining.leave(session, ticket.id, other.id, other.now)
    await other.bot("Anda tidak lagi ikut.")
    await other.citizen("jadwal sim keliling?", address="200")
    assert await other.shown() == ["airnya juga hitam", "keluar dari laporan", "jadwal sim keliling?"]
    await other.bot(f"Kabar {shown} yang terlambat dikirim.")
    assert (await other.shown())[-1] == "jadwal sim keliling?"
    assert await other.newest_is_hidden()


async def test_leaving_in_public_hides_nothing(talk: Talk) -> None:
    ticket, other = await reported(talk, "public"), Talk(talk.db, now=talk.now)
    await other.citizen("saya ikut", address="200")
    async with talk.db.write() as session:
        await joining.join(session, ticket.id, other.id, other.now)
        assert await joining.leave(session, ticket.id, other.id, other.now)
    assert await other.shown() == ["saya ikut"]


async def test_words_added_later_are_hidden(talk: Talk) -> None:
    ticket = await reported(talk)
    await talk.citizen("airnya hitam dan panas")
    async with talk.db.write() as session:
        await tickets.add_words(session, ticket.id, "airnya hitam dan panas", talk.now)
    assert await talk.shown() == ["cuaca hari ini", "Cerah."]


async def test_an_edit_of_the_story_is_hidden(talk: Talk) -> None:
    told = await talk.citizen("limbah di kopo", ref="100:7")
    await talk.report(told)
    async with talk.db.write() as session:
        await edits.amend(session, edit("100:7", "di cibaduyut maksudnya", after=600), talk.now)
    assert await talk.shown() == ["cuaca hari ini", "Cerah."]


async def test_news_of_the_report_and_what_answers_its_buttons_are_hidden(talk: Talk) -> None:
    number = (await reported(talk)).number
    button = Button("Belum beres", f'/not_fixed{{"number":"BDG-{number[:4]}-{number[4:]}"}}')
    await talk.bot(f"Laporan BDG {number} sudah ditanggapi.", button)
    await talk.citizen("masih sama saja")
    await talk.bot("Baik, dibuka lagi.")
    await talk.citizen("jadwal sim keliling?")
    await talk.bot("Lihat bandung.go.id.")
    assert (await talk.shown())[2:] == ["jadwal sim keliling?", "Lihat bandung.go.id."]


async def test_where_the_inbox_was_cleaned_the_time_and_the_words_still_tell(talk: Talk) -> None:
    talk.now += timedelta(hours=1)
    await reported(talk)
    async with talk.db.write() as session:
        await session.execute(update(Message).values(report=None))
    assert await talk.shown() == ["cuaca hari ini", "Cerah."]


@pytest.mark.parametrize("wish", ["tolong rahasiakan nama saya", "anonim aja"])
async def test_a_draft_is_hidden_from_the_moment_anonymity_is_asked_for(wish: str, talk: Talk) -> None:
    told = await talk.citizen(STORY)
    await talk.draft(told)
    assert STORY in await talk.shown()
    await talk.citizen(wish)
    assert await talk.shown() == ["cuaca hari ini", "Cerah."]
    assert await talk.newest_is_hidden()


async def test_a_hidden_draft_that_is_cancelled_stays_hidden(talk: Talk) -> None:
    photo = Attachment(id="f", conversation_id=talk.id, kind="photo", state="stored", created_at=talk.now)
    told = await talk.citizen(STORY)
    await talk.draft(told)
    await talk.citizen("anonim aja")
    await talk.bot("Nama Anda tidak dicatat.")
    await talk.citizen("batal")
    async with talk.db.write() as session:
        session.add(photo)
        (await session.get_one(Message, told)).attachments = ["f"]
    await talk.draft()
    await talk.bot("Laporan dibatalkan.")
    await talk.citizen("besok hujan?")
    assert await talk.shown() == ["cuaca hari ini", "Cerah.", "besok hujan?"]
    async with talk.db.read() as session:
        assert await concealing.is_hidden_file(session, talk.id, "f")


async def test_words_that_a_hidden_draft_loses_stay_hidden(talk: Talk) -> None:
    await talk.draft(await talk.citizen(f"{STORY}, rahasiakan nama saya"))
    await talk.draft(await talk.citizen("bukan, lampu jalan mati"))
    assert await talk.shown() == ["cuaca hari ini", "Cerah.", "bukan, lampu jalan mati"]


async def test_a_hidden_draft_that_nobody_finishes_stays_hidden_when_its_wish_is_forgotten(
    talk: Talk,
) -> None:
    await talk.draft(await talk.citizen(STORY))
    await talk.citizen("anonim aja")
    await talk.citizen("besok hujan?")
    async with talk.db.write() as session:
        await session.execute(update(Message).values(settled_at=talk.now))
        assert (await retention.forget_contents(session, 0, talk.now + timedelta(days=9))).removed
    assert await talk.shown() == ["cuaca hari ini", "Cerah."]


async def test_a_public_draft_that_is_cancelled_is_read(talk: Talk) -> None:
    await talk.draft(await talk.citizen(STORY))
    await talk.draft()
    assert await talk.shown() == ["cuaca hari ini", "Cerah.", STORY]


async def test_a_tapped_wish_hides_the_draft(talk: Talk) -> None:
    await talk.draft(await talk.citizen(STORY))
    await talk.citizen("Rahasia", payload="/make_secret")
    assert await talk.shown() == ["cuaca hari ini", "Cerah."]


async def test_the_list_hides_the_newest_line_while_it_is_the_reports(talk: Talk) -> None:
    await reported(talk)
    async with talk.db.read() as session:
        shown = (await concealing.newest_shown(session, [talk.id]))[talk.id]
    assert shown is not None
    assert shown.text == "Cerah."
    await talk.citizen("terima kasih banyak ya")
    assert not await talk.newest_is_hidden()


async def test_news_that_failed_is_known_to_be_the_reports(talk: Talk) -> None:
    ticket = await reported(talk)
    await talk.bot(f"Laporan BDG-{ticket.number} dikerjakan.")
    async with talk.db.read() as session:
        ids = (await session.scalars(select(Delivery.id).order_by(Delivery.id))).all()
        hidden = await concealing.hidden_deliveries(session, ids)
    assert hidden == {*ids[1:]}  # all but the weather


async def test_conversations_without_secrets_are_read_whole(talk: Talk) -> None:
    assert await talk.shown() == ["cuaca hari ini", "Cerah."]
    assert not await talk.newest_is_hidden()
