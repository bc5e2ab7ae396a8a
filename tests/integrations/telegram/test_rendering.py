"""An answer in Telegram's terms."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.messages import Button, Outgoing, Request
from integrations.telegram.rendering import render
from integrations.text import utf16_length

ASEP = 5550000001


def answer(text: str = "", *buttons: Button, image: str | None = None) -> list[Request]:
    return render(Outgoing(str(ASEP), text, buttons, image))


def keyboard(request: Request) -> list[list[str]]:
    markup = json.loads(json.dumps(request.body["reply_markup"]))
    return [[key["text"] for key in row] for row in markup["inline_keyboard"]]


def test_a_text_is_one_plain_message() -> None:
    assert answer("Baik <b> & *_[x](y)") == [
        Request("sendMessage", {"chat_id": ASEP, "text": "Baik <b> & *_[x](y)"})
    ]


@pytest.mark.parametrize("text", ["", "  \n", "\x00", "\ud800"])
def test_a_blank_answer_is_never_sent(text: str) -> None:
    assert answer(text) == []


def test_short_buttons_stand_two_in_a_row() -> None:
    (request,) = answer("Pilih", Button("Jalan rusak", "a"), Button("Lampu mati", "b"), Button("Batal", "c"))

    assert keyboard(request) == [["Jalan rusak", "Lampu mati"], ["Batal"]]
    assert request.body["reply_markup"] == {
        "inline_keyboard": [
            [
                {"text": "Jalan rusak", "callback_data": "a"},
                {"text": "Lampu mati", "callback_data": "b"},
            ],
            [{"text": "Batal", "callback_data": "c"}],
        ]
    }


def test_a_long_title_gives_each_button_its_own_row() -> None:
    (request,) = answer("Pilih", Button("Sembunyikan nama saya", "a"), Button("Kirim", "b"))

    assert keyboard(request) == [["Sembunyikan nama saya"], ["Kirim"]]


def test_buttons_without_text_get_one() -> None:
    (request,) = answer("", Button("Ya", "y"))

    assert str(request.body["text"]).strip()


@pytest.mark.parametrize("button", [Button("Ya", "x" * 65), Button("Ya", ""), Button(" ", "y")])
def test_a_button_that_would_sink_the_message_is_left_out(button: Button) -> None:
    (request,) = answer("Pilih", button)

    assert "reply_markup" not in request.body


def test_an_image_takes_the_text_as_its_caption() -> None:
    assert answer("Peta lokasi", Button("Ya", "y"), image="https://example.org/peta.jpg") == [
        Request(
            "sendPhoto",
            {
                "chat_id": ASEP,
                "photo": "https://example.org/peta.jpg",
                "caption": "Peta lokasi",
                "reply_markup": {"inline_keyboard": [[{"text": "Ya", "callback_data": "y"}]]},
            },
        )
    ]


def test_an_image_without_text_has_no_caption() -> None:
    assert answer("", image="https://example.org/peta.jpg") == [
        Request("sendPhoto", {"chat_id": ASEP, "photo": "https://example.org/peta.jpg"})
    ]


def test_a_text_too_long_for_a_caption_comes_before_the_image() -> None:
    text, image = answer("kata " * 300, image="https://example.org/peta.jpg")

    assert (text.method, image.method) == ("sendMessage", "sendPhoto")
    assert "caption" not in image.body


def test_a_long_text_with_choices_follows_the_image() -> None:
    image, text = answer("kata " * 300, Button("Ya", "y"), image="https://example.org/peta.jpg")

    assert (image.method, text.method) == ("sendPhoto", "sendMessage")
    assert "caption" not in image.body
    assert "reply_markup" not in image.body
    assert keyboard(text) == [["Ya"]]


def test_the_keyboard_hangs_on_the_last_part() -> None:
    first, last = answer("kata " * 1500, Button("Ya", "y"))

    assert "reply_markup" not in first.body
    assert keyboard(last) == [["Ya"]]


def test_a_group_is_addressed_by_its_negative_number() -> None:
    (request,) = render(Outgoing("-1002200000001", "Halo", is_group=True))

    assert request.body["chat_id"] == -1002200000001


def test_an_address_that_is_no_number_stays_as_it_is() -> None:
    (request,) = render(Outgoing("@kanal", "Halo"))

    assert request.body["chat_id"] == "@kanal"


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.sampled_from("ab 🚧é.\n!"), max_size=40).map(lambda piece: piece * 250))
def test_no_part_is_too_long_and_no_word_is_lost(text: str) -> None:
    texts = [str(request.body["text"]) for request in answer(text)]

    assert all(part.strip() and utf16_length(part) <= 4096 for part in texts)
    assert "".join("".join(texts).split()) == "".join(text.split())
