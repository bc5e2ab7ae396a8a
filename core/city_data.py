"""Everything under data/city/, checked before the first message needs it.

The places are only looked at here: who needs their index builds it at the first question.
"""

from collections.abc import Callable, Mapping

from core import about_112, agencies, city_files, contacts, deadlines, energy, language
from core.air.ispu import table
from core.emergency import answers, rulebook
from core.places import shapes
from core.tickets import self_telling

LOADERS: Mapping[str, Callable[[], object]] = {
    "about_112.json": about_112.file,
    "agencies.json": agencies.offices,
    "categories.json": agencies.categories,
    "contacts.json": contacts.listed,
    "emergency.json": answers.facts,
    "emergency_words.json": rulebook.rulebook,
    "energy.json": energy.file,
    "ispu.json": table,
    "language.json": lambda: language.detect("halo"),
    "deadlines.json": deadlines.rules,
    "self_telling.json": self_telling.rules,
}


def check() -> None:
    """Read every file.

    Raises:
        StartError: the first mistake, by file and field, for the person who edited it.
    """
    for name, load in LOADERS.items():
        city_files.checked(name, load)
    _check_routes()
    shapes.check()


def _check_routes() -> None:
    """Every report finds an agency that exists; the coordinator's category stands for what is unknown."""
    known = agencies.offices()
    if "other" not in agencies.categories():
        raise city_files.mistake("categories.json", "the category 'other' is missing")
    for where, agency in agencies.named_agencies():
        if agency not in known:
            raise city_files.mistake("categories.json", f"{where}: {agency!r} is not in agencies.json")
