"""The regulation's table at each of its breakpoints."""

import pytest

from core.air.ispu import category, ispu, read, table

BREAKPOINTS = {
    "pm10": (50, 150, 350, 420, 500),
    "pm25": (15.5, 55.4, 150.4, 250.4, 500),
    "so2": (52, 180, 400, 800, 1200),
    "co": (4000, 8000, 15000, 30000, 45000),
    "o3": (120, 235, 400, 800, 1000),
    "no2": (80, 200, 1130, 2260, 3000),
    "hc": (45, 100, 215, 432, 648),
}
ROWS = [
    (parameter, concentration, index)
    for parameter, figures in BREAKPOINTS.items()
    for concentration, index in zip(figures, (50, 100, 200, 300, 500), strict=True)
]


@pytest.mark.parametrize(("parameter", "concentration", "index"), ROWS)
def test_each_breakpoint_has_its_index(parameter: str, concentration: float, index: int) -> None:
    assert ispu(parameter, concentration) == index


@pytest.mark.parametrize(
    ("parameter", "concentration", "index"),
    [
        ("pm25", 94.01, 141),
        ("pm25", 38.4, 79),
        ("pm10", 62, 56),
        ("pm25", 0, 0),
        ("pm10", 100, 75),
        ("co", 1450, 18),
    ],
)
def test_between_breakpoints_the_index_is_interpolated(
    parameter: str, concentration: float, index: int
) -> None:
    assert ispu(parameter, concentration) == index


@pytest.mark.parametrize("parameter", BREAKPOINTS)
def test_above_the_table_no_index_is_invented(parameter: str) -> None:
    assert ispu(parameter, BREAKPOINTS[parameter][-1] + 0.1) is None


@pytest.mark.parametrize("concentration", [-0.1, float("nan")])
def test_impossible_concentration_is_refused(concentration: float) -> None:
    with pytest.raises(ValueError, match="concentration"):
        ispu("pm25", concentration)


def test_unknown_parameter_is_refused() -> None:
    with pytest.raises(KeyError):
        ispu("radon", 1)


@pytest.mark.parametrize(
    ("index", "name", "colour"),
    [
        (0, "Baik", "hijau"),
        (1, "Baik", "hijau"),
        (50, "Baik", "hijau"),
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


@pytest.mark.parametrize("index", [-1, float("nan")])
def test_impossible_index_is_refused(index: float) -> None:
    with pytest.raises(ValueError, match="index"):
        category(index)


def test_advice_exists_in_both_languages() -> None:
    assert all(
        item.advice and item.advice_su and item.name_su and item.colour_su for item in table().categories
    )


def test_falling_breakpoints_in_the_file_are_refused() -> None:
    broken = {"index": [0, 50, 100], "parameters": {"pm25": {"name": "x", "concentration": [0, 9, 8]}}}
    with pytest.raises(ValueError, match="pm25"):
        read(broken | {"categories": []})
