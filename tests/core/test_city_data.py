"""A city that errs in a data file learns at start which file and field, in words."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from core import city_data, city_files
from core.city_files import FOLDER, checked
from core.deadlines import Rules
from core.errors import StartError
from core.places import shapes


class _Wanted(BaseModel):
    source: int


def test_files_of_the_project_are_sound() -> None:
    city_data.check()


def test_every_file_is_looked_at() -> None:
    looked_at = set(city_data.LOADERS) | shapes.FILES

    assert looked_at == {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.json")}


def test_mistake_names_file_field_and_what_was_written() -> None:
    with pytest.raises(
        StartError,
        match=r"^data/city/deadlines.json: source: .* valid integer.*it says .LAPOR! pages.*\.\.\.\)$",
    ):
        city_files.read("deadlines.json", _Wanted)


def test_file_that_is_not_there_is_named() -> None:
    with pytest.raises(StartError, match=r"^data/city/nowhere.json: cannot be read"):
        city_files.read("nowhere.json", Rules)


def test_field_inside_a_list_is_named_by_its_place() -> None:
    text = (FOLDER / "deadlines.json").read_text(encoding="utf-8").replace('"head"', '"boss"')
    with pytest.raises(StartError, match=r"x.json: escalation\[1\].to: .*'boss'"):
        checked("x.json", lambda: Rules.model_validate_json(text))


def _fail(error: Exception) -> Callable[[], object]:
    def load() -> object:
        raise error

    return load


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (json.JSONDecodeError("Expecting ',' delimiter", "{\n\n", 3), "x.json: line 3: Expecting ','"),
        (KeyError("index"), "x.json: 'index' is missing"),
        (ValueError("the breakpoints do not rise"), "x.json: the breakpoints do not rise"),
    ],
)
def test_whatever_a_loader_trips_over_is_told_with_the_file(error: Exception, said: str) -> None:
    with pytest.raises(StartError, match=said):
        checked("x.json", _fail(error))


def _areas(row: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((FOLDER / "places/areas.json").read_text(encoding="utf-8"))
    kept["kelurahan"][0] |= row
    return kept


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"lat": 107.6, "lon": -6.9}, r"kelurahan\[0\].lat"),
        ({"adm4": "32.73.99.1001"}, "no kecamatan has the code 32.73.99"),
        ({"postal": "4015"}, r"kelurahan\[0\].postal"),
        ({"needs_cue": ["Pasteurr"]}, "neither the name nor an alias"),
        ({"alias": ["Pasteur"]}, r"kelurahan\[0\].alias"),
    ],
)
def test_slip_in_the_areas_is_found(row: dict[str, Any], said: str) -> None:
    with pytest.raises(StartError, match=said):
        checked("places/areas.json", lambda: shapes.Areas.model_validate(_areas(row)))


@pytest.mark.parametrize(
    "geometry",
    [{}, {"type": "Polygon"}, {"type": "Polygon", "coordinates": [[[107.6, -6.9]]]}, {"type": "Kotak"}],
)
def test_outline_that_is_no_polygon_is_found(geometry: dict[str, Any]) -> None:
    with pytest.raises(StartError, match="no GeoJSON polygon"):
        checked("places/boundaries.json", lambda: shapes.Shape.model_validate({"geometry": geometry}))
