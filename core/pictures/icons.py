"""The sky as small drawings of our own."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from math import cos, pi, sin

from core.pictures.canvas import Canvas, Spot
from core.weather.forecast import Step


class Sky(StrEnum):
    CLEAR = "clear"
    PARTLY = "partly"
    CLOUDY = "cloudy"
    OVERCAST = "overcast"
    HAZE = "haze"
    LIGHT_RAIN = "light_rain"
    RAIN = "rain"
    HEAVY_RAIN = "heavy_rain"
    THUNDER = "thunder"
    UNKNOWN = "unknown"


# The first word that is found decides.
_WORDS = (
    ("petir", Sky.THUNDER),
    ("lebat", Sky.HEAVY_RAIN),
    ("hujan sedang", Sky.RAIN),
    ("hujan", Sky.LIGHT_RAIN),
    ("gerimis", Sky.LIGHT_RAIN),
)
_DRY_WORDS = (
    ("cerah berawan", Sky.PARTLY),
    ("berawan tebal", Sky.OVERCAST),
    ("berawan", Sky.CLOUDY),
    ("kabut", Sky.HAZE),
    ("kabur", Sky.HAZE),
    ("asap", Sky.HAZE),
    ("cerah", Sky.CLEAR),
)


def sky(step: Step) -> Sky:
    """What the sky of a step looks like; rain that is only in its figures counts too."""
    words = step.description.casefold()
    for word, found in _WORDS:
        if word in words:
            return found
    if step.is_wet:
        return Sky.LIGHT_RAIN
    return next((found for word, found in _DRY_WORDS if word in words), Sky.UNKNOWN)


def draw(canvas: Canvas, kind: Sky, centre: Spot, size: float, *, night: bool) -> None:
    """The drawing of this sky, as wide as high; nothing when it is not known."""
    _DRAWINGS[kind](canvas, centre, size / 100, night)


def _light(canvas: Canvas, centre: Spot, unit: float, night: bool) -> None:
    if night:
        _moon(canvas, centre, unit)
    else:
        _sun(canvas, centre, unit)


def _sun(canvas: Canvas, centre: Spot, unit: float) -> None:
    x, y = centre
    canvas.circle(centre, 22 * unit, canvas.theme.sun)
    for ray in range(8):
        angle = ray * pi / 4
        spokes = [(x + cos(angle) * far * unit, y + sin(angle) * far * unit) for far in (31, 43)]
        canvas.line(spokes, canvas.theme.sun, 7 * unit)


def _moon(canvas: Canvas, centre: Spot, unit: float) -> None:
    x, y = centre
    canvas.circle((x, y), 32 * unit, canvas.theme.moon)
    canvas.circle((x + 16 * unit, y - 12 * unit), 28 * unit, canvas.theme.panel)


def _cloud(canvas: Canvas, centre: Spot, unit: float, fill: str) -> None:
    x, y = centre
    canvas.circle((x - 20 * unit, y + 4 * unit), 17 * unit, fill)
    canvas.circle((x + 2 * unit, y - 8 * unit), 24 * unit, fill)
    canvas.circle((x + 24 * unit, y + 4 * unit), 17 * unit, fill)
    canvas.panel((x - 37 * unit, y, x + 41 * unit, y + 21 * unit), fill, 10 * unit)


def _partly(canvas: Canvas, centre: Spot, unit: float, night: bool) -> None:
    x, y = centre
    _light(canvas, (x - 12 * unit, y - 14 * unit), unit * 0.85, night)
    _cloud(canvas, (x + 8 * unit, y + 16 * unit), unit * 0.9, canvas.theme.cloud)


def _cloudy(canvas: Canvas, centre: Spot, unit: float, _night: bool) -> None:
    _cloud(canvas, centre, unit * 1.1, canvas.theme.cloud)


def _overcast(canvas: Canvas, centre: Spot, unit: float, _night: bool) -> None:
    x, y = centre
    _cloud(canvas, (x + 12 * unit, y - 12 * unit), unit * 0.9, canvas.theme.cloud)
    _cloud(canvas, (x - 6 * unit, y + 12 * unit), unit, canvas.theme.dark_cloud)


def _haze(canvas: Canvas, centre: Spot, unit: float, _night: bool) -> None:
    x, y = centre
    for row, (left, right) in enumerate(((-34, 22), (-22, 38), (-38, 30), (-26, 20))):
        height = y + (row * 19 - 28) * unit
        canvas.line(
            [(x + left * unit, height), (x + right * unit, height)], canvas.theme.dark_cloud, 8 * unit
        )


def _rain(drops: int) -> Callable[[Canvas, Spot, float, bool], None]:
    def draw_rain(canvas: Canvas, centre: Spot, unit: float, _night: bool) -> None:
        x, y = centre
        fill = canvas.theme.dark_cloud if drops > 2 else canvas.theme.cloud
        _cloud(canvas, (x, y - 14 * unit), unit, fill)
        for drop in range(drops):
            left = x + (drop - (drops - 1) / 2) * 19 * unit
            below = [(left + 5 * unit, y + 18 * unit), (left - 6 * unit, y + 42 * unit)]
            canvas.line(below, canvas.theme.water, 7 * unit)

    return draw_rain


def _thunder(canvas: Canvas, centre: Spot, unit: float, _night: bool) -> None:
    x, y = centre
    _cloud(canvas, (x, y - 14 * unit), unit, canvas.theme.dark_cloud)
    bolt = ((6, 2), (-14, 28), (0, 28), (-6, 48), (16, 20), (2, 20), (10, 2))
    canvas.polygon([(x + across * unit, y + down * unit) for across, down in bolt], canvas.theme.bolt)
    for left in (-28, 28):
        below = [(x + (left + 4) * unit, y + 18 * unit), (x + (left - 6) * unit, y + 40 * unit)]
        canvas.line(below, canvas.theme.water, 7 * unit)


def _unknown(_canvas: Canvas, _centre: Spot, _unit: float, _night: bool) -> None:
    """No drawing: BMKG said nothing of this sky."""


_DRAWINGS: Mapping[Sky, Callable[[Canvas, Spot, float, bool], None]] = {
    Sky.CLEAR: _light,
    Sky.PARTLY: _partly,
    Sky.CLOUDY: _cloudy,
    Sky.OVERCAST: _overcast,
    Sky.HAZE: _haze,
    Sky.LIGHT_RAIN: _rain(2),
    Sky.RAIN: _rain(3),
    Sky.HEAVY_RAIN: _rain(4),
    Sky.THUNDER: _thunder,
    Sky.UNKNOWN: _unknown,
}
