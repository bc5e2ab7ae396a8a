"""What one can be told of, and the figures that belong to it."""

from enum import StrEnum


class Kind(StrEnum):
    """In the order in which the watch looks: danger first."""

    QUAKE = "quake"
    WARNING = "warning"
    RAIN = "rain"
    WEATHER_DAILY = "weather_daily"
    AIR = "air"


EVERY_DAY = "1111111"
ANY_RAIN, HEAVY_RAIN = 1, 4  # in the strengths of `core.weather.spells`: BMKG's "lebat" and "petir" are heavy
UNHEALTHY_ABOVE = 100  # ISPU: "Tidak Sehat" begins here
MORNING = 6 * 60  # the minute of daily weather when no hour was said
