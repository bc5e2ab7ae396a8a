"""Words that tell who reported are found, ordinary complaints are left alone, and time stays linear."""

import json
import time
from pathlib import Path

import pytest

from core.tickets.revealing import revealing

CASES = json.loads((Path(__file__).parent / "revealing_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", CASES["telling"])
def test_who_reported_is_told(text: str) -> None:
    assert revealing(text, "")


def test_few_ordinary_complaints_are_flagged() -> None:
    flagged = [text for text in CASES["ordinary"] if revealing(text, "")]
    assert len(flagged) <= 0.05 * len(CASES["ordinary"]), flagged


def test_there_are_enough_examples_of_both_kinds() -> None:
    assert min(len(CASES["telling"]), len(CASES["ordinary"])) >= 60
    assert len({*CASES["telling"], *CASES["ordinary"]}) >= 120


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("saya ketua RT 03 di sini", ["saya ketua RT", "RT 03"]),
        ("ada judi, rumah saya nomor 12", ["rumah saya nomor 12"]),
        ("plat D 1234 ABC buang sampah", ["D 1234 ABC"]),
    ],
)
def test_the_words_in_question_are_named(text: str, words: list[str]) -> None:
    assert [each.words for each in revealing(text, "")] == words


def test_the_place_is_read_too() -> None:
    assert [each.kind for each in revealing("ada judi", "depan rumah saya, Jl. Kopo")] == ["neighbour"]


@pytest.mark.parametrize(
    ("text", "name", "is_found"),
    [
        ("kata Rohaeti di sini banyak judi", "Euis Rohaeti", True),
        ("judi di jalan rohaeti", "Euis Rohaeti", False),  # a street of that name
        ("banyak bunga bangkai di sini", "Bunga", False),  # a word as common as the name
        ("ada judi di kopo", None, False),
    ],
)
def test_the_profiles_own_name_is_found(text: str, name: str | None, is_found: bool) -> None:
    assert bool(revealing(text, "", name)) is is_found


@pytest.mark.parametrize("piece", ["saya ", "rt ", "saya ketua ", "a", "rumah no 1 ", "anak ", "kami yang "])
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        started = time.perf_counter()
        revealing(text, "")
        return time.perf_counter() - started

    seconds(100)
    assert seconds(16_000) < 12 * max(min(seconds(4_000), seconds(4_000)), 0.005)
