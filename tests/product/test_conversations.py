"""Whole conversations over the web chat; each file in conversations/ is one topic, written as people talk."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.product.citizen import Citizen, Reply
from tests.product.conftest import Product

FOLDER = Path(__file__).parent / "conversations"
PHOTO = (Path(__file__).parent / "pothole.jpg").read_bytes()
TICKET = re.compile(r"BDG-\d{4}-\d{4}")

pytestmark = [pytest.mark.product, pytest.mark.asyncio(loop_scope="session")]


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{file.stem}: {case['name']}")
        for file in sorted(FOLDER.glob("*.yml"))
        for case in yaml.safe_load(file.read_text("utf-8"))
    ]


def with_number(value: Any, number: str) -> Any:
    """The step with $NUMBER replaced by the ticket number seen last."""
    match value:
        case str():
            return value.replace("$NUMBER", number)
        case dict():
            return {key: with_number(each, number) for key, each in value.items()}
        case list():
            return [with_number(each, number) for each in value]
        case _:
            return value


async def take(citizen: Citizen, turn: dict[str, Any]) -> Reply:
    match turn:
        case {"say": text}:
            return await citizen.say(text)
        case {"tap": title}:
            return await citizen.tap(title)
        case {"pin": [lat, lon]}:
            return await citizen.pin(lat, lon)
        case {"photo": caption}:
            return await citizen.photo(PHOTO, caption or "")
    raise AssertionError(f"no such step: {turn}")


def check(turn: dict[str, Any], reply: Reply) -> None:
    said = f"\n--- {turn}\n{reply.text}\n{list(reply.buttons)}"
    for pattern in turn.get("expect", []):
        assert re.search(pattern, reply.text, re.IGNORECASE | re.DOTALL), f"missing {pattern!r} in {said}"
    for pattern in turn.get("refuse", []):
        assert not re.search(pattern, reply.text, re.IGNORECASE), f"unwanted {pattern!r} in {said}"
    for title in turn.get("buttons", []):
        assert title in reply.buttons, f"no button {title!r} in {said}"
    if "first" in turn:
        assert re.search(turn["first"], reply.lines[0]["text"].split("\n")[0]), f"first line of {said}"


@pytest.mark.parametrize("case", cases())
async def test_conversation(product: Product, case: dict[str, Any]) -> None:
    citizen = await product.citizen()
    for source in case.get("down", []):
        product.sources.down(source)
    try:
        number = ""
        for turn in case["turns"]:
            asked = {
                key: v.replace("$NUMBER", number) if isinstance(v, str) else v for key, v in turn.items()
            }
            reply = await take(citizen, asked)
            check(asked, reply)
            found = TICKET.search(reply.text)
            number = found.group() if found else number
    finally:
        product.sources.up()
