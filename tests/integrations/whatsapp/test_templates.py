"""News after the reply window: one approved template whose variable holds the words."""

from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RejectedError, WindowClosedError
from core.messages import Button, Outgoing, Request
from integrations.whatsapp.channel import WhatsAppChannel
from integrations.whatsapp.rendering import MAX_VARIABLE, Template, in_template
from tests.platforms import WHATSAPP_NUMBER, WHATSAPP_TOKEN, WhatsAppServer
from tests.whatsapp_rules import template_problem

PHONE = "6280055501001"
NEWS = Template("kabar_sobat", "id")
BODY = "Ada kabar dari Sobat Bandung: {{1}} Balas pesan ini untuk melanjutkan."
APPROVED = {("kabar_sobat", "id"): BODY}


def variable(request: Request) -> str:
    template: Any = request.body["template"]
    text: str = template["components"][0]["parameters"][0]["text"]
    return text


@pytest.fixture
def news(session: aiohttp.ClientSession, server: WhatsAppServer) -> WhatsAppChannel:
    """A channel with a template, to citizens who wrote too long ago."""
    server.templates, server.open_windows = APPROVED, set()
    return WhatsAppChannel(
        session, WHATSAPP_TOKEN, WHATSAPP_NUMBER, "rahasia", "uji", server.url, template=NEWS
    )


def test_the_template_is_named_with_its_one_variable() -> None:
    request = in_template(Outgoing(PHONE, "Laporan BDG-4821-0934 selesai."), NEWS)

    assert (request.method, request.body) == (
        "messages",
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": PHONE,
            "type": "template",
            "template": {
                "name": "kabar_sobat",
                "language": {"code": "id"},
                "components": [
                    {
                        "type": "body",
                        "parameters": [{"type": "text", "text": "Laporan BDG-4821-0934 selesai."}],
                    }
                ],
            },
        },
    )


def test_words_and_choices_become_one_line() -> None:
    message = Outgoing(
        PHONE,
        "Selesai.\n\n\tFoto:     ada",
        (Button("Lihat", "/a"), Button("Menu", "/b")),
        "https://x.id/f.jpg",
    )

    assert variable(in_template(message, NEWS)) == "Selesai. Foto: ada • Lihat • Menu https://x.id/f.jpg"


def test_a_long_text_is_cut_to_what_fits() -> None:
    words = variable(in_template(Outgoing(PHONE, "kata " * 500), NEWS))

    assert len(words) <= MAX_VARIABLE
    assert words.endswith("…")


@given(st.text(max_size=3000))
def test_the_platform_takes_every_text(text: str) -> None:
    template: Any = in_template(Outgoing(PHONE, text), NEWS).body["template"]

    assert template_problem(template, APPROVED) is None


async def test_free_words_are_refused_after_the_window(news: WhatsAppChannel) -> None:
    [request] = news.render(Outgoing(PHONE, "Halo"))

    with pytest.raises(WindowClosedError):
        await news.send(request)


async def test_the_template_gets_through(news: WhatsAppChannel, server: WhatsAppServer) -> None:
    [request] = news.render_template(Outgoing(PHONE, "Halo"))

    assert await news.send(request) == "wamid.UJIOUT1"
    assert server.sent("messages")[0]["type"] == "template"


async def test_a_template_that_meta_does_not_know_is_our_fault(
    news: WhatsAppChannel, server: WhatsAppServer
) -> None:
    server.templates = {}
    [request] = news.render_template(Outgoing(PHONE, "Halo"))

    with pytest.raises(RejectedError):
        await news.send(request)


def test_without_a_template_there_is_nothing_to_send(channel: WhatsAppChannel) -> None:
    assert channel.render_template(Outgoing(PHONE, "Halo")) == []


async def test_our_name_of_a_part_travels_along(channel: WhatsAppChannel, server: WhatsAppServer) -> None:
    [request] = channel.render(Outgoing(PHONE, "Halo"))
    await channel.send(Request(request.method, request.body, "line:7:full:0"))

    assert server.sent("messages")[0]["biz_opaque_callback_data"] == "line:7:full:0"
