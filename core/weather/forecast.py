"""BMKG's forecast document for one kelurahan, read into three-hour steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.outside import moment, number, record, records, text

STEP = timedelta(hours=3)
_WET = 0.5  # mm in a step from which dry-sounding words are not believed


@dataclass(frozen=True)
class Step:
    """The weather from ``at`` for three hours. What BMKG left out is None or ""."""

    at: datetime
    temperature: float | None = None  # °C
    humidity: float | None = None  # %
    rain: float | None = None  # mm in the step
    description: str = ""  # BMKG's own words
    wind: float | None = None  # km/h
    sight: float | None = None  # m; mostly left out

    @property
    def end(self) -> datetime:
        return self.at + STEP

    @property
    def tells_rain(self) -> bool:
        """Whether the document says anything about rain in this step."""
        return bool(self.description) or self.rain is not None

    @property
    def is_wet(self) -> bool:
        return "hujan" in self.description.casefold() or (self.rain or 0.0) >= _WET


@dataclass(frozen=True)
class Forecast:
    """All steps in order of time; empty when the document could not be used."""

    kelurahan: str = ""
    kecamatan: str = ""
    issued_at: datetime | None = None
    steps: tuple[Step, ...] = ()

    def between(self, start: datetime, end: datetime) -> tuple[Step, ...]:
        """The steps that overlap the time asked about."""
        return tuple(step for step in self.steps if step.at < end and step.end > start)

    def at(self, asked: datetime) -> Step | None:
        """The step of one moment; up to three hours before the first step, that one."""
        for step in self.steps:
            if step.at <= asked < step.end:
                return step
        first = self.steps[0] if self.steps else None
        return first if first is not None and first.at - STEP <= asked < first.at else None


def parse(document: Mapping[str, object]) -> Forecast:
    """Read a forecast document; steps without a readable time are left out, nothing raises."""
    data = records(record(document).get("data"))
    first = data[0] if data else {}
    place = record(first.get("lokasi")) or record(record(document).get("lokasi"))
    raw = [item for day in _days(first.get("cuaca")) for item in records(day)]
    steps = {step.at: step for step in map(_step, raw) if step is not None}
    issued = [at for at in (moment(item.get("analysis_date")) for item in raw) if at is not None]
    return Forecast(
        kelurahan=text(place.get("desa"), 60),
        kecamatan=text(place.get("kecamatan"), 60),
        issued_at=max(issued, default=None),
        steps=tuple(steps[at] for at in sorted(steps)),
    )


def _days(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _step(item: Mapping[str, object]) -> Step | None:
    at = moment(item.get("datetime")) or moment(item.get("utc_datetime"), UTC)
    if at is None:
        return None
    return Step(
        at=at,
        temperature=_within(item.get("t"), -10, 50),
        humidity=_within(item.get("hu"), 0, 100),
        rain=_within(item.get("tp"), 0, 500),
        description=text(item.get("weather_desc"), 40),
        wind=_within(item.get("ws"), 0, 300),
        sight=_within(item.get("vs"), 1, 100_000),
    )


def _within(value: object, low: float, high: float) -> float | None:
    """A number that can be true in Bandung; anything else was not measured in these units."""
    figure = number(value)
    return figure if figure is not None and low <= figure <= high else None
