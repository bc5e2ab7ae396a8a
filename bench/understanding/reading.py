"""What a pipeline makes of the evaluation sets, served as the product serves Rasa."""

import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import aiohttp

from bench import pipelines
from bench.pipelines import Training
from bench.processes import Memory, memory, until_ready
from bench.surroundings import settings_of, variables
from bench.understanding.sets import Case
from bot.commands import plain
from bot.understanding import Parser, understood

NOWHERE = "http://127.0.0.1:9"  # nothing listens there, and parsing asks nobody
_WARM = 30  # messages that are not timed
_SECONDS = 30


@dataclass(frozen=True)
class Reading:
    """One text as it was read. ``model_intent`` is the model's alone, ``intent`` the bot's."""

    case: Case
    found: dict[str, Any]
    seconds: float
    model_intent: str


@dataclass
class Side:
    """One pipeline: its training, its readings and what the process took."""

    name: str
    training: Training
    readings: list[Reading] = field(default_factory=list)
    memory: Memory = field(default_factory=lambda: Memory(0, 0))


async def read(name: str, cases: Sequence[Case], *, epochs: int) -> Side:
    """Train the pipeline if need be, serve it, and read every text once, one after the other."""
    side = Side(name, pipelines.train(name, epochs=epochs, reuse=True))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        settings = settings_of(variables(Path(folder), sources=NOWHERE, telegram=NOWHERE, whatsapp=NOWHERE))
        with pipelines.served(name, settings) as rasa:
            async with aiohttp.ClientSession() as http:
                status = f"{settings.rasa_url}/status"
                await until_ready(http, status, rasa, pipelines.log_file(settings))
            side.readings = _readings(cases, settings.rasa_url)
            side.memory = memory(rasa.pid)
    return side


def _readings(cases: Sequence[Case], base: str) -> list[Reading]:
    for case in cases[:_WARM]:
        _ask(base, plain(case.text))
    return [_reading(case, base) for case in cases]


def _reading(case: Case, base: str) -> Reading:
    taken: list[float] = []
    heard: list[dict[str, Any]] = []

    def parse(text: str) -> dict[str, Any]:
        started = time.perf_counter()
        parsed = _ask(base, text)
        taken.append(time.perf_counter() - started)
        heard.append(parsed)
        return parsed

    parser: Parser = parse
    found = understood(case.text, parser)
    return Reading(case, found, sum(taken), str(found["dialogue_intent"]))


def _ask(base: str, text: str) -> dict[str, Any]:
    body = json.dumps({"text": text}).encode()
    request = Request(f"{base}/model/parse", body, {"Content-Type": "application/json"})  # noqa: S310 loopback
    with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 loopback
        parsed: dict[str, Any] = json.load(answer)
    return parsed
