"""Whatever citizens read exists in Indonesian, Sundanese and English, with the same facts and buttons."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

import core
from core import notices
from core.air import phrases as air
from core.weather import phrases as weather

ROOT = Path(__file__).parents[2]
LANGUAGES = {"id", "su", "en"}
RESPONSES: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["responses"]
ONLY_FACTS = re.compile(r"(?:\{\w+\}|[\s:.,])*")  # the words come from a table
INDONESIAN = re.compile(
    r"\b(?:yang|sudah|belum|laporannya|saya|dengan|untuk|ketuk|tulis|kirim)\b", re.IGNORECASE
)
KASAR = re.compile(
    r"\b(?:sia|aing|maneh|manéh|kuring|hayang|teu boga|dahar|cokot|bikeun|béré)\b", re.IGNORECASE
)
# é where it is spoken so, and one spelling for what has two
MISSPELT = re.compile(
    r"\b(?:oge|wae|engke|bade|sae|beja|rengse|sanes|dimana|petugas|pamarentah|kamera|tiket|jandela|beres"
    r"|informasi|foto|eta|keneh|konci|enggeus|kenging|rebu)\b",
    re.IGNORECASE,
)
PICTURE = re.compile(r"[☔⚡⚠⭐🙂👋🙏✅]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def by_language(variations: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    named = {}
    for each in variations:
        [condition] = each.get("condition") or [{"name": "language", "value": "id"}]
        assert condition["name"] == "language"
        named[condition["value"]] = each
    assert len(named) == len(variations)
    return named


SPOKEN = [
    name for name, said in RESPONSES.items() if not ONLY_FACTS.fullmatch(said[0]["text"]) or len(said) > 1
]


@pytest.mark.parametrize("name", SPOKEN)
def test_a_response_exists_in_three_languages(name: str) -> None:
    said = by_language(RESPONSES[name])
    assert set(said) == LANGUAGES
    assert len({frozenset(placeholders(each["text"])) for each in said.values()}) == 1
    assert len({tuple(b["payload"] for b in each.get("buttons", ())) for each in said.values()}) == 1


@pytest.mark.parametrize("name", sorted(set(RESPONSES) - set(SPOKEN)))
def test_a_response_of_facts_alone_needs_one_and_has_no_buttons(name: str) -> None:
    assert [set(each) for each in RESPONSES[name]] == [{"text"}]


def titles() -> Iterator[tuple[str, str, str]]:
    for name, said in RESPONSES.items():
        for language, each in by_language(said).items():
            yield from ((name, language, b["title"]) for b in each.get("buttons", ()))
    for name, each in tables()["core.notices._TEXTS"].items():
        if name.startswith("button_"):
            yield from (("core.notices", language, title) for language, title in each.items())


def test_a_buttons_title_fits_everywhere() -> None:
    assert [row for row in titles() if len(row[2]) > 20] == []  # WhatsApp's limit


# --- tables in the code


def tables() -> dict[str, Any]:
    found = {}
    for info in pkgutil.walk_packages(core.__path__, "core."):
        if ".migrations" in info.name:
            continue
        module = importlib.import_module(info.name)
        found.update({f"{info.name}.{name}": value for name, value in vars(module).items()})
    return found


def spoken_mappings(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every mapping by language inside: one with a Sundanese side."""
    if not isinstance(value, Mapping):
        return
    if "su" in value:
        yield path, value
    else:
        for key, inner in value.items():
            yield from spoken_mappings(inner, f"{path}[{key}]")


TABLES: dict[str, Mapping[str, Any]] = {
    path: table
    for name, value in tables().items()
    if not name.startswith("core.language.")
    for path, table in spoken_mappings(value, name)
}


def told(value: Any) -> Mapping[str, str]:
    """The texts of one language's side, by name."""
    match value:
        case str():
            return {"": value}
        case Mapping():
            return {str(key): str(text) for key, text in value.items()}
        case _ if is_dataclass(value):
            return {each.name: str(getattr(value, each.name)) for each in fields(value)}
        case _:
            return {str(place): "" for place, _ in enumerate(value)} if isinstance(value, tuple) else {}


@pytest.mark.parametrize("table", [pytest.param(table, id=path) for path, table in TABLES.items()])
def test_a_table_exists_in_three_languages(table: Mapping[str, Any]) -> None:
    assert set(table) == LANGUAGES
    sides = [told(table[language]) for language in sorted(LANGUAGES)]
    assert all(side.keys() == sides[0].keys() for side in sides)
    for name in sides[0]:
        assert len({frozenset(placeholders(side[name])) for side in sides}) == 1, name


def test_the_tables_were_found() -> None:
    assert len(TABLES) > 60


@pytest.mark.parametrize("texts", [air, weather])
def test_the_phrases_of_a_topic_are_not_each_others(texts: Any) -> None:
    sides = [told(each) for each in (texts.INDONESIAN, texts.SUNDANESE, texts.ENGLISH)]
    same = {name for name in sides[0] if sides[0][name] == sides[2][name] and " " in sides[0][name]}
    assert same <= {"source"}  # names only


# --- reviewed files


def objects(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from objects(each, f"{path}[{key}]")


@pytest.mark.parametrize("file", sorted((ROOT / "data" / "city").glob("*.json")), ids=lambda file: file.stem)
def test_a_reviewed_file_has_three_languages(file: Path) -> None:
    for path, each in objects(json.loads(file.read_text("utf-8")), file.stem):
        if "su" in each:
            assert set(each) >= LANGUAGES, path
        for key in [key for key in each if key.endswith("_su")]:
            assert f"{key.removesuffix('_su')}_en" in each, path


# --- the words themselves


def lines(language: str) -> Iterator[tuple[str, str]]:
    for name, said in RESPONSES.items():
        if language in (spoken := by_language(said)):
            yield name, spoken[language]["text"]
            yield from ((name, button["title"]) for button in spoken[language].get("buttons", ()))
    for path, table in TABLES.items():
        yield from ((f"{path}.{name}", text) for name, text in told(table[language]).items())
    for file in ("emergency", "contacts", "ispu", "categories", "about_112", "energy"):
        content = json.loads((ROOT / "data" / "city" / f"{file}.json").read_text("utf-8"))
        for path, each in objects(content, file):
            own = [key for key in each if key == language or key.endswith(f"_{language}")]
            yield from ((f"{path}.{key}", each[key]) for key in own if isinstance(each[key], str))


EXAMPLE = re.compile(r"“nomor .*?”|“hapus .*?”|\"ikut .*?\"")


@pytest.mark.parametrize("language", ["su", "en"])
def test_no_indonesian_is_left_in_the_others(language: str) -> None:
    found = [(name, text) for name, text in lines(language) if INDONESIAN.search(EXAMPLE.sub("", text))]
    assert found == []


def test_sundanese_is_polite_and_spelt_alike() -> None:
    texts = [(name, text) for name, text in lines("su") if not name.startswith("core.language")]
    assert [(name, text) for name, text in texts if KASAR.search(text)] == []
    assert [(name, text) for name, text in texts if MISSPELT.search(text)] == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_text_has_one_picture_at_most(language: str) -> None:
    assert [(n, t) for n, t in lines(language) if len(PICTURE.findall(t)) > 1] == []


def test_an_unknown_language_reads_indonesian() -> None:
    assert notices.text("button_back", "jv") == "Kembali ke bot"


def test_no_code_decides_between_two_languages_only() -> None:
    branch = re.compile(r'[=!]= "su"|"su" if ')
    files = [file for part in ("core", "actions", "bot") for file in (ROOT / part).rglob("*.py")]
    files.remove(ROOT / "core" / "language.py")  # what a word sounds like, not what is answered
    assert [file.name for file in files if branch.search(file.read_text("utf-8"))] == []
