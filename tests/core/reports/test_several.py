"""Several problems in one draft: placed, changed, dropped, dated, left out."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.jakarta import JAKARTA
from core.reports import Draft, End, Heard, Rewording, hear, reworded, summary

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=JAKARTA)
TWO = "lampu jalan mati di jl sukajadi, sama sampah numpuk di pasar cihapit"
HERE = "jalan bolong dan lampu mati di cikutra"
PIN = {"lat": -6.9468, "lon": 107.5942}


def said(text: str, intent: str = "report_problem", **more: Any) -> Heard:
    return Heard(intent, text, category="street_light", category_confidence=0.7, at=NOW, **more)


def after(*messages: Heard | str) -> Draft:
    """The draft after these messages, kept in slots between them as the dialogue keeps it."""
    draft = Draft()
    for message in messages:
        kept = Draft.from_slots(draft.as_slots())
        draft = hear(kept, said(message) if isinstance(message, str) else message) or kept
    return draft


def shown(draft: Draft) -> list[tuple[str | None, str | None]]:
    return [(part.category, part.place.text if part.place else None) for part in draft.problems]


LAMP, WASTE, ROAD = ("street_light", "Jalan Sukajadi"), ("waste", "Pasar Cihapit"), ("road_damage", "Kopo")


def test_two_problems_with_their_places_leave_nothing_to_ask() -> None:
    draft = after(TWO)
    assert draft.missing is None
    assert shown(draft) == [LAMP, WASTE]


def test_a_draft_of_several_survives_the_slots() -> None:
    draft = after(f"{TWO} sejak kemarin").with_(about=1, changing="place")
    assert Draft.from_slots(draft.as_slots()) == draft


@pytest.mark.parametrize(
    ("order", "intent", "expected"),
    [
        ("hapus yang kedua", "cancel", [LAMP]),
        ("yang pertama ga jadi", "deny", [WASTE]),
        ("batalin nomor 2", "cancel", [LAMP]),
        ("cuma yang pertama", "affirm", [LAMP]),
        ("yang nomor 2 aja", "affirm", [WASTE]),
        ("yang sampah hapus aja", "correct", [LAMP]),
        ("nu kadua teu kedah", "deny", [LAMP]),
        ("hapus nomer 2", "cancel", [LAMP]),
        ("nomer 2 di Jalan Kopo", "correct", [LAMP, ("waste", "Jalan Kopo")]),
        ("yang nomor 2 salah, di kopo", "correct", [LAMP, ("waste", "Kopo")]),
        ("yang kedua di jalan braga", "inform_place", [LAMP, ("waste", "Jalan Braga")]),
        ("sampahnya harusnya di jalan braga", "correct", [LAMP, ("waste", "Jalan Braga")]),
        (
            "nomor 1 di jalan braga, nomor 2 di kopo",
            "correct",
            [("street_light", "Jalan Braga"), ("waste", "Kopo")],
        ),
        ("yang kedua bukan sampah tapi got mampet", "correct", [LAMP, ("flood_drainage", "Pasar Cihapit")]),
        ("yang sampah di jalan braga ya", "report_problem", [LAMP, ("waste", "Jalan Braga")]),
        ("ganti lokasi nomor 2 ke jalan braga", "correct", [LAMP, ("waste", "Jalan Braga")]),
        ("satu lagi, jalan bolong di kopo", "report_problem", [LAMP, WASTE, ROAD]),
        ("gabung jadi satu aja", "correct", [LAMP]),
    ],
)
def test_an_order_reaches_the_problem_it_names(
    order: str, intent: str, expected: list[tuple[str, str]]
) -> None:
    assert shown(after(TWO, said(order, intent))) == expected


def test_a_street_lamp_that_is_left_is_no_power_cut() -> None:
    draft = after(
        "lampu pareum di jalan sukajadi sareng runtah numpuk di kopo", said("nu kadua hapus", "cancel")
    )
    assert (shown(draft), draft.end) == ([LAMP], None)


def test_what_was_dropped_is_in_no_words() -> None:
    assert after(TWO, said("hapus yang kedua", "cancel")).text == "lampu jalan mati di jl sukajadi"


@pytest.mark.parametrize(("words", "intent"), [("salah", "deny"), ("salah, di kopo", "correct")])
def test_an_unclear_correction_asks_for_the_number(words: str, intent: str) -> None:
    draft = after(TWO, said(words, intent))
    assert (draft.changing, draft.about) == ("ask", None)
    assert shown(draft) == [LAMP, WASTE]


def test_buttons_lead_to_the_place_of_the_second() -> None:
    buttons = [Heard("correct"), Heard("correct", part="2"), Heard("correct", part="place")]
    draft = after(TWO, *buttons, said("jalan braga", "inform_place"))
    assert shown(draft) == [LAMP, ("waste", "Jalan Braga")]
    assert draft.changing is None


def test_a_number_that_nobody_has_asks_again() -> None:
    assert after(TWO, said("nomor 5 di kopo", "correct")).changing == "ask"


def test_sending_sends_all_of_them() -> None:
    assert after(TWO, Heard("send_report")).end is End.SEND


def test_one_answer_places_every_problem_without() -> None:
    draft = after("jalan bolong sama sampah numpuk", said("di kopo", "inform_place"))
    assert shown(draft) == [ROAD, ("waste", "Kopo")]


def test_an_answer_may_place_each_by_its_name() -> None:
    answer = said("lampunya di jalan sukajadi, sampahnya di pasar cihapit", "inform_place")
    assert shown(after("lampu jalan mati sama sampah numpuk", answer)) == [LAMP, WASTE]


def test_only_the_problem_without_a_place_is_asked_for() -> None:
    draft = after("1. lampu jalan mati di jl sukajadi 2. jalan bolong di kopo 3. sampah numpuk")
    assert draft.missing == "place"
    assert draft.as_slots()["report_place"] is None
    placed = after(draft.text, said("di pasar cihapit no 2", "inform_place"))
    assert shown(placed) == [LAMP, ROAD, ("waste", "Pasar Cihapit No. 2")]


def test_an_item_of_a_list_without_a_place_is_asked_for() -> None:
    draft = after("1. lampu mati di jl sukajadi 2. sampah numpuk", said("di pasar cihapit", "inform_place"))
    assert shown(draft) == [LAMP, WASTE]


def test_a_corrected_place_that_they_share_moves_all() -> None:
    draft = after(HERE, said("salah, di kopo", "correct"))
    assert {part.place.text for part in draft.problems if part.place} == {"Kopo"}


def test_a_pin_is_for_all_at_one_place() -> None:
    draft = after(HERE, Heard("share_location", location=PIN))
    assert {part.place.lat for part in draft.problems if part.place} == {PIN["lat"]}


@pytest.mark.parametrize(
    "photo",
    [
        said("yang nomor 2", "share_media", files=("b",)),
        said("foto ini buat yang kedua", "report_problem", files=("b",)),
    ],
)
def test_a_photo_is_everybodys_unless_told(photo: Heard) -> None:
    draft = after(TWO, Heard("share_media", files=("a",)), photo)
    assert (draft.files, [part.files for part in draft.problems]) == (("a",), [(), ("b",)])
    assert "Pasar Cihapit (Kec. Bandung Wetan), 1 berkas → DLH" in summary(draft, "id")
    kept = after(TWO, photo, said("hapus yang pertama", "cancel"))
    assert kept.files == ("b",)


def test_photos_sent_before_may_be_given_to_one() -> None:
    draft = after(TWO, Heard("share_media", files=("a",)), said("fotonya buat nomor 1", "correct"))
    assert (draft.files, [part.files for part in draft.problems]) == ((), [("a",), ()])


def test_a_pin_sent_before_gives_way_to_two_named_places() -> None:
    pin = Heard("share_location", location=PIN)
    assert shown(after(pin, TWO)) == [LAMP, WASTE]
    assert {part.place.lat for part in after(pin, HERE).problems if part.place} == {PIN["lat"]}


def test_what_is_outside_or_a_power_cut_is_left_out_and_the_rest_goes_on() -> None:
    draft = after(
        "jalan rusak di cimahi, sama mati lampu di rumah saya di antapani, sama sampah numpuk di kopo"
    )
    assert [(gone.end, gone.part.category) for gone in draft.left_out] == [
        (End.OUTSIDE, "road_damage"),
        (End.POWER_CUT, "power_cut"),
    ]
    assert (shown(draft), draft.end) == ([("waste", "Kopo")], None)


def test_nothing_for_the_city_ends_the_report() -> None:
    draft = after("jalan rusak di cimahi, sama sampah numpuk di jatinangor")
    assert draft.end is End.OUTSIDE
    assert len(draft.left_out) == 1


def test_a_later_message_may_bring_another_problem() -> None:
    first = ("lampu jalan mati", said("di jl sukajadi", "inform_place"))
    assert shown(after(*first, "terus juga sampah numpuk di pasar cihapit")) == [LAMP, WASTE]


def test_a_detail_stays_with_the_problem_it_names() -> None:
    draft = after(HERE, "lampunya gelap sejak kemarin")
    assert [part.text for part in draft.problems] == [
        "jalan bolong",
        "lampu mati di cikutra\nlampunya gelap sejak kemarin",
    ]
    assert [part.event.on.day if part.event else None for part in draft.problems] == [None, 23]


def test_each_problem_has_its_day() -> None:
    told = after("lampu jalan mati tadi malam di jl sukajadi, sama sampah numpuk udah seminggu di kopo")
    assert [part.event.on.day for part in told.problems if part.event] == [23, 17]
    shared = after(f"{HERE} udah seminggu")
    assert [part.event.on.day for part in shared.problems if part.event] == [17, 17]


def test_the_list_is_numbered_and_short() -> None:
    assert summary(after(f"{TWO} udah seminggu"), "id", NOW.date()).splitlines() == [
        "Saya catat 2 laporan:",
        "1. Lampu jalan – “Lampu jalan mati di jl sukajadi”",
        "    Jalan Sukajadi → Dishub",
        "2. Sampah – “Sampah numpuk di pasar cihapit udah seminggu”",
        "    Pasar Cihapit (Kec. Bandung Wetan), sejak Selasa, 17 November → DLH",
        "• Nama: tidak dicantumkan",
        "Sudah benar? Bisa diubah (“nomor 2 di Jalan Kopo”) atau dihapus (“hapus nomor 2”).",
    ]


def test_of_each_of_several_little_is_repeated() -> None:
    long = "sampah numpuk di pasar cihapit udah seminggu nggak diangkut sampai bau ke rumah warga sekitar"
    lines = summary(after(f"lampu jalan mati di jl sukajadi, sama {long}"), "id", NOW.date()).splitlines()
    repeated = lines[3].partition("“")[2].removesuffix("”")
    assert repeated.startswith("Sampah numpuk di pasar cihapit")
    assert len(repeated) <= 50


def test_an_edit_of_several_keeps_what_was_said_of_the_rest() -> None:
    draft = after(TWO, said("nomor 2 di kopo", "correct"))
    now = "lampu jalan mati di jl cihampelas, sama sampah numpuk di pasar cihapit"
    edited = reworded(draft, [Rewording(5, (TWO,), now)])
    assert shown(edited) == [("street_light", "Jalan Cihampelas"), ("waste", "Kopo")]


def test_an_edit_of_a_message_of_which_one_problem_is_left() -> None:
    left = after(TWO, said("hapus yang kedua", "cancel"))
    now = "lampu jalan mati semua di jalan braga, sama sampah numpuk di pasar cihapit"
    edited = reworded(left, [Rewording(5, (TWO,), now)])
    assert (edited.text, shown(edited)) == (
        "lampu jalan mati semua di jalan braga",
        [("street_light", "Jalan Braga")],
    )


def test_an_edit_may_add_or_take_a_problem() -> None:
    one = after("lampu jalan mati di jl sukajadi")
    more = reworded(one, [Rewording(5, ("lampu jalan mati di jl sukajadi",), TWO)])
    assert shown(more) == [LAMP, WASTE]
    less = reworded(more, [Rewording(6, (TWO,), "lampu jalan mati di jl sukajadi")])
    assert shown(less) == [LAMP]


def test_a_wish_beside_a_complaint_needs_no_place() -> None:
    draft = after("jalan bolong di kopo, sama usul ada bus malam")
    assert draft.missing is None
    assert "aspirasi" in summary(draft, "id")


WORDS = [
    *(
        TWO,
        HERE,
        "jalan bolong",
        "di kopo",
        "hapus yang kedua",
        "cuma yang pertama",
        "nomor 2 di jalan braga",
    ),
    *(
        "salah",
        "gabung aja",
        "satu lagi pohon tumbang di dago",
        "usul ada bus malam",
        "ga tau",
        "nomor 9",
        "",
    ),
    *("jalan rusak di cimahi, sama got mampet", "mati lampu di rumah saya, sama sampah numpuk", "di bandung"),
    *("ini pengaduan bukan usulan", "foto ini buat yang kedua"),
]
INTENTS = [
    "report_problem", "inform_place", "correct", "deny", "affirm", "send_report", "nlu_fallback", "cancel",
    "share_location",
]  # fmt: skip


@example(
    [
        ("ini pengaduan bukan usulan", "report_problem"),
        ("lampu jalan mati di jl sukajadi, sama sampah numpuk di pasar cihapit", "affirm"),
        ("mati lampu di rumah saya, sama sampah numpuk", "report_problem"),
    ]
)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(INTENTS)), max_size=6))
def test_no_conversation_breaks_the_draft(turns: list[tuple[str, str]]) -> None:
    draft = Draft()
    for text, intent in turns:
        pin = PIN if intent == "share_location" else None
        draft = hear(draft, said(text, intent, location=pin, files=(text,))) or draft
        assert Draft.from_slots(draft.as_slots()) == draft.with_(left_out=())
        assert all(part.text for part in draft.others)
        assert draft.end is not End.SEND or all(part.place for part in draft.problems)
        assert not draft.others or not any(part.place and part.place.outside for part in draft.problems)
