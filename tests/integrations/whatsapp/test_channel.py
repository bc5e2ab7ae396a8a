"""Signatures, sending and files against a stand-in Cloud API."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from core.channels import Channel
from core.errors import (
    BadAnswerError,
    CredentialsError,
    IntegrationError,
    PayloadError,
    RejectedError,
    ServiceDownError,
    SignatureError,
    ThrottledError,
    UncertainError,
    UnreachableError,
    WindowClosedError,
)
from core.messages import Button, Incoming, Media, MediaKind, Outgoing, Request
from integrations.http import Answer
from integrations.whatsapp.channel import WhatsAppChannel, trusted
from integrations.whatsapp.failures import retry_after, translate
from tests.platforms import (
    WHATSAPP_APP_SECRET,
    WHATSAPP_NUMBER,
    WHATSAPP_TOKEN,
    WHATSAPP_VERIFY_TOKEN,
    Recorded,
    WhatsAppServer,
    meta_body,
    meta_headers,
)

FIXTURES = Path(__file__).parent / "fixtures"
VECTORS: list[dict[str, Any]] = json.loads((FIXTURES / "signature_vectors.json").read_text())["vectors"]
PHONE = "6280055501001"
MEDIA = Media(MediaKind.PHOTO, "1234567890123")
HTML = {"status": 200, "body": "<html>masuk ke wifi</html>"}
NO_ID = {"status": 200, "body": {"messages": []}}


def recorded(name: str) -> Recorded:
    response: Recorded = json.loads((FIXTURES / "responses" / f"{name}.json").read_text())
    return response


def graph_error(code: int, status: int = 400, **more: object) -> Recorded:
    return {"status": status, "body": {"error": {"message": "uji", "code": code, **more}}}


@pytest.fixture
async def server() -> AsyncIterator[WhatsAppServer]:
    async with WhatsAppServer() as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def build(
    session: aiohttp.ClientSession,
    url: str,
    *,
    access_token: str = WHATSAPP_TOKEN,
    app_secret: str = WHATSAPP_APP_SECRET,
    verify_token: str = WHATSAPP_VERIFY_TOKEN,
) -> WhatsAppChannel:
    return WhatsAppChannel(session, access_token, WHATSAPP_NUMBER, app_secret, verify_token, url)


@pytest.fixture
def channel(session: aiohttp.ClientSession, server: WhatsAppServer) -> WhatsAppChannel:
    return build(session, server.url)


def text(channel: WhatsAppChannel) -> Request:
    (request,) = channel.render(Outgoing(PHONE, "Baik."))
    return request


def test_it_is_a_channel(channel: WhatsAppChannel) -> None:
    checked: Channel = channel

    assert checked.name == "whatsapp"
    assert checked.reply_window is not None
    assert checked.reply_window.total_seconds() == 24 * 3600


# --- receiving


@pytest.mark.parametrize("vector", VECTORS[:2], ids=lambda vector: vector["name"])
def test_a_signed_body_is_read(channel: WhatsAppChannel, vector: dict[str, Any]) -> None:
    body = base64.b64decode(vector["body_base64"])

    assert channel.parse({"X-Hub-Signature-256": vector["header"]}, body)


@pytest.mark.parametrize("escaped", [True, False])
def test_the_raw_bytes_are_what_is_signed(channel: WhatsAppChannel, escaped: bool) -> None:
    payload = json.loads((FIXTURES / "image_caption.json").read_text())
    body = meta_body(payload) if escaped else json.dumps(payload, ensure_ascii=False, indent=1).encode()

    assert channel.parse(meta_headers(body), body)


def test_the_header_has_no_case(channel: WhatsAppChannel) -> None:
    body = (FIXTURES / "text.json").read_bytes()
    headers = {"x-hub-signature-256": meta_headers(body)["X-Hub-Signature-256"]}

    assert isinstance(channel.parse(headers, body)[0], Incoming)


@pytest.mark.parametrize("vector", VECTORS[2:], ids=lambda vector: vector["name"])
def test_a_wrong_or_missing_signature_is_refused(channel: WhatsAppChannel, vector: dict[str, Any]) -> None:
    headers = {"X-Hub-Signature-256": vector["header"] or ""}

    with pytest.raises(SignatureError):
        channel.parse(headers, base64.b64decode(vector["body_base64"]))


@pytest.mark.parametrize("header", ["", "sha256=", "sha1=abc", "\udcff\ud800", "é", "sha256=" + "0" * 64])
def test_an_odd_signature_is_refused(channel: WhatsAppChannel, header: str) -> None:
    with pytest.raises(SignatureError):
        channel.parse({"X-Hub-Signature-256": header}, b"{}")


def test_a_changed_body_is_refused(channel: WhatsAppChannel) -> None:
    body = (FIXTURES / "text.json").read_bytes()

    with pytest.raises(SignatureError):
        channel.parse(meta_headers(body), body + b" ")


def test_an_unset_secret_closes_the_webhook(session: aiohttp.ClientSession, server: WhatsAppServer) -> None:
    channel = build(session, server.url, app_secret="")
    body = (FIXTURES / "text.json").read_bytes()

    with pytest.raises(SignatureError):
        channel.parse(meta_headers(body, secret=""), body)


def test_a_signed_body_that_is_no_json_is_refused(channel: WhatsAppChannel) -> None:
    with pytest.raises(PayloadError):
        channel.parse(meta_headers(b"{"), b"{")


GOOD = {"hub.mode": "subscribe", "hub.verify_token": WHATSAPP_VERIFY_TOKEN, "hub.challenge": "1158201444"}


def test_the_handshake_answers_the_challenge(channel: WhatsAppChannel) -> None:
    assert channel.handshake(GOOD) == "1158201444"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {**GOOD, "hub.verify_token": "salah"},
        {**GOOD, "hub.verify_token": ""},
        {**GOOD, "hub.mode": "unsubscribe"},
        {**GOOD, "hub.challenge": ""},
    ],
)
def test_any_other_handshake_is_refused(channel: WhatsAppChannel, query: dict[str, str]) -> None:
    assert channel.handshake(query) is None


def test_an_unset_verify_token_refuses_every_handshake(
    session: aiohttp.ClientSession, server: WhatsAppServer
) -> None:
    channel = build(session, server.url, verify_token="")

    assert channel.handshake({**GOOD, "hub.verify_token": ""}) is None


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
    channel = build(session, server.url, access_token="kedaluwarsa")

    with pytest.raises(CredentialsError):
        await channel.send(text(channel))


async def test_no_connection_means_nothing_was_sent(session: aiohttp.ClientSession) -> None:
    async with WhatsAppServer() as gone:
        url = gone.url
    channel = build(session, url)

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
