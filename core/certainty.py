"""Whether a reading of the model is sure enough for an act that cannot be taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

UNSURE = "nlu_fallback"  # how the model says that none of its readings is sure
SURE = 0.5
AHEAD = 0.15  # of the next reading
KIND = 0.35  # of a category; below it fewer than half are right, and a coordinator finds a better one
# Each loses, makes or reveals something: nothing of it happens on a guess.
IRREVERSIBLE = frozenset(
    {
        "cancel",  # the draft is gone
        "send_report",  # there is a ticket
        "affirm",  # under a summary it sends
        "make_public",  # the name is shown
        "join_report",  # the draft becomes a voice of another report
        "leave_report",
        "confirm_fixed",  # the ticket closes
        "deny_fixed",  # the ticket opens again
        "stop_news",
        "delete_my_data",
        "confirm_deletion",
        "keep_my_data",  # takes an erasure back
    }
)
_ALIKE = (frozenset({"send_report", "affirm"}),)  # in each other's place they do the same


def ranked(readings: Sequence[Mapping[str, Any]]) -> list[tuple[str, float]]:
    """The model's readings, likeliest first, without its way of saying that none is sure."""
    rows = [(str(each.get("name")), float(each.get("confidence") or 0.0)) for each in readings]
    return [row for row in rows if row[0] not in (UNSURE, "None")]


def is_certain(intent: str, confidence: float, readings: Sequence[Mapping[str, Any]]) -> bool:
    """Whether this intent is likely by itself and well ahead of every other one."""
    if intent == UNSURE:
        return False
    alike = next((group for group in _ALIKE if intent in group), frozenset({intent}))
    others = [share for name, share in ranked(readings) if name not in alike]
    return confidence >= SURE and confidence - max(others, default=0.0) >= AHEAD


def kind(category: str | None, confidence: float) -> str | None:
    """The category the model named, or "other" where it only guessed."""
    return category if category is None or confidence >= KIND else "other"
