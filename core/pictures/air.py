"""Twenty-four hours of PM2.5 as bars.

The bars have one colour: the regulation's categories are for means of 24 hours, so only the mean
has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from core.air.ispu import Category, category, ispu
from core.air.model import Model
from core.air.series import ENOUGH_HOURS
from core.jakarta import JAKARTA, clock
from core.pictures.canvas import MARGIN, WIDTH, Box, Canvas
from core.pictures.picture import PATH, Picture, digest
from core.pictures.theme import Theme
from core.pictures.words import Words, stamp, words

HOURS: Final = 24
_HOUR: Final = timedelta(hours=1)
_BOX: Final[Box] = (MARGIN + 76, 316, WIDTH - MARGIN, 806)
_HEIGHT: Final = 1014


@dataclass(frozen=True)
class Day:
    """The last 24 hours in µg/m³, in order of time; hours without a figure are left out."""

    end: datetime
    hours: tuple[tuple[datetime, float], ...]

    @property
    def mean(self) -> float:
        return sum(figure for _, figure in self.hours) / len(self.hours)

    @property
    def now(self) -> float:
        return self.hours[-1][1]

    @property
    def level(self) -> Category:
        index = ispu("pm25", self.mean)
        return category(501 if index is None else index)


def day(model: Model) -> Day | None:
    """The hours up to the model's own of now; None when they are too few."""
    hours = tuple(hour for hour in model.hours if timedelta() <= model.at - hour[0] < HOURS * _HOUR)
    return Day(hours[-1][0], hours) if len(hours) >= ENOUGH_HOURS else None


def picture(model: Model, language: str) -> Picture | None:
    """The chart of the last 24 hours; None when there is too little to draw."""
    found, said = day(model), words(language)
    if found is None:
        return None
    at = found.end.astimezone(JAKARTA)
    path = f"{PATH}udara/{said.language}/{at:%Y%m%d%H}-{version(found)}.png"
    (low_at, low), (high_at, high) = (pick(found.hours, key=lambda hour: hour[1]) for pick in (min, max))
    mean = said.air_alt_mean.format(mean=f"{found.mean:.0f}", category=_name(found.level, said))
    facts = {
        "low": f"{low:.0f}", "low_at": clock(low_at), "high": f"{high:.0f}", "high_at": clock(high_at),
        "hour": clock(found.end), "pm25": f"{found.now:.0f}", "mean": mean, "source": _source(found, said),
    }  # fmt: skip
    return Picture(path, said.air_alt.format_map(facts))


def version(found: Day) -> str:
    """The name of what the chart shows."""
    return digest(found)


def _name(level: Category, said: Words) -> str:
    names: Mapping[str, str] = {"id": level.name, "su": level.name_su, "en": level.name_en}
    return names[said.language]


def _source(found: Day, said: Words) -> str:
    return said.air_source.format(stamp=stamp(found.end, said.language))


def draw(found: Day, language: str, theme: Theme) -> Canvas:
    """The chart of a day."""
    canvas, said = Canvas(_HEIGHT, theme), words(language)
    canvas.text((MARGIN, 34), said.air, 58, theme.ink, bold=True)
    canvas.text((MARGIN, 108), said.air_note, 34, theme.soft)
    latest = said.air_now.format(pm25=f"{found.now:.0f}", hour=clock(found.end))
    canvas.text((MARGIN, 168), latest, 46, theme.ink, bold=True)
    canvas.panel((MARGIN, 240, WIDTH - MARGIN, 880), theme.panel)
    top = _scale(max(figure for _, figure in found.hours))
    _grid(canvas, top)
    _bars(canvas, found, top)
    _mean(canvas, found, top, said)
    canvas.text((MARGIN, 902), _source(found, said), 32, theme.soft)
    canvas.text((MARGIN, 950), said.air_unit, 32, theme.soft)
    return canvas


def _scale(highest: float) -> int:
    """The top of the scale: four even steps above the highest bar."""
    least = max(highest * 1.05, 20)
    size = next(size for size in (5, 10, 20, 25, 50, 100, 250, 500, 1500) if size * 4 >= least)
    return size * max(ceil(least / size), 3)


def _level(figure: float, top: int) -> float:
    return _BOX[3] - (_BOX[3] - _BOX[1]) * figure / top


def _grid(canvas: Canvas, top: int) -> None:
    steps = next(count for count in (4, 3) if top % count == 0 and top / count % 5 == 0)
    for step in range(steps + 1):
        figure = top * step // steps
        y = _level(figure, top)
        canvas.line([(_BOX[0], y), (_BOX[2] - 20, y)], canvas.theme.edge, 2)
        canvas.text((_BOX[0] - 14, y - 17), str(figure), 30, canvas.theme.soft, align="right")


def _bars(canvas: Canvas, found: Day, top: int) -> None:
    room = (_BOX[2] - 20 - _BOX[0]) / HOURS
    for at, figure in found.hours:
        column = HOURS - 1 - round((found.end - at) / _HOUR)
        left = _BOX[0] + column * room
        bar = (left + 5, min(_level(figure, top), _BOX[3] - 4), left + room - 5, _BOX[3])
        canvas.panel(bar, canvas.theme.accent, 5)
    for column in range(1, HOURS - 1):
        at = found.end - (HOURS - 1 - column) * _HOUR
        if at.astimezone(JAKARTA).hour % 6 == 0:
            middle = _BOX[0] + (column + 0.5) * room
            canvas.text((middle, _BOX[3] + 20), clock(at), 32, canvas.theme.soft, align="middle")


def _mean(canvas: Canvas, found: Day, top: int, said: Words) -> None:
    y = _level(found.mean, top)
    canvas.dashes((_BOX[0], y), _BOX[2] - 20, canvas.theme.ink)
    text = said.air_mean.format(mean=f"{found.mean:.0f}", category=_name(found.level, said))
    canvas.dashes((MARGIN + 24, 280), MARGIN + 90, canvas.theme.ink)
    canvas.text((MARGIN + 106, 262), text, 34, canvas.theme.ink, width=WIDTH - 2 * MARGIN - 130)
