"""Which number or account is told for a question, and what is said of one that a citizen wrote."""

import json
from datetime import date

import pytest
from pydantic import ValidationError

from core import contacts, notices, public_numbers
from core.city_files import FOLDER
from core.contacts import Contact
from core.masking import PHONE, mask

OURS = {entry.value for entry in contacts.listed()}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("nomor damkar", "113 (atau 112)"),
        ("nomer pamadam naon, rek dicatet", "113 (atau 112)"),
        ("no ambulan gratis bandung", "119 (atau 112)"),
        ("ambulance number is 118 or 119 or 112?", "119"),
        ("nomor polisi berapa", "110"),
        ("polsek lengkong nomornya berapa", "110"),
        ("nomor Basarnas Bandung berapa", "115"),
        ("nomor SAR", "115"),
        ("call center PLN", "123"),
        ("nomor pln dari hp", "022-123"),
        ("nomer PLN sabaraha kang", "PLN Mobile"),
        ("token listrik error hubungi siapa", "123"),
        ("no telp pdam tirtawening", "022-2507993"),
        ("nomor WA PDAM", "0887-7972-6506"),
        ("whatsapp resmi Perumda Tirtawening", "0887-7972-6506"),
        ("nomor satpol pp dong", "0878-0484-0008"),
        ("kontak dinsos", "0812-2174-2841"),
        ("nomor hotline lampu jalan", "0811-2022-3399"),
        ("hotline jalan rusak bandung", "0821-2333-5304"),
        ("kontak petugas pohon tumbang", "0812-2241-2484"),
        ("nomor dlh buat angkut kasur", "022-7207889"),
        ("wa ambulans kota", "0811-2442-119"),
        ("IG resmi pemkot", "@bandung.go.id"),
        ("instagram pemkot bandung apa", "@bandung.go.id"),
        ("youtube pemkot apa", "@bandung.go.id"),
        ("ada podcast spotify pemkot?", "@bandung.go.id"),
        ("akun lapor ppid", "@ppidlaporkotabandung"),
        ("akun 112 di instagram apa", "@bandungsiaga112"),
        ("ig nya dishub bandung apa", "@bdg.dishub"),
        ("ig dpkp", "@bdg.dpkp"),
        ("instagram satpol pp", "@satpolppbdg"),
        ("web resmi kota bandung apa", "https://www.bandung.go.id"),
        ("link lapor sp4n", "https://www.lapor.go.id"),
        ("lapor lewat sms nomornya 1708 bukan?", "1708"),
        ("SMS 1708 masih bisa?", "belum kami coba"),
    ],
)
def test_the_contact_asked_for_is_told(question: str, told: str) -> None:
    assert told in contacts.answer(question, "id")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("what's the fire department's number", "Pemadam kebakaran (Fire and Rescue Service): 113 (or 112)"),
        ("police number", "Polisi (Police): 110"),
        ("how do i reach the water company", "Perumda Tirtawening (PDAM) (city water company): 022-2507993"),
        ("what number do i call for a power cut", "PLN (state electricity company): 123"),
        ("basarnas number", "Basarnas (National Search and Rescue Agency): 115"),
        ("satpol pp phone please", "Satpol PP (Public Order Unit)"),
        ("what's the official instagram of the city", "@bandung.go.id (the city government)"),
        ("street light hotline", "Hotline lampu jalan Dishub (Transport Agency, street lights)"),
    ],
)
def test_english_keeps_the_official_name_and_explains_it(question: str, told: str) -> None:
    assert told in contacts.answer(question, "en")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("nomer damkar sabaraha", "113 (atanapi 112) – kahuruan sareng panyalametan"),
        ("nomer PLN sabaraha", "listrik pareum"),
        ("IG na pemkot naon", "akun Pemkot: warta sareng inpo kota"),
        ("minta nomer ambulan", "nu teu damang parna"),
    ],
)
def test_sundanese_reads_sundanese(question: str, told: str) -> None:
    assert told in contacts.answer(question, "su")


@pytest.mark.parametrize("language", ["id", "su", "en"])
@pytest.mark.parametrize("entry", contacts.listed(), ids=lambda entry: entry.value)
def test_every_contact_is_told_with_source_and_day(entry: Contact, language: str) -> None:
    answer = contacts.answer(entry.words[0], language)
    frame = {"id": ("Sumber: ", "Dicek "), "su": ("Sumber: ", "Dipariksa "), "en": ("Source: ", "Checked ")}
    assert all(words in answer for words in frame[language])


def test_nothing_known_asked_for_tells_the_important_ones() -> None:
    answer = contacts.answer("nomor penting buat ditempel", "id")
    assert all(number in answer for number in ("112", "113", "119", "110", "123"))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("0811 2022 3399 bener nomor dishub?", "Itu ada di daftar kami: Hotline lampu jalan Dishub"),
        ("+62 821-2333-5304 resmi ga", "Itu ada di daftar kami: Hotline jalan DSDABM"),
        ("113 itu bener pemadam?", "Itu ada di daftar kami: Pemadam kebakaran"),
        ("nomor 115 asli basarnas?", "Itu ada di daftar kami: Basarnas"),
        ("0811-812-0357 nomor darurat resmi?", "Jangan dipakai."),
        ("@bandung.go.id beneran akun pemkot?", "Itu ada di daftar kami: @bandung.go.id"),
        ("akun @bandung.pemkot resmi bukan", "tidak ada di daftar kami"),
        (f"nomor WA damkar {PHONE} ini bener?", "tidak ada di daftar kami"),
        (f"ada yang wa dari {PHONE} ngaku pln, asli?", "tidak ada di daftar kami"),
        ("nomor damkar 7777 bener ga", "tidak ada di daftar kami"),
    ],
)
def test_a_written_number_is_known_wrong_or_not_known(question: str, says: str) -> None:
    assert says in contacts.answer(question, "id")


@pytest.mark.parametrize("language", ["id", "su", "en"])
def test_an_unknown_number_is_never_confirmed_and_ours_is_offered(language: str) -> None:
    answer = contacts.answer(f"nomor damkar {PHONE} bener?", language)
    assert notices.text("contact_unknown", language) in answer
    assert notices.text("contact_known", language, contact="").strip() not in answer
    assert "113" in answer


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("alamat disdukcapil dimana", "belum ada di daftar kami"),
        ("nomer telepon RSUD ujungberung", "https://www.bandung.go.id"),
        ("nomor WA damkar ini bener?", "saya cocokkan"),
    ],
)
def test_what_is_not_listed_or_not_written_is_said(question: str, says: str) -> None:
    first = contacts.answer(question, "id").splitlines()[0]
    assert says in first


def test_a_question_without_a_number_compares_nothing() -> None:
    assert contacts.checked("nomor resmi damkar berapa", "id") == ""
    assert contacts.checked("nomor damkar 113 catet ya", "id") == ""


def test_published_numbers_survive_masking_and_private_ones_do_not() -> None:
    masked = mask("wa 0811-2022-3399, +62 821 2333 5304 dan 022-2507993, punya saya 0812-9999-1234")
    assert masked == f"wa 0811-2022-3399, +62 821 2333 5304 dan 022-2507993, punya saya {PHONE}"


def test_a_published_number_in_an_account_or_id_stays_hidden() -> None:
    assert "2507993" not in mask("rekening 022-2507993")
    assert mask("NIK 3273012507993001") == "NIK [NIK disembunyikan]"


def test_every_entry_of_the_file_is_dated_and_sourced() -> None:
    file = json.loads((FOLDER / "contacts.json").read_text("utf-8"))
    rows = [*file["contacts"], *file["not_official"]]
    assert len(rows) > 20
    assert all(row["source"] and date.fromisoformat(row["checked_on"]) <= date(2026, 11, 24) for row in rows)


def test_what_was_old_when_we_looked_says_so() -> None:
    old = [entry for entry in contacts.listed() if entry.is_old]
    assert {"0812-2174-2841", "0878-0484-0008", "@bandung.go.id"} <= {entry.value for entry in old}
    assert "sudah lama, pastikan dulu" in contacts.answer("nomor dinsos", "id")
    assert "sudah lama" not in contacts.answer("nomor dishub", "id")


@pytest.mark.parametrize(
    "change",
    [
        {"checked_on": None},
        {"source": ""},
        {"as_of": "Maret 2025"},
        {"as_of": None},
        {"source": "general"},
        {"nomor": "1"},
    ],
)
def test_an_entry_without_source_or_date_is_refused(change: dict[str, str | None]) -> None:
    row = json.loads((FOLDER / "contacts.json").read_text("utf-8"))["contacts"][0]
    with pytest.raises(ValidationError):
        Contact.model_validate(row | change)


def test_a_number_is_written_once() -> None:
    assert len(OURS) == len(contacts.listed())


@pytest.mark.parametrize(("written", "dialled"), [("+62 822-1", "08221"), ("022-123", "022123"), ("@a", "")])
def test_a_number_is_compared_as_dialled(written: str, dialled: str) -> None:
    assert public_numbers.plain(written) == dialled
