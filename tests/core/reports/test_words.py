"""How a draft is shown."""

from datetime import date

import pytest

from core.reports import Draft, gist, summary
from core.reports.dates import Event
from core.reports.draft import MOST_FILES

LETTER = (
    "Kepada Yth. Bapak Wali Kota, perkenalkan saya warga RW 05 yang sudah dua puluh tahun tinggal di sini. "
    "Melalui pesan ini saya ingin menyampaikan keluhan kami mengenai saluran air yang tersumbat lumpur. "
    "Terima kasih."
)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (LETTER, "Saluran air yang tersumbat lumpur"),
        ("pipa pdam bocor di jl. cijawura girang no. 12", "Pipa pdam bocor di jl cijawura girang no 12"),
        ("makasih lampunya udah nyala, tapi trotoarnya rusak", "Trotoarnya rusak"),
        ("halo min mau lapor jalan bolong", "Jalan bolong"),
        ("sesuatu yang lain", "Sesuatu yang lain"),
        ("saya Budi Santoso dari RT 03 mau melaporkan jalan berlubang di dago", "Jalan berlubang di dago"),
        ("perkenalkan saya Ahmad Fauzi (45 tahun) warga Jl. Cijerah No 5. Got mampet.", "Got mampet"),
        ("saya Andi. lampu mati di cikutra", "Lampu mati di cikutra"),
        ("punten min abdi Asep ti Cicadas bade ngalaporkeun solokan mampet", "Solokan mampet"),
        ("ieu ti bu Euis, runtah numpuk di gang abdi", "Runtah numpuk di gang abdi"),
        ("jalan bolong https://www.google.com/maps/@-6.9147,107.6098,17z", "Jalan bolong"),
        ("aku rina mau lapor, sampah numpuk di cihapit", "Sampah numpuk di cihapit"),
        ("dari kemarin air mati, kotor", "Dari kemarin air mati, kotor"),
        ("saya terganggu bau sampah, tolong", "Saya terganggu bau sampah, tolong"),
    ],
)
def test_a_title_names_the_trouble(text: str, title: str) -> None:
    assert gist(text) == title


def test_the_class_and_the_day_are_shown_when_they_are_told() -> None:
    day = Event(date(2026, 11, 21), since=True, said="sejak 3 hari lalu")
    lines = summary(Draft(text="usul ada bus malam", event=day), "id", date(2026, 11, 24)).splitlines()
    assert "• Jenis laporan: aspirasi" in lines
    assert "• Kejadian: sejak Sabtu, 21 November" in lines
    assert "sejak Sabtu, 21 November 2026" in summary(Draft(text="got", event=day), "id", date(2027, 1, 2))
    plain = summary(Draft(text="got mampet"), "id")
    assert "Jenis laporan" not in plain
    assert "Kejadian" not in plain


def test_a_hidden_name_is_not_shown() -> None:
    draft = Draft(text="got mampet", name="Rina", privacy="anonymous")
    assert "Rina" not in summary(draft, "id")
    assert "disumputkeun" in summary(draft, "su")


def test_a_full_report_says_that_no_more_files_fit() -> None:
    full = Draft(text="got mampet", files=tuple(f"f{n}" for n in range(MOST_FILES)))
    assert "10 berkas (paling banyak)" in summary(full, "id")
    assert "9 berkas\n" in summary(full.with_(files=full.files[1:]), "id")
