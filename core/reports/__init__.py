"""The report while it is being written: what is known, what one more message adds, how it is shown."""

from core.reports.classes import Kind, classify
from core.reports.draft import Draft, End, Part
from core.reports.heard import Heard, as_intent
from core.reports.hearing import hear
from core.reports.rewording import Rewording, reworded
from core.reports.said import (
    asks_to_wait,
    goes_with_photo,
    is_courtesy,
    is_follow_up,
    privacy_wished,
    tells_problem,
)
from core.reports.words import gist, labels, place_words, sent_line, summary

__all__ = [
    "Draft",
    "End",
    "Heard",
    "Kind",
    "Part",
    "Rewording",
    "as_intent",
    "asks_to_wait",
    "classify",
    "gist",
    "goes_with_photo",
    "hear",
    "is_courtesy",
    "is_follow_up",
    "labels",
    "place_words",
    "privacy_wished",
    "reworded",
    "sent_line",
    "summary",
    "tells_problem",
]
