"""Text is made safe on the way in and cut to size on the way out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.text import clean, shorten, split, utf16_length


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("jalan\x00 rusak", "jalan rusak"),
        ("a\ud800b", "ab"),
        ("\ud83d\udea7", ""),
        ("🚧 é ꦏ", "🚧 é ꦏ"),
        ("baris\n\tdua\r\n", "baris\n\tdua\r\n"),
        ("\x1b[31mmerah\x7f", "[31mmerah"),
    ],
)
def test_only_what_breaks_storage_is_removed(raw: str, safe: str) -> None:
    assert clean(raw) == safe


@given(st.text(st.characters(codec=None)))
def test_a_clean_text_can_always_be_stored(raw: str) -> None:
    assert b"\x00" not in clean(raw).encode()


@pytest.mark.parametrize(("text", "length"), [("", 0), ("aé", 2), ("🚧", 2), ("a🚧b", 4)])
def test_length_counts_what_telegram_counts(text: str, length: int) -> None:
    assert utf16_length(text) == length


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("  \n ", []),
        ("pas dua puluh huruf.", ["pas dua puluh huruf."]),
        ("bagian satu\n\nbagian dua juga", ["bagian satu", "bagian dua juga"]),
        ("baris satu\nbaris dua juga", ["baris satu", "baris dua juga"]),
        ("Satu kalimat. Dua kalimat lagi", ["Satu kalimat.", "Dua kalimat lagi"]),
        ("kata kata kata kata kata", ["kata kata kata kata", "kata"]),
        ("duapuluhhurufpersis12 x", ["duapuluhhurufpersis1", "2 x"]),
        ("🚧🚧🚧🚧🚧🚧🚧🚧🚧🚧🚧", ["🚧🚧🚧🚧🚧🚧🚧🚧🚧🚧", "🚧"]),
        ("a🚧🚧🚧🚧🚧🚧🚧🚧🚧🚧", ["a🚧🚧🚧🚧🚧🚧🚧🚧🚧", "🚧"]),
    ],
)
def test_a_cut_falls_on_the_best_border(text: str, parts: list[str]) -> None:
    assert split(text, 20) == parts


@given(st.text(st.characters(codec="utf-8"), max_size=400), st.integers(2, 50))
def test_every_part_fits_and_nothing_but_space_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert all(part.strip() and utf16_length(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(clean(text).split())


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Kirim", "Kirim"),
        ("Sembunyikan nama", "Sembunyik…"),
        ("Jalan yang rusak", "Jalan yan…"),
        ("aaaaaaa b cc", "aaaaaaa b…"),
    ],
)
def test_a_shortened_text_shows_that_it_was_cut(text: str, short: str) -> None:
    assert shorten(text, 10) == short
