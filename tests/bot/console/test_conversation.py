"""One conversation: reading, taking, answering without talking over anybody, giving back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core import conversations, staff
from core.conversations import Said
from core.db import Database
from core.messages import Button
from core.models import Attachment, Conversation, Delivery, Line, Message
from core.settings import Settings
from tests.bot.console.site import (
    NOBODYS_ID,
    Browser,
    audit_lines,
    give_photo,
    give_to,
    hear,
    hidden_field,
    lines,
    report,
    say,
    tells,
    wait,
)
from tests.fakes import ManualClock
from tests.postgres import BOTH_ENGINES

pytestmark = BOTH_ENGINES

PIN_ROW = {"lat": -6.9147, "lon": 107.6098, "name": "Alun-alun", "address": None}
JOINED = "Anda sekarang terhubung dengan petugas Bandung Command Center."


@pytest.fixture
async def mine(talk: str, officer: Browser, db: Database, clock: ManualClock) -> str:
    """A conversation that the officer has."""
    await give_to(db, talk, officer.id, clock())
    return f"/conversations/{talk}"


async def owner_of(db: Database, talk: str) -> tuple[str, int | None]:
    async with db.read() as session:
        found = await conversations.get(session, talk)
    return found.owner, found.assigned_to


async def change_line(db: Database, talk: str, **values: Any) -> None:
    async with db.write() as session:
        await session.execute(update(Line).where(Line.conversation_id == talk).values(**values))


async def test_transcript_shows_every_line_with_author_and_time(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    await say(db, talk, Said("bot", "Ada fotonya?", buttons=[Button("Batal", "/cancel")]), clock())
    await say(db, talk, Said("system", "Kabar baik."), clock())
    page = await officer.page(f"/conversations/{talk}")
    wanted = ["jalan kopo bolong", "Ada fotonya?", "Batal", "Kabar baik.", "Euis", "Sistem", "10.00 WIB"]
    assert [part for part in wanted if part not in page] == []


@pytest.mark.parametrize(
    ("state", "error", "shown"),
    [
        ("queued", None, "Menunggu dikirim"),
        ("sent", None, "Terkirim"),
        ("delivered", None, "Sampai"),
        ("read", None, "Dibaca"),
        ("failed", "service down", "Gagal terkirim: layanan pengirim tidak menjawab"),
        ("failed", "131047", "Gagal terkirim: 131047"),
    ],
)
async def test_outgoing_line_shows_whether_it_arrived(
    state: str, error: str | None, shown: str, officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    await say(db, talk, Said("bot", "Halo"), clock())
    async with db.write() as session:
        await session.execute(update(Delivery).values(state=state, error=error))
    assert shown in await officer.page(f"/conversations/{talk}")


async def test_photo_is_shown_from_our_own_address(
    officer: Browser, talk: str, db: Database, clock: ManualClock, settings: Settings
) -> None:
    file = await give_photo(db, settings.attachments_dir, talk, clock())
    assert f'<img src="/console/conversations/{talk}/files/{file}"' in await officer.page(
        f"/conversations/{talk}"
    )


async def test_words_of_a_recording_are_marked_as_a_machines(
    officer: Browser, talk: str, db: Database, clock: ManualClock, settings: Settings
) -> None:
    file = await give_photo(db, settings.attachments_dir, talk, clock())
    spoken = {"kind": "voice", "heard": "unclear", "transcript": "lalan di Kopo"}
    async with db.write() as session:
        await session.execute(update(Attachment).where(Attachment.id == file).values(**spoken))
    page = await officer.page(f"/conversations/{talk}")
    assert 'Ditulis mesin, kurang yakin: <span dir="auto">lalan di Kopo</span>' in page


async def test_pin_is_a_link_with_its_coordinates(officer: Browser, talk: str, db: Database) -> None:
    await change_line(db, talk, location=PIN_ROW)
    page = await officer.page(f"/conversations/{talk}")
    assert "https://www.openstreetmap.org/?mlat=-6.91470&amp;mlon=107.60980" in page
    assert "Alun-alun" in page


async def test_danger_is_marked_on_its_line(officer: Browser, talk: str, db: Database) -> None:
    async with db.write() as session:
        await session.execute(update(Message).values(danger=True))
    assert "line citizen danger" in await officer.page(f"/conversations/{talk}")


async def test_long_transcript_opens_at_its_end(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    async with db.write() as session:
        for number in range(250):
            await conversations.say(session, talk, Said("citizen", f"baris-{number}."), clock())
    page = await officer.page(f"/conversations/{talk}")
    assert "baris-249." in page
    assert "baris-40." not in page
    assert "baris-40." in await officer.page(f"/conversations/{talk}?before=52")


@pytest.mark.parametrize("path", ["", "/lines", "/heading"])
async def test_unknown_conversation_is_not_found(path: str, officer: Browser) -> None:
    assert (await officer.get(f"/conversations/{NOBODYS_ID}{path}")).status == 404


@pytest.mark.parametrize("act", ["take", "reply", "release"])
async def test_unknown_conversation_cannot_be_acted_on(act: str, officer: Browser) -> None:
    assert (await officer.post(f"/conversations/{NOBODYS_ID}/{act}", text="halo", seq="1")).status == 404


@pytest.mark.parametrize(
    "path", ["/conversations/x", "/conversations/../staff", f"/conversations/{NOBODYS_ID}0"]
)
async def test_malformed_id_is_not_found(path: str, officer: Browser) -> None:
    assert (await officer.get(path)).status in (403, 404)


async def test_taking_joins_the_citizen(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    await wait(db, talk, clock())
    response = await officer.post(f"/conversations/{talk}/take", owner="waiting", officer="")
    assert response.status == 303
    assert await owner_of(db, talk) == ("staff", officer.id)
    assert (await lines(db, talk))[-1] == ("system", JOINED)
    assert (officer.id, "conversation.take", talk) in await audit_lines(db)


async def test_taking_twice_tells_the_citizen_once(
    officer: Browser, mine: str, talk: str, db: Database
) -> None:
    await officer.post(f"{mine}/take", owner="bot", officer="")
    assert JOINED not in [text for _, text in await lines(db, talk)]


async def test_second_to_take_is_refused(
    officer: Browser, colleague: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    await wait(db, talk, clock())
    await officer.post(f"/conversations/{talk}/take", owner="waiting", officer="")
    response = await colleague.post(f"/conversations/{talk}/take", owner="waiting", officer="")
    assert response.status == 409
    assert "Petugas lain lebih dulu" in await response.text()
    assert await owner_of(db, talk) == ("staff", officer.id)


async def test_colleague_takes_over_knowingly_and_quietly(
    officer: Browser, colleague: Browser, mine: str, talk: str, db: Database
) -> None:
    assert "Ambil alih" in await colleague.page(mine)
    response = await colleague.post(f"{mine}/take", owner="staff", officer=str(officer.id))
    assert response.status == 303
    assert await owner_of(db, talk) == ("staff", colleague.id)
    assert len(await lines(db, talk)) == 1


async def test_reply_reaches_the_outbox(officer: Browser, mine: str, talk: str, db: Database) -> None:
    seq = hidden_field(await officer.page(mine), "seq")
    response = await officer.post(f"{mine}/reply?tab=mine", text="Sedang kami cek.\r\nTunggu ya.", seq=seq)
    assert (response.status, response.headers["Location"]) == (303, f"/console{mine}?tab=mine&sent=1")
    assert (await lines(db, talk))[-1] == ("staff", "Sedang kami cek.\nTunggu ya.")
    async with db.read() as session:
        delivery = await session.get_one(Delivery, 1)
    assert (delivery.state, delivery.seq) == ("queued", 2)
    assert (await audit_lines(db))[-1] == (officer.id, "conversation.reply", f"{talk} line 2")


async def test_reply_is_refused_with_the_news_when_something_was_said_since(
    officer: Browser, mine: str, talk: str, db: Database, clock: ManualClock
) -> None:
    seq = hidden_field(await officer.page(mine), "seq")
    await hear(db, "sudah beres, pak", clock())
    response = await officer.post(f"{mine}/reply", text="Kami <kirim> petugas", seq=seq)
    page = await response.text()
    assert response.status == 409
    assert "ada pesan baru" in page
    assert "sudah beres, pak" in page
    assert "Kami &lt;kirim&gt; petugas</textarea>" in page
    assert "staff" not in dict(await lines(db, talk))
    again = await officer.post(f"{mine}/reply", text="Siap", seq=hidden_field(page, "seq"))
    assert again.status == 303


async def test_same_form_sent_twice_answers_once(
    officer: Browser, mine: str, talk: str, db: Database
) -> None:
    seq = hidden_field(await officer.page(mine), "seq")
    answers = [(await officer.post(f"{mine}/reply", text="Siap", seq=seq)).status for _ in range(2)]
    assert answers == [303, 409]
    assert [text for author, text in await lines(db, talk) if author == "staff"] == ["Siap"]


@pytest.mark.parametrize("owner", ["bot", "waiting"])
async def test_reply_without_taking_is_refused_and_kept(
    owner: str, officer: Browser, talk: str, db: Database
) -> None:
    async with db.write() as session:
        await session.execute(update(Conversation).values(owner=owner))
    response = await officer.post(f"/conversations/{talk}/reply", text="Halo bu", seq="1")
    assert response.status == 409
    assert "Ambil dulu" in (page := await response.text())
    assert "Halo bu</textarea>" in page
    assert len(await lines(db, talk)) == 1


async def test_reply_to_a_colleagues_conversation_is_refused(
    colleague: Browser, mine: str, talk: str, db: Database
) -> None:
    assert (await colleague.post(f"{mine}/reply", text="Halo", seq="1")).status == 409
    assert len(await lines(db, talk)) == 1


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x07", "a" * 4001])
async def test_unusable_reply_is_refused(
    text: str, officer: Browser, mine: str, talk: str, db: Database
) -> None:
    assert (await officer.post(f"{mine}/reply", text=text, seq="1")).status == 400
    assert len(await lines(db, talk)) == 1


@pytest.mark.parametrize("seq", ["", "x", "-1", "9" * 30, "²"])
async def test_reply_from_a_broken_form_is_refused(seq: str, officer: Browser, mine: str) -> None:
    assert (await officer.post(f"{mine}/reply", text="Halo", seq=seq)).status == 409


async def test_giving_back_tells_the_citizen(officer: Browser, mine: str, talk: str, db: Database) -> None:
    assert (await officer.post(f"{mine}/release")).status == 303
    assert await owner_of(db, talk) == ("bot", None)
    assert "Obrolan dengan petugas selesai" in (await lines(db, talk))[-1][1]
    assert (await audit_lines(db))[-1] == (officer.id, "conversation.release", talk)


async def test_only_who_has_it_gives_it_back(colleague: Browser, mine: str, talk: str, db: Database) -> None:
    assert (await colleague.post(f"{mine}/release")).status == 409
    assert (await owner_of(db, talk))[0] == "staff"


async def test_conversations_of_a_closed_account_wait_for_a_colleague(
    officer: Browser, admin: Browser, mine: str, talk: str, db: Database, clock: ManualClock
) -> None:
    async with db.write() as session:
        await staff.deactivate(session, officer.id, clock(), by=admin.id)
    assert await owner_of(db, talk) == ("waiting", None)


async def test_panel_lists_open_reports_only(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    public = await report(db, talk, clock())
    secret = await report(db, talk, clock.now + timedelta(seconds=1), privacy="secret")
    anonymous = await report(db, talk, clock.now + timedelta(seconds=2), privacy="anonymous")
    said = f"BDG-{secret.number[:4]}-{secret.number[4:]} dan {anonymous.number[:4]} {anonymous.number[4:]}"
    await say(db, talk, Said("bot", said, buttons=[Button(f"BDG {secret.number}", "x")]), clock())
    page = await officer.page(f"/conversations/{talk}")
    assert f"/console/tickets/{public.number}" in page
    assert tells(page, public.number)
    assert not tells(page, secret.number)
    assert not tells(page, anonymous.number)


async def test_senders_are_called_at_once_for_what_staff_said(
    officer: Browser, talk: str, told: list[str]
) -> None:
    place = f"/conversations/{talk}"
    await officer.post(f"{place}/take", owner="bot", officer="")
    seq = hidden_field(await officer.page(place), "seq")
    await officer.post(f"{place}/reply", text="", seq=seq)  # refused
    assert told == ["said"]
    await officer.post(f"{place}/reply", text="Siap", seq=seq)
    await officer.post(f"{place}/release")
    assert told == ["said"] * 3


async def test_a_drawn_picture_is_shown_with_its_words(
    officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    image = '/gambar/udara/id/2026112410-0123456789ab.png#Udara <kota> "sedang"'
    await say(db, talk, Said("bot", "Udara hari ini.", image=image), clock())
    page = await officer.page(f"/conversations/{talk}")

    assert 'src="/gambar/udara/id/2026112410-0123456789ab.png"' in page
    assert 'alt="Udara &lt;kota&gt; &#34;sedang&#34;"' in page


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        ("/bukti/" + "a" * 32, True),
        ("https://example.org/a.png", True),
        ("javascript:alert(1)#x", False),
        ("//evil.example/a.png#x", False),
    ],
)
async def test_other_pictures_are_shown_if_they_are_pages(
    image: str, shown: bool, officer: Browser, talk: str, db: Database, clock: ManualClock
) -> None:
    await say(db, talk, Said("bot", "Lihat.", image=image), clock())

    assert (f'"{image}"' in await officer.page(f"/conversations/{talk}")) is shown
