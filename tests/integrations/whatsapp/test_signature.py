"""Who may call the webhook: Meta's signature on the raw bytes, and the handshake before it."""

import base64
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from core.errors import PayloadError, SignatureError
from core.messages import Incoming
from integrations.whatsapp.channel import WhatsAppChannel
from tests.platforms import (
    WHATSAPP_NUMBER,
    WHATSAPP_VERIFY_TOKEN,
    WhatsAppServer,
    meta_body,
    meta_headers,
)

FIXTURES = Path(__file__).parent / "fixtures"
VECTORS: list[dict[str, Any]] = json.loads((FIXTURES / "signature_vectors.json").read_text())["vectors"]


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
    channel = WhatsAppChannel(session, "token", WHATSAPP_NUMBER, "", "uji", server.url)
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
    channel = WhatsAppChannel(session, "token", WHATSAPP_NUMBER, "rahasia", "", server.url)

    assert channel.handshake({**GOOD, "hub.verify_token": ""}) is None
