"""The lines that tell one reading: what it is, what it means, who says it and when."""

from dataclasses import dataclass
from datetime import datetime

from core.air.ispu import Category, of_mean, table
from core.air.phrases import Phrases, phrases
from core.air.questions import Question
from core.air.reading import Kind, Reading, is_inside
from core.air.stations import Part
from core.air.verdicts import verdict
from core.jakarta import age, stamp

PART = "{name}: ISPU {index}, {category}{mean}."  # names and figures only: the same in each language
FAR_KM = 8  # beyond it a station says little about a neighbourhood


@dataclass(frozen=True)
class Asked:
    """A question with all its circumstances."""

    question: Question
    language: str
    now: datetime
    near: tuple[float, float] | None = None
    place: str = ""

    @property
    def words(self) -> Phrases:
        return phrases(self.language)

    def stamp(self, at: datetime) -> str:
        return stamp(at, self.now, self.language)

    def figure(self, value: float) -> str:
        """ "38,4" for a person who reads decimal commas; whole numbers stay whole."""
        written = f"{value:.1f}".removesuffix(".0")
        return written if self.words.language == "en" else written.replace(".", ",")


def named(level: Category, language: str) -> tuple[str, str, str, str]:
    """Name, colour, advice for everybody and for the sensitive, in the language."""
    match phrases(language).language:
        case "su":
            return level.name_su, level.colour_su, level.advice_su, level.sensitive_su
        case "en":
            return level.name_en, level.colour_en, level.advice_en, level.sensitive_en
        case _:
            return level.name, level.colour, level.advice, level.sensitive


def advice(level: Category, asked: Asked) -> list[str]:
    """What the category advises; to who asks for a sensitive person, what it advises them."""
    _, _, everybody, sensitive = named(level, asked.language)
    note = [asked.words.mask_note] if asked.question.about == "mask" else []
    return [*note, sensitive if asked.question.sensitive else everybody]


def yes_or_no(level: Category, asked: Asked) -> list[str]:
    about, sensitive = asked.question.about, asked.question.sensitive
    if asked.question.parameters and about in ("good", "bad"):
        return []  # one pollutant's own category answers; the air as a whole may differ
    said = verdict(about, level.code, asked.language, sensitive=sensitive)
    return [said] if said else []


def told(reading: Reading, asked: Asked) -> list[str]:
    """A reading in full: the question's answer first, the source with its hour last."""
    match reading.kind:
        case Kind.INDEX:
            return _station(reading, asked)
        case Kind.MEASURED:
            return _sensor(reading, asked)
        case Kind.MODEL:
            return _model(reading, asked)


def _station(reading: Reading, asked: Asked) -> list[str]:
    level = reading.level
    if level is None:
        raise ValueError("a station's reading has an index")
    lines = [
        *_age_or_verdict(reading, level, asked),
        *part_lines(reading, asked),
        station_line(reading, asked),
    ]
    lines += [*place_lines(reading, asked), *advice(level, asked)]
    return [*lines, *index_note(asked), asked.words.source.format(stamp=asked.stamp(reading.at))]


def station_line(reading: Reading, asked: Asked) -> str:
    level = reading.level
    name, colour, *_ = named(level, asked.language) if level else ("", "")
    main = asked.words.main.format(reading.pollutant) if reading.pollutant else ""
    return asked.words.station.format(
        name=reading.name, index=reading.index, category=name, colour=colour, main=main
    )


def _age_or_verdict(reading: Reading, level: Category, asked: Asked) -> list[str]:
    """Yes or no for a fresh reading; of an old one its hour, and that it decides nothing about now."""
    if reading.is_fresh(asked.now):
        return yes_or_no(level, asked)
    past = age(asked.now - reading.at, asked.language)
    old = asked.words.old.format(age=past, stamp=asked.stamp(reading.at))
    return [asked.words.unsure, old] if yes_or_no(level, asked) else [old]


def part_lines(reading: Reading, asked: Asked) -> list[str]:
    """The figures of the pollutants that are asked for."""
    return [_part_line(parameter, reading, asked) for parameter in asked.question.parameters]


def _part_line(parameter: str, reading: Reading, asked: Asked) -> str:
    words, name, part = asked.words, table().names[parameter], _part_of(reading, parameter)
    if part is None:
        return words.part_missing.format(name=name)
    level, *_ = named(_level(part.index), asked.language)
    mean = "" if part.mean is None else words.part_mean.format(mean=asked.figure(part.mean))
    return PART.format(name=name, index=part.index, category=level, mean=mean)


def _part_of(reading: Reading, parameter: str) -> Part | None:
    return next((part for part in reading.parts if part.parameter == parameter), None)


def _level(index: int) -> Category:
    return next(item for item in table().categories if item.up_to is None or index <= item.up_to)


def place_lines(reading: Reading, asked: Asked) -> list[str]:
    """How far the station is from the place asked about, and in whose area it stands."""
    words = asked.words
    away = reading.away(asked.near) if asked.near else None
    lines = []
    if away is not None:
        template = words.far if away > FAR_KM else words.near
        lines.append(template.format(km=max(1, round(away)), place=asked.place or words.here))
    if reading.kind is Kind.INDEX and not is_inside(reading):
        lines.append(words.elsewhere.format(city=reading.city))
    return lines


def index_note(asked: Asked) -> list[str]:
    return [asked.words.not_aqi] if asked.question.aqi else []


def _sensor(reading: Reading, asked: Asked) -> list[str]:
    words, level = asked.words, reading.level
    lines = _age_or_verdict(reading, level, asked) if level else _unsure(reading, asked)
    lines.append(words.sensor.format(name=reading.name, pm25=asked.figure(reading.pm25 or 0.0)))
    if level is None or reading.pm25_day is None:
        lines += [words.sensor_hour_only, *place_lines(reading, asked)]
    else:
        index, _ = of_mean("pm25", reading.pm25_day)
        name, colour, *_ = named(level, asked.language)
        template = words.sensor_above if index is None else words.sensor_level
        facts = {"category": name, "colour": colour, "mean": asked.figure(reading.pm25_day)}
        lines.append(template.format(index=index, **facts))
        lines += [*place_lines(reading, asked), *advice(level, asked)]
    return [*lines, *index_note(asked), _credit(reading, asked)]


def _unsure(reading: Reading, asked: Asked) -> list[str]:
    """What is said first when one hour cannot decide."""
    wants = verdict(asked.question.about, "good", asked.language, sensitive=False)
    lines = [asked.words.unsure] if wants else []
    if not reading.is_fresh(asked.now):
        past = age(asked.now - reading.at, asked.language)
        lines.append(asked.words.old.format(age=past, stamp=asked.stamp(reading.at)))
    return lines


def _credit(reading: Reading, asked: Asked) -> str:
    licence = reading.licence or asked.words.no_licence
    credit = ", ".join(part for part in (reading.attribution, licence) if part)
    return asked.words.sensor_source.format(credit=credit, stamp=asked.stamp(reading.at))


def _model(reading: Reading, asked: Asked) -> list[str]:
    """The estimate with its name on it; a day's mean is compared with the table, an hour is not."""
    words, level = asked.words, reading.level
    lines = [words.model.format(pm25=f"{reading.pm25 or 0.0:.0f}", stamp=asked.stamp(reading.at))]
    if level is None or reading.pm25_day is None:
        return [*_unsure(reading, asked), *lines, *index_note(asked), model_source(reading, asked)]
    name, *_ = named(level, asked.language)
    lines.append(words.model_level.format(mean=f"{reading.pm25_day:.0f}", category=name))
    lines = [*estimated(level, asked), *lines, *advice(level, asked)]
    return [*lines, *index_note(asked), model_source(reading, asked)]


def model_source(reading: Reading, asked: Asked) -> str:
    return asked.words.model_source.format(stamp=asked.stamp(reading.at))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def estimated(level: Category, asked: Asked) -> list[str]:
    """Yes or no where only an estimate says so."""
    return [asked.words.estimate.format(verdict=_lower(text)) for text in yes_or_no(level, asked)]
