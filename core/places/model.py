"""A place as a citizen named it, in one shape that survives JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self

type Kind = Literal["kelurahan", "kecamatan", "street", "landmark", "pin", "free", "outside", "city"]

MAX_TEXT = 200


@dataclass(frozen=True)
class Place:
    """Where something is.

    ``text`` is what the citizen said, tidied ("Jalan Kopo, depan SMP 3"); ``name`` is the official name of
    its best-known part. ``kecamatan`` stays empty for a street that runs through several, unless something
    else settles it. ``street`` is the official name of the street that the text names or the landmark stands
    at ("Ibrahim Adjie"), an unlisted street's or lane's name as written. ``start`` and ``end`` span the
    connected words in the source text, without the problem.
    """

    text: str
    kind: Kind
    name: str | None = None
    kelurahan: str | None = None
    adm4: str | None = None
    kecamatan: str | None = None
    adm3: str | None = None
    lat: float | None = None
    lon: float | None = None
    outside: bool = False
    start: int = 0
    end: int = 0
    approximate: bool = False  # lat and lon are a point of our gazetteer, not a pin of the citizen
    street: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values only, for slots, JSON columns and events."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of `as_dict`; unknown keys of a newer version are dropped."""
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in values.items() if key in known})
