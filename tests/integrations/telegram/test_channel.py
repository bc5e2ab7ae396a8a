"""Sending, files and registration against a stand-in Bot API."""

import json
from pathlib import Path

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
)
from core.messages import Button, Media, MediaKind, Outgoing, Request
from integrations.telegram.channel import TelegramChannel
from tests.platforms import TELEGRAM_SECRET, TELEGRAM_TOKEN, Recorded, TelegramServer

FIXTURES = Path(__file__).parent / "fixtures"
TEXT = Request("sendMessage", {"chat_id": 5550000001, "text": "Baik."})
MEDIA = Media(MediaKind.PHOTO, "AgUJI")
TOO_MANY_WITHOUT_TIME = {"status": 429, "body": {"ok": False, "error_code": 429, "description": "Too Many"}}
TOO_MANY_HTML = {"status": 429, "body": "<html></html>"}
NOT_JSON = {"status": 200, "body": "<html>masuk ke wifi</html>"}
NOT_OK = {"status": 200, "body": {"ok": False, "description": "aneh"}}
ODD_RESULT = {"status": 200, "body": {"ok": True, "result": {"halo": 1}}}
DEACTIVATED = {"status": 403, "body": {"ok": False, "description": "Forbidden: user is deactivated"}}
BAD_IMAGE = {
    "status": 400,
    "body": {"ok": False, "description": "Bad Request: failed to get HTTP URL content"},
}
NO_RIGHTS = {
    "status": 400,
    "body": {"ok": False, "description": "Bad Request: not enough rights to send text messages to the chat"},
}


def recorded(name: str) -> Recorded:
    response: Recorded = json.loads((FIXTURES / "responses" / f"{name}.json").read_text())
    return response


def test_it_is_a_channel(channel: TelegramChannel) -> None:
    checked: Channel = channel

    assert (checked.name, checked.reply_window) == ("telegram", None)


async def test_a_sent_text_returns_chat_and_message(server: TelegramServer, channel: TelegramChannel) -> None:
    assert await channel.send(TEXT) == "5550000001:501"
    assert server.sent("sendMessage") == [{"chat_id": 5550000001, "text": "Baik."}]


async def test_what_is_rendered_is_accepted(server: TelegramServer, channel: TelegramChannel) -> None:
    buttons = (Button("Jalan rusak", "lapor:jalan"), Button("Batal", "batal"))
    requests = channel.render(Outgoing("5550000001", "kata " * 1500, buttons, "https://example.org/peta.jpg"))

    ids = [await channel.send(request) for request in requests]

    assert ids == ["5550000001:501", "5550000001:502", "5550000001:503"]
    assert server.sent("sendMessage")[-1]["reply_markup"] == requests[-1].body["reply_markup"]
    assert server.sent("sendPhoto") == [{"chat_id": 5550000001, "photo": "https://example.org/peta.jpg"}]


async def test_a_file_of_ours_is_uploaded_with_its_caption(
    server: TelegramServer, channel: TelegramChannel, tmp_path: Path
) -> None:
    picture = tmp_path / "bukti.jpg"
    picture.write_bytes(b"jpeg")
    (request,) = channel.render(Outgoing("5550000001", "Ditambal.", file=picture))

    assert await channel.send(request) == "5550000001:501"
    assert server.sent("sendPhoto") == [{"chat_id": 5550000001, "photo": b"jpeg", "caption": "Ditambal."}]


async def test_a_request_survives_storage_as_json(server: TelegramServer, channel: TelegramChannel) -> None:
    (request,) = channel.render(Outgoing("5550000001", "Kirim?", (Button("Ya", "y"),)))

    await channel.send(Request(request.method, json.loads(json.dumps(request.body))))

    assert server.sent("sendMessage") == [request.body]


@pytest.mark.parametrize(
    ("response", "error"),
    [
        ("error_400_button_data", RejectedError),
        ("error_400_empty", RejectedError),
        ("error_400_parse_entities", RejectedError),
        ("error_400_chat_not_found", UnreachableError),
        ("error_403_blocked", UnreachableError),
        ("error_403_cannot_initiate", UnreachableError),
        ("error_403_kicked", UnreachableError),
        ("error_401", CredentialsError),
        ("error_409", ServiceDownError),
        ("error_413", ServiceDownError),
        ("error_429", ThrottledError),
        ("error_500", ServiceDownError),
        ("error_502", ServiceDownError),
    ],
)
async def test_a_recorded_error_says_what_to_do(
    server: TelegramServer, channel: TelegramChannel, response: str, error: type[IntegrationError]
) -> None:
    server.fail_next("sendMessage", recorded(response))

    with pytest.raises(IntegrationError) as caught:
        await channel.send(TEXT)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (TOO_MANY_WITHOUT_TIME, ThrottledError),
        (TOO_MANY_HTML, ThrottledError),
        (NOT_JSON, ServiceDownError),
        (NOT_OK, ServiceDownError),
        (ODD_RESULT, ServiceDownError),
        ({"status": 200, "body": {"ok": True, "result": 5}}, UncertainError),
        (DEACTIVATED, UnreachableError),
        (NO_RIGHTS, UnreachableError),
        (None, UncertainError),
    ],
)
async def test_an_odd_answer_says_what_to_do(
    server: TelegramServer,
    channel: TelegramChannel,
    response: Recorded | None,
    error: type[IntegrationError],
) -> None:
    server.fail_next("sendMessage", response)

    with pytest.raises(IntegrationError) as caught:
        await channel.send(TEXT)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("response", "seconds"),
    [(recorded("error_429"), 17.0), (TOO_MANY_WITHOUT_TIME, 5.0), (TOO_MANY_HTML, 5.0)],
)
async def test_flood_control_says_how_long_and_for_whom(
    server: TelegramServer, channel: TelegramChannel, response: Recorded, seconds: float
) -> None:
    server.fail_next("sendMessage", response)

    with pytest.raises(ThrottledError) as caught:
        await channel.send(TEXT)
    assert (caught.value.retry_after, caught.value.everyone) == (seconds, False)


async def test_a_throttled_call_is_not_repeated_here(
    server: TelegramServer, channel: TelegramChannel
) -> None:
    server.fail_next("sendMessage", recorded("error_429"))

    with pytest.raises(ThrottledError):
        await channel.send(TEXT)
    assert len(server.calls) == 1


async def test_a_group_that_moved_is_followed(server: TelegramServer, channel: TelegramChannel) -> None:
    server.fail_next("sendMessage", recorded("error_400_migrated"))

    assert await channel.send(TEXT) == "-1002200000777:501"
    assert [body["chat_id"] for body in server.sent("sendMessage")] == [5550000001, -1002200000777]


async def test_a_group_that_keeps_moving_is_given_up(
    server: TelegramServer, channel: TelegramChannel
) -> None:
    server.fail_next("sendMessage", recorded("error_400_migrated"), times=2)

    with pytest.raises(UnreachableError):
        await channel.send(TEXT)


async def test_a_refused_image_does_not_cost_the_answer(
    server: TelegramServer, channel: TelegramChannel
) -> None:
    buttons = (Button("Ya", "y"),)
    (photo,) = channel.render(Outgoing("5550000001", "Peta", buttons, "https://example.org/hilang.jpg"))
    server.fail_next("sendPhoto", BAD_IMAGE)

    assert await channel.send(photo) == "5550000001:501"
    assert server.sent("sendMessage") == [
        {"chat_id": 5550000001, "text": "Peta", "reply_markup": photo.body["reply_markup"]}
    ]


async def test_a_refused_image_without_caption_is_reported(
    server: TelegramServer, channel: TelegramChannel
) -> None:
    (photo,) = channel.render(Outgoing("5550000001", "", image="https://example.org/hilang.jpg"))
    server.fail_next("sendPhoto", BAD_IMAGE)

    with pytest.raises(RejectedError):
        await channel.send(photo)


async def test_an_unknown_call_is_our_fault(channel: TelegramChannel) -> None:
    with pytest.raises(RejectedError):
        await channel.send(Request("sendDice", {"chat_id": 1}))


async def test_no_connection_means_nothing_was_sent() -> None:
    async with TelegramServer() as gone:
        url = gone.url
    channel = TelegramChannel(TELEGRAM_TOKEN, TELEGRAM_SECRET, url)

    with pytest.raises(ServiceDownError):
        await channel.send(TEXT)
    await channel.close()


async def test_a_file_is_fetched_whole(server: TelegramServer, channel: TelegramChannel) -> None:
    server.files["AgUJI"] = b"\xff\xd8" + bytes(300_000)

    assert await channel.fetch(MEDIA) == server.files["AgUJI"]


async def test_an_unknown_file_is_a_bad_answer(channel: TelegramChannel) -> None:
    with pytest.raises(BadAnswerError):
        await channel.fetch(MEDIA)


async def test_a_file_that_claims_to_be_too_large_is_not_asked_for(
    server: TelegramServer, channel: TelegramChannel
) -> None:
    with pytest.raises(BadAnswerError):
        await channel.fetch(Media(MediaKind.VIDEO, "AgUJI", size=20 * 1024**2 + 1))
    assert server.calls == []


@pytest.mark.parametrize(
    ("method", "response", "error"),
    [
        ("getFile", recorded("error_400_file_too_big"), BadAnswerError),
        ("getFile", recorded("error_500"), ServiceDownError),
        ("getFile", recorded("error_401"), CredentialsError),
        ("getFile", None, ServiceDownError),
        ("getFile", ODD_RESULT, ServiceDownError),
        ("download", recorded("error_502"), ServiceDownError),
        ("download", None, ServiceDownError),
    ],
)
async def test_a_failed_download_says_what_to_do(
    server: TelegramServer,
    channel: TelegramChannel,
    method: str,
    response: Recorded | None,
    error: type[IntegrationError],
) -> None:
    server.files["AgUJI"] = b"foto"
    server.fail_next(method, response)

    with pytest.raises(IntegrationError) as caught:
        await channel.fetch(MEDIA)
    assert type(caught.value) is error


async def test_a_tap_is_acknowledged(server: TelegramServer, channel: TelegramChannel) -> None:
    await channel.acknowledge("4382019385710000016")

    assert server.sent("answerCallbackQuery") == [{"callback_query_id": "4382019385710000016"}]


async def test_typing_is_shown(server: TelegramServer, channel: TelegramChannel) -> None:
    await channel.typing("5550000001", "812000001")

    assert server.sent("sendChatAction") == [{"chat_id": 5550000001, "action": "typing"}]


@pytest.mark.parametrize("response", [recorded("error_500"), recorded("error_429"), NOT_OK, NOT_JSON, None])
async def test_courtesies_never_raise(
    server: TelegramServer, channel: TelegramChannel, response: Recorded | None
) -> None:
    server.fail_next("answerCallbackQuery", response)
    server.fail_next("sendChatAction", response)

    await channel.acknowledge("1")
    await channel.typing("5550000001", "1")

    assert len(server.calls) == 2
