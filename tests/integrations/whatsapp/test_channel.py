"""Signatures, sending and files against a stand-in Cloud API."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from core.channels import Channel
from core.errors import (
    BadAnswerError,
    CredentialsError,
    IntegrationError,
    RejectedError,
    ServiceDownError,
    ThrottledError,
    UncertainError,
    UnreachableError,
    WindowClosedError,
)
from core.messages import Button, Media, MediaKind, Outgoing, Request
from integrations.http import Answer
from integrations.whatsapp.channel import WhatsAppChannel, trusted
from integrations.whatsapp.failures import retry_after, translate
from tests.platforms import (
    WHATSAPP_NUMBER,
    WHATSAPP_TOKEN,
    Recorded,
    WhatsAppServer,
)

FIXTURES = Path(__file__).parent / "fixtures"
PHONE = "6280055501001"
MEDIA = Media(MediaKind.PHOTO, "1234567890123")
HTML = {"status": 200, "body": "<html>masuk ke wifi</html>"}
NO_ID = {"status": 200, "body": {"messages": []}}


def recorded(name: str) -> Recorded:
    response: Recorded = json.loads((FIXTURES / "responses" / f"{name}.json").read_text())
    return response


def graph_error(code: int, status: int = 400, **more: object) -> Recorded:
    return {"status": status, "body": {"error": {"message": "uji", "code": code, **more}}}


def text(channel: WhatsAppChannel) -> Request:
    (request,) = channel.render(Outgoing(PHONE, "Baik."))
    return request


def test_it_is_a_channel(channel: WhatsAppChannel) -> None:
    checked: Channel = channel

    assert checked.name == "whatsapp"
    assert checked.reply_window is not None
    assert checked.reply_window.total_seconds() == 24 * 3600


# --- sending


async def test_a_sent_message_returns_its_id(server: WhatsAppServer, channel: WhatsAppChannel) -> None:
    assert await channel.send(text(channel)) == "wamid.UJIOUT1"
    assert server.sent("messages") == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": PHONE,
            "type": "text",
            "text": {"preview_url": False, "body": "Baik."},
        }
    ]


def picture(channel: WhatsAppChannel, folder: Path, words: str = "Cuaca besok") -> Request:
    file = folder / "gambar.png"
    file.write_bytes(b"\x89PNG gambar")
    (request,) = channel.render(Outgoing(PHONE, words, file=file))
    return request


async def test_a_picture_of_ours_is_uploaded(
    server: WhatsAppServer, channel: WhatsAppChannel, tmp_path: Path
) -> None:
    await channel.send(picture(channel, tmp_path))

    assert server.sent("upload") == [{"kinds": ["whatsapp", "image/png", "image/png"], "size": 11}]
    (sent,) = server.sent("messages")
    assert (sent["type"], sent["image"]) == ("image", {"id": "5550001112223", "caption": "Cuaca besok"})


@pytest.mark.parametrize("refusal", [graph_error(131053), NO_ID])
async def test_a_refused_picture_costs_no_words(
    server: WhatsAppServer, channel: WhatsAppChannel, tmp_path: Path, refusal: Recorded
) -> None:
    server.fail_next("upload", refusal)
    await channel.send(picture(channel, tmp_path))

    (sent,) = server.sent("messages")
    assert (sent["type"], sent["text"]["body"]) == ("text", "Cuaca besok")
    assert "image" not in sent


async def test_a_lost_picture_costs_no_words(
    server: WhatsAppServer, channel: WhatsAppChannel, tmp_path: Path
) -> None:
    request = picture(channel, tmp_path)
    (tmp_path / "gambar.png").unlink()
    await channel.send(request)

    assert [sent["type"] for sent in server.sent("messages")] == ["text"]


async def test_a_refused_picture_without_words_is_refused(
    server: WhatsAppServer, channel: WhatsAppChannel, tmp_path: Path
) -> None:
    server.fail_next("upload", graph_error(131053))
    with pytest.raises(RejectedError):
        await channel.send(picture(channel, tmp_path, words=""))


@pytest.mark.parametrize("trouble", [None, {"status": 503, "body": ""}])
async def test_words_do_not_wait_for_an_upload_that_is_down(
    server: WhatsAppServer, channel: WhatsAppChannel, tmp_path: Path, trouble: Recorded | None
) -> None:
    server.fail_next("upload", trouble)
    await channel.send(picture(channel, tmp_path))

    assert [sent["type"] for sent in server.sent("messages")] == ["text"]


async def test_a_throttled_upload_waits_like_every_message(
    server: WhatsAppServer, channel: WhatsAppChannel, tmp_path: Path
) -> None:
    server.fail_next("upload", graph_error(130429))
    with pytest.raises(ThrottledError):
        await channel.send(picture(channel, tmp_path))

    assert server.sent("messages") == []


@pytest.mark.parametrize("choices", [1, 3, 4, 10, 12])
async def test_what_is_rendered_is_accepted(channel: WhatsAppChannel, choices: int) -> None:
    buttons = tuple(Button(f"Pilihan {number}", f"p:{number}") for number in range(choices))
    requests = channel.render(Outgoing("ID.11000000000000001", "kata " * 1500, buttons))

    ids = [await channel.send(request) for request in requests]

    assert ids == [f"wamid.UJIOUT{number}" for number in range(1, len(requests) + 1)]


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (recorded("error_130429"), ThrottledError),
        (recorded("error_131048"), ThrottledError),
        (graph_error(4), ThrottledError),
        (graph_error(80007), ThrottledError),
        (recorded("error_131056"), ThrottledError),
        ({"status": 429, "body": "<html></html>"}, ThrottledError),
        (recorded("error_131047"), WindowClosedError),
        (recorded("error_131026"), UnreachableError),
        (recorded("error_131030"), UnreachableError),
        (graph_error(131049), UnreachableError),
        (graph_error(131050), UnreachableError),
        (graph_error(130472), UnreachableError),
        (recorded("error_131000"), ServiceDownError),
        (graph_error(131016), ServiceDownError),
        (graph_error(131000, status=400), ServiceDownError),
        (graph_error(139999, status=503), ServiceDownError),
        (graph_error(139999, is_transient=True), ServiceDownError),
        (recorded("error_html_503"), ServiceDownError),
        (recorded("error_131008"), RejectedError),
        (recorded("error_131009"), RejectedError),
        (recorded("error_131062_bsuid"), RejectedError),
        (recorded("error_132001"), RejectedError),
        (graph_error(100), RejectedError),
        (graph_error(139999), RejectedError),
        ({"status": 404, "body": "<html></html>"}, RejectedError),
        ({"status": 400, "body": {"error": {"code": "190"}}}, RejectedError),
        (recorded("error_190"), CredentialsError),
        (recorded("error_368"), CredentialsError),
        (recorded("error_131031"), CredentialsError),
        (recorded("error_133010"), CredentialsError),
        (graph_error(10), CredentialsError),
        (graph_error(200), CredentialsError),
        (graph_error(299), CredentialsError),
        ({"status": 401, "body": "<html></html>"}, CredentialsError),
        (HTML, UncertainError),
        (NO_ID, UncertainError),
        ({"status": 200, "body": {"messages": [{"id": 5.5}]}}, UncertainError),
        (None, UncertainError),
    ],
)
async def test_an_error_says_what_to_do(
    server: WhatsAppServer,
    channel: WhatsAppChannel,
    response: Recorded | None,
    error: type[IntegrationError],
) -> None:
    server.fail_next("messages", response)

    with pytest.raises(IntegrationError) as caught:
        await channel.send(text(channel))
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("response", "seconds", "everyone"),
    [
        (recorded("error_130429"), 5.0, True),
        ({**recorded("error_130429"), "headers": {"Retry-After": "90"}}, 90.0, True),
        (recorded("error_131056"), 6.0, False),
        ({**recorded("error_131056"), "headers": {"Retry-After": "16"}}, 16.0, False),
    ],
)
async def test_throttling_says_how_long_and_for_whom(
    server: WhatsAppServer, channel: WhatsAppChannel, response: Recorded, seconds: float, everyone: bool
) -> None:
    server.fail_next("messages", response)

    with pytest.raises(ThrottledError) as caught:
        await channel.send(text(channel))
    assert (caught.value.retry_after, caught.value.everyone) == (seconds, everyone)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 7.0),
        ({"retry-after": "2.5"}, 2.5),
        ({"Retry-After": "0"}, 7.0),
        ({"Retry-After": "-3"}, 7.0),
        ({"Retry-After": "nan"}, 7.0),
        ({"Retry-After": "inf"}, 7.0),
        ({"Retry-After": "1e9"}, 86400.0),
        ({"Retry-After": "Wed, 25 Nov 2026 05:00:00 GMT"}, 7.0),
        ({"X-Business-Use-Case-Usage": '{"1":[{"estimated_time_to_regain_access": 19}]}'}, 1140.0),
        ({"X-Business-Use-Case-Usage": '{"1":[{"estimated_time_to_regain_access":0}]}'}, 7.0),
    ],
)
def test_the_asked_pause_is_read_and_bounded(headers: dict[str, str], seconds: float) -> None:
    assert retry_after(headers, 7.0) == seconds


def test_an_unexpected_redirect_counts_as_down() -> None:
    assert type(translate(Answer(302, {}, b""))) is ServiceDownError


async def test_a_wrong_token_is_an_operators_matter(
    session: aiohttp.ClientSession, server: WhatsAppServer
) -> None:
    channel = WhatsAppChannel(session, "kedaluwarsa", WHATSAPP_NUMBER, "rahasia", "uji", server.url)

    with pytest.raises(CredentialsError):
        await channel.send(text(channel))


async def test_no_connection_means_nothing_was_sent(session: aiohttp.ClientSession) -> None:
    async with WhatsAppServer() as gone:
        url = gone.url
    channel = WhatsAppChannel(session, WHATSAPP_TOKEN, WHATSAPP_NUMBER, "rahasia", "uji", url)

    with pytest.raises(ServiceDownError):
        await channel.send(text(channel))


# --- files


async def test_a_file_is_fetched_in_two_steps(server: WhatsAppServer, channel: WhatsAppChannel) -> None:
    server.files[MEDIA.ref] = b"\xff\xd8" + bytes(300_000)

    assert await channel.fetch(MEDIA) == server.files[MEDIA.ref]
    assert server.sent("media") == [{"id": MEDIA.ref, "phone_number_id": WHATSAPP_NUMBER}]
    assert server.sent("download") == [{"id": MEDIA.ref}]


async def test_a_strange_id_stays_inside_its_path(server: WhatsAppServer, channel: WhatsAppChannel) -> None:
    with pytest.raises(BadAnswerError):
        await channel.fetch(Media(MediaKind.PHOTO, "../v23.0/me?x=#"))
    assert [body["id"] for body in server.sent("media")] == ["../v23.0/me?x=#"]


@pytest.mark.parametrize("size", [20 * 1024**2 + 1, 10**12])
async def test_a_file_that_claims_to_be_too_large_is_not_asked_for(
    server: WhatsAppServer, channel: WhatsAppChannel, size: int
) -> None:
    with pytest.raises(BadAnswerError):
        await channel.fetch(Media(MediaKind.VIDEO, MEDIA.ref, size=size))
    assert server.calls == []


@pytest.mark.parametrize(
    ("method", "response", "error"),
    [
        ("media", recorded("error_media_gone"), BadAnswerError),
        ("media", recorded("error_190"), CredentialsError),
        ("media", recorded("error_html_503"), ServiceDownError),
        ("media", HTML, BadAnswerError),
        ("media", None, ServiceDownError),
        ("media", {"status": 200, "body": {"url": 5}}, BadAnswerError),
        ("media", {"status": 200, "body": {"url": "http://[rusak"}}, BadAnswerError),
        ("media", {"status": 200, "body": {"url": "https://evil.example/?h=.fbsbx.com"}}, BadAnswerError),
        ("media", {"status": 200, "body": {"url": "https://fbsbx.com.evil.example/"}}, BadAnswerError),
        ("media", {"status": 200, "body": {"url": "http://lookaside.fbsbx.com/x"}}, BadAnswerError),
        ("media", {"status": 200, "body": {"url": "file:///etc/passwd"}}, BadAnswerError),
        ("media", {"status": 200, "body": {"file_size": str(21 * 1024**2)}}, BadAnswerError),
        ("download", {"status": 302, "headers": {"Location": "https://evil.example/"}}, BadAnswerError),
        ("download", {"status": 404, "body": ""}, BadAnswerError),
        ("download", recorded("error_html_503"), ServiceDownError),
        ("download", None, ServiceDownError),
    ],
)
async def test_a_failed_download_says_what_to_do(
    server: WhatsAppServer,
    channel: WhatsAppChannel,
    method: str,
    response: Recorded | None,
    error: type[IntegrationError],
) -> None:
    server.files[MEDIA.ref] = b"foto"
    server.fail_next(method, response, times=2)  # aiohttp itself repeats a GET that was cut off

    with pytest.raises(IntegrationError) as caught:
        await channel.fetch(MEDIA)
    assert type(caught.value) is error


GRAPH = urlsplit("https://graph.facebook.com")


@pytest.mark.parametrize(
    "url",
    ["https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", "https://graph.facebook.com/x"],
)
def test_files_come_from_metas_hosts(url: str) -> None:
    assert trusted(url, GRAPH) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://127.0.0.1:1/foto",
        "http://graph.facebook.com/foto",
        "https://evil.example/foto",
        "https://evil.example/@lookaside.fbsbx.com",
        "https://lookaside.fbsbx.com@evil.example/",
    ],
)
def test_nobody_else_sees_the_token_and_nobody_unencrypted(url: str) -> None:
    with pytest.raises(BadAnswerError):
        trusted(url, GRAPH)


# --- courtesies


async def test_typing_marks_the_message_as_read(server: WhatsAppServer, channel: WhatsAppChannel) -> None:
    await channel.typing(PHONE, "wamid.UJI")

    assert server.sent("typing") == [
        {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": "wamid.UJI",
            "typing_indicator": {"type": "text"},
        }
    ]


@pytest.mark.parametrize("response", [recorded("error_131009"), recorded("error_html_503"), HTML, None])
async def test_courtesies_never_raise(
    server: WhatsAppServer, channel: WhatsAppChannel, response: Recorded | None
) -> None:
    server.fail_next("typing", response)

    await channel.typing(PHONE, "wamid.UJI")
    await channel.acknowledge("apa saja")

    assert len(server.calls) == 1
