"""In which language a conversation goes on: what Rasa is told of it, and what the gateway says itself."""

import pytest

from core.conversations import Owner
from tests.bot.conftest import Stand
from tests.inputs import message, photo

IN_SUNDANESE = '/choose_language{"language":"su"}'
CHOICE = {
    "Bahasa Indonesia": '/choose_language{"language":"id"}',
    "Basa Sunda": IN_SUNDANESE,
    "English": '/choose_language{"language":"en"}',
}


async def _heard(stand: Stand, *texts: str) -> list[tuple[str, str]]:
    """What Rasa is asked for these messages, one after the other, and in which language it shall answer."""
    for text in texts:
        await stand.receive(message(text))
        await stand.work()
    return [(turn["message"], turn["metadata"]["language"]) for turn in stand.server.turns]


async def test_the_answers_follow_the_words_and_keep_the_language(stand: Stand) -> None:
    turns = await _heard(
        stand,
        "jalan rusak di kopo",
        "there is a big pothole on Jalan Kopo",
        "Jl. Kopo 12",
        "ok",
        "punten, abdi bade lapor runtah numpuk",
        "BDG-4821-0934",
        "hatur nuhun",
        "tolong kirim laporannya sekarang",
        "ya",
    )
    assert [language for _, language in turns] == ["id", "en", "en", "en", "su", "su", "su", "id", "id"]


async def test_a_language_that_was_asked_for_stays(stand: Stand) -> None:
    turns = await _heard(
        stand,
        "English please",
        "jalan rusak di kopo depan smp, tolong diperbaiki",
        "basa Sunda wae atuh",
        "besok hujan tidak di Dago?",
        "the street light is broken",
    )
    assert turns[0] == ('/choose_language{"language":"en"}', "en")
    assert turns[2] == (IN_SUNDANESE, "su")
    assert [language for _, language in turns] == ["en", "en", "su", "su", "su"]


async def test_a_wish_beside_a_report_switches_and_the_report_is_heard(stand: Stand) -> None:
    text = "Tolong jawab pakai bahasa Inggris. Ada lubang besar di Jalan Dago"
    assert await _heard(stand, text) == [(text, "en")]
    assert (await _heard(stand, "Jalan itu rusak parah"))[-1][1] == "en"


@pytest.mark.parametrize("text", ["/bahasa", "/language", "ganti bahasa dong", "change language"])
async def test_the_choice_is_three_buttons(stand: Stand, text: str) -> None:
    await stand.receive(message(text))
    await stand.work()

    [line] = [line for line in await stand.lines() if line.author == "bot"]
    assert {button["title"]: button["payload"] for button in line.buttons} == CHOICE
    assert stand.server.turns == []


@pytest.mark.parametrize("how", ["tapped", "typed", "named"])
async def test_a_chosen_button_switches(stand: Stand, how: str) -> None:
    await _heard(stand, "/bahasa")
    ways = {
        "tapped": message("Basa Sunda", payload=IN_SUNDANESE),
        "typed": message("basa sunda"),
        "named": message("/bahasa sunda"),
    }
    await stand.receive(ways[how])
    await stand.work()

    turn = stand.server.turns[-1]
    assert (turn["message"], turn["metadata"]["language"]) == (IN_SUNDANESE, "su")
    assert (await _heard(stand, "saya mau lapor jalan rusak"))[-1][1] == "su"


async def test_our_own_words_follow_too(stand: Stand) -> None:
    await _heard(stand, "English please", "🙂🙂")
    assert "I need words" in (await stand.said())[-1]


async def test_danger_is_answered_in_the_language_of_the_conversation(stand: Stand) -> None:
    await _heard(stand, "English please")
    await stand.receive(message("kebakaran di pasar, api besar sekali"))
    await stand.net.look()
    assert "Call 112 now. Free, 24 hours." in (await stand.said())[-1]


async def test_a_wish_under_a_photo_does_not_hide_the_photo(stand: Stand) -> None:
    await stand.receive(photo("English please"))
    await stand.later(3)
    assert stand.server.turns[-1]["metadata"]["language"] == "en"
    assert stand.server.turns[-1]["metadata"]["attachments"]


async def test_with_an_officer_a_wish_is_kept_and_not_answered(stand: Stand) -> None:
    await _heard(stand, "halo")
    await stand.hand_over(Owner.STAFF)
    before = len(stand.server.turns)
    await _heard(stand, "English please")
    assert len(stand.server.turns) == before

    await stand.hand_over(Owner.BOT)
    assert (await _heard(stand, "jalan rusak di kopo, tolong"))[-1][1] == "en"


async def test_a_title_is_known_without_its_accents(stand: Stand) -> None:
    stand.server.answers["halo"] = [
        {"text": "?", "buttons": [{"title": "Teu acan bérés", "payload": '/deny_fixed{"number":"1"}'}]}
    ]
    await _heard(stand, "halo")
    assert (await _heard(stand, "teu acan beres"))[-1][0] == '/deny_fixed{"number":"1"}'
