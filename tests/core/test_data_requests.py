"""Which words ask for erasing, and which take it back."""

from pathlib import Path

import pytest
import yaml

from core import data_requests

NLU = Path(__file__).parents[2] / "data" / "nlu"


def examples(intent: str) -> list[str]:
    """What the model learns as this intent."""
    found = []
    for path in sorted(NLU.glob("*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if item.get("intent") == intent:
                found += [line.removeprefix("- ") for line in item["examples"].splitlines()]
    return found


@pytest.mark.parametrize("text", examples("keep_my_data"))
def test_taking_it_back_is_understood(text: str) -> None:
    assert not data_requests.wants_erased(text)


def test_most_ways_to_take_it_back_are_told_by_their_words() -> None:
    texts = examples("keep_my_data")
    assert sum(map(data_requests.takes_back, texts)) >= 0.9 * len(texts)


@pytest.mark.parametrize("text", examples("delete_my_data"))
def test_asking_for_it_is_not_taking_it_back(text: str) -> None:
    assert not data_requests.takes_back(text)
