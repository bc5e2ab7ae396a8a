"""A sheet to draw on: shapes at twice the size, scaled down for smooth edges; letters at their own size."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from PIL import Image, ImageDraw, ImageFont

from core.pictures.theme import Theme

WIDTH: Final = 1080  # a phone's screen
MARGIN: Final = 40
SMALLEST: Final = 28  # pixels: below, a phone shows letters that nobody can read
_FINE: Final = 2
_FONTS: Final = Path(__file__).parent / "fonts"
_THIN: Final = 4
_COLOURS: Final = 128
_REFUSED: Final = "\ufffd"

type Box = tuple[float, float, float, float]
type Spot = tuple[float, float]
type Align = Literal["left", "middle", "right"]


@dataclass(frozen=True)
class Label:
    """A text that was set, and the box that it fills."""

    text: str
    box: Box
    colour: str


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    path = _FONTS / ("inter-bold.woff" if bold else "inter-medium.woff")
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _draws(letter: str) -> bool:
    font = _font(40, bold=False)
    return letter == " " or bytes(font.getmask(letter)) != bytes(font.getmask(_REFUSED))


def drawable(text: str) -> str:
    """The text without letters that our font would show as an empty box."""
    return "".join(letter for letter in text if _draws(letter))


class Canvas:
    """One picture in the making. Places and sizes are in pixels of the finished one."""

    def __init__(self, height: int, theme: Theme) -> None:
        self.height, self.theme = height, theme
        self.labels: list[Label] = []
        self._letters: list[tuple[Spot, str, ImageFont.FreeTypeFont, str]] = []
        self._shapes = Image.new("RGB", (WIDTH * _FINE, height * _FINE), theme.ground)
        self._draw = ImageDraw.Draw(self._shapes)

    # --- shapes

    def panel(self, box: Box, fill: str, radius: float = 24) -> None:
        self._draw.rounded_rectangle(_scaled(box), radius * _FINE, fill)

    def circle(self, centre: Spot, radius: float, fill: str, edge: str | None = None) -> None:
        x, y = centre
        box = _scaled((x - radius, y - radius, x + radius, y + radius))
        self._draw.ellipse(box, fill, edge, 4 * _FINE if edge else 0)

    def line(self, points: Sequence[Spot], fill: str, width: float = 3) -> None:
        joint = "curve" if width > _THIN else None  # nobody sees the corners of thin ones, and they cost time
        self._draw.line([_twice(point) for point in points], fill, round(width * _FINE), joint)

    def dashes(self, start: Spot, end: float, fill: str, width: float = 4) -> None:
        """A dashed line from ``start`` to the right."""
        x, y = start
        while x < end:
            self.line([(x, y), (min(x + 18, end), y)], fill, width)
            x += 30

    def polygon(self, points: Sequence[Spot], fill: str) -> None:
        self._draw.polygon([_twice(point) for point in points], fill)

    # --- letters

    def text(
        self,
        place: Spot,
        text: str,
        size: int,
        colour: str,
        *,
        bold: bool = False,
        align: Align = "left",
        width: float = WIDTH - 2 * MARGIN,
    ) -> Box:
        """Set a line with its top at ``place``; too long for ``width`` it is made smaller, then cut."""
        text, font = fitted(drawable(text), size, width, bold=bold)
        length = font.getlength(text)
        x = place[0] - {"left": 0.0, "middle": length / 2, "right": length}[align]
        spot = (x, place[1] + (size - font.size) / 2)
        left, top, right, bottom = font.getbbox(text)
        box = (spot[0] + left, spot[1] + top, spot[0] + right, spot[1] + bottom)
        if text:
            self.labels.append(Label(text, box, colour))
            self._letters.append((spot, text, font, colour))
        return box

    def is_free(self, box: Box, *, room: float = 6) -> bool:
        """Whether no label is set here."""
        left, top, right, bottom = box
        return all(
            one.box[2] + room <= left
            or one.box[0] - room >= right
            or one.box[3] + room <= top
            or one.box[1] - room >= bottom
            for one in self.labels
        )

    # --- the finished picture

    def ground(self) -> Image.Image:
        """The picture without its letters."""
        return self._shapes.reduce(_FINE)

    def image(self) -> Image.Image:
        picture = self.ground()
        draw = ImageDraw.Draw(picture)
        for spot, text, font, colour in self._letters:
            draw.text(spot, text, colour, font)
        return picture

    def png(self) -> bytes:
        stream = io.BytesIO()
        # Few colours: a third of the size, and quicker to write than all of them.
        few = self.image().quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(stream, "PNG", compress_level=6)
        return stream.getvalue()


def fitted(text: str, size: int, width: float, *, bold: bool = False) -> tuple[str, ImageFont.FreeTypeFont]:
    """The text and the size at which it fits, never below `SMALLEST` unless it was asked for."""
    least = min(size, max(SMALLEST, round(size * 0.6)))
    font = _font(size, bold)
    while font.size > least and font.getlength(text) > width:
        font = _font(max(least, int(font.size) - 2), bold)
    kept = text
    while kept and font.getlength(text) > width:
        kept = kept[:-1].rstrip(" ,.·")
        text = f"{kept}…"
    return text, font


def _twice(point: Spot) -> Spot:
    return point[0] * _FINE, point[1] * _FINE


def _scaled(box: Box) -> Box:
    return box[0] * _FINE, box[1] * _FINE, box[2] * _FINE, box[3] * _FINE
