"""What the model is taught is also read right: the words of every example say what it asks for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from core.subscriptions import orders, wish
from core.subscriptions.orders import Act

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_FILE = Path(__file__).parents[3] / "data" / "nlu" / "subscriptions.yml"
TAUGHT = {
    row["intent"]: [line.removeprefix("- ") for line in row["examples"].splitlines()]
    for row in yaml.safe_load(_FILE.read_text("utf-8"))["nlu"]
}
NAMES_NOTHING = {  # then the question is what of
    "kabari saya ya kalau ada lagi", "kabari saya", "mau dikabari dong", "kasih tau saya kalau ada yang baru",
    "langganan", "langganan dong", "mau langganan kabar", "gimana cara langganan",
    "daftar langganan kabar kota", "pengen dikabarin otomatis bisa ga", "saya mau berlangganan",
    "i want to subscribe",
}  # fmt: skip


@pytest.mark.parametrize("text", TAUGHT["subscribe"])
def test_a_wish_begins_something_and_says_what(text: str) -> None:
    assert orders.act_of(text, Act.START) is Act.START
    assert (wish.read(text).kind is None) == (text in NAMES_NOTHING)


@pytest.mark.parametrize("text", TAUGHT["stop_subscription"])
def test_an_order_changes_what_there_is(text: str) -> None:
    assert orders.act_of(text, Act.STOP) in (Act.STOP, Act.PAUSE, Act.RESUME)
    assert orders.act_of(text, Act.START) is not Act.START  # whatever the model took it for


@pytest.mark.parametrize("text", TAUGHT["list_subscriptions"])
def test_a_look_at_the_list_changes_nothing(text: str) -> None:
    assert orders.act_of(text, Act.LIST) is Act.LIST
    assert orders.act_of(text, Act.START) is Act.START


def test_enough_is_taught() -> None:
    assert len(set(TAUGHT["subscribe"])) >= 150
    assert len(set(TAUGHT["stop_subscription"])) >= 150
    assert len(set(TAUGHT["list_subscriptions"])) >= 60
