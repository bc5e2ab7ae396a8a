"""What an answer about the weather is made of: the forecast, the time, the place and the words for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.jakarta import DAYS, JAKARTA
from core.weather.forecast import Forecast, Step
from core.weather.phrases import BMKG_PAGE, Phrases, phrases, sky_words, time_words
from core.weather.spells import Spell, part_of_day, sky, spells, strength, temperatures
from core.weather.window import Window

_DAY_LABELS = {"hari ini", "besok", "lusa", *DAYS}


@dataclass(frozen=True)
class Question:
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

    @property
    def known(self) -> tuple[Step, ...]:
        """The steps that say anything about rain."""
        return tuple(step for step in self.steps if step.tells_rain)

    def spell(self, spell: Spell) -> str:
        day = DAYS[spell.start.astimezone(JAKARTA).weekday()] + " " if self.window.is_long else ""
        return f"{spell.rain} {self.translate(day)}{spell.hours}"

    def spell_list(self) -> str:
        """Up to three spells with their hours; more are told as the strongest rain per stretch."""
        wet = spells(self.known, by_words=True)
        if len(wet) > 3 or self.window.is_long:
            wet = spells(self.known, by_words=False)
        return ", ".join(self.spell(spell) for spell in wet[:5])

    def when_exactly(self, spell: Spell) -> str:
        """ "besok" narrowed to "besok siang" when the rain falls in one part of that day."""
        label = self.window.label
        if self.window.is_long:
            local = spell.start.astimezone(JAKARTA)
            return f"{DAYS[local.weekday()]} {part_of_day(spell.start)}"
        if label not in _DAY_LABELS:
            return label
        part = part_of_day(spell.start)
        if label != "hari ini":
            return f"{label} {part}"
        return f"nanti {part}" if spell.start > self.now else "sekarang"

    def temperature_line(self) -> str:
        known = temperatures(self.steps)
        return self.words.degrees.format(known) if known else ""

    def care(self, wet: Sequence[Spell]) -> str:
        strongest = max((spell.rain for spell in wet), key=strength)
        return self.words.thunder if "petir" in strongest else self.words.umbrella

    def rain_hint(self) -> list[str]:
        """The hours of rain, for who asked about something else."""
        wet = spells(self.steps, by_words=False)
        if not wet or self.window.is_long:
            return []
        hours = ", ".join(spell.hours for spell in wet)
        return [f"{self.words.wet_later.format(hours=hours)} {self.care(wet)}"]

    def unknown(self) -> list[str]:
        """The document does not say it."""
        return [self.say(self.words.nothing_now, page=BMKG_PAGE)]


def sky_part(steps: Sequence[Step]) -> str:
    """ ", cerah berawan" behind a sentence, or nothing."""
    words = sky(steps)
    return f", {words}" if words else ""
