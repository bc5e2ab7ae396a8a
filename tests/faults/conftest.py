"""What a storm rages over, and how long: short in the whole suite, long with `make faults` (FAULTS=long)."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bench.processes import port_block
from tests.postgres import Cluster
from tests.redis import redis_server


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


@pytest.fixture(params=["alone", "several"])
def installation(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of one of each process on SQLite, or of two of each on PostgreSQL and Redis."""
    if request.param == "alone":
        return {}
    settings: dict[str, str] = request.getfixturevalue("several")
    return settings


@pytest.fixture
def several(postgres: Cluster) -> Iterator[dict[str, str]]:
    with redis_server() as redis:
        url = postgres.create("storm")
        internal, rasa, actions = (port_block(2) for _ in range(3))
        yield {
            "SOBAT_PROCESSES": "2",
            "DATABASE_URL": url,
            "REDIS_URL": redis,
            "SOBAT_INTERNAL_PORT": str(internal),
            "RASA_URL": f"http://127.0.0.1:{rasa}",
            "ACTIONS_URL": f"http://127.0.0.1:{actions}",
        }
        postgres.drop("storm")
