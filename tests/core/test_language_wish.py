"""A wish for a language is heard; a language that is only spoken of is not."""

import pytest

from core.language import Language
from core.language_wish import Wish, button, payload, wish

WISHES: list[tuple[str, Language]] = [
    ("pakai bahasa Indonesia", "id"),
    ("pake bahasa indonesia aja ya min", "id"),
    ("bahasa Indonesia", "id"),
    ("in bahasa please", "id"),
    ("balik ke bahasa indonesia", "id"),
    ("jangan pakai bahasa sunda", "id"),
    ("saya ga ngerti bahasa sunda", "id"),
    ("basa Sunda wae", "su"),
    ("basa Sunda waé atuh", "su"),
    ("tiasa nganggo basa sunda teu?", "su"),
    ("min, basa sunda wae", "su"),
    ("nyarios sunda tiasa?", "su"),
    ("teu ngartos basa Indonesia", "su"),
    ("English please", "en"),
    ("speak english", "en"),
    ("english", "en"),
    ("can you speak English?", "en"),
    ("bisa bahasa inggris ga?", "en"),
    ("tolong jawab pakai bahasa Inggris", "en"),
    ("I don't speak Indonesian", "en"),
    ("i don't understand, english please", "en"),
    ("I don't understand Indonesian. Can you speak English?", "en"),
]
BESIDE: list[tuple[str, Language]] = [
    ("There is a pothole on Jalan Dago. English please", "en"),
    ("English please, there is a pothole on Jalan Dago", "en"),
    ("Tolong pakai bahasa Indonesia. Jalan Kopo rusak", "id"),
]
NONE = [
    "sunda",
    "jl. sunda macet",
    "indonesia",
    "guru bahasa inggris di smp 5 bolos",
    "tulisan di plang pakai bahasa inggris semua",
    "pelajaran matematika, bahasa sunda",
    "kata-kata bahasa sunda yang kasar di tembok",
    "les bahasa inggris mahal",
    "",
]


@pytest.mark.parametrize(("text", "language"), WISHES)
def test_a_wish_alone_is_heard(text: str, language: Language) -> None:
    assert wish(text) == Wish(language)


@pytest.mark.parametrize(("text", "language"), BESIDE)
def test_a_wish_beside_a_report_is_heard(text: str, language: Language) -> None:
    assert wish(text) == Wish(language, alone=False)


@pytest.mark.parametrize("text", NONE)
def test_a_language_that_is_spoken_of_is_no_wish(text: str) -> None:
    assert wish(text) is None


@pytest.mark.parametrize(
    "text", ["ganti bahasa", "change language", "what languages do you speak?", "pilih basa"]
)
def test_which_languages_there_are_is_asked(text: str) -> None:
    assert wish(text) == Wish(None)


def test_a_button_carries_its_language() -> None:
    assert button(payload("su")) == "su"
    assert button('/choose_language{"language":"jv"}') is None
    assert button("/help") is None
