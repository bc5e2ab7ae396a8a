"""What one message tells: one problem in many words, or several."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reports.problems import MOST, Problem, split

ROWS = [
    (said.replace("\\n", "\n"), wanted)
    for wanted, said in (
        line.split("\t")
        for line in Path(__file__).with_name("problems.tsv").read_text(encoding="utf-8").splitlines()[1:]
    )
]
ONE = [text for text, wanted in ROWS if wanted == "1"]
SEVERAL = [(text, wanted) for text, wanted in ROWS if "+" in wanted]
COUNTED = [(text, int(wanted)) for text, wanted in ROWS if wanted.isdigit() and wanted != "1"]
PLACED = [
    ("jalan bolong dan lampu mati di cikutra", ["Cikutra", "Cikutra"]),
    ("di cikutra jalan bolong, lampu jalan mati", ["Cikutra", "Cikutra"]),
    ("di cikutra ada dua masalah: 1. jalan bolong 2. lampu mati", ["Cikutra", "Cikutra"]),
    ("jalan bolong dan lampu mati di cikutra, sama sampah numpuk di kopo", ["Cikutra", "Cikutra", "Kopo"]),
    ("lampu jalan mati di kopo, jalan bolong, sama sampah numpuk di cikutra", ["Kopo", "Cikutra", "Cikutra"]),
    ("1. lampu mati di kopo 2. jalan bolong di cikutra 3. sampah numpuk", ["Kopo", "Cikutra", None]),
    ("1. lampu mati di kopo 2. got mampet", ["Kopo", None]),
    ("1. lampu mati 2. got mampet, semua di kopo", ["Kopo", "Kopo"]),
    ("jalan bolong sama lampu jalan mati", [None, None]),
]


def shown(problems: tuple[Problem, ...]) -> str:
    return "+".join(str(problem.category) for problem in problems)


@pytest.mark.parametrize("text", ONE)
def test_one_problem_told_in_many_words_stays_one(text: str) -> None:
    assert [problem.text for problem in split(text)] == [text]


@pytest.mark.parametrize(("text", "categories"), SEVERAL)
def test_several_problems_are_told_apart(text: str, categories: str) -> None:
    assert shown(split(text)) == categories


@pytest.mark.parametrize(("text", "count"), COUNTED)
def test_each_problem_is_counted(text: str, count: int) -> None:
    assert len(split(text)) == count


@pytest.mark.parametrize(("text", "expected"), PLACED)
def test_a_place_named_once_is_shared(text: str, expected: list[str | None]) -> None:
    assert [problem.place.text if problem.place else None for problem in split(text)] == expected


def test_each_problem_has_its_own_words() -> None:
    told = split("min, lampu jalan mati di jl. sukajadi, terus juga sampah numpuk di pasar cihapit!")
    assert [problem.text for problem in told] == [
        "min, lampu jalan mati di jl. sukajadi",
        "sampah numpuk di pasar cihapit!",
    ]


@given(
    st.text()
    | st.lists(st.sampled_from(["lampu mati", ", ", " dan ", "1. ", "sampah", " di kopo "])).map("".join)
)
def test_any_text_is_told_somehow(text: str) -> None:
    assert 1 <= len(split(text)) <= MOST


@pytest.mark.parametrize("piece", ["dan ", "lampu mati, ", "1. sampah ", "a", ". "])
def test_a_long_text_is_read_in_time(piece: str) -> None:
    started = time.process_time()
    split((piece * 8000)[:8000])
    assert time.process_time() - started < 2.0
