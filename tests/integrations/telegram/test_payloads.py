"""One row per recorded update: the file and the event it becomes."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import PayloadError
from core.messages import Edited, Event, Ignored, Incoming, Location, Media, MediaKind, Reachability
from integrations.telegram.addressing import BotIdentity
from integrations.telegram.payloads import read_update

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SENT = datetime.fromtimestamp(1795400000, UTC)
EDITED = datetime.fromtimestamp(1795400100, UTC)
ASEP = "5550000001"
GROUP = "-1002200000001"
ME = BotIdentity(7000000001, "bandung_uji_bot")


def read(file: str, me: BotIdentity = ME) -> Event:
    return read_update(json.loads((FIXTURES / f"{file}.json").read_text()), me, lambda: NOW)


def said(text: str = "", **other: object) -> Incoming:
    """What Asep says in private; rows name only what differs."""
    base = Incoming("telegram", "", ASEP, SENT, text=text, sender_name="Asep Contoh")
    return dataclasses.replace(base, **other)  # type: ignore[arg-type]


def said_in_group(text: str = "", **other: object) -> Incoming:
    return said(text, **{"address": GROUP, "sender_name": "Neneng Uji", "is_group": True, **other})


def ignored(reason: str, notice: str | None = None, **other: object) -> Ignored:
    base = Ignored("telegram", "", reason, ASEP, notice, SENT)
    return dataclasses.replace(base, **other)  # type: ignore[arg-type]


def ignored_in_group(reason: str, **other: object) -> Ignored:
    return dataclasses.replace(ignored(reason, address=GROUP, is_group=True), **other)  # type: ignore[arg-type]


def edited(ref: str, text: str) -> Edited:
    return Edited("telegram", "", ref, ASEP, text, EDITED)


def broken(reason: str = "broken") -> Ignored:
    return ignored(reason, address=None, sent_at=NOW)


def photo(ref: str, size: int | None = None) -> tuple[Media, ...]:
    return (Media(MediaKind.PHOTO, ref, size=size),)


PRIVATE = {
    "message_text": said("Bagaimana cara membuat KTP baru?"),
    "message_text_english": said(
        "Where can I get a tourist map?", address="5550000004", sender_name="Dewi Fiktif"
    ),
    "message_text_entities": said("Cek https://example.org/info dan hubungi @neneng_uji #bandung"),
    "message_text_multiline": said(
        "Lokasi: Jl. Contoh No. 1\nMasalah: lampu jalan mati\nSejak: kemarin malam"
    ),
    "message_text_no_username": said("Halo", address="5550000003", sender_name="Ujang Sampel"),
    "message_text_sundanese": said("Punten, dupi kantor kacamatan bukana tabuh sabaraha?"),
    "message_link_preview": said("https://example.org/berita"),
    "message_reply_keyboard_answer": said("Jadwal"),
    "message_reply_to_bot": said("Yang kedua"),
    "message_start": said("/start"),
    "message_start_deeplink": said("/start ref-qr-alunalun"),
    "message_command_args": said("/lapor lampu jalan mati"),
    "message_unknown_command": said("/perintahtakdikenal"),
    "command_with_bot_name": said("/status BDG-1234-5678"),
    "forwarded_text": said("Info: pipa bocor di Antapani"),
    "text_emoji_only": said("\U0001f62d\U0001f62d"),
    "text_nul_and_surrogate": said("jalan rusak \U0001f6a7!"),
    "date_missing": said("Halo", sent_at=NOW),
    "date_zero": said("Halo", sent_at=NOW),
    "date_beyond_time": said("Halo", sent_at=NOW),
    "huge_ids": said("Halo", address=str(2**70)),
    "sender_missing": said("Halo", sender_name=None),
    "message_location": said(location=Location(-6.921553, 107.606981)),
    "message_venue": said(
        location=Location(-6.9217, 107.6071, "Alun-alun Contoh", "Jl. Contoh Timur, Bandung")
    ),
    "message_photo_caption": said(
        "Jalan berlubang di depan sekolah", media=photo("AgACAgUAAxkBAAIp3AAQ", 96110)
    ),
    "message_photo_no_caption": said(media=photo("AgACAgUAAxkBAAIq2AAQ", 96110)),
    "photo_sizes_unordered": said(media=photo("BigUJI")),
    "photo_caption_command": said("/lapor jalan rusak", media=photo("CapUJI")),
    "album_first": said("trotoar rusak", media=photo("AlUJI1", 90000)),
    "album_second": said(media=photo("AlUJI2", 91000)),
    "animation_with_caption": said("lampu kedip-kedip terus di Dago"),
    "message_document": said(
        media=(
            Media(
                MediaKind.DOCUMENT, "AgACAgUAAxkBAAId1AAQ", "application/pdf", "surat_keterangan.pdf", 20480
            ),
        )
    ),
    "voice": said(media=(Media(MediaKind.VOICE, "AwUJI1", "audio/ogg", size=9000),)),
    "audio_with_caption": said(
        "rekaman bising proyek",
        media=(Media(MediaKind.VOICE, "CQUJI1", "audio/mpeg", "rekaman.mp3", 90000),),
    ),
    "video": said("banjir di Gedebage", media=(Media(MediaKind.VIDEO, "BAUJI1", "video/mp4", size=1200000),)),
    "video_note": said(media=(Media(MediaKind.VIDEO, "DQUJI1", size=300000),)),
}

TAPS = {
    "callback_query": said("Jalan rusak", payload="lapor:jalan", ack_ref="4382019385710000016", sent_at=NOW),
    "callback_query_64_bytes": said("", payload="x" * 64, ack_ref="4382019385710000029", sent_at=NOW),
    "callback_query_url_button_state": said(
        "Berikutnya", payload="hal:2", ack_ref="4382019385710000018", sent_at=NOW
    ),
    "callback_query_group": said_in_group(
        "Batal", payload="batal", ack_ref="4382019385710000017", sent_at=NOW
    ),
    "callback_without_message": said("", payload="batal", ack_ref="4382019385710000050", sent_at=NOW),
    "callback_inaccessible_message": said("", payload="batal", ack_ref="4382019385710000050", sent_at=NOW),
    "callback_inline_message": said("", payload="batal", ack_ref="4382019385710000050", sent_at=NOW),
    "callback_game": ignored("unsupported", sent_at=NOW),
    "callback_without_sender": broken(),
}

IGNORED = {
    "message_contact_own": ignored("contact", "contact"),
    "contact_of_other": ignored("contact", "contact"),
    "sticker": ignored("sticker", "sticker"),
    "dice": ignored("unsupported", "unsupported"),
    "poll": ignored("unsupported", "unsupported"),
    "game": ignored("unsupported", "unsupported"),
    "story": ignored("unsupported", "unsupported"),
    "animation": ignored("unsupported", "unsupported"),
    "content_of_the_future": ignored("unsupported", "unsupported"),
    "text_blank": ignored("unsupported", "unsupported"),
    "edited_to_nothing": ignored("edited", "edited", sent_at=EDITED),
    "edited_by_bot": ignored("edited", sent_at=EDITED),
    "edited_live_location": ignored("live_location", sent_at=EDITED),
    "pinned_in_private": ignored("service_message"),
    "inline_query": broken("unsupported"),
    "message_reaction": broken("reaction"),
    "channel_post": broken("channel_post"),
    "update_of_the_future": broken("unsupported"),
    "update_empty": broken("unsupported"),
}

GROUPS = {
    "group_command": said_in_group("/help"),
    "group_plain_command": said_in_group("/cuaca Dago"),
    "group_mention": said_in_group("cuaca Dago besok?"),
    "group_mention_inside": said_in_group("tolong dong lampu jalan mati"),
    "group_mention_after_emoji": said_in_group("\U0001f6a7\U0001f6a7 jalan amblas"),
    "group_mention_bare": said_in_group("/start"),
    "group_mention_by_id": said_in_group("Bandung Uji, cuaca?"),
    "group_mention_in_caption": said_in_group("sampah menumpuk", media=photo("GcUJI")),
    "group_reply_to_bot": said_in_group("yang pertama"),
    "group_anonymous_admin": said_in_group("/cuaca", sender_name="Group"),
    "group_chatter": ignored_in_group("group_chatter"),
    "group_chatter_photo": ignored_in_group("group_chatter"),
    "group_sticker": ignored_in_group("group_chatter"),
    "group_reply_to_bot_sticker": ignored_in_group("sticker"),
    "group_reply_to_person": ignored_in_group("group_chatter"),
    "group_mention_other_bot": ignored_in_group("group_chatter"),
    "group_mention_in_email": ignored_in_group("group_chatter"),
    "group_command_other_bot": ignored_in_group("group_chatter"),
    "group_path_is_no_command": ignored_in_group("group_chatter"),
    "group_other_bot": ignored_in_group("bot_message"),
    "group_automatic_forward": ignored_in_group("bot_message"),
    "group_edited": ignored_in_group("edited", sent_at=EDITED),
    "group_bot_added": ignored_in_group("service_message", address="-4100000001"),
    "group_member_left": ignored_in_group("service_message"),
    "group_pinned_message": ignored_in_group("service_message"),
    "group_title_changed": ignored_in_group("service_message"),
    "group_migrated": ignored_in_group("service_message", address="-4100000001"),
    "group_bot_removed": ignored_in_group("service_message"),
    "my_chat_member_group_admin": ignored_in_group(
        "service_message", sent_at=datetime.fromtimestamp(1795400012, UTC)
    ),
}

EDITED_WORDS = {
    "edited_text": edited("328", "Bagaimana cara membuat KK baru?"),
    "edited_caption": edited("304", "trotoar rusak di depan SMPN 5"),
}

BROKEN = {
    "broken_message_is_text": broken(),
    "broken_chat_missing": broken(),
    "broken_chat_id_is_object": broken(),
    "broken_chat_id_is_true": broken(),
    "broken_text_is_number": broken(),
    "broken_photo_empty": broken(),
    "broken_photo_without_file": broken(),
    "broken_location_text": broken(),
    "broken_location_range": broken(),
    "broken_voice_is_list": broken(),
    "broken_membership": broken(),
}

REACHABILITY = {
    "my_chat_member_blocked": Reachability("telegram", ASEP, reachable=False),
    "my_chat_member_unblocked": Reachability("telegram", ASEP, reachable=True),
}


@pytest.mark.parametrize(
    ("file", "expected"),
    (PRIVATE | TAPS | IGNORED | GROUPS | BROKEN | EDITED_WORDS).items(),
    ids=lambda value: str(value)[:40],
)
def test_update_becomes_the_event(file: str, expected: Incoming | Ignored | Edited) -> None:
    event = read(file)

    assert isinstance(event, Incoming | Ignored | Edited)
    assert event == dataclasses.replace(expected, **ids(event))  # type: ignore[arg-type]


def ids(event: Incoming | Ignored | Edited) -> dict[str, object]:
    """What the platform calls it; its own tests look at that."""
    return {key: value for key, value in dataclasses.asdict(event).items() if key in ("external_id", "ref")}


def test_an_edit_names_its_message_as_the_message_named_itself() -> None:
    message, edit = read("album_first"), read("edited_caption")

    assert isinstance(message, Incoming)
    assert isinstance(edit, Edited)
    assert (message.ref, edit.ref) == ("304", "304")
    assert edit.external_id == "812100081"


def test_a_tapped_button_cannot_be_edited() -> None:
    tap = read("callback_query")

    assert isinstance(tap, Incoming)
    assert tap.ref is None


@pytest.mark.parametrize(("file", "expected"), REACHABILITY.items())
def test_blocking_and_unblocking_change_reachability(file: str, expected: Reachability) -> None:
    assert read(file) == expected


def test_the_update_id_makes_a_redelivery_harmless() -> None:
    first, again = read("message_text"), read("message_text")

    assert first == again
    assert isinstance(first, Incoming)
    assert first.external_id == "812000001"


def test_a_huge_update_id_is_kept_whole() -> None:
    event = read("huge_ids")

    assert isinstance(event, Incoming)
    assert event.external_id == str(2**70)


def test_a_long_text_arrives_whole() -> None:
    event = read("message_text_long_2000")

    assert isinstance(event, Incoming)
    assert len(event.text) > 1900


@pytest.mark.parametrize("file", ["message_contact_own", "contact_of_other"])
def test_a_shared_phone_number_is_not_kept(file: str) -> None:
    assert "62800" not in repr(read(file))


@pytest.mark.parametrize("update_id", [None, "812", True, 1.5, [1], 10**70])
def test_an_update_without_a_usable_id_is_refused(update_id: object) -> None:
    update = {"update_id": update_id, "message": {"chat": {"id": 1}, "text": "Halo"}}

    with pytest.raises(PayloadError):
        read_update(update, ME, lambda: NOW)


def test_every_fixture_has_a_row() -> None:
    rows = PRIVATE | TAPS | IGNORED | GROUPS | BROKEN | EDITED_WORDS | REACHABILITY
    elsewhere = {"message_text_long_2000", "no_update_id", "webhook_auth_cases"}

    assert {path.stem for path in FIXTURES.glob("*.json")} == rows.keys() | elsewhere


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("group_command", "/help"),
        ("group_reply_to_bot", "yang pertama"),
        ("group_plain_command", "/cuaca Dago"),
    ],
)
def test_groups_work_before_the_bot_knows_its_user_name(file: str, text: str) -> None:
    event = read(file, BotIdentity.from_token("7000000001:uji"))

    assert isinstance(event, Incoming)
    assert event.text == text


def test_mentions_wait_for_the_user_name() -> None:
    event = read("group_mention", BotIdentity.from_token("7000000001:uji"))

    assert isinstance(event, Ignored)
    assert event.reason == "group_chatter"


@pytest.mark.parametrize("token", ["", "abc", ":", "٣:x", "1" * 40 + ":x"])
def test_an_odd_token_names_nobody(token: str) -> None:
    assert BotIdentity.from_token(token) == BotIdentity()
