"""How well a model reads labelled texts, and what another one reads differently."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.nlu_examples import Example
from bot.parse import model_parser
from bot.understanding import LISTED, WITH_CATEGORY, Parser, understood

_MOST_SHOWN = 20
_WIDTH = 70


@dataclass(frozen=True)
class Reading:
    """One text as a model reads it; ``intent`` as the design lists intents."""

    case: Example
    intent: str
    category: str
    emergency: bool

    @property
    def right(self) -> bool:
        return self.intent == LISTED.get(self.case.intent, self.case.intent)

    @property
    def category_right(self) -> bool:
        return self.category == self.case.category

    @property
    def judged_category(self) -> bool:
        return bool(self.case.category) and self.case.intent in WITH_CATEGORY

    @property
    def label(self) -> str:
        return f"{self.intent}/{self.category}" if self.category else self.intent


type Readings = Sequence[Reading]


def measure(model: Path, cases: Sequence[Example], root: Path) -> list[Reading]:
    """Read every text with this model, as the bot would."""
    with model_parser(model, root) as parse:
        return [_read(case, parse) for case in cases]


def _read(case: Example, parse: Parser) -> Reading:
    found = understood(case.text, parse)
    return Reading(case, found["intent"] or "", found["category"] or "", found["emergency"])


def score(readings: Readings) -> tuple[int, int, int]:
    """How many intents, categories and emergencies are right."""
    return (
        sum(each.right for each in readings),
        sum(each.judged_category and each.category_right for each in readings),
        sum(each.case.intent == "emergency" and each.emergency for each in readings),
    )


def is_worse(before: Readings, after: Readings) -> bool:
    """Whether fewer intents, categories or emergencies are right than before."""
    return any(new < old for old, new in zip(score(before), score(after), strict=True))


def shown(name: str, before: Readings, after: Readings) -> str:
    """Before and after, and the texts that changed."""
    if not before:
        return f"{name}: none"
    sizes = (
        len(before),
        sum(each.judged_category for each in before),
        sum(each.case.intent == "emergency" for each in before),
    )
    rows = zip(("intent", "category", "emergency"), sizes, score(before), score(after), strict=True)
    lines = [
        f"  {what:<10} {_share(old, size)} -> {_share(new, size)}" for what, size, old, new in rows if size
    ]
    return "\n".join([f"{name}: {len(before)} texts", *lines, *_changes(before, after)])


def _share(count: int, size: int) -> str:
    return f"{count:>5} of {size:<5} {count / size:6.1%}"


def _changes(before: Readings, after: Readings) -> list[str]:
    """The texts that are right now and were not, then those that are no longer."""
    pairs = list(zip(before, after, strict=True))
    better = [pair for pair in pairs if _is_right(pair[1]) and not _is_right(pair[0])]
    worse = [pair for pair in pairs if _is_right(pair[0]) and not _is_right(pair[1])]
    return [*_listed("better", better), *_listed("worse", worse)]


def _is_right(reading: Reading) -> bool:
    return reading.right and (not reading.judged_category or reading.category_right)


def _listed(word: str, pairs: Sequence[tuple[Reading, Reading]]) -> list[str]:
    lines = [f"  {word}: {_short(old.case.text)!r}: {old.label} -> {new.label}" for old, new in pairs]
    more = len(lines) - _MOST_SHOWN
    return [*lines[:_MOST_SHOWN], *([f"  {word}: and {more} more"] if more > 0 else [])]


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
