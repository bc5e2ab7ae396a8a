"""The training examples as data: all that are there, and the file of those that staff reviewed."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.errors import StartError

REVIEWED = Path("data") / "nlu" / "reviewed.yml"
EVALUATION = Path("tests") / "nlu"
NEAR = 0.75  # of all words of both are shared
_FEW = 3  # words: only the very same counts as near
_WORD = re.compile(r"[^\W_]+|\?")
_HEAD = """\
# What staff taught in the console: written by `sobat nlu import-review`, sorted. docs/understanding-review.md
version: "3.1"

nlu:
"""


@dataclass(frozen=True, order=True)
class Example:
    """One text and what it means."""

    intent: str
    category: str  # empty: none
    text: str
    origin: str = ""  # the file's name

    @property
    def label(self) -> str:
        return f"{self.intent}/{self.category}" if self.category else self.intent


def examples(root: Path) -> list[Example]:
    """Every training example."""
    return [each for path in sorted((root / "data" / "nlu").glob("*.yml")) for each in _of(path)]


def reviewed(root: Path) -> list[Example]:
    """Those that staff taught; none before the first import."""
    return list(_of(root / REVIEWED)) if (root / REVIEWED).exists() else []


def _of(path: Path) -> Iterator[Example]:
    try:
        blocks = (yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {}).get("nlu") or ()
    except (OSError, yaml.YAMLError, AttributeError) as error:
        raise StartError(f"{path}: cannot be read ({str(error).splitlines()[0]})") from error
    for block in blocks:
        category = str((block.get("metadata") or {}).get("category") or "")
        for line in str(block.get("examples") or "").splitlines():
            if line.strip() and "intent" in block:
                text = line.strip().removeprefix("-").strip()
                yield Example(str(block["intent"]), category, text, path.name)


def evaluation(root: Path) -> list[Example]:
    """The rows of the evaluation sets, where the installation has them."""
    return [each for path in sorted((root / EVALUATION).glob("*.tsv")) for each in _rows(path)]


def _rows(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = (row.get("text") or "").replace("\\n", "\n").strip()
            if text and row.get("intent"):
                yield Example(row["intent"].strip(), (row.get("category") or "").strip(), text, path.name)


def written(taught: Iterable[Example]) -> str:
    """The reviewed file; the same examples always make the same text."""
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in taught:
        groups[each.intent, each.category].add(each.text)
    return _HEAD + "\n".join(_block(*key, sorted(groups[key])) for key in sorted(groups))


def _block(intent: str, category: str, texts: Sequence[str]) -> str:
    metadata = f"  metadata:\n    category: {category}\n" if category else ""
    lines = "".join(f"    - {text}\n" for text in texts)
    return f"- intent: {intent}\n{metadata}  examples: |\n{lines}"


def labels(root: Path) -> tuple[set[str], set[str]]:
    """The intents that words can have, and the categories.

    Raises:
        StartError: one of the files cannot be read.
    """
    domain, categories = _yaml(root / "domain.yml"), _yaml(root / "data" / "city" / "categories.json")
    intents = {next(iter(each)) if isinstance(each, dict) else str(each) for each in domain["intents"]}
    listed = categories["categories"]
    codes = {str(each["code"]) for each in listed} if isinstance(listed, list) else set(listed)
    return intents, codes


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise StartError(f"{path}: cannot be read ({str(error).splitlines()[0]})") from error


class Neighbours:
    """Finds the example that is nearest to a text."""

    def __init__(self, known: Iterable[Example]) -> None:
        self._by_word: Mapping[str, list[tuple[frozenset[str], Example]]] = defaultdict(list)
        self._same: dict[str, Example] = {}
        for each in known:
            words = _words(each.text)
            self._same.setdefault(" ".join(words), each)
            for word in set(words):
                self._by_word[word].append((frozenset(words), each))

    def near(self, text: str) -> Example | None:
        """The same text, or one with nearly the same words; None when there is none."""
        words = _words(text)
        same = self._same.get(" ".join(words))
        if same or len(words) <= _FEW:
            return same
        mine = frozenset(words)
        # A near one shares the rarest or next to rarest of our words, or it would lack too many.
        rare = sorted(mine, key=lambda word: len(self._by_word.get(word, ())))
        tried = rare[: len(mine) - int(NEAR * len(mine)) + 1]
        found = (
            (_likeness(mine, words), each) for word in tried for words, each in self._by_word.get(word, ())
        )
        best = max(found, key=lambda pair: pair[0], default=None)
        return best[1] if best and best[0] >= NEAR else None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
