"""The evaluation sets of `tests/nlu/`: texts written apart from the training data, with what they mean."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.settings import ROOT

FOLDER = ROOT / "tests" / "nlu"
COLUMNS = ("text", "intent", "category", "emergency", "language", "register", "place", "pair")


@dataclass(frozen=True)
class Case:
    """One text; ``intent`` is the dialogue's own, empty columns mean nothing."""

    origin: str  # the set's name
    text: str
    intent: str
    category: str
    emergency: bool
    language: str
    register: str
    place: str
    pair: str  # which look-alikes it belongs to


def cases(folder: Path = FOLDER, only: Sequence[str] = ()) -> list[Case]:
    """Every row of every set, or of the sets named.

    Raises:
        ValueError: a row has the wrong number of columns.
    """
    files = [path for path in sorted(folder.glob("*.tsv")) if not only or path.stem in only]
    return [case for path in files for case in _read(path)]


def _read(path: Path) -> list[Case]:
    with path.open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(head) != COLUMNS:
        raise ValueError(f"{path.name} does not begin with the columns {', '.join(COLUMNS)}")
    found = []
    for number, row in enumerate(rows, 2):
        if len(row) != len(COLUMNS):
            raise ValueError(f"{path.name}, line {number}: {len(row)} columns instead of {len(COLUMNS)}")
        text, intent, category, danger, language, register, place, pair = (cell.strip() for cell in row)
        text = text.replace("\\n", "\n")
        found.append(Case(path.stem, text, intent, category, danger == "1", language, register, place, pair))
    return found
