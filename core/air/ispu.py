"""Indonesia's air quality index (ISPU): the regulation's table, as data/city/ispu.json holds it."""

import json
import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).parents[2] / "data" / "city" / "ispu.json"
_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Category:
    """One of the five words of the regulation; ``up_to`` is its highest index, None for the last.

    ``advice`` is for everybody, ``sensitive`` for people with asthma, children, the old and the pregnant.
    """

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
    sensitive: str
    sensitive_su: str
    sensitive_en: str


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
    exact = _line(steps.concentrations[parameter], steps.index, concentration)
    return None if exact is None else math.floor(exact + _HALF)


def concentration(parameter: str, index: float) -> float | None:
    """The 24-hour mean in µg/m³ that has this index; None above the table.

    Raises:
        KeyError: no such parameter.
        ValueError: an index below zero or not a number.
    """
    if not index >= 0:
        raise ValueError("an index is zero or more")
    steps = table()
    exact = _line(steps.index, steps.concentrations[parameter], index)
    return None if exact is None else float(exact)


def _line(given: tuple[float, ...], wanted: tuple[float, ...], at: float) -> Fraction | None:
    """The regulation's straight lines between breakpoints, in exact figures: a half is a half."""
    if at > given[-1]:
        return None
    point = _exact(at)
    for (low, high), (base, top) in zip(pairwise(given), pairwise(wanted), strict=True):
        if at <= high:
            rise = (_exact(top) - _exact(base)) / (_exact(high) - _exact(low))
            return rise * (point - _exact(low)) + _exact(base)
    raise AssertionError("unreachable: the last step reaches the top")


def _exact(figure: float) -> Fraction:
    return Fraction(repr(float(figure)))  # 15.5 as it is written, not as the machine holds it


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


def of_mean(parameter: str, mean: float) -> tuple[int | None, Category]:
    """Index and category of a 24-hour mean; above the table there is only the last category."""
    index = ispu(parameter, mean)
    return index, table().categories[-1] if index is None else category(index)
