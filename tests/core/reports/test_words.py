"""How a draft is shown."""

import pytest

from core.reports import Draft, gist, summary
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
    ],
)
def test_a_title_names_the_trouble(text: str, title: str) -> None:
    assert gist(text) == title


def test_a_hidden_name_is_not_shown() -> None:
    draft = Draft(text="got mampet", name="Rina", privacy="anonymous")
    assert "Rina" not in summary(draft, "id")
    assert "disumputkeun" in summary(draft, "su")


def test_a_full_report_says_that_no_more_files_fit() -> None:
    full = Draft(text="got mampet", files=tuple(f"f{n}" for n in range(MOST_FILES)))
    assert "10 berkas (paling banyak)" in summary(full, "id")
    assert "9 berkas\n" in summary(full.with_(files=full.files[1:]), "id")
