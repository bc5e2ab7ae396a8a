"""BMKG's forecast and warnings in answers to the question that was asked."""

from core.weather import alerts
from core.weather.answering import FRESH_FOR, USABLE_FOR, Forecast, Step, Window, answer, parse, when

__all__ = ["FRESH_FOR", "USABLE_FOR", "Forecast", "Step", "Window", "alerts", "answer", "parse", "when"]
