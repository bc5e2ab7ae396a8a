"""One unit: what cannot be brought to µg/m³ honestly is refused."""

import pytest

from core.air.units import micrograms, unit


@pytest.mark.parametrize("name", ["µg/m³", "μg/m³", "ug/m3", "µg/m3", " µg/m³ "])
def test_micrograms_are_known_in_every_spelling(name: str) -> None:
    assert unit(name) == "µg/m³"


@pytest.mark.parametrize("name", ["mg/m³", "particles/cm³", "", "PPM", None, 3, "c", "%"])
def test_other_units_are_unknown(name: object) -> None:
    assert unit(name) is None


@pytest.mark.parametrize(
    ("gas", "value", "given_in", "expected"),
    [
        ("so2", 1, "ppb", 2.620),
        ("no2", 1, "ppb", 1.882),
        ("o3", 1, "ppb", 1.963),
        ("co", 1, "ppm", 1145.6),
        ("co", 1000, "ppb", 1145.6),
        ("pm25", 12.5, "µg/m³", 12.5),
    ],
)
def test_gases_are_converted_at_25_degrees(gas: str, value: float, given_in: str, expected: float) -> None:
    known = unit(given_in)
    assert known is not None
    assert micrograms(gas, value, known) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("parameter", ["pm25", "pm10", "hc"])
def test_particles_and_mixtures_have_no_parts_per_million(parameter: str) -> None:
    with pytest.raises(ValueError, match="converted"):
        micrograms(parameter, 1, "ppm")
