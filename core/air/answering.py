"""Air quality in Bandung: the question first, then the reading, its meaning, its source and its age."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.air.ispu import category, table
from core.air.questions import About, ask
from core.air.reading import Kind, Reading, choose, ranked
from core.air.telling import Asked, advice, index_note, named, place_lines, station_line, told
from core.air.times import best_hours, model_of, other_time, when

_ITEM = "{name} (ISPU {index}, {category})"


def answer(
    readings: Sequence[Reading],
    question_text: str,
    language: str,
    now: datetime,
    *,
    near: tuple[float, float] | None = None,
    place: str = "",
    outside: str = "",
) -> str:
    """What was asked first, then who measured it and when; an estimate or the last known where need be.

    ``near`` is a (lat, lon) and ``place`` its name; ``outside`` names a place that is not Bandung's.
    """
    asked = Asked(ask(question_text, now), language, now, near, place)
    words, question = asked.words, asked.question
    if question.about == "limits":
        return "\n".join([*_limits(asked), *index_note(asked), words.regulation])
    known = tuple(readings)
    if question.about == "meaning" and question.number is not None:
        return "\n".join([*_meaning(question.number, asked), *_in_short(known, asked)])
    if question.about == "explain":
        return "\n".join([words.what_it_is, words.not_aqi, *_limits(asked), *_in_short(known, asked)])
    if question.about == "hours" and question.tense != "history":
        found = best_hours(model_of(known, now), asked)
        if found:
            return "\n".join(found)
    if question.tense in ("ahead", "past"):
        return "\n".join(_not_now(known, asked))
    first = [words.no_history] if question.tense == "history" else []
    named_place = _of_place(known, outside)
    if outside and not named_place:
        first.append(words.outside.format(place=outside))
    return "\n".join([*first, *_now(named_place or known, asked)])


def _in_short(readings: tuple[Reading, ...], asked: Asked) -> list[str]:
    """Where the air stands now, behind an explanation: a station's figure, without advice."""
    chosen = choose(readings, asked.now, asked.near)
    if chosen is None or chosen.kind is not Kind.INDEX or not chosen.is_fresh(asked.now):
        return [] if chosen is None else _now(readings, replaced(asked, "air"))
    return [station_line(chosen, asked), asked.words.source.format(stamp=asked.stamp(chosen.at))]


def replaced(asked: Asked, about: About) -> Asked:
    return replace(asked, question=replace(asked.question, about=about, aqi=False))


def _of_place(readings: Sequence[Reading], name: str) -> tuple[Reading, ...]:
    """Stations that have a place outside the city in their name: Soreang's, when the ministry has one."""
    folded = name.casefold()
    return tuple(r for r in readings if folded and folded in f"{r.name} {r.city}".casefold())


def _not_now(readings: tuple[Reading, ...], asked: Asked) -> list[str]:
    """The model's hours; without them that there are none, and what is known of now."""
    found = other_time(model_of(readings, asked.now), asked)
    if found:
        return found
    words, past = asked.words, asked.question.tense == "past"
    none = (words.no_past if past else words.no_forecast).format(when=when(asked))
    return [none, words.not_known.format(when=when(asked)), *_now(readings, replaced(asked, "air"))]


def _now(readings: tuple[Reading, ...], asked: Asked) -> list[str]:
    question, now = asked.question, asked.now
    chosen = choose(readings, now, asked.near, best=question.about == "best")
    if chosen is None:
        return [_no_reading(readings, asked), asked.words.look_here, *index_note(asked)]
    lines = _compared(readings, chosen, asked)
    if question.about == "stations" and lines:
        return [*lines, asked.words.source.format(stamp=asked.stamp(ranked(readings, now)[0].at))]
    if chosen.kind is not Kind.INDEX:
        lines.append(_no_reading(readings, asked))
        verdict, *rest = told(chosen, asked)
        return [verdict, *lines, *rest] if _starts_with_verdict(asked) else [*lines, verdict, *rest]
    return [*lines, *told(chosen, asked)]


def _starts_with_verdict(asked: Asked) -> bool:
    return asked.question.about in ("safe", "mask", "good", "bad")


def _compared(readings: tuple[Reading, ...], chosen: Reading, asked: Asked) -> list[str]:
    """Worst and best need two stations; where they stand needs one."""
    about, words, stations = asked.question.about, asked.words, ranked(readings, asked.now)
    if about not in ("worst", "best", "stations", "compare") or not stations:
        return []
    items = [
        _ITEM.format(name=s.name, index=s.index, category=named(category(s.index or 0), asked.language)[0])
        for s in stations
    ]
    everywhere = words.stations.format(list=", ".join(items))
    if about == "stations":
        return [everywhere, *place_lines(chosen, asked)]
    if len(stations) == 1:
        return [words.only_one]
    if about == "compare":
        return [everywhere]
    first = words.worst if about == "worst" else words.best
    return [first.format(name=chosen.name), everywhere]


def _no_reading(readings: Sequence[Reading], asked: Asked) -> str:
    past = [r.at for r in readings if r.kind is Kind.INDEX and r.at <= asked.now]
    last = asked.words.last.format(stamp=asked.stamp(max(past))) if past else ""
    return asked.words.no_reading.format(last=last)


def _meaning(number: int, asked: Asked) -> list[str]:
    """What an index means that the citizen names; one of another scale is not translated."""
    if asked.question.aqi:
        return [asked.words.number_aqi.format(number=number)]
    name, colour, *_ = named(category(number), asked.language)
    said = asked.words.number.format(number=number, category=name, colour=colour)
    return [said, *advice(category(number), asked), asked.words.regulation]


def _limits(asked: Asked) -> list[str]:
    """The regulation's borders: of the index, or of the pollutant that is asked about."""
    words, steps = asked.words, table()
    parameter = next(iter(asked.question.parameters), None)
    names = [named(item, asked.language)[0] for item in steps.categories]
    tops = steps.index[1:5] if parameter is None else steps.concentrations[parameter][1:5]
    borders = [
        words.limit.format(category=name, top=asked.figure(top))
        for name, top in zip(names[:4], tops, strict=True)
    ]
    borders.append(words.limit_top.format(category=names[4], top=asked.figure(tops[-1])))
    if parameter is None:
        return [words.limits.format(list=", ".join(borders))]
    return [words.limits_mean.format(name=steps.names[parameter], list=", ".join(borders))]
