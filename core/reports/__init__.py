"""The report while it is being written: what is known, what one more message adds, how it is shown."""

from core.reports.draft import Draft, End
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
from core.reports.words import gist, place_words, summary

__all__ = [
    "Draft",
    "End",
    "Heard",
    "Rewording",
    "as_intent",
    "asks_to_wait",
    "gist",
    "goes_with_photo",
    "hear",
    "is_courtesy",
    "is_follow_up",
    "place_words",
    "privacy_wished",
    "reworded",
    "summary",
    "tells_problem",
]
