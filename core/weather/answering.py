"""Answering a question about the weather from one BMKG forecast, in a few plain lines."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from core.jakarta import DAYS, JAKARTA, age, clock, stamp
from core.weather import matters
from core.weather.asking import Question, sky_part
from core.weather.forecast import STEP, Forecast, Step, parse
from core.weather.kinds import question_kind
from core.weather.phrases import BMKG_PAGE
from core.weather.spells import (
    Spell,
    by_day,
    by_part,
    rain_words,
    sky,
    spells,
    temperatures,
)
from core.weather.window import Window, when
from core.weather.words import plain

__all__ = [
    "FRESH_FOR",
    "USABLE_FOR",
    "Forecast",
    "Step",
    "Window",
    "answer",
    "hinted",
    "join",
    "parse",
    "when",
]

FRESH_FOR = timedelta(hours=1)  # BMKG renews twice a day; an hour keeps us far below its limit
USABLE_FOR = timedelta(days=3)  # a document tells three days, and each answer says how old it is
_OLD_AFTER = timedelta(hours=3)
_OPEN_QUESTION = re.compile(r"\b(?:kapan|iraha|when|what time|jam (?:berapa|sabaraha)|gimana|kumaha|how)\b")


def answer(
    forecast: Forecast,
    window: Window,
    question_text: str,
    label: str,
    language: str,
    now: datetime,
    fetched_at: datetime,
    *,
    live: bool | None = None,
) -> str:
    """What was asked first, then what helps, then source and age.

    ``label`` is the place as the citizen should read it. ``live`` says whether BMKG answered just now;
    None judges by the age of the copy.
    """
    place = label or forecast.kelurahan or "Bandung"
    question = Question(forecast, window, place, language, now, _steps(forecast, window))
    lines, has_source = _lines(question, question_text)
    source = _source(question, fetched_at, live=live) if has_source else ""
    return "\n".join(line for line in [*lines, source] if line)


def hinted(told: str, hint: str) -> str:
    """An answer with one more line before its source."""
    *lines, last = told.split("\n")
    return "\n".join(line for line in ([*lines, hint, last] if lines else [last, hint]) if line)


def join(answers: Sequence[str]) -> str:
    """The answers for several places: the first lines of each, and each source once."""
    if len(answers) == 1:
        return answers[0]
    bodies, sources = [], []
    most = 3 if len(answers) == 2 else 2
    for told in answers:
        *lines, last = told.split("\n")
        bodies += lines[:most] or [last]
        sources += [last] if lines else []
    return "\n".join([*bodies, *dict.fromkeys(sources)])


def _lines(question: Question, question_text: str) -> tuple[list[str], bool]:
    """What is told, and whether it comes from the document (and so has a source)."""
    asked = plain(question_text)
    kind = question_kind(asked)
    if kind == "season":
        return _ANSWERS[kind](question), False
    is_about_now = kind == "until" and question.forecast.at(question.now) is not None
    if not is_about_now and (not question.steps or question.window.end <= question.now):
        return _nothing(question)
    lines = _ANSWERS[kind](question)
    if _OPEN_QUESTION.search(asked):  # "yes" answers no "when"
        lines[0] = re.sub(r"^(?:Ya|Muhun|Yes), (.)", lambda match: match[1].upper(), lines[0])
    return [*lines, *([] if is_about_now else _limits(question))], True


def _steps(forecast: Forecast, window: Window) -> tuple[Step, ...]:
    if window.is_moment:
        step = forecast.at(window.start)
        return () if step is None else (step,)
    steps = forecast.between(window.start, window.end)
    if window.start.astimezone(JAKARTA).hour == 0:  # the night before is another day to whoever asks
        return tuple(step for step in steps if step.at >= window.start)
    return steps


def _rain(question: Question) -> list[str]:
    words = question.words
    known = question.known
    if not known:
        return question.unknown()
    wet = spells(known, by_words=True)
    if not wet:
        template = words.dry_now if question.window.is_moment else words.dry
        return [question.say(template, sky=sky_part(known)), question.temperature_line()]
    return [_wet_line(question, wet), question.temperature_line(), question.care(wet)]


def _wet_line(question: Question, wet: Sequence[Spell]) -> str:
    words, first = question.words, wet[0]
    if len(wet) > 1:
        return question.say(words.wet_often, spells=question.spell_list())
    if question.window.is_moment:
        return question.say(words.wet_now, rain=first.rain, hours=first.hours)
    label = question.translate(question.when_exactly(first))
    rain = question.sky(first.rain)
    return words.wet_once.format(when=label, place=question.place, rain=rain, hours=first.hours)


def _clear(question: Question) -> list[str]:
    wet = spells(question.steps, by_words=True)
    if wet:
        line = question.say(question.words.unclear, spells=question.spell_list())
        return [line, question.temperature_line(), question.care(wet)]
    if not any(step.tells_rain for step in question.steps):
        return question.unknown()
    return [question.say(question.words.clear, sky=sky_part(question.steps)), question.temperature_line()]


def _summary(question: Question) -> list[str]:
    if question.window.is_moment:
        return [_moment_line(question), *_soon(question)]
    if question.window.is_long:
        return _day_by_day(question)
    head = question.say(question.words.head, facts=temperatures(question.steps) or sky(question.steps) or "-")
    parts = ", ".join(
        f"{question.translate(part)} {question.sky(words)}"
        for part, words in by_part(question.steps, question.window.start)
    )
    return [head, f"{parts[:1].upper()}{parts[1:]}." if parts else "", *question.rain_hint()]


def _day_by_day(question: Question) -> list[str]:
    lines = [question.say(question.words.head, facts=temperatures(question.steps) or "-")]
    for day, steps in by_day(question.steps).items():
        wet = spells(steps, by_words=False)
        facts = [temperatures(steps), *(f"{spell.rain} {spell.hours}" for spell in wet)]
        facts += [] if wet else [sky(steps)]
        told = question.sky(", ".join(filter(None, facts)))
        lines.append(f"{question.translate(DAYS[day.weekday()])}: {told}")
    return lines


def _moment_line(question: Question) -> str:
    (step,) = question.steps
    facts = [rain_words(step) if step.is_wet else step.description.casefold()]
    if step.temperature is not None:
        facts.append(f"{step.temperature:.0f} °C")
    if step.humidity is not None:
        facts.append(question.words.humidity.format(f"{step.humidity:.0f}"))
    if step.wind is not None:
        facts.append(question.words.wind_short.format(f"{step.wind:.0f}"))
    return question.say(question.words.moment, facts=", ".join(filter(None, facts)) or "-")


def _soon(question: Question) -> list[str]:
    """Rain of the next hours, for someone who asks about this moment."""
    (step,) = question.steps
    if step.is_wet:
        return [question.words.umbrella]
    later = question.forecast.between(step.end, step.end + 3 * STEP)
    wet = spells(later, by_words=False)[:1]
    return [
        question.words.wet_later.format(hours=f"{spell.hours} ({question.sky(spell.rain)})") for spell in wet
    ]


def _limits(question: Question) -> list[str]:
    """Says so when the document covers only a piece of the time asked about."""
    window, steps = question.window, question.steps
    if window.is_moment:
        return []
    end = steps[-1].end
    if end < window.end:
        return [_partly(question, end)]
    starts_late = steps[0].at > max(window.start, question.now) + STEP
    has_hole = any(later.at > step.end for step, later in pairwise(steps))
    is_silent = any(not step.tells_rain for step in steps)
    return [question.words.holes] if starts_late or has_hole or is_silent else []


def _nothing(question: Question) -> tuple[list[str], bool]:
    words, window, forecast = question.words, question.window, question.forecast
    if window.end <= question.now:
        return [question.say(words.nothing_past, page=BMKG_PAGE)], False
    last = forecast.steps[-1].end if forecast.steps else None
    if last is None or last <= question.now or window.end <= last:
        return [question.say(words.nothing_now, page=BMKG_PAGE)], False
    return [question.say(words.nothing_far, page=BMKG_PAGE), _partly(question, last)], True


def _partly(question: Question, end: datetime) -> str:
    until = f"{DAYS[end.astimezone(JAKARTA).weekday()]} {clock(end)}"
    return question.words.partly.format(until=question.translate(until))


def _source(question: Question, fetched_at: datetime, *, live: bool | None) -> str:
    words, issued = question.words, question.forecast.issued_at
    template, at = (words.fetched, fetched_at) if issued is None else (words.issued, issued)
    source = template.format(stamp=stamp(at, question.now, question.language))
    past = question.now - fetched_at
    is_old = past > _OLD_AFTER or live is False
    return words.stale.format(source=source, age=age(past, question.language)) if is_old else source


_ANSWERS: dict[str, Callable[[Question], list[str]]] = {
    "rain": _rain,
    "clear": _clear,
    "summary": _summary,
    **matters.ANSWERS,
}
