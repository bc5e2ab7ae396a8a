"""The air index: read, computed and explained."""

from core.air.answering import answer
from core.air.ispu import category, concentration, ispu
from core.air.model import Model, parse_model
from core.air.questions import Question, ask, needs_no_reading
from core.air.reading import (
    Kind,
    Parser,
    Reading,
    choose,
    is_answered,
    ranked,
    read_model,
    read_sensors,
    read_stations,
)
from core.air.sensors import Sensor, parse_sensors
from core.air.stations import Part, Station, parse_stations

__all__ = [
    "Kind",
    "Model",
    "Parser",
    "Part",
    "Question",
    "Reading",
    "Sensor",
    "Station",
    "answer",
    "ask",
    "category",
    "choose",
    "concentration",
    "is_answered",
    "ispu",
    "needs_no_reading",
    "parse_model",
    "parse_sensors",
    "parse_stations",
    "ranked",
    "read_model",
    "read_sensors",
    "read_stations",
]
