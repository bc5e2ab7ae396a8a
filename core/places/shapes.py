"""What the place files must look like, so that a slip in them is found at start and not by a citizen."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from shapely.errors import ShapelyError
from shapely.geometry import shape

from core import city_files

FILES: Final = frozenset(
    {
        "cameras.json",
        *(f"places/{name}.json" for name in ("areas", "boundaries", "landmarks", "outlines")),
        *(f"places/{name}.json" for name in ("outside", "streets", "words")),
    }
)
# Wide enough for every neighbour of the city; swapped or mistyped coordinates fall outside.
type Lat = Annotated[float, Field(ge=-8, le=-6)]
type Lon = Annotated[float, Field(ge=106, le=109)]
type Names = tuple[Annotated[str, Field(min_length=1)], ...]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _File(_Part):
    source: str
    licence: str
    checked_on: date


class _Named(_Part):
    name: Annotated[str, Field(min_length=1)]
    aliases: Names = ()
    misspelled: Names = ()
    needs_cue: Names = ()
    needs_designator: Names = ()

    @model_validator(mode="after")
    def _limits_known_names(self) -> Self:
        for limited in (*self.needs_cue, *self.needs_designator):
            if limited not in (self.name, *self.aliases):
                raise ValueError(f"{limited!r} is neither the name nor an alias")
        return self


class _Kecamatan(_Named):
    adm3: Annotated[str, Field(pattern=r"^32\.73\.\d\d$")]
    lat: Lat
    lon: Lon


class _Kelurahan(_Named):
    adm4: Annotated[str, Field(pattern=r"^32\.73\.\d\d\.\d{4}$")]
    postal: Annotated[str, Field(pattern=r"^\d{5}$")]
    lat: Lat
    lon: Lon


class Areas(_File):
    kecamatan: tuple[_Kecamatan, ...]
    kelurahan: tuple[_Kelurahan, ...]

    @model_validator(mode="after")
    def _each_in_a_kecamatan(self) -> Self:
        known = {row.adm3 for row in self.kecamatan}
        for row in self.kelurahan:
            if row.adm4[:8] not in known:
                raise ValueError(f"kelurahan {row.name}: no kecamatan has the code {row.adm4[:8]}")
        return self


class _Located(_Named):
    kecamatan: Names = ()
    lat: Lat | None = None
    lon: Lon | None = None

    @model_validator(mode="after")
    def _point_is_whole(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("a point needs both lat and lon")
        return self


class _Stretch(_Part):
    first: Annotated[int, Field(alias="from", ge=1)]
    last: Annotated[int, Field(alias="to")]
    odd: bool | None = None
    kecamatan: str

    @model_validator(mode="after")
    def _counts_upwards(self) -> Self:
        if self.last < self.first:
            raise ValueError("house numbers end before they begin")
        return self


class _Street(_Located):
    prefer_street: bool = False
    numbers: tuple[_Stretch, ...] = ()


class _Streets(_File):
    coordinates: str
    streets: tuple[_Street, ...]


class _Landmark(_Located):
    type: str
    street: str | None = None


class _Landmarks(_File):
    coordinates: str
    landmarks: tuple[_Landmark, ...]


class _Outside(_Named):
    door: str
    also_street: bool = False
    roads: Names = ()


class _OutsidePlaces(_File):
    doors: Mapping[str, str]
    places: tuple[_Outside, ...]

    @model_validator(mode="after")
    def _each_has_a_door(self) -> Self:
        for row in self.places:
            if row.door not in self.doors:
                raise ValueError(f"place {row.name}: {row.door!r} is none of the doors")
        return self


class _Topic(_Part):
    topic: str
    words: str


class _Words(_File):
    ordinary: tuple[_Topic, ...]


class Shape(_Part):
    """One outline of boundaries.json or outlines.json."""

    adm3: str | None = None
    adm4: str | None = None
    name: str | None = None
    geometry: dict[str, Any]

    @field_validator("geometry")
    @classmethod
    def _is_an_area(cls, value: dict[str, Any]) -> dict[str, Any]:
        try:
            area = shape(value).area
        except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            raise ValueError("no GeoJSON polygon") from error
        if not area:
            raise ValueError("no GeoJSON polygon")
        return value


class _Boundaries(_File):
    kecamatan: tuple[Shape, ...]


class _Outlines(_File):
    kelurahan: tuple[Shape, ...]
    neighbours: tuple[Shape, ...]


class _Camera(_Part):
    name: str
    category: str
    kecamatan: str
    lat: Lat
    lon: Lon
    page_url: Annotated[str, Field(pattern="^https://")]
    cameras: Annotated[int, Field(ge=1)]
    near: Names = ()  # landmarks it shows, though its name does not say so


class _Neighbour(_Part):
    name: str
    lat: Lat
    lon: Lon


class _Cameras(_File):
    data_as_of: Annotated[str, Field(pattern=r"^\d{4}-\d\d$")]
    neighbours_source: str
    neighbours: tuple[_Neighbour, ...]
    locations: tuple[_Camera, ...]


def check() -> None:
    """Look at every place file, and whether they fit together.

    Raises:
        StartError: the file, the field and what is wrong with it.
    """
    areas = city_files.read("places/areas.json", Areas)
    known = {row.name for row in areas.kecamatan}
    streets = city_files.read("places/streets.json", _Streets).streets
    landmarks = city_files.read("places/landmarks.json", _Landmarks).landmarks
    cameras = city_files.read("cameras.json", _Cameras).locations
    _in_known("places/streets.json", known, [(row.name, row.kecamatan) for row in streets])
    stretches = [(row.name, tuple(one.kecamatan for one in row.numbers)) for row in streets]
    _in_known("places/streets.json", known, stretches)
    _in_known("places/landmarks.json", known, [(row.name, row.kecamatan) for row in landmarks])
    _in_known("cameras.json", known, [(row.name, (row.kecamatan,)) for row in cameras])
    city_files.read("places/outside.json", _OutsidePlaces)
    city_files.read("places/words.json", _Words)
    borders = city_files.read("places/boundaries.json", _Boundaries).kecamatan
    outlines = city_files.read("places/outlines.json", _Outlines).kelurahan
    _same("places/boundaries.json", {row.adm3 for row in areas.kecamatan}, {row.adm3 for row in borders})
    _same("places/outlines.json", {row.adm4 for row in areas.kelurahan}, {row.adm4 for row in outlines})


def _in_known(name: str, known: set[str], rows: list[tuple[str, Names]]) -> None:
    for place, kecamatan in rows:
        for each in kecamatan:
            if each not in known:
                raise city_files.mistake(name, f"{place}: kecamatan {each!r} is not in places/areas.json")


def _same(name: str, wanted: set[str], found: set[str | None]) -> None:
    if wanted != found:
        odd = sorted(str(code) for code in wanted ^ found)
        raise city_files.mistake(name, f"{odd[0]} is either missing here or not in places/areas.json")
