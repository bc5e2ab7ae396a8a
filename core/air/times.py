"""Air that is not now: ahead and behind only the model has hours, and it is named an estimate."""

from datetime import datetime, timedelta

from core.air.ispu import of_mean
from core.air.reading import Kind, Reading
from core.air.series import Hours, between, mean, whole_day_mean
from core.air.telling import Asked, advice, estimated, model_source, named
from core.jakarta import JAKARTA, clock
from core.weather.phrases import time_words


def other_time(model: Reading | None, asked: Asked) -> list[str] | None:
    """What the model says of the time asked about; None when it has no hours there."""
    window = asked.question.window
    hours = between(model.hours, window.start, window.end) if model else ()
    if model is None or not hours:
        return None
    no_station = asked.words.no_past if asked.question.tense == "past" else asked.words.no_forecast
    level_lines, first = [], []
    start = window.start.astimezone(JAKARTA).replace(hour=0, minute=0, second=0, microsecond=0)
    day = whole_day_mean(model.hours, start, start + timedelta(days=1))
    if day is not None and window.end - window.start <= timedelta(days=1):
        level = of_mean("pm25", day)[1]
        first = estimated(level, asked) if asked.question.tense == "ahead" else []
        level_lines.append(asked.words.span_level.format(category=named(level, asked.language)[0]))
        level_lines += advice(level, asked) if asked.question.tense == "ahead" else []
    lines = [*first, _span(hours, asked), *level_lines, no_station.format(when=when(asked))]
    return [*lines, model_source(model, asked)]


def when(asked: Asked) -> str:
    return time_words(asked.question.window.label, asked.language)


def _span(hours: Hours, asked: Asked) -> str:
    top = max(hours, key=lambda hour: hour[1])
    average = mean(hours) or 0.0
    template = asked.words.span if len(hours) > 1 else asked.words.span_hour
    return template.format(when=when(asked), mean=f"{average:.0f}", high=f"{top[1]:.0f}", hour=clock(top[0]))


def best_hours(model: Reading | None, asked: Asked) -> list[str] | None:
    """The lowest and the highest hour of the day by the model; None without its hours."""
    question = asked.question
    at, label = asked.now, "hari ini"
    if question.tense == "ahead":
        at, label = question.window.start, question.window.label
    midnight = at.astimezone(JAKARTA).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = between(model.hours, midnight, midnight + timedelta(days=1)) if model else ()
    if model is None or len(hours) < 2:
        return None
    low, high = min(hours, key=_value), max(hours, key=_value)
    said = asked.words.hours.format(
        when=time_words(label, asked.language),
        low=f"{low[1]:.0f}",
        low_hour=clock(low[0]),
        high=f"{high[1]:.0f}",
        hour=clock(high[0]),
    )
    return [said, model_source(model, asked)]


def _value(hour: tuple[datetime, float]) -> float:
    return hour[1]


def model_of(readings: tuple[Reading, ...], now: datetime) -> Reading | None:
    return next((r for r in readings if r.kind is Kind.MODEL and r.is_fresh(now)), None)
