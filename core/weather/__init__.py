"""BMKG's forecast and warnings in answers to the question that was asked."""

from core.weather import alerts
from core.weather.answering import (
    FRESH_FOR,
    USABLE_FOR,
    Forecast,
    Step,
    Window,
    answer,
    hinted,
    join,
    parse,
    when,
)
from core.weather.talk import Wish, is_continued, wish
from core.weather.where import Where, area, nearest_inside, note, note_outside, outside_name
from core.weather.window import named as names_time

__all__ = [
    "FRESH_FOR",
    "USABLE_FOR",
    "Forecast",
    "Step",
    "Where",
    "Window",
    "Wish",
    "alerts",
    "answer",
    "area",
    "hinted",
    "is_continued",
    "join",
    "names_time",
    "nearest_inside",
    "note",
    "note_outside",
    "outside_name",
    "parse",
    "when",
    "wish",
]
