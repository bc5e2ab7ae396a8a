"""Questions as citizens write them, asked on Tuesday 24 November 2026 at 10.00 in Bandung.

``weather_questions.tsv`` tells for each the place as it must be named, the time and the matter. In place of a
name stand "(here)": the citizen's own place, "(unknown) X", "(far) X": beyond the border, "(near) X > Y".
"""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import weather
from core.jakarta import JAKARTA
from core.places import Place
from core.weather.kinds import question_kind
from core.weather.words import plain
from tests.forecasts import forecast, kelurahan

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_LINES = (Path(__file__).parent / "weather_questions.tsv").read_text(encoding="utf-8").splitlines()
ROWS = list(csv.DictReader(_LINES, delimiter="\t"))
KELURAHAN = kelurahan()
PARAMETERS = [pytest.param(row, id=row["question"][:60]) for row in ROWS]

AHEAD = [one for row, one in zip(ROWS, PARAMETERS, strict=True) if row["label"] != "kemarin"]


def shown(place: Place) -> str:
    if not place.outside:
        return weather.area(place, "id")[1]
    inside = weather.nearest_inside(place)
    return f"(near) {place.name} > {weather.area(inside, 'id')[1]}" if inside else f"(far) {place.name}"


def where(wish: weather.Wish) -> str:
    asked = wish.where
    if asked.here:
        return "(here)"
    if asked.unknown:
        return f"(unknown) {asked.unknown}"
    return " + ".join(map(shown, asked.places)) or "pusat kota Bandung"


def hours(window: weather.Window) -> str:
    start, end = window.start.astimezone(JAKARTA), window.end.astimezone(JAKARTA)
    return f"{start:%d %H.%M}-{end:%d %H.%M}"


def test_there_are_questions_enough() -> None:
    assert len(ROWS) >= 200


@pytest.mark.parametrize("row", PARAMETERS)
def test_place_time_and_matter_are_understood(row: dict[str, str]) -> None:
    wish = weather.wish([row["question"]], NOW)
    told = (where(wish), wish.window.label, hours(wish.window), question_kind(plain(row["question"])))
    assert told == (row["place"], row["label"], row["hours"], row["matter"])


def tell(question: str, language: str, *, rain: bool) -> str:
    wish = weather.wish([question], NOW)
    place = wish.where.places[0] if wish.where.places else None
    inside = weather.nearest_inside(place) if place and place.outside else place
    adm4, label = weather.area(inside, language)
    read = weather.parse(forecast(KELURAHAN[adm4], NOW, rain=rain))
    return weather.answer(read, wish.window, wish.matter, label, language, NOW, NOW)


@pytest.mark.parametrize("rain", [True, False], ids=["rain", "dry"])
@pytest.mark.parametrize("language", ["id", "su", "en"])
@pytest.mark.parametrize("row", AHEAD[::3])
def test_every_answer_is_short_and_has_its_source(row: dict[str, str], language: str, rain: bool) -> None:
    answer = tell(row["question"], language, rain=rain)
    assert re.search(r"^BMKG, \w+ .*WIB$", answer, re.MULTILINE)
    assert len(answer.splitlines()) <= 5
    assert not re.search(r"None|[{}]", answer)


YES_OR_NO = {
    "rain": r"Ya, |Sepertinya tidak|Menurut prakiraan, ",
    "clear": r"Ya, |Hati-hati, ",
    "thunder": r"Ya, |Tidak ada petir",
    "heavy": r"Ya, |Kemungkinan hujan |Sepertinya tidak",
    "fog": r"Ya, |Tidak ada kabut",
    "cold": r"Ya, |Tidak terlalu",
    "hot": r"Ya, |Tidak terlalu",
    "wind": r"Ya, |Agak kencang|Tidak kencang",
}
ASKS = r"\b(?:ga|gak|ngga|nggak|teu|moal)\b"
CLOSED = [
    row
    for row in ROWS
    if row["matter"] in YES_OR_NO
    and re.search(ASKS, row["question"])
    and not re.search(r"kapan|iraha|jam berapa|gimana", row["question"])
    and "Des" not in row["label"]
    and row["hours"][:2] in ("24", "25")
    and row["hours"].partition("-")[2][:2] in ("24", "25", "26")
]


@pytest.mark.parametrize("rain", [True, False], ids=["rain", "dry"])
@pytest.mark.parametrize("row", CLOSED, ids=lambda row: row["question"][:60])
def test_yes_or_no_comes_first(row: dict[str, str], rain: bool) -> None:
    assert re.match(YES_OR_NO[row["matter"]], tell(row["question"], "id", rain=rain))
