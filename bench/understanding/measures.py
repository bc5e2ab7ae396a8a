"""What is reckoned from readings: accuracy, F1, confusion, calibration."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

type Pair = tuple[str, str]  # what was meant, what was read


def accuracy(pairs: Sequence[Pair]) -> float:
    """The share read as meant; NaN of nothing."""
    return sum(meant == read for meant, read in pairs) / len(pairs) if pairs else math.nan


def macro_f1(pairs: Sequence[Pair]) -> float:
    """The mean F1 of all classes that are meant somewhere, each counting the same; NaN of nothing."""
    classes = {meant for meant, _ in pairs}
    return sum(f1(pairs, name) for name in classes) / len(classes) if classes else math.nan


def f1(pairs: Sequence[Pair], name: str) -> float:
    right = sum(meant == read == name for meant, read in pairs)
    missed = sum(meant == name != read for meant, read in pairs)
    wrong = sum(read == name != meant for meant, read in pairs)
    return 2 * right / (2 * right + missed + wrong) if right else 0.0


def confusion(pairs: Iterable[Pair], most: int) -> list[tuple[Pair, int]]:
    """The most frequent mistakes."""
    return Counter(pair for pair in pairs if pair[0] != pair[1]).most_common(most)


@dataclass(frozen=True)
class Bin:
    """Readings of about the same confidence."""

    low: float
    high: float
    count: int
    confidence: float  # mean
    right: float  # share


def bins(confident: Sequence[tuple[float, bool]], count: int = 10) -> list[Bin]:
    """Readings by confidence; empty bins are left out."""
    found = []
    for number in range(count):
        low, high = number / count, (number + 1) / count
        last = number == count - 1
        own = [(p, right) for p, right in confident if low <= p < high or (last and p == high)]
        if own:
            mean = sum(p for p, _ in own) / len(own)
            found.append(Bin(low, high, len(own), mean, sum(right for _, right in own) / len(own)))
    return found


def calibration_error(confident: Sequence[tuple[float, bool]], count: int = 10) -> float:
    """How far confidence and truth lie apart on the average (expected calibration error); NaN of nothing."""
    if not confident:
        return math.nan
    return sum(b.count * abs(b.confidence - b.right) for b in bins(confident, count)) / len(confident)
