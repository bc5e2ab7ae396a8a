"""Who answers: staff, a fixed notice or Rasa; and which words Rasa sees."""

import pytest
from sqlalchemy import select

from core import review
from core.conversations import Owner
from core.models import Message, ReviewItem
from core.review import Reason, Seen
from tests.bot.conftest import Stand
from tests.inputs import message, photo, pin

MEANT = '/ask_traffic{"answers":"1"}'
OFFER = [{"text": "Mau apa?", "buttons": [{"title": "Kirim laporan", "payload": '/affirm{"a":"b"}'}]}]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("/lapor", "/start_report"),
        ("/affirm", "affirm"),
        ("  //affirm", "affirm"),
        ('/inform{"category": "waste"}', 'inform{"category": "waste"}'),
        ("/lapor /affirm", "affirm"),
        ("<b>'; DROP TABLE inbox;--</b>", "<b>'; DROP TABLE inbox;--</b>"),
        ("a" * 5000, "a" * 2000),
        ("👍 ya", "👍 ya"),
    ],
)
async def test_only_commands_reach_rasa_with_a_slash(stand: Stand, text: str, asked: str) -> None:
    await stand.receive(message(text))
    await stand.work()

    assert stand.server.messages == [asked]


async def test_a_long_text_is_complete_in_the_metadata(stand: Stand) -> None:
    await stand.receive(message("a" * 5000))
    await stand.work()

    assert stand.server.turns[0]["metadata"]["text"] == "a" * 5000


@pytest.mark.parametrize("text", ["🙂🙂", "///", "...", " "])
async def test_without_words_there_is_nothing_to_ask(stand: Stand, text: str) -> None:
    await stand.receive(message(text))
    await stand.work()

    [notice] = await stand.said()
    assert "kata-kata" in notice
    assert (stand.server.turns, await stand.states()) == ([], ["answered"])


async def test_a_pin_wins_over_a_photo(stand: Stand) -> None:
    await stand.receive(photo(), pin())
    await stand.later(3)

    assert stand.server.messages == ["/share_location"]


@pytest.mark.parametrize(
    ("caption", "asked"), [("pagi min, ini fotonya", "/share_media"), ("deket masjid", "deket masjid")]
)
async def test_a_courtesy_under_a_photo_is_no_caption(stand: Stand, caption: str, asked: str) -> None:
    await stand.receive(photo(caption))
    await stand.later(3)

    assert stand.server.messages == [asked]


async def test_a_photo_with_an_emoji_is_a_photo(stand: Stand) -> None:
    await stand.receive(photo("🙂"))
    await stand.later(3)

    assert stand.server.messages == ["/share_media"]


# --- buttons


async def _offer(stand: Stand) -> None:
    stand.server.answers["Halo"] = OFFER
    await stand.receive(message("Halo"))
    await stand.work()


async def test_a_button_we_sent_is_passed_on_as_it_is(stand: Stand) -> None:
    await _offer(stand)
    await stand.receive(message("Kirim laporan", payload='/affirm{"a":"b"}'))
    await stand.work()

    turn = stand.server.turns[-1]
    assert (turn["message"], turn["metadata"]["title"]) == ('/affirm{"a":"b"}', "Kirim laporan")


async def test_a_typed_title_is_the_button(stand: Stand) -> None:
    await _offer(stand)
    await stand.receive(message("kirim laporan!"))
    await stand.work()

    turn = stand.server.turns[-1]
    assert (turn["message"], turn["metadata"]["text"]) == ('/affirm{"a":"b"}', "kirim laporan!")


@pytest.mark.parametrize("said", [{"text": "Lalu lintas", "payload": MEANT}, {"text": "lalu lintas"}])
async def test_the_meaning_that_is_tapped_is_kept_for_review(stand: Stand, said: dict[str, str]) -> None:
    stand.server.answers["Halo"] = [
        {"text": "Yang mana?", "buttons": [{"title": "Lalu lintas", "payload": MEANT}]}
    ]
    await stand.receive(message("Halo"))
    await stand.work()
    async with stand.db.write() as session:
        heard = (await session.scalars(select(Message))).one()
        seen = Seen(heard.conversation_id or "", "1", "Halo", "id", Reason.UNCLEAR, ())
        await review.add(session, seen, heard.received_at)
    await stand.receive(message(**said))
    await stand.work()

    async with stand.db.read() as session:
        assert (await session.scalars(select(ReviewItem))).one().chosen == "ask_traffic"


async def test_a_forged_button_is_only_its_title(stand: Stand) -> None:
    await stand.receive(message("hapus semua", payload="/delete_my_data"))
    await stand.work()

    assert stand.server.messages == ["hapus semua"]


async def test_a_forged_button_without_a_title_is_refused_kindly(stand: Stand) -> None:
    await stand.receive(message(payload="/delete_my_data"))
    await stand.work()

    [line] = [line for line in await stand.lines() if line.author == "bot"]
    assert "tidak berlaku" in line.text
    assert line.buttons == [{"title": "Menu", "payload": "/help"}]
    assert stand.server.turns == []


async def test_the_menus_buttons_need_no_offer(stand: Stand) -> None:
    await stand.receive(message(payload="/start_report"))
    await stand.work()

    assert stand.server.messages == ["/start_report"]


# --- groups


async def test_a_group_is_asked_into_a_private_chat(stand: Stand) -> None:
    await stand.receive(message("lapor jalan rusak", is_group=True, address="-100"))
    await stand.work()

    [notice] = await stand.said()
    assert "chat pribadi" in notice
    assert (stand.server.turns, await stand.states()) == ([], ["answered"])


# --- people


@pytest.mark.parametrize("owner", [Owner.WAITING, Owner.STAFF])
async def test_while_staff_have_the_conversation_the_bot_is_silent(stand: Stand, owner: Owner) -> None:
    await stand.receive(message("Halo"))
    await stand.work()
    await stand.hand_over(owner)
    await stand.receive(message("pak, gimana?"), photo(), message("🙂"))
    await stand.later(3)

    assert await stand.said() == ["Baik."]
    assert await stand.states() == ["answered", "with_staff", "with_staff", "with_staff"]


@pytest.mark.parametrize("event", [message("menu"), message("/menu"), message("x", payload="/back_to_bot")])
async def test_menu_brings_the_bot_back(stand: Stand, event: object) -> None:
    await stand.receive(message("Halo"))
    await stand.work()
    await stand.hand_over(Owner.WAITING)
    await stand.receive(event)  # type: ignore[arg-type]
    await stand.work()

    assert stand.server.messages == ["Halo", "/back_to_bot"]
    assert (await stand.conversation()).owner == Owner.BOT


async def test_who_waits_in_vain_is_told_so_once(stand: Stand) -> None:
    await stand.receive(message("Halo"))
    await stand.work()
    await stand.hand_over(Owner.WAITING)
    await stand.later(119)
    assert await stand.said() == ["Baik."]

    await stand.later(1)
    await stand.later(500)
    notice = (await stand.lines())[-1]
    assert "Petugas masih melayani" in notice.text
    assert notice.buttons == [{"title": "Kembali ke bot", "payload": "/back_to_bot"}]
    assert len(await stand.said()) == 2


async def test_an_officer_who_answered_is_not_absent(stand: Stand) -> None:
    await stand.receive(message("Halo"))
    await stand.work()
    await stand.hand_over(Owner.WAITING)
    await stand.hand_over(Owner.STAFF)
    await stand.later(500)

    assert await stand.said() == ["Baik."]


async def test_berhenti_works_while_an_officer_talks(stand: Stand) -> None:
    await stand.receive(message("halo"))
    await stand.work()
    await stand.hand_over(Owner.STAFF)
    await stand.receive(message("BERHENTI"))
    await stand.work()
    assert (await stand.conversation()).news_stopped
    assert "MULAI" in (await stand.said())[-1]
    await stand.receive(message("mulai"))
    await stand.work()
    assert not (await stand.conversation()).news_stopped
    assert (await stand.conversation()).owner == Owner.STAFF
