"""What the citizen reads first when danger is seen, and the facts about 112."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from core.language import Language, spoken

_FILE = Path(__file__).parents[2] / "data" / "city" / "emergency.json"


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NotFor(_Fact):
    topic: str
    instead: str


class Number(_Fact):
    """A short public number; ``as_of`` is when a source showed it, None for common knowledge."""

    number: str
    name: str
    use: str = Field(alias="for")
    as_of: str | None


class WrongNumber(_Fact):
    """A number that circulates but is declared not official."""

    number: str
    note: str
    as_of: str


class EmergencyFacts(_Fact):
    """`data/city/emergency.json`: the reviewed facts about 112 and the safety tips."""

    source: str
    licence: str
    checked_on: date
    name: str
    number: str
    free: bool
    hours: str
    run_by: str
    reach: str
    call_for: tuple[str, ...]
    not_for: tuple[NotFor, ...]
    numbers: tuple[Number, ...]
    not_official: tuple[WrongNumber, ...]
    call_now: dict[Language, str]
    tips: dict[str, dict[Language, str]]


@cache
def facts() -> EmergencyFacts:
    """The reviewed facts, read once."""
    return EmergencyFacts.model_validate_json(_FILE.read_text(encoding="utf-8"))


def first_line(kinds: Iterable[str], language: str) -> str:
    """The opening of the first reply: 112, then one tip for the gravest kind; under 300 characters.

    Tips stand in the file from the gravest to the mildest. Unknown kinds and languages are answered too.
    """
    known = facts()
    words = spoken(language)
    seen = set(kinds)
    tip = next((tips[words] for kind, tips in known.tips.items() if kind in seen), None)
    return "\n".join(filter(None, (known.call_now[words], tip)))
