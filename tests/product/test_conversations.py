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


def spellings(number: str) -> dict[str, str]:
    """The ticket number seen last, as people write it; MISTYPED has a wrong last digit."""
    digits = "".join(filter(str.isdigit, number))
    return {
        "$NUMBER": number,
        "$LOWER": number.lower(),
        "$DIGITS": digits,
        "$SPACED": f"{digits[:4]} {digits[4:]}",
        "$MISTYPED": f"{number[:-1]}{(int(digits[-1:] or 0) + 1) % 10}",
    }


def filled(value: Any, words: dict[str, str]) -> Any:
    """The step with its $WORDS replaced."""
    match value:
        case str():
            return re.sub(r"\$[A-Z]+", lambda found: words.get(found[0], found[0]), value)
        case dict():
            return {key: filled(each, words) for key, each in value.items()}
        case list():
            return [filled(each, words) for each in value]
        case _:
            return value


# What a button is called when an earlier conversation has reported the same already.
ANEW = {"Kirim": "Kirim laporan baru", "Kintun": "Kintun laporan anyar", "Send": "Send a new report"}


async def take(citizen: Citizen, turn: dict[str, Any]) -> Reply:
    match turn:
        case {"say": text}:
            return await citizen.say(text * turn.get("times", 1))
        case {"tap": title}:
            return await citizen.tap(title if title in citizen.offered else ANEW.get(title, title))
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


async def talk(product: Product, turns: list[dict[str, Any]]) -> None:
    """All turns in order; a turn of somebody else (`who`) has its own conversation."""
    people: dict[str, Citizen] = {}
    number = ""
    for turn in turns:
        who = turn.get("who", "citizen")
        citizen = people[who] = people.get(who) or await product.citizen()
        asked = filled(turn, spellings(number))
        reply = await take(citizen, asked)
        check(asked, reply)
        found = TICKET.search(reply.text)
        number = found.group() if found else number


@pytest.mark.parametrize("case", cases())
async def test_conversation(product: Product, case: dict[str, Any]) -> None:
    for source in case.get("down", []):
        product.sources.down(source)
    try:
        await talk(product, case["turns"])
    finally:
        product.sources.up()
