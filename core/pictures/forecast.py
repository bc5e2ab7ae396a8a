"""The strip of the next thirty hours: hour, sky, temperature and rain, every three hours."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Final

from core.jakarta import JAKARTA, clock
from core.pictures import icons
from core.pictures.canvas import MARGIN, WIDTH, Box, Canvas
from core.pictures.picture import PATH, Picture, digest
from core.pictures.theme import Theme
from core.pictures.words import Words, day, stamp, words
from core.places.gazetteer import read
from core.weather.forecast import Forecast, Step
from core.weather.window import Window

MOST: Final = 10
_PER_ROW: Final = 5
_GAP: Final = 14
_TILE: Final = 356
_DAY: Final = 58
_TOP: Final = 166
_FOOT: Final = 122
_LEAST: Final = 2  # a strip of one step says less than the words
HOUR_FORM: Final = "%Y%m%d%H"


def shown(forecast: Forecast, start: datetime) -> tuple[Step, ...]:
    """The steps of the picture: from the one of ``start`` on."""
    return tuple(step for step in forecast.steps if step.end > start)[:MOST]


def picture(forecast: Forecast, adm4: str, label: str, start: datetime, language: str) -> Picture | None:
    """The strip from ``start`` on; None when there is too little to draw. ``label``: the answer's."""
    steps, said = shown(forecast, start), words(language)
    if len(steps) < _LEAST:
        return None
    name = f"{steps[0].at.astimezone(JAKARTA):{HOUR_FORM}}-{version(forecast, steps)}"
    path = f"{PATH}cuaca/{said.language}/{_scope(label)}/{adm4}/{name}.png"
    facts = ", ".join(_told(step, said) for step in steps)
    first = f"{day(steps[0].at, language, dated=True)} {clock(steps[0].at)} WIB"
    source = _source(forecast, said)
    return Picture(path, said.forecast_alt.format(place=label, first=first, steps=facts, source=source))


def of_window(
    forecast: Forecast, adm4: str, label: str, window: Window, now: datetime, language: str
) -> Picture | None:
    """The strip for a question about this time: none for one moment, nor for what is past."""
    if window.is_moment or window.end <= now:
        return None
    return picture(forecast, adm4, label, max(window.start, now), language)


def version(forecast: Forecast, steps: tuple[Step, ...]) -> str:
    """The name of what the strip shows."""
    return digest((forecast.issued_at, steps))


def _scope(label: str) -> str:
    return next((scope for mark, scope in (("Kel. ", "kel"), ("Kec. ", "kec")) if mark in label), "kota")


def title(scope: str, adm4: str, language: str) -> str:
    """The heading of a strip: the area as wide as the answer named it.

    Raises:
        KeyError: there is no such kelurahan.
    """
    kelurahan, kecamatan = _areas()[adm4]
    names = {"kel": f"Kel. {kelurahan}", "kec": f"Kec. {kecamatan}", "kota": "Kota Bandung"}
    return words(language).weather.format(place=names[scope])


@cache
def _areas() -> Mapping[str, tuple[str, str]]:
    """The names of every kelurahan and its kecamatan."""
    rows = read("places/areas.json")
    kecamatan = {row["adm3"]: row["name"] for row in rows["kecamatan"]}
    return {row["adm4"]: (row["name"], kecamatan[row["adm4"][:8]]) for row in rows["kelurahan"]}


def _told(step: Step, said: Words) -> str:
    sky = said.sky[icons.sky(step)]
    return f"{clock(step.at)} {sky}" + ("" if step.temperature is None else f" {step.temperature:.0f}°")


def _source(forecast: Forecast, said: Words) -> str:
    if forecast.issued_at is None:
        return said.issue_unknown
    return said.issued.format(stamp=stamp(forecast.issued_at, said.language))


def draw(forecast: Forecast, steps: tuple[Step, ...], heading: str, language: str, theme: Theme) -> Canvas:
    """The strip of these steps."""
    said, rows = words(language), -(-len(steps) // _PER_ROW)
    canvas = Canvas(_TOP + rows * (_DAY + _TILE) + _FOOT, theme)
    canvas.text((MARGIN, 34), heading, 58, theme.ink, bold=True)
    canvas.text((MARGIN, 108), said.forecast, 36, theme.soft)
    for index, step in enumerate(steps):
        row, column = divmod(index, _PER_ROW)
        width = (WIDTH - 2 * MARGIN - (_PER_ROW - 1) * _GAP) / _PER_ROW
        left = MARGIN + column * (width + _GAP)
        top = _TOP + row * (_DAY + _TILE) + _DAY
        if column == 0 or _date(step) != _date(steps[index - 1]):
            tiles = _same_day(steps, index)
            room = tiles * (width + _GAP) - _GAP
            name = day(step.at, language, dated=tiles > 1)
            canvas.text((left, top - 50), name, 34, theme.ink, bold=True, width=room)
        _tile(canvas, step, (left, top, left + width, top + _TILE - 16), said)
    bottom = canvas.height - _FOOT
    notes = [said.rain_note, *([said.no_figure] if _has_holes(steps) else [])]
    canvas.text((MARGIN, bottom + 12), _source(forecast, said), 32, theme.soft)
    canvas.text((MARGIN, bottom + 60), "  ·  ".join(notes), 32, theme.soft)
    return canvas


def _date(step: Step) -> object:
    return step.at.astimezone(JAKARTA).date()


def _same_day(steps: tuple[Step, ...], index: int) -> int:
    """How many tiles from this one to the end of its day or row."""
    rest = steps[index : index - index % _PER_ROW + _PER_ROW]
    return sum(_date(step) == _date(steps[index]) for step in rest)


def _has_holes(steps: tuple[Step, ...]) -> bool:
    return any(step.temperature is None or step.rain is None for step in steps)


def _tile(canvas: Canvas, step: Step, box: Box, said: Words) -> None:
    theme, (left, top, right, bottom) = canvas.theme, box
    canvas.panel(box, theme.panel)
    middle, width = (left + right) / 2, right - left - 20
    local = step.at.astimezone(JAKARTA)
    canvas.text((middle, top + 20), clock(step.at), 44, theme.ink, align="middle", width=width)
    night = not 6 <= local.hour < 18
    icons.draw(canvas, icons.sky(step), (middle, top + 136), 112, night=night)
    degrees = "–" if step.temperature is None else f"{step.temperature:.0f}°"
    canvas.text((middle, top + 204), degrees, 60, theme.ink, bold=True, align="middle", width=width)
    wet = step.rain is not None and round(step.rain, 1) > 0
    colour = theme.water_ink if wet else theme.soft
    canvas.text(
        (middle, bottom - 58), _rain(step.rain, said), 36, colour, bold=wet, align="middle", width=width
    )


def _rain(rain: float | None, said: Words) -> str:
    if rain is None:
        return "–"
    figure = f"{rain:.1f}".removesuffix(".0") if rain < 10 else f"{rain:.0f}"
    return f"{figure if said.language == 'en' else figure.replace('.', ',')} mm"
