"""How long the storm lasts: short in the whole suite, long with `make faults` (FAULTS=long)."""

import os
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Scale:
    """The size of a storm."""

    citizens: int
    messages: int
    seconds: float
    kills: int


@pytest.fixture
def scale() -> Scale:
    if os.environ.get("FAULTS") == "long":
        return Scale(citizens=60, messages=10, seconds=90, kills=6)
    return Scale(citizens=16, messages=5, seconds=25, kills=3)
