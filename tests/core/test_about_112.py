"""What is answered about 112, and when somebody only tells that it was called."""

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from core import about_112, sourced
from core.about_112 import Called
from core.city_files import FOLDER
from core.sourced import Fact


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("112 bayar ga", "cost"),
        ("112 gratis teu punten", "cost"),
        ("112 bisa dari hp tanpa pulsa", "cost"),
        ("is 112 free to call from a foreign phone", "cost"),
        ("112 bisa tanpa sinyal", "no_signal"),
        ("hp ga ada kartu bisa nelpon 112 ga", "no_signal"),
        ("hp kekunci, maksudnya terkunci, 112 bisa?", "no_signal"),
        ("does 112 work without a sim card", "no_signal"),
        ("112 dari luar kota", "outside"),
        ("112 bisa dari Cimahi", "outside"),
        ("orang bandung kabupaten bisa make 112 kota teu", "outside"),
        ("kok 112 saya malah nyambung ke kota lain?", "outside"),
        ("can i call 112 from outside bandung", "outside"),
        ("112 dari telepon rumah bisa?", "landline"),
        ("112 tiasa dianggo ti telepon bumi?", "landline"),
        ("naha 112 kudu make kode area?", "landline"),
        ("is 112 reachable from a landline", "landline"),
        ("kapan harus telpon 112", "when"),
        ("iraha kedah nelepon 112", "when"),
        ("112 buat apa aja", "when"),
        ("when should i call 112", "when"),
        ("112 berlaku buat mati lampu ga", "power"),
        ("listrik padam telponnya 112 atau 123", "power"),
        ("is it okay to call 112 for a power cut", "power"),
        ("air pdam mati boleh lapor 112?", "water"),
        ("bisa lapor jalan rusak ke 112?", "not_for"),
        ("sampah numpuk boleh ke 112?", "not_for"),
        ("can i report a pothole to 112", "not_for"),
        ("kalau iseng ke 112 gimana", "prank"),
        ("heureuy ka 112 dihukum teu", "prank"),
        ("anak saya ga sengaja kepencet 112", "prank"),
        ("what happens if i call 112 by accident", "prank"),
        ("bedanya 112 sama lapor", "versus_report"),
        ("perbedaan bot ini sama 112", "versus_report"),
        ("bedanya 112 sama 110", "versus_numbers"),
        ("naon bedana 112 jeung 119", "versus_numbers"),
        ("112 bisa lewat wa?", "chat"),
        ("warga tunarungu bisa pakai 112 lewat sms?", "chat"),
        ("kalo nelpon 112 ditanya apa aja", "what_to_say"),
        ("kudu nyebutkeun naon mun nelepon 112", "what_to_say"),
        ("respon 112 berapa menit", "speed"),
        ("how fast does 112 respond", "speed"),
        ("112 bandung dikelola siapa", "who"),
        ("ari 112 saha nu ngajawab", "who"),
        ("112 24 jam?", "hours"),
        ("do the 112 operators speak english", "not_known"),
        ("apakah panggilan ke 112 direkam", "not_known"),
    ],
)
def test_the_fact_fits_the_question(question: str, fact: str) -> None:
    found = about_112.fact(question)
    assert found is not None
    assert found.id == fact


@pytest.mark.parametrize(
    "question",
    [
        "112",
        "112 nerima laporan odgj ngamuk ga",
        "orang pingsan di jalan telpon siapa",
        "112 itu apa",
        "112 teh naon min",
        "apaan sih 112",
    ],
)
def test_a_general_question_gets_the_general_words(question: str) -> None:
    assert about_112.reply(question, "id") is None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("112 bayar ga", "gratis"),
        ("112 dari Cimahi bisa?", "hanya bila Anda menelepon dari dalam Kota Bandung"),
        ("112 tanpa sinyal bisa?", "belum kami pastikan"),
        ("112 dari telepon rumah?", "belum kami pastikan"),
        ("listrik padam ke 112?", "PLN 123"),
        ("jalan rusak ke 112?", "tiket"),
        ("iseng ke 112 gimana", "1.000"),
        ("bedanya 112 sama lapor", "lapor.go.id"),
        ("nomor pemadam berapa", "113"),
        ("nomor ambulans gratis bandung", "119"),
        ("nomor basarnas bandung", "115"),
        ("naon bedana 112 jeung LAPOR", "lapor.go.id"),
        ("mun hp teu aya pulsa masih bisa 112?", "gratis"),
        ("nomor penting yang harus ditempel di kulkas", "PLN: 123"),
        ("nomor darurat selain 112", "Polisi: 110"),
        ("0811-812-0357 itu nomor darurat resmi?", "Jangan dipakai"),
    ],
)
def test_the_answer_holds_the_fact(question: str, told: str) -> None:
    assert told in (about_112.reply(question, "id") or "")


@pytest.mark.parametrize("language", ["id", "su", "en"])
@pytest.mark.parametrize("fact", about_112.file().facts, ids=lambda fact: fact.id)
def test_every_answer_shows_source_and_day(fact: Fact, language: str) -> None:
    answer = about_112.answer(f"112 {fact.words[0]}", language) or ""
    assert ("Source: " if language == "en" else "Sumber: ") in answer
    assert "2026" in answer.splitlines()[-1]


@pytest.mark.parametrize("fact", about_112.file().facts, ids=lambda fact: fact.id)
def test_a_fact_has_a_source_and_is_no_older_than_its_age_shows(fact: Fact) -> None:
    assert fact.as_of is not None
    assert date(2026, 1, 1) <= fact.checked_on <= date(2026, 11, 24)
    line = sourced.source_line([fact], "id")
    assert fact.as_of[:4] in line
    assert ("sudah lama" in line) == fact.is_old


@pytest.mark.parametrize(
    ("as_of", "old"),
    [("2024-11", False), ("2024-10", True), ("2024", False), ("2023", True), ("2026-11", False)],
)
def test_two_years_make_a_fact_old(as_of: str, old: bool) -> None:
    said = sourced.Sourced(source="warta", as_of=as_of, checked_on=date(2026, 11, 24))
    assert said.is_old is old


@pytest.mark.parametrize(
    ("told", "called"),
    [
        ("sudah saya telepon 112", Called.DONE),
        ("udah telpon 112 min", Called.DONE),
        ("112 sudah saya hubungi", Called.DONE),
        ("tos nelepon 112", Called.DONE),
        ("i already called 112", Called.DONE),
        ("sudah lapor 112 tapi belum ada yang datang", Called.WAITING),
        ("udah nelpon 112 ga diangkat", Called.WAITING),
        ("gue barusan tlp ke 112 blm ada yg dateng", Called.WAITING),
        ("tadi saya udah nelfon 112", Called.DONE),
        ("112 nya udah ditelpon barusan", Called.DONE),
        ("kami sudah menghubungi 112", Called.DONE),
        ("geus ditelepon ka 112", Called.DONE),
        ("we've just called 112", Called.DONE),
        ("kalau sudah telepon 112 terus ngapain", None),
        ("mun tos nelepon 112 kedah kumaha", None),
        ("parantos nelepon 112, teu acan sumping", Called.WAITING),
        ("i called 112 and nobody came", Called.WAITING),
        ("udah telpon 112, harus gimana lagi?", None),
        ("sudah lapor 112, apakah perlu lapor ke sini", None),
        ("112 bayar ga", None),
        ("kapan harus telpon 112", None),
        ("", None),
    ],
)
def test_a_call_that_was_told_is_no_question(told: str, called: Called | None) -> None:
    assert about_112.called(told) is called


@pytest.mark.parametrize(
    "change",
    [
        {"text": {"id": "a", "su": "b"}},
        {"text": {"id": "a", "su": "", "en": "c"}},
        {"source": ""},
        {"as_of": "2025-13"},
        {"checked_on": "kemarin"},
        {"source": "general"},
    ],
)
def test_a_fact_without_source_day_or_language_is_refused(change: dict[str, Any]) -> None:
    row = json.loads((FOLDER / "about_112.json").read_text("utf-8"))["facts"][0]
    with pytest.raises(ValidationError):
        Fact.model_validate(row | change)
