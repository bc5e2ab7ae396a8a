"""`sobat parse`: what is understood of each line of text, as one JSON line."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any, TextIO
from urllib.request import Request, urlopen

from bot.training import QUIET, newest_model, rasa_program
from bot.understanding import Parser, understood
from core.errors import StartError
from core.settings import ROOT, Settings

_REACH_SECONDS = 2
_PARSE_SECONDS = 30


def parse_lines(settings: Settings, source: TextIO, target: TextIO) -> None:
    """Parse line by line with the Rasa that runs at RASA_URL, else with the newest model of our own.

    Raises:
        StartError: neither is there.
    """
    with _parser(settings) as parse:
        for line in source:
            text = line.rstrip("\r\n")
            print(json.dumps(understood(text, parse), ensure_ascii=False), file=target, flush=True)


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
    with model_parser(model) as parse:
        yield parse


@contextmanager
def model_parser(model: Path, root: Path = ROOT) -> Iterator[Parser]:
    """Parses with this model, in a process of its own while the block runs."""
    python = rasa_program(root).with_name("python")
    program = subprocess.Popen(  # noqa: S603 our own program
        [str(python), "-m", "bot.nlu.parse_lines", str(model)],
        cwd=root, env={**os.environ, **QUIET}, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with program as process:
        try:
            yield lambda text: _exchange(process, text)
        finally:
            process.kill()


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
