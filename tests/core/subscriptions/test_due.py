"""Who is to be told now: rain, warnings, earthquakes, daily weather, air."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from core import air, places
from core.air import Reading
from core.quakes import Quake
from core.subscriptions import due
from core.subscriptions.kinds import ANY_RAIN, EVERY_DAY, HEAVY_RAIN, Kind
from core.weather.alerts import Alert
from core.weather.forecast import Forecast, Step

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday, 10.00 WIB
HOUR = timedelta(hours=1)
DISTRICTS = places.districts()


@dataclass(frozen=True)
class Wanted:
    """A subscription as the rules see it."""

    kind: str = Kind.RAIN
    level: int = ANY_RAIN
    kecamatan: str = ""
    minute: int | None = None
    days: str = EVERY_DAY
    raised: bool = False
    told_at: datetime | None = None
    told_until: datetime | None = None
    created_at: datetime = NOW - timedelta(days=30)


def forecast(*descriptions: str, rain: float | None = None) -> Forecast:
    """Steps of three hours, the first of which has begun an hour ago."""
    steps = [
        Step(NOW - HOUR + 3 * HOUR * number, description=words, rain=rain if "Hujan" in words else None)
        for number, words in enumerate(descriptions)
    ]
    return Forecast(steps=tuple(steps))


# --- rain


@pytest.mark.parametrize(
    ("level", "descriptions", "start"),
    [
        (ANY_RAIN, ("Cerah", "Hujan Ringan"), 2),
        (ANY_RAIN, ("Hujan Ringan", "Cerah"), -1),  # it is falling now
        (ANY_RAIN, ("Cerah", "Cerah", "Hujan Ringan"), 5),
        (HEAVY_RAIN, ("Cerah", "Hujan Lebat"), 2),
        (HEAVY_RAIN, ("Cerah", "Hujan Petir"), 2),
        (HEAVY_RAIN, ("Hujan Ringan", "Hujan Lebat"), 2),  # from where it is heavy
    ],
)
def test_rain_is_due_a_few_hours_before_it_falls(
    level: int, descriptions: tuple[str, ...], start: int
) -> None:
    found = due.rain(Wanted(level=level), forecast(*descriptions), NOW)
    assert found is not None
    assert (found.spell.start, found.told) == (NOW + start * HOUR, False)


@pytest.mark.parametrize(
    ("level", "descriptions"),
    [
        (ANY_RAIN, ("Cerah", "Berawan", "Cerah")),
        (ANY_RAIN, ("Cerah", "Cerah", "Cerah", "Hujan Lebat")),  # in eight hours
        (HEAVY_RAIN, ("Cerah", "Hujan Ringan", "Hujan Sedang")),
        (ANY_RAIN, ()),
    ],
)
def test_no_rain_no_news(level: int, descriptions: tuple[str, ...]) -> None:
    assert due.rain(Wanted(level=level), forecast(*descriptions), NOW) is None


def test_millimetres_make_rain_heavy_whatever_it_is_called() -> None:
    wanted = Wanted(level=HEAVY_RAIN)
    assert due.rain(wanted, forecast("Cerah", "Hujan Sedang", rain=29.0), NOW) is None
    assert due.rain(wanted, forecast("Cerah", "Hujan Sedang", rain=30.0), NOW) is not None


def test_a_spell_is_one_piece_of_news_though_its_steps_go_by() -> None:
    wanted = Wanted(told_until=NOW + 2 * HOUR)
    going_on = due.rain(wanted, forecast("Hujan Ringan", "Hujan Sedang"), NOW)
    assert going_on is not None
    assert going_on.told
    assert going_on.spell.end == NOW + 5 * HOUR
    after_a_break = due.rain(wanted, forecast("Cerah", "Cerah", "Hujan Ringan"), NOW)
    assert after_a_break is not None
    assert not after_a_break.told


# --- warnings


def alert(**changes: object) -> Alert:
    facts = {
        "identifier": "2.49.0.1.360.0.2026.11.24.03.00.001",
        "event": "Hujan Lebat",
        "headline": "Hujan Lebat di Jawa Barat",
        "details": "khususnya di GEDEBAGE, RANCASARI.",
        "sent_at": NOW,
        "starts_at": NOW,
        "ends_at": NOW + 2 * HOUR,
    }
    return Alert(**facts | changes)  # type: ignore[arg-type]


def test_a_warning_concerns_its_kecamatan_and_the_whole_city() -> None:
    [found] = due.warned([alert()], DISTRICTS, NOW)
    assert found.concerns("Gedebage")
    assert found.concerns("")
    assert not found.concerns("Sukasari")


def test_at_night_it_wakes_those_it_is_for() -> None:
    [small] = due.warned([alert()], DISTRICTS, NOW)
    [large] = due.warned([alert(details=", ".join(DISTRICTS))], DISTRICTS, NOW)
    assert small.wakes("Gedebage", len(DISTRICTS))
    assert not small.wakes("", len(DISTRICTS))
    assert large.wakes("", len(DISTRICTS))


@pytest.mark.parametrize(
    "changes", [{"ends_at": NOW - HOUR}, {"details": "khususnya di GARUT"}, {"headline": "Hujan di Banten"}]
)
def test_a_warning_that_is_over_or_elsewhere_is_none(changes: dict[str, object]) -> None:
    assert due.warned([alert(**changes)], DISTRICTS, NOW) == []


def test_parts_of_a_warning_are_told_each() -> None:
    found = due.warned([alert(), alert(part=1, event="Angin Kencang")], DISTRICTS, NOW)
    assert len({each.event for each in found}) == 2


def test_warnings_without_a_name_are_told_apart_by_their_end() -> None:
    one, other = due.warned(
        [alert(identifier=""), alert(identifier="", ends_at=NOW + 4 * HOUR)], DISTRICTS, NOW
    )
    assert one.event != other.event
    assert max(len(one.event), len(due.warned([alert(identifier="x" * 300)], DISTRICTS, NOW)[0].event)) <= 100


# --- earthquakes

FELT = Quake(NOW - HOUR, 5.1, "di darat 32 km selatan Bandung", 10, "III-IV Kota Bandung", "", -7.2, 107.6)


def quake(magnitude: float, away: float, depth: float = 10.0, **changes: object) -> Quake:
    """An earthquake due south of Bandung that nobody's list names."""
    lat = -6.9147 - away / 111.19
    facts = {"felt": "", "depth": depth, "lat": lat, "lon": 107.6098, "magnitude": magnitude}
    return replace(FELT, **facts | changes)  # type: ignore[arg-type]


def test_a_quake_that_bandung_felt_is_due() -> None:
    assert due.quakes([FELT], [FELT], NOW) == [FELT]


@pytest.mark.parametrize(
    ("found", "is_felt"),
    [
        (quake(5.6, 75), True),  # as near Cianjur in 2022
        (quake(6.2, 150), True),  # as south of Garut in 2024
        (quake(5.0, 90), True),
        (quake(5.0, 130), False),
        (quake(4.0, 60), False),
        (quake(7.0, 250), True),
        (quake(6.5, 600), False),
        (quake(6.0, 60, depth=250), False),
        (quake(5.6, 75, lat=None), False),
        (quake(3.0, 300, felt="II Kab. Bandung Barat"), True),
        (quake(5.2, 900, felt="III Kab. Manggarai"), False),
    ],
)
def test_size_and_distance_speak_until_the_list_does(found: Quake, is_felt: bool) -> None:
    assert due.is_felt_here(found) is is_felt


@pytest.mark.parametrize("hours", [3.1, 24, -0.5])
def test_an_old_quake_or_one_from_the_future_is_no_news(hours: float) -> None:
    assert due.quakes([replace(FELT, at=NOW - hours * HOUR)], [], NOW) == []


def test_a_corrected_quake_is_told_once() -> None:
    first = quake(5.3, 32, at=FELT.at - timedelta(seconds=7))
    assert due.quakes([first], [FELT], NOW) == [FELT]  # the one that says who felt it
    event = due.quake_event(first, [])
    assert due.quake_event(FELT, [event]) == event
    other = replace(FELT, at=FELT.at + timedelta(minutes=20))
    assert due.quake_event(other, [event]) != event
    assert due.quakes([other], [FELT], NOW) == [FELT, other]


# --- daily weather


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November by Bandung's clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - 7 * HOUR


@pytest.mark.parametrize(
    ("wanted", "now", "hour"),
    [
        (Wanted(minute=360), at(24, 6), at(24, 6)),
        (Wanted(minute=360), at(24, 6, 40), at(24, 6)),  # after an outage
        (Wanted(minute=360), at(24, 5, 59), None),
        (Wanted(minute=360), at(24, 10), None),  # the morning is over
        (Wanted(minute=360, days="1000000"), at(24, 6), None),  # a Tuesday
        (Wanted(minute=360, days="0100000"), at(24, 6), at(24, 6)),
        (Wanted(minute=360, told_at=at(24, 6)), at(24, 6, 1), None),
        (Wanted(minute=360, told_at=at(23, 6)), at(24, 6, 1), at(24, 6)),
        (Wanted(minute=360, created_at=at(24, 6, 30)), at(24, 6, 40), None),  # from tomorrow on
        (Wanted(minute=1430, days="0100000"), at(25, 0, 10), at(24, 23, 50)),
        (Wanted(minute=0), at(24, 0, 1), at(24, 0)),
        (Wanted(minute=None), at(24, 6), None),
    ],
)
def test_daily_weather_comes_at_its_hour(wanted: Wanted, now: datetime, hour: datetime | None) -> None:
    assert due.daily_at(replace(wanted, kind=Kind.WEATHER_DAILY), now) == hour


def test_each_day_is_another_event_and_each_hour() -> None:
    six, seven = Wanted(minute=360), Wanted(minute=420)
    events = {
        due.daily_event(six, "a", at(24, 6)),
        due.daily_event(six, "a", at(25, 6)),
        due.daily_event(seven, "a", at(24, 7)),
        due.daily_event(six, "b", at(24, 6)),
    }
    assert len(events) == 4


def test_in_the_evening_tomorrow_is_told() -> None:
    assert due.today(at(24, 6), at(24, 6)).label == "hari ini"
    assert due.today(at(24, 20), at(24, 20)).label == "besok"


def test_the_evenings_news_said_after_midnight_tells_the_same_day() -> None:
    on_time, late = due.today(at(24, 22), at(24, 22)), due.today(at(25, 1), at(24, 22))
    assert (late.label, late.start.date()) == ("hari ini", on_time.start.date())


# --- air


def station(index: int, **changes: object) -> Reading:
    return Reading(air.Kind.INDEX, "Cihapit", NOW - HOUR, "Kota Bandung", index, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "index", "is_due"),
    [
        (Wanted(level=100), 101, True),
        (Wanted(level=100), 100, False),
        (Wanted(level=100, raised=True), 150, False),
        (Wanted(level=100, told_at=NOW - 11 * HOUR), 150, False),
        (Wanted(level=100, told_at=NOW - 13 * HOUR), 150, True),
        (Wanted(level=200), 150, False),
    ],
)
def test_air_is_due_when_it_rises_above_the_level(wanted: Wanted, index: int, is_due: bool) -> None:
    assert due.air_is_due(wanted, station(index), NOW) is is_due


def test_an_old_reading_says_nothing_about_now() -> None:
    old = replace(station(180), at=NOW - 4 * HOUR)
    assert due.reading([old], NOW, None) is None
    assert due.reading([], NOW, None) is None


def test_the_nearest_station_counts_and_without_a_place_the_worst() -> None:
    near = replace(station(60), name="dekat", lat=-6.90, lon=107.61)
    far = replace(station(160), name="jauh", lat=-6.95, lon=107.70)
    assert due.reading([near, far], NOW, (-6.90, 107.61)) == near
    assert due.reading([near, far], NOW, None) == far


def test_a_model_counts_by_its_day_and_never_before_a_station() -> None:
    model = Reading(air.Kind.MODEL, "Bandung", NOW, pm25=90.0, pm25_day=80.0)
    assert due.index(model) == air.ispu("pm25", 80.0)
    assert due.index(replace(model, pm25_day=9000.0)) == due.HIGHEST
    assert due.reading([model], NOW, None) == model
    assert due.reading([replace(model, pm25_day=None)], NOW, None) is None
    assert due.reading([model, station(60)], NOW, None) == station(60)
