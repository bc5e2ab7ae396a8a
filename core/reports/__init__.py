"""The report while it is being written: what is known, what one more message adds, how it is shown."""

from core.reports.draft import Draft, End
from core.reports.hearing import Heard, hear, tells_problem
from core.reports.words import place_words, summary

__all__ = ["Draft", "End", "Heard", "hear", "place_words", "summary", "tells_problem"]
