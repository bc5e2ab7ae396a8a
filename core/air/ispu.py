"""Indonesia's air quality index (ISPU): the regulation's table, as data/city/ispu.json holds it."""

import json
import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).parents[2] / "data" / "city" / "ispu.json"


@dataclass(frozen=True)
class Category:
    """One of the five words of the regulation; ``up_to`` is its highest index, None for the last."""

    code: str
    name: str
    colour: str
    advice: str
    up_to: int | None
    name_su: str
    colour_su: str
    advice_su: str
    name_en: str
    colour_en: str
    advice_en: str


@dataclass(frozen=True)
class Table:
    """Index and concentration (µg/m³, 24-hour mean) at each breakpoint, and the categories in order."""

    index: tuple[float, ...]
    concentrations: dict[str, tuple[float, ...]]
    names: dict[str, str]
    categories: tuple[Category, ...]


@cache
def table() -> Table:
    """The city's table, read once.

    Raises:
        ValueError: the file is not a complete table of rising figures.
    """
    return read(json.loads(_TABLE.read_text(encoding="utf-8")))


def read(raw: dict[str, Any]) -> Table:
    parameters: dict[str, Any] = raw["parameters"]
    index = tuple(float(figure) for figure in raw["index"])
    concentrations = {
        code: tuple(float(figure) for figure in parameter["concentration"])
        for code, parameter in parameters.items()
    }
    for code, figures in {"index": index, **concentrations}.items():
        if len(figures) != len(index) or any(high <= low for low, high in pairwise(figures)):
            raise ValueError(f"ISPU table: the breakpoints of {code} do not rise or are not complete")
    return Table(
        index=index,
        concentrations=concentrations,
        names={code: str(parameter["name"]) for code, parameter in parameters.items()},
        categories=tuple(Category(**category) for category in raw["categories"]),
    )


def ispu(parameter: str, concentration: float) -> int | None:
    """The index of a 24-hour mean in µg/m³; None above the table, where the regulation gives no formula.

    Raises:
        KeyError: no such parameter.
        ValueError: a concentration below zero or not a number.
    """
    if not concentration >= 0:  # also refuses NaN
        raise ValueError("a concentration is zero or more")
    steps = table()
    scale = steps.concentrations[parameter]
    for (low, high), (base, top) in zip(pairwise(scale), pairwise(steps.index), strict=True):
        if concentration <= high:
            return math.floor((top - base) / (high - low) * (concentration - low) + base + 0.5)
    return None


def category(index: float) -> Category:
    """The category of a station's index. Whole numbers decide: 50.4 is 50, 50.5 is 51.

    Raises:
        ValueError: an index below zero or not a number.
    """
    if not index >= 0:
        raise ValueError("an index is zero or more")
    if math.isinf(index):
        return table().categories[-1]
    whole = math.floor(index + 0.5)
    return next(item for item in table().categories if item.up_to is None or whole <= item.up_to)
