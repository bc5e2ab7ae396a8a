"""Cleaning, emptiness and titles of citizens' texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.texts import clean, has_words, title_from


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("  jalan rusak \r\n di kopo\r", "jalan rusak \n di kopo"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("half \ud83d surrogate", "half  surrogate"),
        ("\u202eterbalik\u202c", "terbalik"),
        ("cafe\u0301", "café"),
        ("\ufeffhalo\u200b", "halo"),
        ("👨‍👩‍👧 keluarga", "👨‍👩‍👧 keluarga"),
        ("tab\tstays", "tab\tstays"),
        ("\n \t ", ""),
    ],
)
def test_text_is_cleaned(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


def test_long_text_is_cut_at_the_limit() -> None:
    assert len(clean("a" * 100_000)) == 8_000
    assert clean("abc def", limit=4) == "abc"


@given(st.text())
def test_clean_text_is_stable_and_can_be_stored(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode("utf-8")


@pytest.mark.parametrize("text", ["jalan", "112", "p", "人", "👍 ok"])
def test_something_to_read(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize("text", ["", "  ", "👍👍", "???!!", "❤️", "...", "\x00", "①"])
def test_nothing_to_read(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("min, jalan di kopo depan smp 3 bolong gede", "Jalan di kopo depan smp 3 bolong gede"),
        (
            "Assalamualaikum wr wb. Yth. Bapak Wali Kota, lampu jalan di Cisitu mati. Mohon diperbaiki.",
            "Lampu jalan di Cisitu mati",
        ),
        ("Punten, abdi bade lapor solokan mampet", "Solokan mampet"),
        ("selamat siang pak, saya mau melaporkan sampah menumpuk di TPS", "Sampah menumpuk di TPS"),
        (
            "Kepada Yth.\nDinas Perhubungan\nlampu merah simpang lima mati",
            "Lampu merah simpang lima mati",
        ),
        ("JALAN RUSAK DEPAN SDN CIJAGRA RT 02", "Jalan rusak depan SDN cijagra RT 02"),
        ("halo", "Halo"),
        ("", ""),
        ("!!!", ""),
        ("min", "Min"),
        ("Minta tolong perbaiki trotoar", "Minta tolong perbaiki trotoar"),
    ],
)
def test_title_starts_with_the_problem(text: str, title: str) -> None:
    assert title_from(text) == title


def test_long_title_is_cut_at_a_word() -> None:
    title = title_from("trotoar " * 40)
    assert len(title) <= 80
    assert title.endswith("trotoar…")


@given(st.text(), st.integers(10, 120))
def test_title_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(title_from(text, limit)) <= limit
