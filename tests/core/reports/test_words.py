"""How a draft is shown."""

import pytest

from core.reports import Draft, gist, summary

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
