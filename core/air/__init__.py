"""The air index: read, computed and explained."""

from core.air.answering import Model, Station, answer, parse_model, parse_stations
from core.air.ispu import category, ispu

__all__ = ["Model", "Station", "answer", "category", "ispu", "parse_model", "parse_stations"]
