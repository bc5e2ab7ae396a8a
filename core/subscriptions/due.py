"""Who is to be told now: pure rules over what BMKG and KLH said. Nothing here reads or writes anything."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from shapely.geometry.base import BaseGeometry

from core import air, weather
from core.air import Reading
from core.jakarta import JAKARTA
from core.quakes import Quake
from core.subscriptions.kinds import HEAVY_RAIN, Kind
from core.weather.alerts import Alert, touched
from core.weather.forecast import Forecast, Step
from core.weather.spells import Spell, rain_words, spells, strength

RAIN_AHEAD = timedelta(hours=6)  # two steps of BMKG's forecast: enough to bring the washing in
QUAKE_NEWS = timedelta(hours=3)  # an older one is no news
SAME_QUAKE = timedelta(minutes=3)  # BMKG corrects the time of origin by seconds
DAILY_LATE = timedelta(hours=3)  # after an outage; later than this the morning is over
AIR_PAUSE = timedelta(hours=12)
HIGHEST = 501  # an index above the table
_HEAVY_MM = 30.0  # in three hours: BMKG calls 10 mm and more in one hour heavy
_FELT = 3.0  # MMI: felt indoors by many
_LARGE_PART = 1 / 2  # of the kecamatan


class Wanted(Protocol):
    """What the rules need to know of a subscription."""

    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def kecamatan(self) -> str: ...
    @property
    def minute(self) -> int | None: ...
    @property
    def days(self) -> str: ...
    @property
    def raised(self) -> bool: ...
    @property
    def told_at(self) -> datetime | None: ...
    @property
    def told_until(self) -> datetime | None: ...
    @property
    def created_at(self) -> datetime: ...


# Rain


@dataclass(frozen=True)
class Rain:
    """A spell that begins within the coming hours; ``told`` when it goes on with one that was told."""

    spell: Spell
    told: bool

    def event(self, adm4: str) -> str:
        return f"rain/{adm4}/{self.spell.start.astimezone(UTC):%Y%m%dT%H%M}"


def rain(wanted: Wanted, forecast: Forecast, now: datetime) -> Rain | None:
    """The next rain of the wanted strength, from now until a few hours ahead."""
    known = [step for step in forecast.steps if step.end > now and _counts(step, wanted.level)]
    found = next(iter(spells(known, by_words=False)), None)
    if found is None or found.start > now + RAIN_AHEAD:
        return None
    return Rain(found, told=wanted.told_until is not None and found.start <= wanted.told_until)


def _counts(step: Step, level: int) -> bool:
    if not step.is_wet:
        return False
    return level < HEAVY_RAIN or strength(rain_words(step)) >= HEAVY_RAIN or (step.rain or 0.0) >= _HEAVY_MM


# Early warnings


@dataclass(frozen=True)
class Warned:
    """An early warning and the kecamatan of the city that it touches."""

    alert: Alert
    places: tuple[str, ...]

    @property
    def event(self) -> str:
        alert = self.alert
        name = alert.identifier or f"{alert.event}/{alert.ends_at:%Y%m%dT%H%M}"
        return f"warning/{name[:80]}/{alert.part}" if alert.part else f"warning/{name}"[:100]

    def concerns(self, kecamatan: str) -> bool:
        return kecamatan in self.places if kecamatan else True

    def wakes(self, kecamatan: str, count: int) -> bool:
        """Whether it passes quiet hours: it is for the kecamatan one named, or for a large part of the city.

        BMKG gives these warnings for heavy rain, lightning and strong wind of the next hours only: each is
        about danger. Whoever asked for the whole city is not woken for a single kecamatan at its other end.
        """
        return bool(kecamatan) or len(self.places) >= _LARGE_PART * count


def warned(alerts: Sequence[Alert], districts: Mapping[str, BaseGeometry], now: datetime) -> list[Warned]:
    """The warnings that are for some part of the city and not over."""
    active = [Warned(alert, touched(alert, districts)) for alert in alerts if alert.is_active(now)]
    return [each for each in active if each.places]


# Earthquakes


def quakes(latest: Sequence[Quake], felt: Sequence[Quake], now: datetime) -> list[Quake]:
    """Earthquakes of the last hours that Bandung felt or must have felt, oldest first, each once."""
    found: list[Quake] = []
    for quake in sorted({*latest, *felt}, key=lambda each: (not each.is_felt_in_bandung, each.at)):
        is_new = timedelta() <= now - quake.at <= QUAKE_NEWS
        if is_new and is_felt_here(quake) and not any(_same(quake.at, other.at) for other in found):
            found.append(quake)
    return sorted(found, key=lambda each: each.at)


def is_felt_here(quake: Quake) -> bool:
    """BMKG's list names Bandung, or size and distance leave no doubt.

    The list is filled minutes after the first figures. Until then the relation of intensity, magnitude and
    distance by Bakun and Wentworth (1997), MMI = 1.68 M - 3.29 - 0.0206 km, decides: with III it takes M5
    within 100 km, M6 within 180, M7 within 265. It agrees with those that Bandung felt before (M5.6 at 75 km
    in November 2022, M6.2 at 150 km in April 2024) and is silent about the many small ones far out at sea.
    """
    if quake.is_felt_in_bandung:
        return True
    if quake.distance is None:
        return False
    away = (quake.distance**2 + (quake.depth or 10.0) ** 2) ** 0.5
    return bool(1.68 * quake.magnitude - 3.29 - 0.0206 * away >= _FELT)


def quake_event(quake: Quake, known: Collection[str]) -> str:
    """The key under which it was told before, if BMKG only corrected its time; else its own."""
    for event in known:
        told = datetime.strptime(event.removeprefix("quake/"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        if _same(told, quake.at):
            return event
    return f"quake/{quake.at.astimezone(UTC):%Y%m%dT%H%M%S}"


def _same(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= SAME_QUAKE


# Daily weather


def daily_at(wanted: Wanted, now: datetime) -> datetime | None:
    """The hour of today, or of last night just after midnight, at which it is due now."""
    if wanted.kind != Kind.WEATHER_DAILY or wanted.minute is None:
        return None
    local = now.astimezone(JAKARTA)
    for day in (local.date(), local.date() - timedelta(days=1)):
        at = datetime.combine(day, time(), JAKARTA) + timedelta(minutes=wanted.minute)
        wished = wanted.days[day.weekday()] == "1" and wanted.created_at <= at
        told = wanted.told_at is not None and wanted.told_at >= at
        if wished and not told and at <= now <= at + DAILY_LATE:
            return at
    return None


def daily_event(wanted: Wanted, adm4: str, at: datetime) -> str:
    return f"daily/{adm4}/{wanted.minute}/{at.astimezone(JAKARTA):%Y%m%d}"


# Air


def reading(readings: Sequence[Reading], now: datetime, near: tuple[float, float] | None) -> Reading | None:
    """What speaks for a place now: the nearest station, or the worst of the city's; a model after them.

    None when nobody has a reading of these hours from which an index follows.
    """
    fresh = [each for each in readings if each.is_fresh(now) and index(each) is not None]
    return air.choose(fresh, now, near)


def index(found: Reading) -> float | None:
    """KLH's own index, or that of a mean of 24 hours; above the table it is the highest there is."""
    if found.index is not None or found.pm25_day is None:
        return found.index
    return air.ispu("pm25", found.pm25_day) or HIGHEST


def air_is_due(wanted: Wanted, now_read: Reading, now: datetime) -> bool:
    """Above the level for the first time since it was below, and not twice in half a day."""
    rested = wanted.told_at is None or now - wanted.told_at >= AIR_PAUSE
    return (index(now_read) or 0) > wanted.level and not wanted.raised and rested


def air_event(adm4: str, now_read: Reading) -> str:
    return f"air/{adm4}/{now_read.at.astimezone(UTC):%Y%m%dT%H%M}"


def today(now: datetime, at: datetime) -> weather.Window:
    """What daily weather tells: the rest of today, in the evening tomorrow; after midnight that is today."""
    hour, said = at.astimezone(JAKARTA), now.astimezone(JAKARTA)
    return weather.when("besok" if hour.hour >= 17 and hour.date() == said.date() else "hari ini", now)
