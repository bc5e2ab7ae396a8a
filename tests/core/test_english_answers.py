"""Answers in English: our own words, BMKG's sky and directions, days and dates."""

from datetime import date, timedelta

import pytest

from core import agencies, contacts, deadlines, jakarta
from core import air as air_quality
from core import quakes as earthquakes
from core.language import Language
from core.reports import Draft
from core.reports.words import sent_line, summary
from core.tickets import Status, status_words
from core.weather import english
from core.weather.phrases import time_words
from tests.core import test_air as air
from tests.core import test_quakes as quakes
from tests.core.test_weather import DRY, ask, first
from tests.core.test_weather_alerts import tell


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("besok sore", "tomorrow afternoon"),
        ("nanti malam", "tonight"),
        ("malam ini", "tonight"),
        ("pagi ini", "this morning"),
        ("nanti sore", "this afternoon"),
        ("nanti jam 16.00", "at 16.00"),
        ("besok jam 07.00–09.00", "tomorrow at 07.00–09.00"),
        ("3 hari ke depan", "over the next 3 days"),
        ("1 jam lagi", "in 1 hour"),
        ("setengah jam lagi", "in half an hour"),
        ("2 jam lagi", "in 2 hours"),
        ("beberapa jam lagi", "in a few hours"),
        ("Senin sampai Rabu", "Monday to Wednesday"),
        ("besok dan lusa", "tomorrow and the day after tomorrow"),
        ("minggu depan", "next week"),
        ("Minggu", "Sunday"),
        ("Jumat, 4 Des", "Friday, 4 Dec"),
        ("tadi pagi", "earlier this morning"),
        ("besok dini hari", "tomorrow early morning"),
        ("hari ini", "today"),
    ],
)
def test_a_time_is_told_in_english(label: str, shown: str) -> None:
    assert time_words(label, "en") == shown


@pytest.mark.parametrize(
    ("bmkg", "shown"),
    [
        ("hujan ringan", "light rain"),
        ("Cerah Berawan", "partly cloudy"),
        ("hujan lebat disertai petir", "heavy rain with lightning"),
        ("udara kabur", "haze"),
        ("puting beliung", "puting beliung"),
    ],
)
def test_the_sky_is_told_in_english(bmkg: str, shown: str) -> None:
    assert english.sky(bmkg) == shown


def test_rain_is_answered_first() -> None:
    assert ask("will it rain tomorrow?", language="en").splitlines() == [
        "Yes, rain is likely in Antapani tomorrow: thunderstorms 14.00–17.00, moderate rain 17.00–20.00, "
        "light rain 20.00–23.00.",
        "Temperature 19–29 °C.",
        "There may be lightning, do not shelter under trees ⚡",
        "BMKG, updated 07.00 WIB",
    ]


def test_when_is_not_answered_with_yes() -> None:
    line = first("when will it rain?", DRY, language="en")
    assert line == "Light rain is likely in Antapani Saturday midday (14.00–20.00)."


def test_no_indonesian_is_left_in_a_summary() -> None:
    line = "Midday partly cloudy, afternoon clear sky, evening partly cloudy."
    assert line in ask("weather today", language="en")


def test_a_warning_names_what_where_and_when() -> None:
    assert (
        tell([], language="en") == "There is no BMKG early warning for Bandung right now (checked 14.30 WIB)."
    )


def test_an_earthquake_has_english_directions_and_a_point() -> None:
    answer = earthquakes.answer(quakes.LATEST, [quakes.local()], "en", quakes.NOW, quakes.NOW)
    assert answer.splitlines()[:2] == [
        "Earthquake M5.1 felt in Bandung (III-IV Kota Bandung), 19.00 WIB (1 h ago): on land, 32 km south "
        "of Bandung, depth 10 km.",
        "That is about: felt by many indoors, windows and doors rattle.",
    ]


def test_the_air_has_an_english_category_and_advice() -> None:
    answer = air_quality.answer(air.STATIONS, "how is the air?", "en", air.NOW).splitlines()
    assert answer[0].startswith(
        "Air at the station Bandung Cihapit: ISPU 79, Moderate (blue), main pollutant"
    )
    assert answer[1].startswith("You can go out;")


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("id", "Jumat, 14 Agustus 2026"),
        ("su", "Jumaah, 14 Agustus 2026"),
        ("en", "Friday, 14 August 2026"),
        ("jv", "Jumat, 14 Agustus 2026"),
    ],
)
def test_a_date_is_written_in_the_language(language: str, shown: str) -> None:
    assert deadlines.show_date(date(2026, 8, 14), language) == shown


def test_ages_and_stamps() -> None:
    assert jakarta.age(timedelta(hours=5), "en") == "5 h ago"
    may = quakes.NOW.replace(month=5, day=2)
    assert jakarta.stamp(may, quakes.NOW, "en").startswith("2 May ")


def test_contacts_say_what_for_and_how_old() -> None:
    answer = contacts.answer("damkar", "en")
    assert "fire and rescue" in answer
    assert answer.endswith("may change. Emergency: 112.")


def test_a_summary_and_a_receipt() -> None:
    draft = Draft(text="jalan bolong di Kopo", category="road_damage")
    lines = summary(draft, "en").splitlines()
    assert lines[0] == "This is what I have noted:"
    assert lines[1].startswith("• Problem: Road damage – ")
    assert lines[-1] == "Is it right? You can add a photo, a location pin or your name."
    line = sent_line("BDG-4821-0934", "waste", "DLH", date(2026, 12, 14), "en")
    assert line == "BDG-4821-0934: Waste, DLH, due by Monday, 14 December 2026"


@pytest.mark.parametrize("language", ["id", "su", "en"])
def test_every_state_and_category_has_its_own_words(language: Language) -> None:
    assert len({status_words(each, language) for each in Status}) == len(Status)
    labels = {each.label(language) for each in agencies.categories().values()}
    assert len(labels) == len(agencies.categories())
