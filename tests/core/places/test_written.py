"""Places as citizens write them lead to the right kecamatan, or to the right door outside the city.

Three lists of our own. The gazetteer was extended with ``written.tsv``. The others were written before they
were measured, part by part, and only then used to find what is missing. Right at first: 145 of 155,
150 of 154, 54 of 60 and 53 of 55.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from core.places import as_answer, door, find

HERE = Path(__file__).parent


class Case(NamedTuple):
    how: str
    expected: str
    text: str


def cases(name: str) -> list[Case]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    rows = csv.reader(
        (line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    return [Case(*row) for row in rows]


def understood(case: Case) -> str:
    """The kecamatan, or ">door" of a place outside, or nothing."""
    place = as_answer(case.text) if case.how == "a" else find(case.text)
    key = door(place)
    return f">{key}" if key else (place.kecamatan if place else None) or ""


def failures(name: str) -> Iterator[str]:
    for case in cases(name):
        said = understood(case)
        inside = case.expected == "?" and not said.startswith(">")
        if not inside and said not in case.expected.split("|"):
            yield f"{case.text!r}: {case.expected}, understood {said or 'nothing'}"


@pytest.mark.parametrize(
    ("name", "least"), [("written.tsv", 300), ("written_later.tsv", 150), ("written_last.tsv", 250)]
)
def test_written_places_lead_to_their_kecamatan(name: str, least: int) -> None:
    wrong = list(failures(name))
    total = len(cases(name))
    print(f"{total - len(wrong)} of {total}", *wrong, sep="\n")
    assert total >= least
    assert len(wrong) <= total * 0.05
