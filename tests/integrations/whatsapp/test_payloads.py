"""One row per recorded webhook body: the file and the events it becomes."""

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import PayloadError
from core.messages import (
    DeliveryState,
    Edited,
    Event,
    Ignored,
    Incoming,
    Location,
    Media,
    MediaKind,
    Receipt,
    Refusal,
)
from integrations.whatsapp.payloads import read_body
from tests.platforms import WHATSAPP_NUMBER, meta_body

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SENT = datetime.fromtimestamp(1795400000, UTC)
ASEP, ASEP_PHONE = "ID.11000000000000001", "6280055501001"
NENENG, NENENG_PHONE = "ID.11000000000000002", "6280055501002"
DEWI, DEWI_PHONE = "ID.11000000000000004", "6280055501004"
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def read(file: str) -> list[Event]:
    payload = json.loads((FIXTURES / f"{file}.json").read_text())
    return read_body(meta_body(payload), WHATSAPP_NUMBER, lambda: NOW)


def said(text: str = "", **other: object) -> Incoming:
    """What Asep says; rows name only what differs."""
    base = Incoming("whatsapp", "", ASEP, SENT, text=text, sender_name="Asep Contoh", aliases=(ASEP_PHONE,))
    return dataclasses.replace(base, **other)  # type: ignore[arg-type]


def neneng(text: str = "", **other: object) -> Incoming:
    return said(text, **{"address": NENENG, "aliases": (NENENG_PHONE,), "sender_name": "Neneng Uji", **other})


def dewi(text: str = "", **other: object) -> Incoming:
    return said(text, **{"address": DEWI, "aliases": (DEWI_PHONE,), "sender_name": "Dewi Fiktif", **other})


def ignored(reason: str, notice: str | None = None, **other: object) -> Ignored:
    base = Ignored("whatsapp", "", reason, ASEP, notice, SENT)
    return dataclasses.replace(base, **other)  # type: ignore[arg-type]


def edited(text: str) -> Edited:
    return Edited("whatsapp", "", "wamid.UJI000", ASEP, text, SENT, (ASEP_PHONE,))


def nobody(reason: str) -> Ignored:
    return ignored(reason, address=None, sent_at=NOW)


def media(kind: MediaKind, ref: str, content_type: str, filename: str | None = None) -> tuple[Media, ...]:
    return (Media(kind, ref, content_type, filename),)


SAID = {
    "text": said("Bagaimana cara membuat KTP baru?"),
    "text_code_mixed": dewi("Kak where is kantor imigrasi ya"),
    "text_english": dewi("Where is the city hall?"),
    "text_menu_digit": said("1"),
    "text_multiline": said("Lokasi: Jl. Contoh 1\nMasalah: lampu mati"),
    "text_reply_context": said("Yang kedua"),
    "text_slang": neneng("min mau nanya dong, bikin akta tuh gmn ya??"),
    "text_sundanese": neneng("Punten, kantor kacamatan bukana tabuh sabaraha?"),
    "text_with_url": said("Ini benar? https://example.org/berita?x=1&y=2"),
    "text_slash": said("/start"),
    "text_nul_and_surrogate": said("jalan rusak!"),
    "forwarded_text": said("Info: pipa bocor"),
    "message_with_errors": said("Halo"),
    "referral_ctwa": said("Halo! Bisa info lebih lanjut?"),
    "no_profile_name": said("Halo", sender_name=None),
    "username_only": said("Halo", aliases=(), sender_name="asep.contoh"),
    "bsuid_only": dewi("Nomor saya disembunyikan", aliases=()),
    "text_without_user_id": said("Halo", address=ASEP_PHONE, aliases=()),
    "scoped_id_only_in_contact": said("Halo"),
    "ids_only_in_contact": said("Halo"),
    "timestamp_missing": said("Halo", sent_at=NOW),
    "timestamp_iso": said("Halo", sent_at=NOW),
    "timestamp_number": said("Halo"),
    "button_reply": said("Jalan rusak", payload="lapor:jalan"),
    "list_reply": said("KTP elektronik", payload="layanan:ktp"),
    "list_reply_no_description": said("SIM", payload="layanan:sim"),
    "list_reply_pagination": said("Berikutnya", payload="hal:2"),
    "template_button": said("Ya", payload="langganan:ya"),
    "template_button_without_payload": said("Ya", payload="Ya"),
    "location_named": said(
        location=Location(-6.921553, 107.606981, "Alun-alun Contoh", "Jl. Contoh Timur, Bandung")
    ),
    "location_pin": said(location=Location(-6.92, 107.6)),
    "image_caption": said("Jalan berlubang", media=media(MediaKind.PHOTO, "1234567890123", "image/jpeg")),
    "image_without_url": said(media=media(MediaKind.PHOTO, "1234567890124", "image/jpeg")),
    "audio_voice": said(media=media(MediaKind.VOICE, "1234567890126", "audio/ogg; codecs=opus")),
    "video": said("banjir di Gedebage", media=media(MediaKind.VIDEO, "1234567890201", "video/mp4")),
    "document": said(
        "Berkas", media=media(MediaKind.DOCUMENT, "1234567890125", "application/pdf", "surat.pdf")
    ),
}

IGNORED = {
    "sticker": ignored("sticker", "sticker"),
    "contacts": ignored("contact", "contact"),
    "edit_to_nothing": ignored("edited", "edited"),
    "edit_of_nothing": nobody("broken"),
    "order": ignored("unsupported", "unsupported"),
    "unsupported": ignored("unsupported", "unsupported"),
    "type_of_the_future": ignored("unsupported", "unsupported"),
    "flow_reply": ignored("unsupported", "unsupported"),
    "text_blank": ignored("unsupported", "unsupported"),
    "reaction": ignored("reaction"),
    "reaction_removed": ignored("reaction"),
    "revoke": ignored("revoked"),
    "request_welcome": ignored("service_message"),
    "system_number_changed": ignored("service_message", address=ASEP_PHONE),
    "group_text": ignored("group_chatter", is_group=True),
    "other_phone_number_id": nobody("other_number"),
    "sender_unknown": nobody("broken"),
    "button_without_id": nobody("broken"),
    "location_out_of_range": nobody("broken"),
    "image_without_id": nobody("broken"),
    "text_is_number": nobody("broken"),
    "field_account_update": nobody("operator_event"),
    "field_template_status": nobody("operator_event"),
    "value_errors_only": nobody("operator_event"),
    "echo": nobody("operator_event"),
}

EDITED = {
    "edit": edited("maksudnya jalan"),
    "edit_caption": edited("jalan berlubang di depan pasar"),
    "edit_under_own_id": edited("maksudnya jalan"),
}

RECEIPTS = {
    "status_sent": (DeliveryState.SENT, 0, None),
    "status_sent_no_contacts": (DeliveryState.SENT, 1, None),
    "status_delivered": (DeliveryState.DELIVERED, 2, None),
    "status_delivered_second_user": (DeliveryState.DELIVERED, 0, None),
    "status_with_callback_data": (DeliveryState.DELIVERED, 0, None),
    "status_read": (DeliveryState.READ, 30, None),
    "status_played": (DeliveryState.READ, 9, None),
    "status_failed_131026": (DeliveryState.FAILED, 0, "131026"),
    "status_failed_131047": (DeliveryState.FAILED, 0, "131047"),
    "status_failed_unknown_code": (DeliveryState.FAILED, 0, "139999"),
}

NOTHING = ["missing_entry", "wrong_object", "entry_is_object"]
ELSEWHERE = {
    "handshake",
    "signature_vectors",
    "batch_of_everything",
    "batch_with_broken_items",
    "broken_levels",
    "status_huge_time",
}


@pytest.mark.parametrize(("file", "expected"), (SAID | IGNORED).items(), ids=lambda value: str(value)[:40])
def test_a_message_becomes_the_event(file: str, expected: Incoming | Ignored) -> None:
    (event,) = read(file)

    assert isinstance(event, Incoming | Ignored)
    assert event.external_id
    assert event == dataclasses.replace(expected, **ids(event))  # type: ignore[arg-type]


def ids(event: Incoming | Ignored) -> dict[str, object]:
    """What the platform calls it; its own tests look at that."""
    return {key: value for key, value in dataclasses.asdict(event).items() if key in ("external_id", "ref")}


@pytest.mark.parametrize(("file", "expected"), EDITED.items(), ids=EDITED.keys())
def test_an_edit_brings_new_words_for_its_message(file: str, expected: Edited) -> None:
    (event,) = read(file)

    assert isinstance(event, Edited)
    assert dataclasses.replace(event, external_id="") == expected
    assert event.external_id != event.ref


def test_a_message_is_called_by_its_own_id() -> None:
    (event,) = read("text")

    assert isinstance(event, Incoming)
    assert event.ref == event.external_id


@pytest.mark.parametrize(("file", "expected"), RECEIPTS.items())
def test_a_status_becomes_a_receipt(file: str, expected: tuple[DeliveryState, int, str | None]) -> None:
    (event,) = read(file)

    assert isinstance(event, Receipt)
    assert event.external_id.startswith("wamid.")
    assert (event.state, event.at.timestamp() - SENT.timestamp(), event.error_code) == expected


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        ("status_failed_131026", Refusal.UNREACHABLE),
        ("status_failed_131047", Refusal.WINDOW_CLOSED),
        ("status_failed_unknown_code", None),
        ("status_delivered", None),
    ],
)
def test_a_failed_status_says_what_to_do_next(file: str, refusal: Refusal | None) -> None:
    (event,) = read(file)

    assert isinstance(event, Receipt)
    assert event.refusal == refusal


def test_a_status_brings_our_name_of_the_part_back() -> None:
    events = [event for file in ("status_with_callback_data", "status_read") for event in read(file)]

    assert [event.tag for event in events if isinstance(event, Receipt)] == ["turn:42", None]


@pytest.mark.parametrize("file", NOTHING)
def test_a_body_about_something_else_is_empty(file: str) -> None:
    assert read(file) == []


def test_every_fixture_has_a_row() -> None:
    rows = SAID.keys() | IGNORED.keys() | EDITED.keys() | RECEIPTS.keys() | set(NOTHING) | ELSEWHERE

    assert {path.stem for path in FIXTURES.glob("*.json")} == rows


def test_a_batch_loses_nobody() -> None:
    events = read("batch_of_everything")

    assert [event.text for event in events if isinstance(event, Incoming)] == ["satu", "dua", ""]
    assert [event.address for event in events if isinstance(event, Incoming)] == [ASEP, NENENG, NENENG]
    assert [event.external_id for event in events if isinstance(event, Receipt)] == [
        "wamid.UJIOUT1",
        "wamid.UJIOUT2",
        "wamid.UJIOUT3",
    ]


def test_a_broken_item_costs_only_itself() -> None:
    events = read("batch_with_broken_items")

    assert [event.text for event in events if isinstance(event, Incoming)] == ["satu", "dua"]
    assert [event.reason for event in events if isinstance(event, Ignored)] == [
        *["broken"] * 5,
        "unknown_status",
        "broken",
    ]
    assert [event.external_id for event in events if isinstance(event, Receipt)] == ["wamid.UJIOUT4"]


def test_a_broken_item_keeps_its_own_id() -> None:
    assert "wamid.UJIRUSAK" in [event.external_id for event in ignored_of("batch_with_broken_items")]


def test_items_without_an_id_are_named_apart_and_the_same_again() -> None:
    first, again = ignored_of("batch_with_broken_items"), ignored_of("batch_with_broken_items")

    assert len({event.external_id for event in first}) == len(first)
    assert first == again


def ignored_of(file: str) -> list[Ignored]:
    return [event for event in read(file) if isinstance(event, Ignored)]


def test_broken_levels_do_not_hide_the_message_behind_them() -> None:
    events = read("broken_levels")

    assert [event.reason for event in events if isinstance(event, Ignored)] == [
        "broken",
        "broken",
        "broken",
        "operator_event",
        "operator_event",
    ]
    assert [event.text for event in events if isinstance(event, Incoming)] == ["Halo"]


def test_a_status_from_beyond_time_is_dated_now() -> None:
    (event,) = read("status_huge_time")

    assert isinstance(event, Receipt)
    assert event.at == NOW


def test_a_redelivery_has_the_same_id() -> None:
    assert read("text") == read("text")


def test_a_shared_phone_number_is_not_kept() -> None:
    assert "5550-1009" not in repr(read("contacts"))


def test_operator_events_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    read("field_account_update")

    assert "operator event (account_update)" in caplog.text


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"5", b"\xff", b'{"a": Infinity}', b'{"a":' * 200_000, b"9" * 5000],
    ids=lambda body: repr(body[:12]),
)
def test_an_unreadable_body_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadError):
        read_body(body, WHATSAPP_NUMBER, lambda: NOW)


def test_a_body_without_escapes_reads_the_same() -> None:
    payload = json.loads((FIXTURES / "text_slang.json").read_text())
    raw = json.dumps(payload, ensure_ascii=False).encode()

    assert read_body(raw, WHATSAPP_NUMBER, lambda: NOW) == read("text_slang")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec=None), max_size=8)
    | st.sampled_from(["text", "image", "interactive", "button_reply", "sent", "edit", "\ud800", "\x00"]),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("id", "from", "from_user_id", "type", "text", "body", "image", "timestamp", "status"),
                    *("interactive", "button_reply", "title", "location", "latitude", "longitude", "errors"),
                    *("code", "wa_id", "user_id", "profile", "name", "group_id", "button", "payload"),
                ]
            ),
            children,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@FUZZ
@given(messages=st.lists(JSON, max_size=3), statuses=st.lists(JSON, max_size=2), contacts=JSON)
def test_every_item_becomes_one_storable_event(
    messages: list[object], statuses: list[object], contacts: object
) -> None:
    value = {"messages": messages, "statuses": statuses, "contacts": contacts}
    good = {"id": "wamid.A", "from": "62800", "type": "text", "text": {"body": "Halo"}}
    value["messages"] = [*messages, good]
    payload = {
        "object": "whatsapp_business_account",
        "entry": [{"changes": [{"field": "messages", "value": value}]}],
    }

    events = read_body(json.dumps(payload).encode(), WHATSAPP_NUMBER, lambda: NOW)

    assert len(events) == len(messages) + 1 + len(statuses)
    assert [event.text for event in events if isinstance(event, Incoming)][-1:] == ["Halo"]
    assert "\\ud8" not in repr(events)
    assert "\\x00" not in repr(events)


@FUZZ
@given(entries=JSON)
def test_any_entries_are_read(entries: object) -> None:
    body = json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()

    assert isinstance(read_body(body, WHATSAPP_NUMBER, lambda: NOW), list)
