"""Answers about one matter: lightning, heavy rain, fog, cloud, cold and heat, wind, humidity, UV.

The words for a figure are ours, with fixed limits: up to 19 °C is cool and from 30 °C is hot for Bandung;
wind counts as fresh from 20 km/h and as strong from 39 km/h (Beaufort 4 and 6). The figure always follows.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from core.jakarta import clock
from core.weather.asking import Question, sky_part
from core.weather.forecast import STEP, Step
from core.weather.matter_words import MatterWords, matter_words
from core.weather.phrases import BMKG_PAGE
from core.weather.spells import Spell, sky, spells, strength, temperatures

_COOL, _HOT = 19.0, 30.0
_FRESH, _STRONG = 20.0, 39.0
_HEAVY = 4  # of spells.strength
_SHORT = timedelta(hours=8)  # within which nobody asks for the coldest hour


def _words(question: Question) -> MatterWords:
    return matter_words(question.language)


def _thunder(question: Question) -> list[str]:
    words, known = _words(question), question.known
    if not known:
        return question.unknown()
    wet = spells(known, by_words=True)
    loud = [spell for spell in wet if "petir" in spell.rain]
    if loud:
        line = question.say(words.thunder, spells=_told(question, loud))
        return [line, question.words.thunder]
    if wet:
        return [question.say(words.thunder_only_rain, spells=question.spell_list()), question.words.umbrella]
    return [question.say(words.thunder_none, sky=sky_part(known))]


def _heavy(question: Question) -> list[str]:
    known = question.known
    if not known:
        return question.unknown()
    wet = spells(known, by_words=True)
    heavy = [spell for spell in wet if strength(spell.rain) >= _HEAVY]
    if heavy:
        line = question.say(question.words.wet_often, spells=_told(question, heavy))
        return [line, question.care(heavy)]
    if wet:
        line = question.say(_words(question).heavy_only_light, spells=question.spell_list())
        return [line, question.care(wet)]
    return [question.say(question.words.dry, sky=sky_part(known))]


def _told(question: Question, found: Sequence[Spell]) -> str:
    return ", ".join(question.spell(spell) for spell in found[:3])


def _until(question: Question) -> list[str]:
    """When the rain ends, for who stands in it."""
    now = question.forecast.at(question.now)
    if now is None or not now.tells_rain:
        return question.unknown()
    words = _words(question)
    later = [step for step in question.forecast.steps if step.end > question.now]
    if not now.is_wet:
        wet = spells([step for step in later if step.at < now.end + 3 * STEP], by_words=False)[:1]
        hints = [question.words.wet_later.format(hours=spell.hours) for spell in wet]
        return [question.say(words.rain_not_now, sky=sky_part([now])), *hints]
    spell = spells(later, by_words=False)[0]
    return [question.say(words.rain_until, hour=clock(spell.end), rain=spell.rain), question.care([spell])]


def _fog(question: Question) -> list[str]:
    words = _words(question)
    described = [step for step in question.steps if step.description]
    foggy = [step for step in described if _is_foggy(step)]
    seen = [step.sight for step in question.steps if step.sight is not None]
    sight = words.sight.format(km=_km(min(seen), question.language)) if seen else words.sight_unknown
    if not described:
        return [*question.unknown(), sight]
    if not foggy:
        return [question.say(words.fog_none, sky=sky_part(described)), sight, *question.rain_hint()]
    hours = ", ".join(f"{clock(step.at)}–{clock(step.end)}" for step in foggy[:4])
    return [question.say(words.fog, hours=hours), sight, *question.rain_hint()]


def _is_foggy(step: Step) -> bool:
    words = step.description.casefold()
    return any(word in words for word in ("kabut", "kabur", "asap"))


def _km(metres: float, language: str) -> str:
    figure = f"{metres / 1000:.1f}".removesuffix(".0")
    return figure if language == "en" else figure.replace(".", ",")


def _cloudy(question: Question) -> list[str]:
    if not question.known:
        return question.unknown()
    wet = spells(question.known, by_words=True)
    if wet:
        line = question.say(question.words.wet_often, spells=question.spell_list())
        return [line, question.temperature_line(), question.care(wet)]
    words = sky(question.known)
    if not words:
        return question.unknown()
    is_cloudy = words.startswith(("berawan", "mendung"))
    template = _words(question).cloudy if is_cloudy else _words(question).cloudy_none
    return [question.say(template, sky=words), question.temperature_line()]


def _cold(question: Question) -> list[str]:
    words, known = _words(question), _measured(question)
    low = min((degrees for degrees, _ in known), default=0.0)
    return _felt(question, words.cold if low <= _COOL else words.cold_not)


def _hot(question: Question) -> list[str]:
    words, known = _words(question), _measured(question)
    high = max((degrees for degrees, _ in known), default=0.0)
    return _felt(question, words.hot if high >= _HOT else words.hot_not)


def _temperature(question: Question) -> list[str]:
    return _felt(question, question.words.temperature)


def _felt(question: Question, template: str) -> list[str]:
    known = _measured(question)
    if not known:
        return question.unknown()
    lines = [question.say(template, range=temperatures(question.steps))]
    coldest, warmest = min(known, key=lambda pair: pair[0])[1], max(known, key=lambda pair: pair[0])[1]
    window = question.window
    if coldest is not warmest and window.end - window.start > _SHORT and not window.is_long:
        lines.append(
            question.words.coldest.format(
                hour=clock(max(coldest.at, window.start)), hot=clock(max(warmest.at, window.start))
            )
        )
    return [*lines, *question.rain_hint()]


def _measured(question: Question) -> list[tuple[float, Step]]:
    return [(step.temperature, step) for step in question.steps if step.temperature is not None]


def _wind(question: Question) -> list[str]:
    known = [(step.wind, step) for step in question.steps if step.wind is not None]
    if not known:
        return [question.say(question.words.no_wind)]
    strongest, step = max(known, key=lambda pair: pair[0])
    words = _words(question)
    template = words.weak_wind
    if strongest >= _FRESH:
        template = words.strong_wind if strongest >= _STRONG else words.some_wind
    line = question.say(template, wind=f"{strongest:.0f}", hour=clock(max(step.at, question.window.start)))
    return [line, *question.rain_hint()]


def _humidity(question: Question) -> list[str]:
    known = [round(step.humidity) for step in question.steps if step.humidity is not None]
    words = _words(question)
    if not known:
        return [question.say(words.humidity_unknown), *question.rain_hint()]
    low, high = min(known), max(known)
    told = f"{low}%" if low == high else f"{low}–{high}%"
    return [question.say(words.humidity, humidity=told), question.temperature_line(), *question.rain_hint()]


def _without(template: Callable[[MatterWords], str]) -> Callable[[Question], list[str]]:
    """BMKG's forecast does not have it; the sky and the temperature are what we can add."""

    def tell(question: Question) -> list[str]:
        facts = ", ".join(filter(None, [sky(question.steps), temperatures(question.steps)]))
        head = [question.say(question.words.head, facts=facts)] if facts else []
        return [question.say(template(_words(question)), page=BMKG_PAGE), *head, *question.rain_hint()]

    return tell


def _season(question: Question) -> list[str]:
    return [question.say(_words(question).no_season, page=BMKG_PAGE)]


ANSWERS: Mapping[str, Callable[[Question], list[str]]] = {
    "thunder": _thunder,
    "heavy": _heavy,
    "until": _until,
    "fog": _fog,
    "cloudy": _cloudy,
    "cold": _cold,
    "hot": _hot,
    "temperature": _temperature,
    "wind": _wind,
    "humidity": _humidity,
    "uv": _without(lambda words: words.no_uv),
    "hail": _without(lambda words: words.no_hail),
    "pressure": _without(lambda words: words.no_air),
    "season": _season,
}
