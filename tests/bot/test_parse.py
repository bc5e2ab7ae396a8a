"""`sobat parse`: text lines in, JSON lines out."""

import io
import json

import pytest

from bot import parse
from bot.parse import parse_lines
from bot.understanding import Parser
from core.errors import StartError
from core.settings import Settings


def says(intent: str) -> Parser:
    """A model that has one opinion."""
    return lambda _text: {"intent": {"name": intent, "confidence": 0.9}, "entities": []}


def test_nothing_to_ask_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "newest_model", lambda: None)
    with pytest.raises(StartError, match="no trained model"):
        parse_lines(Settings(rasa_url="http://127.0.0.1:9"), io.StringIO("halo\n"), io.StringIO())


def test_each_line_in_is_a_json_line_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "_runs", lambda _address: True)
    monkeypatch.setattr(parse, "_ask", lambda _address, text: says("greet")(text))
    target = io.StringIO()
    parse_lines(Settings(), io.StringIO("halo\r\n\nhatur nuhun"), target)
    assert [json.loads(line)["text"] for line in target.getvalue().splitlines()] == [
        "halo",
        "",
        "hatur nuhun",
    ]
