"""Concentrations in one unit: µg/m³. Parts per volume are gases' only, at 25 °C and one atmosphere."""

from typing import Literal

type Unit = Literal["µg/m³", "ppb", "ppm"]

LITRES_PER_MOLE = 24.45  # of an ideal gas at 25 °C and 1 atm
MOLAR_MASS = {"so2": 64.066, "co": 28.010, "o3": 47.998, "no2": 46.006}  # g/mol (IUPAC atomic masses)
_SPELLINGS: dict[str, Unit] = {
    "µg/m³": "µg/m³",  # the micro sign
    "μg/m³": "µg/m³",  # the Greek letter, as CAMS writes it
    "ug/m3": "µg/m³",
    "µg/m3": "µg/m³",
    "ppb": "ppb",
    "ppm": "ppm",
}


def unit(name: object) -> Unit | None:
    """The unit that a source names; None for one we do not know (mg/m³, particles/cm³, nothing)."""
    return _SPELLINGS.get(name.strip()) if isinstance(name, str) else None


def micrograms(parameter: str, value: float, measured_in: Unit) -> float:
    """The value in µg/m³.

    Raises:
        ValueError: parts per volume of something without a molar mass (particles, mixed hydrocarbons).
    """
    match measured_in:
        case "µg/m³":
            return value
        case "ppb" | "ppm":
            if parameter not in MOLAR_MASS:
                raise ValueError(f"{parameter} is no single gas: {measured_in} cannot be converted")
            per_billion = value * (1000 if measured_in == "ppm" else 1)
            return per_billion * MOLAR_MASS[parameter] / LITRES_PER_MOLE
    raise AssertionError(measured_in)
