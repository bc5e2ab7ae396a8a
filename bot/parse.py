"""`sobat parse`: what is understood of each line of text, as one JSON line."""

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import Any, TextIO
from urllib.request import Request, urlopen

from bot.commands import plain
from bot.training import QUIET, newest_model, rasa_program
from core import emergency, language, places, ticket_number
from core.errors import StartError
from core.settings import ROOT, Settings

SURE_OF_EMERGENCY = 0.6  # from here on the model's own vote counts, whatever the rules say
WITH_CATEGORY = ("report_problem", "ask_service", "emergency", "correct")
_REACH_SECONDS = 2
_PARSE_SECONDS = 30

type Parser = Callable[[str], dict[str, Any]]


def parse_lines(settings: Settings, source: TextIO, target: TextIO) -> None:
    """Parse line by line with the Rasa that runs at RASA_URL, else with the newest model of our own.

    Raises:
        StartError: neither is there.
    """
    with _parser(settings) as parse:
        for line in source:
            text = line.rstrip("\r\n")
            print(json.dumps(understood(text, parse), ensure_ascii=False), file=target, flush=True)


def understood(text: str, parse: Parser) -> dict[str, Any]:
    """What model, emergency net and gazetteer make of one text together."""
    words = plain(text)
    parsed = parse(words) if words else {}
    intent = (parsed.get("intent") or {}).get("name")
    confidence = float((parsed.get("intent") or {}).get("confidence") or 0.0)
    voted = intent == "emergency" and confidence >= SURE_OF_EMERGENCY
    return {
        "text": text,
        "intent": intent,
        "confidence": round(confidence, 4),
        "entities": _entities(text),
        "emergency": emergency.assess(text).danger or voted,
        "category": _category(parsed) if intent in WITH_CATEGORY else None,
        "language": language.detect(text, "id"),
    }


def _category(parsed: dict[str, Any]) -> str | None:
    codes = (e["value"] for e in parsed.get("entities", ()) if e.get("entity") == "category")
    return next(codes, None)


def _entities(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    place = places.find(text)
    if place:
        found.append({"entity": "place", "value": place.text, "start": place.start, "end": place.end})
    number = ticket_number.read(text).number
    if number:
        start, end = _span(number, text)
        shown = ticket_number.show(number)
        found.append({"entity": "ticket_number", "value": shown, "start": start, "end": end})
    return found


def _span(number: str, text: str) -> tuple[int, int]:
    """Where the digits stand, with what is written between them and BDG before them."""
    written = re.search(r"(?:bdg\W{0,4})?" + r"\W{0,2}".join(number), text, re.IGNORECASE)
    return written.span() if written else (0, len(text))


@contextmanager
def _parser(settings: Settings) -> Iterator[Parser]:
    if _runs(settings.rasa_url):
        yield lambda text: _ask(settings.rasa_url, text)
        return
    with _own_model() as parse:
        yield parse


def _runs(address: str) -> bool:
    try:
        with urlopen(f"{address}/status", timeout=_REACH_SECONDS) as answer:  # noqa: S310 checked setting
            return bool(json.load(answer).get("model_file"))
    except (OSError, HTTPException, ValueError):
        return False


def _ask(address: str, text: str) -> dict[str, Any]:
    request = Request(  # noqa: S310 checked setting
        f"{address}/model/parse", json.dumps({"text": text}).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urlopen(request, timeout=_PARSE_SECONDS) as answer:  # noqa: S310 checked setting
            parsed: dict[str, Any] = json.load(answer)
    except (OSError, HTTPException, ValueError) as error:
        raise StartError(f"Rasa at {address} did not parse a line ({error})") from error
    return parsed


@contextmanager
def _own_model() -> Iterator[Parser]:
    model = newest_model()
    if model is None:
        raise StartError("there is no trained model yet: run `python -m bot train` first")
    python = rasa_program().with_name("python")
    process = subprocess.Popen(  # noqa: S603 our own program
        [str(python), "-m", "bot.nlu.parse_lines", str(model)],
        cwd=ROOT, env={**os.environ, **QUIET}, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield lambda text: _exchange(process, text)
    finally:
        process.kill()
        process.wait()


def _exchange(process: "subprocess.Popen[str]", text: str) -> dict[str, Any]:
    if process.stdin is None or process.stdout is None:
        raise StartError("the model's process has no pipes")
    try:
        print(json.dumps(text), file=process.stdin, flush=True)
        line = process.stdout.readline()
    except BrokenPipeError:
        line = ""
    if not line:
        raise StartError("the model could not be loaded: run `python -m bot train --force`")
    parsed: dict[str, Any] = json.loads(line)
    return parsed
