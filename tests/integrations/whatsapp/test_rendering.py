"""An answer in WhatsApp's terms; the stand-in's own rules judge that Meta would take it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.messages import Button, Outgoing, Request
from integrations.whatsapp.rendering import render, unique_titles
from tests.whatsapp_rules import whatsapp_problem

PHONE = "6280055501001"
ENVELOPE = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": PHONE}
IMAGE = "https://example.org/peta.jpg"


def answer(text: str = "", *titles: str, image: str | None = None) -> list[Request]:
    buttons = tuple(Button(title, f"p:{number}") for number, title in enumerate(titles))
    return render(Outgoing(PHONE, text, buttons, image))


def interactive(request: Request) -> Any:
    return request.body["interactive"]


def rows(request: Request) -> list[dict[str, str]]:
    found: list[dict[str, str]] = interactive(request)["action"]["sections"][0]["rows"]
    return found


def numbered_lines(request: Request) -> list[str]:
    text: Any = request.body["text"]
    heading, lines = text["body"].split("\n\n")
    assert heading == "Pilih kecamatan"
    return str(lines).splitlines()


def test_a_text_is_one_message() -> None:
    assert answer("Kantor buka pukul 08.00.") == [
        Request(
            "messages",
            {**ENVELOPE, "type": "text", "text": {"preview_url": False, "body": "Kantor buka pukul 08.00."}},
        )
    ]


@pytest.mark.parametrize("text", ["", " \n", "\x00"])
def test_a_blank_answer_is_never_sent(text: str) -> None:
    assert answer(text) == []


def test_a_scoped_id_is_a_recipient() -> None:
    (request,) = render(Outgoing("ID.11000000000000001", "Halo"))

    assert request.body["recipient"] == "ID.11000000000000001"
    assert "to" not in request.body


def test_a_group_is_named_as_one() -> None:
    (request,) = render(Outgoing("Y2FwaV9ncm91cDp1amk", "Halo", is_group=True))

    assert (request.body["recipient_type"], request.body["to"]) == ("group", "Y2FwaV9ncm91cDp1amk")


def test_up_to_three_choices_are_reply_buttons() -> None:
    (request,) = answer("Kirim laporan?", "Ya, kirim", "Ubah", "Batal")

    assert interactive(request) == {
        "type": "button",
        "body": {"text": "Kirim laporan?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "p:0", "title": "Ya, kirim"}},
                {"type": "reply", "reply": {"id": "p:1", "title": "Ubah"}},
                {"type": "reply", "reply": {"id": "p:2", "title": "Batal"}},
            ]
        },
    }


def test_four_to_ten_choices_are_a_list() -> None:
    (request,) = answer("Pilih layanan", *"ABCDE")

    assert interactive(request)["type"] == "list"
    assert [row["title"] for row in rows(request)] == list("ABCDE")


def test_more_choices_are_numbered() -> None:
    (request,) = answer("Pilih kecamatan", *(f"Kecamatan {number}" for number in range(1, 31)))

    assert request.body["type"] == "text"
    assert numbered_lines(request) == [f"{number}. Kecamatan {number}" for number in range(1, 31)]


def test_very_many_choices_come_in_pages() -> None:
    pages = answer("Pilih", *(f"Kelurahan dengan nama panjang {number}" for number in range(151)))

    assert len(pages) == 2
    assert [whatsapp_problem(page.body) for page in pages] == [None, None]


def test_a_title_too_long_for_a_list_stands_in_the_description() -> None:
    (request,) = answer("Pilih", "Sembunyikan nama saya dari semua orang", "B", "C", "D")

    assert rows(request)[0] == {
        "id": "p:0",
        "title": "Sembunyikan nama saya d…",
        "description": "Sembunyikan nama saya dari semua orang",
    }
    assert "description" not in rows(request)[1]


@pytest.mark.parametrize(
    ("titles", "unique"),
    [
        (["Ya", "Tidak"], ["Ya", "Tidak"]),
        (["Ya", "Ya", "Ya"], ["Ya", "Ya (2)", "Ya (3)"]),
        (["Jalan Dago atas", "Jalan Dago bawah"], ["Jalan Dag…", "Jalan (2)"]),
        (["Jalan Dago", " Jalan Dago "], ["Jalan Dago", "Jalan (2)"]),
    ],
)
def test_titles_stay_different_after_cutting(titles: list[str], unique: list[str]) -> None:
    assert [title.replace("… ", " ") for title in unique_titles(titles, 10)] == unique


def test_a_repeated_payload_is_offered_once() -> None:
    (request,) = render(Outgoing(PHONE, "Pilih", (Button("Ya", "y"), Button("Iya", "y"))))

    assert len(interactive(request)["action"]["buttons"]) == 1


def test_a_body_too_long_for_buttons_gets_them_in_a_message_of_their_own() -> None:
    text, choices = answer("kata " * 300, "Ya", "Tidak")

    assert text.body["type"] == "text"
    assert len(interactive(choices)["body"]["text"]) < 30


def test_buttons_hang_on_the_last_part_when_it_is_short_enough() -> None:
    first, last = answer("kata " * 900, "Ya")

    assert first.body["type"] == "text"
    assert interactive(last)["body"]["text"].startswith("kata")


def test_buttons_without_text_get_one() -> None:
    (request,) = answer("", "Ya")

    assert interactive(request)["body"]["text"].strip()


def test_an_image_takes_the_text_as_its_caption() -> None:
    assert answer("Peta", image=IMAGE) == [
        Request("messages", {**ENVELOPE, "type": "image", "image": {"link": IMAGE, "caption": "Peta"}})
    ]


def test_an_image_without_text_has_no_caption() -> None:
    assert answer(image=IMAGE) == [
        Request("messages", {**ENVELOPE, "type": "image", "image": {"link": IMAGE}})
    ]


def test_a_text_too_long_for_a_caption_comes_before_the_image() -> None:
    assert [request.body["type"] for request in answer("kata " * 300, image=IMAGE)] == ["text", "image"]


def test_a_file_of_ours_is_preferred_to_its_address(tmp_path: Path) -> None:
    (request,) = render(Outgoing(PHONE, "Peta", image=IMAGE, file=tmp_path / "peta.png"))

    assert request.body["image"] == {"file": tmp_path / "peta.png", "caption": "Peta"}


def test_an_image_comes_before_its_choices() -> None:
    image, choices = answer("Peta", "Ya", image=IMAGE)

    assert image.body["image"] == {"link": IMAGE}
    assert interactive(choices)["body"]["text"] == "Peta"


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(st.sampled_from("ab 🚧é.\n"), max_size=30).map(lambda piece: piece * 200),
    titles=st.lists(st.text(st.characters(codec=None), max_size=90), max_size=14),
    image=st.none() | st.just(IMAGE),
)
def test_whatever_is_rendered_is_within_the_limits(text: str, titles: list[str], image: str | None) -> None:
    problems = [whatsapp_problem(request.body) for request in answer(text, *titles, image=image)]

    assert problems == [None] * len(problems)
