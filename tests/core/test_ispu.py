"""The regulation's table at each of its breakpoints, below them, above them and between."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.air.ispu import category, concentration, ispu, of_mean, read, table

INDEX = (0, 50, 100, 200, 300, 500)
BREAKPOINTS = {  # Permen LHK P.14/2020, µg/m³, 24 hours
    "pm10": (0, 50, 150, 350, 420, 500),
    "pm25": (0, 15.5, 55.4, 150.4, 250.4, 500),
    "so2": (0, 52, 180, 400, 800, 1200),
    "co": (0, 4000, 8000, 15000, 30000, 45000),
    "o3": (0, 120, 235, 400, 800, 1000),
    "no2": (0, 80, 200, 1130, 2260, 3000),
    "hc": (0, 45, 100, 215, 432, 648),
}
ROWS = [
    (parameter, figure, index)
    for parameter, figures in BREAKPOINTS.items()
    for figure, index in zip(figures, INDEX, strict=True)
]
INNER = [row for row in ROWS if 0 < row[2] < 500]
ENDS = [row for row in ROWS if row[2] == 500]
MIDDLES = [
    (parameter, (figures[step] + figures[step + 1]) / 2, (INDEX[step] + INDEX[step + 1]) / 2)
    for parameter, figures in BREAKPOINTS.items()
    for step in range(5)
]
parameters = st.sampled_from(sorted(BREAKPOINTS))


def test_the_table_is_the_regulations() -> None:
    assert table().index == INDEX
    assert table().concentrations == BREAKPOINTS


def test_the_table_is_for_means_of_24_hours_in_micrograms() -> None:
    raw = json.loads((Path(__file__).parents[2] / "data" / "city" / "ispu.json").read_text("utf-8"))
    assert (raw["averaging_hours"], raw["unit"]) == (24, "µg/m³")
    assert "P.14" in raw["source"]


@pytest.mark.parametrize(("parameter", "figure", "index"), ROWS)
def test_each_breakpoint_has_its_index(parameter: str, figure: float, index: int) -> None:
    assert ispu(parameter, figure) == index


@pytest.mark.parametrize(("parameter", "figure", "index"), ROWS)
def test_each_breakpoint_is_found_back_from_its_index(parameter: str, figure: float, index: int) -> None:
    assert concentration(parameter, index) == figure


@pytest.mark.parametrize(("parameter", "figure", "index"), INNER)
def test_a_hair_beside_a_breakpoint_changes_nothing(parameter: str, figure: float, index: int) -> None:
    assert ispu(parameter, math.nextafter(figure, 0)) == index
    assert ispu(parameter, math.nextafter(figure, 9e9)) == index


def slope(parameter: str, figure: float, side: int) -> float:
    """Index points for one µg/m³ on this side of a breakpoint, from the figures of this file."""
    at = BREAKPOINTS[parameter].index(figure)
    low, high = sorted((at, at + side))
    figures = BREAKPOINTS[parameter]
    return (INDEX[high] - INDEX[low]) / (figures[high] - figures[low])


@pytest.mark.parametrize(("parameter", "figure", "index"), INNER)
def test_one_microgram_below_a_breakpoint(parameter: str, figure: float, index: int) -> None:
    assert ispu(parameter, figure - 1) == math.floor(index - slope(parameter, figure, -1) + 0.5)


@pytest.mark.parametrize(("parameter", "figure", "index"), INNER)
def test_one_microgram_above_a_breakpoint(parameter: str, figure: float, index: int) -> None:
    assert ispu(parameter, figure + 1) == math.floor(index + slope(parameter, figure, 1) + 0.5)


@pytest.mark.parametrize(("parameter", "figure", "index"), MIDDLES)
def test_half_way_between_two_breakpoints(parameter: str, figure: float, index: float) -> None:
    assert ispu(parameter, figure) == math.floor(index + 0.5)


@pytest.mark.parametrize(
    ("parameter", "figure", "index"),
    [
        ("pm25", 94.01, 141),  # recorded from the ministry
        ("pm25", 38.4, 79),
        ("pm10", 62, 56),
        ("pm10", 100, 75),
        ("co", 1450, 18),
        ("pm10", 50.98, 50),
        ("pm10", 51, 51),  # exactly 50.5: half is rounded up
        ("pm10", 150.99, 100),
        ("pm10", 151, 101),
        ("pm25", 15.8, 50),
        ("pm25", 15.9, 51),  # 50.501
        ("pm25", 55.8, 100),
        ("pm25", 55.9, 101),
        ("pm25", 150.8, 200),
        ("pm25", 150.9, 201),  # exactly 200.5
        ("pm25", 250.9, 300),
        ("pm25", 251.1, 301),
    ],
)
def test_known_figures_and_the_borders_of_the_categories(parameter: str, figure: float, index: int) -> None:
    assert ispu(parameter, figure) == index


@pytest.mark.parametrize(("parameter", "figure", "_index"), ENDS)
def test_above_the_table_no_index_is_invented(parameter: str, figure: float, _index: int) -> None:
    assert ispu(parameter, math.nextafter(figure, 9e9)) is None
    assert ispu(parameter, math.inf) is None
    assert of_mean(parameter, figure + 1) == (None, category(501))


@pytest.mark.parametrize("figure", [-0.1, float("nan"), -math.inf])
def test_impossible_figures_are_refused(figure: float) -> None:
    with pytest.raises(ValueError, match="concentration"):
        ispu("pm25", figure)
    with pytest.raises(ValueError, match="index"):
        concentration("pm25", figure)
    with pytest.raises(ValueError, match="index"):
        category(figure)


def test_no_concentration_is_invented_above_the_table() -> None:
    assert concentration("pm25", 500.1) is None


def test_unknown_parameter_is_refused() -> None:
    with pytest.raises(KeyError):
        ispu("radon", 1)


@given(parameters, st.floats(0, 1), st.floats(0, 1))
def test_more_of_it_is_never_a_lower_index(parameter: str, one: float, other: float) -> None:
    top = BREAKPOINTS[parameter][-1]
    low, high = sorted((one * top, other * top))
    assert (ispu(parameter, low) or 0) <= (ispu(parameter, high) or 0)


@given(parameters, st.integers(0, 500))
def test_an_index_is_found_back_through_its_concentration(parameter: str, index: int) -> None:
    figure = concentration(parameter, index)
    assert figure is not None
    assert ispu(parameter, figure) == index


@given(st.floats(0, 2000))
def test_every_index_has_the_category_whose_span_holds_it(index: float) -> None:
    found, whole = category(index), math.floor(index + 0.5)
    spans = {"good": (0, 50), "moderate": (51, 100), "unhealthy": (101, 200), "very_unhealthy": (201, 300)}
    low, high = spans.get(found.code, (301, 2001))
    assert low <= whole <= high


@pytest.mark.parametrize(
    ("index", "name", "colour"),
    [
        (0, "Baik", "hijau"),
        (1, "Baik", "hijau"),
        (50, "Baik", "hijau"),
        (50.4, "Baik", "hijau"),
        (50.5, "Sedang", "biru"),
        (51, "Sedang", "biru"),
        (100, "Sedang", "biru"),
        (101, "Tidak Sehat", "kuning"),
        (200, "Tidak Sehat", "kuning"),
        (201, "Sangat Tidak Sehat", "merah"),
        (300, "Sangat Tidak Sehat", "merah"),
        (301, "Berbahaya", "hitam"),
        (842, "Berbahaya", "hitam"),
        (float("inf"), "Berbahaya", "hitam"),
    ],
)
def test_category_at_its_borders(index: float, name: str, colour: str) -> None:
    assert (category(index).name, category(index).colour) == (name, colour)


@pytest.mark.parametrize("item", table().categories, ids=lambda item: item.code)
def test_a_category_is_whole_in_three_languages(item: object) -> None:
    texts = {name: text for name, text in vars(item).items() if name not in ("code", "up_to")}
    assert len(texts) == 12
    assert all(texts.values())


@pytest.mark.parametrize("item", table().categories, ids=lambda item: item.code)
def test_the_advice_claims_nothing_beyond_the_categories(item: object) -> None:
    """The regulation speaks of activity, rest, medicine and signs; not of masks, windows or cleaners."""
    words = " ".join(text for text in vars(item).values() if isinstance(text, str)).casefold()
    assert not {"masker", "mask", "jendela", "window", "purifier", "kanker", "cancer"} & set(words.split())


@pytest.mark.parametrize("figures", [[0, 9, 8], [0, 9], [0, 9, 9]])
def test_breakpoints_that_do_not_rise_are_refused(figures: list[float]) -> None:
    broken = {"index": [0, 50, 100], "parameters": {"pm25": {"name": "x", "concentration": figures}}}
    with pytest.raises(ValueError, match="pm25"):
        read(broken | {"categories": []})
