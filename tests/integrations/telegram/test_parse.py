"""The webhook call as a whole: who may send it, and what no body may do."""

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import PayloadError, SignatureError
from core.messages import Event, Incoming
from integrations.telegram.addressing import BotIdentity
from integrations.telegram.channel import TelegramChannel
from integrations.telegram.payloads import read_update
from tests.platforms import TELEGRAM_SECRET, TELEGRAM_TOKEN

FIXTURES = Path(__file__).parent / "fixtures"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
BODY = (FIXTURES / "message_text.json").read_bytes()
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def channel() -> TelegramChannel:
    """One for all: parsing is pure, and building the TLS contexts takes a quarter of a second."""
    return TelegramChannel(TELEGRAM_TOKEN, TELEGRAM_SECRET, "http://127.0.0.1:9")


def test_a_signed_call_is_one_event(channel: TelegramChannel) -> None:
    events = channel.parse(HEADERS, BODY)

    assert [type(event) for event in events] == [Incoming]


@pytest.mark.parametrize("name", ["x-telegram-bot-api-secret-token", "X-TELEGRAM-BOT-API-SECRET-TOKEN"])
def test_header_names_have_no_case(channel: TelegramChannel, name: str) -> None:
    assert channel.parse({name: TELEGRAM_SECRET}, BODY)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Telegram-Bot-Api-Secret-Token": ""},
        {"X-Telegram-Bot-Api-Secret-Token": "salah"},
        {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET.lower()},
        {"X-Telegram-Bot-Api-Secret-Token": f"{TELEGRAM_SECRET} "},
        {"X-Telegram-Bot-Api-Secret-Token": "\udcff\ud800é"},
    ],
)
def test_a_wrong_secret_is_refused(channel: TelegramChannel, headers: dict[str, str]) -> None:
    with pytest.raises(SignatureError):
        channel.parse(headers, BODY)


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": ""}, HEADERS])
async def test_an_unset_secret_closes_the_webhook(headers: dict[str, str]) -> None:
    channel = TelegramChannel(TELEGRAM_TOKEN, "")

    with pytest.raises(SignatureError):
        channel.parse(headers, BODY)
    await channel.close()


def test_the_secret_is_checked_before_the_body_is_read(channel: TelegramChannel) -> None:
    with pytest.raises(SignatureError):
        channel.parse({}, b"{")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"7",
        b'"halo"',
        b"\xff\xfe\xfd",
        b'{"update_id": NaN}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"a":' * 200_000,
        b"[" * 200_000 + b"]" * 200_000,
        (FIXTURES / "no_update_id.json").read_bytes(),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_an_unreadable_body_is_refused(channel: TelegramChannel, body: bytes) -> None:
    with pytest.raises(PayloadError):
        channel.parse(HEADERS, body)


def test_a_body_in_another_unicode_encoding_is_read(channel: TelegramChannel) -> None:
    assert channel.parse(HEADERS, BODY.decode().encode("utf-16"))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(2**70)
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec=None), max_size=8)
    | st.sampled_from(["private", "supergroup", "channel", "kicked", "/lapor@x", "\ud800", "\x00"]),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(  # the names that the parser knows
                [
                    "id",
                    "type",
                    "chat",
                    "from",
                    "message",
                    "text",
                    "caption",
                    "photo",
                    "file_id",
                    "location",
                    "latitude",
                    "longitude",
                    "venue",
                    "data",
                    "entities",
                    "user",
                    "reply_to_message",
                    "reply_markup",
                    "inline_keyboard",
                    "callback_data",
                    "is_bot",
                    "date",
                    "new_chat_member",
                    "status",
                    "voice",
                    "contact",
                    "sender_chat",
                    "title",
                ]
            ),
            children,
            max_size=6,
        )
    ),
    max_leaves=25,
)
KINDS = st.sampled_from(
    ["message", "edited_message", "callback_query", "my_chat_member", "channel_post", "poll"]
)


@FUZZ
@given(kind=KINDS, item=JSON)
def test_no_update_with_an_id_is_ever_lost(kind: str, item: object) -> None:
    event = read_update({"update_id": 1, kind: item}, BotIdentity(7, "bot"), lambda: NOW)

    _assert_storable(event)


@FUZZ
@given(item=JSON, kind=st.sampled_from(["private", "supergroup"]))
def test_no_message_content_is_ever_lost(item: object, kind: str) -> None:
    content = item if isinstance(item, dict) else {"text": item}
    message = {**content, "chat": {"id": 5, "type": kind}}

    event = read_update({"update_id": 1, "message": message}, BotIdentity(7, "bot"), lambda: NOW)

    _assert_storable(event)


@FUZZ
@given(body=st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_read_or_refused(channel: TelegramChannel, body: bytes) -> None:
    with contextlib.suppress(PayloadError):
        assert len(channel.parse(HEADERS, body)) == 1


def _assert_storable(event: Event) -> None:
    words = repr(event)
    assert "\\ud8" not in words
    assert "\\x00" not in words
