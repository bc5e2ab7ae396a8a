"""Answering a question about the weather from one BMKG forecast, in a few plain lines."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from core.jakarta import DAYS, JAKARTA, age, clock, stamp
from core.weather.forecast import STEP, Forecast, Step, parse
from core.weather.phrases import BMKG_PAGE, Phrases, phrases, question_kind, sky_words, time_words
from core.weather.spells import (
    Spell,
    by_day,
    by_part,
    part_of_day,
    rain_words,
    sky,
    spells,
    strength,
    temperatures,
)
from core.weather.window import Window, when
from core.weather.words import plain

__all__ = ["FRESH_FOR", "USABLE_FOR", "Forecast", "Step", "Window", "answer", "parse", "when"]

FRESH_FOR = timedelta(hours=1)  # BMKG renews twice a day; an hour keeps us far below its limit
USABLE_FOR = timedelta(days=3)  # a document tells three days, and each answer says how old it is
_OLD_AFTER = timedelta(hours=3)
_HORIZON = timedelta(days=3)
_DAY_LABELS = {"hari ini", "besok", "lusa", *DAYS}


@dataclass(frozen=True)
class _Question:
    """Everything an answer is made of."""

    forecast: Forecast
    window: Window
    place: str
    language: str
    now: datetime
    steps: tuple[Step, ...]

    @property
    def words(self) -> Phrases:
        return phrases(self.language)

    @property
    def when(self) -> str:
        return time_words(self.window.label, self.language)

    def say(self, text: str, **facts: str) -> str:
        told = {name: sky_words(fact, self.language) for name, fact in facts.items()}
        return text.format(when=self.when, place=self.place, **told)

    def translate(self, label: str) -> str:
        return time_words(label, self.language)

    def sky(self, description: str) -> str:
        return sky_words(description, self.language)


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
    question = _Question(forecast, window, place, language, now, _steps(forecast, window))
    if not question.steps or window.end <= now:
        return _nothing(question)
    asked = plain(question_text)
    lines = _ANSWERS[question_kind(asked)](question)
    if re.search(r"\b(?:kapan|iraha|when)\b", asked):  # "yes" answers no "when"
        lines[0] = re.sub(r"^(?:Ya|Muhun|Yes), (.)", lambda match: match[1].upper(), lines[0])
    lines += _limits(question)
    is_old = now - fetched_at > _OLD_AFTER if live is None else not live
    lines.append(_source(question, fetched_at, is_old=is_old))
    return "\n".join(line for line in lines if line)


def _steps(forecast: Forecast, window: Window) -> tuple[Step, ...]:
    if window.is_moment:
        step = forecast.at(window.start)
        return () if step is None else (step,)
    steps = forecast.between(window.start, window.end)
    if window.start.astimezone(JAKARTA).hour == 0:  # the night before is another day to whoever asks
        return tuple(step for step in steps if step.at >= window.start)
    return steps


def _rain(question: _Question) -> list[str]:
    words = question.words
    known = [step for step in question.steps if step.tells_rain]
    if not known:
        return [question.say(words.nothing_now, page=BMKG_PAGE)]
    wet = spells(known, by_words=True)
    if not wet:
        template = words.dry_now if question.window.is_moment else words.dry
        return [question.say(template, sky=_sky(known)), _temperature_line(question)]
    return [_wet_line(question, wet), _temperature_line(question), _care(question, wet)]


def _wet_line(question: _Question, wet: Sequence[Spell]) -> str:
    words, first = question.words, wet[0]
    if len(wet) > 1:
        return question.say(words.wet_often, spells=_spell_list(question))
    if question.window.is_moment:
        return question.say(words.wet_now, rain=first.rain, hours=first.hours)
    label = question.translate(_when_exactly(question, first))
    rain = question.sky(first.rain)
    return words.wet_once.format(when=label, place=question.place, rain=rain, hours=first.hours)


def _when_exactly(question: _Question, spell: Spell) -> str:
    """ "besok" narrowed to "besok siang" when the rain falls in one part of that day."""
    label = question.window.label
    if question.window.is_long:
        local = spell.start.astimezone(JAKARTA)
        return f"{DAYS[local.weekday()]} {part_of_day(spell.start)}"
    if label not in _DAY_LABELS:
        return label
    part = part_of_day(spell.start)
    if label != "hari ini":
        return f"{label} {part}"
    return f"nanti {part}" if spell.start > question.now else "sekarang"


def _spell_list(question: _Question) -> str:
    """Up to three spells with their hours; more are told as the strongest rain per stretch."""
    known = [step for step in question.steps if step.tells_rain]
    wet = spells(known, by_words=True)
    if len(wet) > 3 or question.window.is_long:
        wet = spells(known, by_words=False)
    return ", ".join(_spell(question, spell) for spell in wet[:5])


def _spell(question: _Question, spell: Spell) -> str:
    day = DAYS[spell.start.astimezone(JAKARTA).weekday()] + " " if question.window.is_long else ""
    return f"{spell.rain} {question.translate(day)}{spell.hours}"


def _care(question: _Question, wet: Sequence[Spell]) -> str:
    strongest = max((spell.rain for spell in wet), key=strength)
    return question.words.thunder if "petir" in strongest else question.words.umbrella


def _sky(steps: Sequence[Step]) -> str:
    words = sky(steps)
    return f", {words}" if words else ""


def _temperature_line(question: _Question) -> str:
    known = temperatures(question.steps)
    return question.words.degrees.format(known) if known else ""


def _clear(question: _Question) -> list[str]:
    wet = spells(question.steps, by_words=True)
    if wet:
        line = question.say(question.words.unclear, spells=_spell_list(question))
        return [line, _temperature_line(question), _care(question, wet)]
    if not any(step.tells_rain for step in question.steps):
        return [question.say(question.words.nothing_now, page=BMKG_PAGE)]
    return [question.say(question.words.clear, sky=_sky(question.steps)), _temperature_line(question)]


def _temperature(question: _Question) -> list[str]:
    known = [(step.temperature, step) for step in question.steps if step.temperature is not None]
    if not known:
        return _summary(question)
    lines = [question.say(question.words.temperature, range=temperatures(question.steps))]
    coldest = min(known, key=lambda pair: pair[0])[1]
    warmest = max(known, key=lambda pair: pair[0])[1]
    if coldest is not warmest and not question.window.is_long:
        lines.append(question.words.coldest.format(hour=clock(coldest.at), hot=clock(warmest.at)))
    return [*lines, *_rain_hint(question)]


def _wind(question: _Question) -> list[str]:
    known = [(step.wind, step) for step in question.steps if step.wind is not None]
    if not known:
        return [question.say(question.words.no_wind)]
    strongest, step = max(known, key=lambda pair: pair[0])
    line = question.say(question.words.wind, wind=f"{strongest:.0f}", hour=clock(step.at))
    return [line, *_rain_hint(question)]


def _summary(question: _Question) -> list[str]:
    if question.window.is_moment:
        return [_moment_line(question), *_soon(question)]
    if question.window.is_long:
        return _day_by_day(question)
    head = question.say(question.words.head, facts=temperatures(question.steps) or sky(question.steps) or "-")
    parts = ", ".join(
        f"{question.translate(part)} {question.sky(words)}"
        for part, words in by_part(question.steps, question.window.start)
    )
    return [head, f"{parts[:1].upper()}{parts[1:]}." if parts else "", *_rain_hint(question)]


def _day_by_day(question: _Question) -> list[str]:
    lines = [question.say(question.words.head, facts=temperatures(question.steps) or "-")]
    for day, steps in by_day(question.steps).items():
        wet = spells(steps, by_words=False)
        facts = [temperatures(steps), *(f"{spell.rain} {spell.hours}" for spell in wet)]
        facts += [] if wet else [sky(steps)]
        told = question.sky(", ".join(filter(None, facts)))
        lines.append(f"{question.translate(DAYS[day.weekday()])}: {told}")
    return lines


def _moment_line(question: _Question) -> str:
    (step,) = question.steps
    facts = [rain_words(step) if step.is_wet else step.description.casefold()]
    if step.temperature is not None:
        facts.append(f"{step.temperature:.0f} °C")
    if step.humidity is not None:
        facts.append(question.words.humidity.format(f"{step.humidity:.0f}"))
    if step.wind is not None:
        facts.append(question.words.wind_short.format(f"{step.wind:.0f}"))
    return question.say(question.words.moment, facts=", ".join(filter(None, facts)) or "-")


def _soon(question: _Question) -> list[str]:
    """Rain of the next hours, for someone who asks about this moment."""
    (step,) = question.steps
    if step.is_wet:
        return [question.words.umbrella]
    later = question.forecast.between(step.end, step.end + 3 * STEP)
    wet = spells(later, by_words=False)[:1]
    return [
        question.words.wet_later.format(hours=f"{spell.hours} ({question.sky(spell.rain)})") for spell in wet
    ]


def _rain_hint(question: _Question) -> list[str]:
    wet = spells(question.steps, by_words=False)
    if not wet or question.window.is_long:
        return []
    hours = ", ".join(spell.hours for spell in wet)
    return [f"{question.words.wet_later.format(hours=hours)} {_care(question, wet)}"]


def _limits(question: _Question) -> list[str]:
    """Says so when the document covers only a piece of the time asked about."""
    window, steps = question.window, question.steps
    if window.is_moment:
        return []
    end = steps[-1].end
    if end < window.end:
        until = f"{DAYS[end.astimezone(JAKARTA).weekday()]} {clock(end)}"
        return [question.words.partly.format(until=question.translate(until))]
    starts_late = steps[0].at > max(window.start, question.now) + STEP
    has_hole = any(later.at > step.end for step, later in pairwise(steps))
    is_silent = any(not step.tells_rain for step in steps)
    return [question.words.holes] if starts_late or has_hole or is_silent else []


def _nothing(question: _Question) -> str:
    words, window = question.words, question.window
    if window.end <= question.now:
        template = words.nothing_past
    elif window.end > question.now + _HORIZON:
        template = words.nothing_far
    else:
        template = words.nothing_now
    return question.say(template, page=BMKG_PAGE)


def _source(question: _Question, fetched_at: datetime, *, is_old: bool) -> str:
    words, issued = question.words, question.forecast.issued_at
    template, at = (words.fetched, fetched_at) if issued is None else (words.issued, issued)
    source = template.format(stamp=stamp(at, question.now, question.language))
    if not is_old:
        return source
    return words.stale.format(source=source, age=age(question.now - fetched_at, question.language))


_ANSWERS: dict[str, Callable[[_Question], list[str]]] = {
    "rain": _rain,
    "clear": _clear,
    "temperature": _temperature,
    "wind": _wind,
    "summary": _summary,
}
