from pathlib import Path

import pytest

from bot import forms
from core.messages import Button, Outgoing
from core.outbox import Form
from integrations.telegram.channel import TelegramChannel

CHANNEL = TelegramChannel("7000000001:uji", "rahasia")
BUTTON = Button("Lapor", "/start_report")
PICTURE = "https://sobat.example.id/peta.png"
LONG = "kata " * 300  # too long for a caption, short enough for one message


def _texts(message: Outgoing, form: Form) -> list[object]:
    return [request.body.get("text") for request in forms.parts(CHANNEL, message, form)]


def test_plain_words_name_the_choices_and_the_picture() -> None:
    message = Outgoing("100", "Pilih:", (BUTTON, Button("Batal", "/cancel")), PICTURE)

    assert _texts(message, Form.PLAIN) == ["Pilih:", f"• Lapor\n• Batal\n{PICTURE}"]


def test_choices_without_words_are_still_named() -> None:
    assert _texts(Outgoing("100", "", (BUTTON,)), Form.PLAIN) == ["• Lapor"]


@pytest.mark.parametrize(
    ("message", "has_plain"),
    [
        (Outgoing("100", "Halo"), False),
        (Outgoing("100", "Halo", (BUTTON,)), True),
        (Outgoing("100", "Halo", image=PICTURE), True),
    ],
)
def test_only_what_is_more_than_words_has_a_plain_form(message: Outgoing, has_plain: bool) -> None:
    assert forms.has_plain(message) is has_plain


@pytest.mark.parametrize(
    ("message", "done", "said"),
    [
        (Outgoing("100", "Halo", (BUTTON,)), 0, 0),
        (Outgoing("100", "Halo", (), PICTURE), 1, 1),  # as its caption
        (Outgoing("100", LONG, (BUTTON,), PICTURE), 1, 0),  # only the picture went out
        (Outgoing("100", LONG, (), PICTURE), 1, 1),  # the picture would have come last
        (Outgoing("100", LONG * 4, (BUTTON,)), 1, 1),
    ],
)
def test_what_was_said_is_not_said_again(message: Outgoing, done: int, said: int) -> None:
    assert forms.said(CHANNEL, message, done) == said


def test_telegram_needs_no_template() -> None:
    assert forms.parts(CHANNEL, Outgoing("100", "Halo"), Form.TEMPLATE) == []


def test_a_picture_from_this_machine_is_no_words(tmp_path: Path) -> None:
    message = Outgoing("100", "Ditambal.", file=tmp_path / "bukti.jpg")

    assert forms.has_plain(message)
    assert _texts(message, Form.PLAIN) == ["Ditambal."]
