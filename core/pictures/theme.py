"""The colours of a picture on a light and on a dark ground; the same as the chat page's."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

type Name = Literal["light", "dark"]

NAMES: Final[tuple[str, ...]] = get_args(Name.__value__)
READABLE: Final = 4.5  # WCAG AA: the least contrast of a text to what is behind it


@dataclass(frozen=True)
class Theme:
    """Colours as #rrggbb; every text colour is readable on every ground it may stand on."""

    ground: str
    panel: str
    ink: str
    soft: str
    edge: str
    accent: str
    accent_ink: str
    sun: str
    moon: str
    cloud: str
    dark_cloud: str
    water: str
    water_ink: str
    bolt: str
    pin: str
    land: str
    land_beside: str
    border: str
    thin_border: str


LIGHT: Final = Theme(
    ground="#f5f4ee", panel="#ffffff", ink="#1d2b28", soft="#4f5f5a", edge="#dcdfd6",
    accent="#0b6b5d", accent_ink="#ffffff",
    sun="#f2a413", moon="#7f86b5", cloud="#b4c0c6", dark_cloud="#7b8a92", water="#2a78c2",
    water_ink="#1b5f9e", bolt="#f2a413", pin="#b3261e",
    land="#eaf0e4", land_beside="#f2eee2", border="#a3b39b", thin_border="#d0d9c8",
)  # fmt: skip
DARK: Final = Theme(
    ground="#0f1614", panel="#1b2522", ink="#e5ece9", soft="#a3b3ad", edge="#2f3d38",
    accent="#63c9b3", accent_ink="#06231e",
    sun="#ffc24a", moon="#c9cdf0", cloud="#8e9ca3", dark_cloud="#66757d", water="#5aa9ec",
    water_ink="#8cc6f7", bolt="#ffc24a", pin="#ff9d94",
    land="#27352f", land_beside="#181c1d", border="#56695f", thin_border="#3a4a43",
)  # fmt: skip


def named(name: Name) -> Theme:
    """The theme of this name."""
    return LIGHT if name == "light" else DARK


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of #rrggbb."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """WCAG's contrast of two colours, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
