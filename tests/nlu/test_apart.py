"""The evaluation sets stand apart from the training data: no sentence of one is a variation of the other."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
import yaml

from bench.understanding.sets import Case, cases
from bot.nlu.normalise import normalise
from core.settings import ROOT

RUN = 3  # words in a row that two sentences must share before they are compared
TOO_CLOSE = 0.75  # of their words are the same
TOO_SHORT = 3  # "halo", "terima kasih": everybody writes them so


def training() -> list[str]:
    """Every example, as the model reads it."""
    texts = []
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["nlu"]:
            lines = block["examples"].splitlines()
            texts += [normalise(line.removeprefix("- ").strip()) for line in lines if line.strip()]
    return texts


def runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


@pytest.fixture(scope="module")
def index() -> dict[tuple[str, ...], set[str]]:
    """Training sentences by every run of words in them."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for text in training():
        for run in runs(text.split()):
            found[run].add(text)
    return found


def likeness(one: str, other: str) -> float:
    """Shared words over all words, each counted once (Jaccard)."""
    left, right = set(one.split()), set(other.split())
    return len(left & right) / len(left | right)


def nearest(case: Case, index: dict[tuple[str, ...], set[str]]) -> tuple[float, str]:
    text = normalise(case.text)
    near = {other for run in runs(text.split()) for other in index.get(run, ())}
    return max(((likeness(text, other), other) for other in near), default=(0.0, ""))


def test_no_evaluation_text_is_near_a_training_example(index: dict[tuple[str, ...], set[str]]) -> None:
    long = [case for case in cases() if len(normalise(case.text).split()) > TOO_SHORT]
    near = [(nearest(case, index), case.text) for case in long]
    assert [(text, other) for (share, other), text in near if share >= TOO_CLOSE] == []


def test_a_variation_would_be_found(index: dict[tuple[str, ...], set[str]]) -> None:
    sentence = max(training(), key=lambda text: len(text.split()))
    varied = Case("", f"{sentence} banget", "", "", False, "", "", "", "")
    assert nearest(varied, index)[0] >= TOO_CLOSE


def test_no_text_stands_twice_in_the_sets() -> None:
    texts = [text for case in cases() if (text := normalise(case.text))]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


def test_every_label_is_one_the_bot_knows() -> None:
    domain = yaml.load((ROOT / "domain.yml").read_text("utf-8"), yaml.CSafeLoader)
    intents = {next(iter(entry)) if isinstance(entry, dict) else entry for entry in domain["intents"]}
    assert {case.intent for case in cases()} <= intents
