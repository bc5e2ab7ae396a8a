"""The import table and size limits of the project, checked on its source: change both together."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import ROOT

FOLDERS = ("core", "integrations", "actions", "bot", "bench", "tests")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
NOT_A_TOPIC = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
MAX_LINES = 400
MAX_BODY = 50

CHANNELS = {"integrations.telegram", "integrations.whatsapp"}
SHARED_BY_INTEGRATIONS = {f"integrations.{path.stem}" for path in (ROOT / "integrations").glob("[!_]*.py")}

# Folder -> what its modules must not import. The longest matching folder counts.
FORBIDDEN = {
    "core": {"bot", "actions", "integrations", "aiohttp", "rasa", "rasa_sdk", "telegram", "httpx"},
    "integrations": {"bot", "actions", "sqlalchemy", "aiohttp.web", "rasa", "rasa_sdk"},
    "actions": {"bot", "aiohttp", "sqlalchemy", "rasa", *CHANNELS},
    "bot": {"actions", "rasa", "rasa_sdk"},
    "bot/console": {"actions", "rasa", "rasa_sdk", "integrations"},
    "bot/nlu": {"core", "integrations", "actions", "aiohttp", "sqlalchemy"},
    "bot/nlu/server": {"core", "integrations", "actions"},  # it extends Rasa's store and channel
}
# Folder -> the only ones of ours its modules may import, itself aside.
ALLOWED_OF_OURS = {
    "integrations": {"core.messages", "core.errors", *SHARED_BY_INTEGRATIONS},
    "bot/console": {"core"},
    "bot/nlu": set[str](),
}
# integrations/__init__.py lists what is live: it knows the settings and every channel.
WIRING = {"integrations/__init__.py"}
OURS = {"core", "integrations", "actions", "bot"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def package_of(path: Path) -> list[str]:
    return list(path.relative_to(ROOT).parent.parts)


def imports(path: Path) -> Iterator[str]:
    """Full dotted names of what a module imports, each imported name of a `from` included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package_of(path))
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _base(node: ast.ImportFrom, package: list[str]) -> str:
    if not node.level:
        return node.module or ""
    parents = package[: len(package) - node.level + 1]
    return ".".join([*parents, *([node.module] if node.module else [])])


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def folder_of(path: Path, table: dict[str, set[str]]) -> str | None:
    places = [folder for folder in table if name_of(path).startswith(f"{folder}/")]
    return max(places, key=len, default=None)


def breaches(path: Path) -> list[str]:
    if name_of(path) in WIRING:
        return []
    return [name for name in imports(path) if is_forbidden(path, name) or is_not_allowed(path, name)]


def is_forbidden(path: Path, name: str) -> bool:
    folder = folder_of(path, FORBIDDEN)
    return folder is not None and any(is_within(name, package) for package in FORBIDDEN[folder])


def is_not_allowed(path: Path, name: str) -> bool:
    folder = folder_of(path, ALLOWED_OF_OURS)
    if folder is None or name.split(".", maxsplit=1)[0] not in OURS:
        return False
    return not any(is_within(name, package) for package in {*ALLOWED_OF_OURS[folder], home_of(path, folder)})


def home_of(path: Path, folder: str) -> str:
    """What a module may always import: its own folder; in integrations, its own system's folder only."""
    depth = 2 if folder in ("integrations", "bot/console", "bot/nlu") else 1
    return ".".join(package_of(path)[:depth])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_imports_only_what_its_folder_may(path: Path) -> None:
    assert breaches(path) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", [p for p in MODULES if "migrations" not in p.parts], ids=name_of)
def test_functions_fit_on_a_screen(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [f.name for f in functions if (f.end_lineno or 0) - f.body[0].lineno >= MAX_BODY] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_named_after_its_topic(path: Path) -> None:
    assert not NOT_A_TOPIC & {path.stem, *path.relative_to(ROOT).parts}


def test_actions_is_a_flat_folder() -> None:
    assert [p.name for p in (ROOT / "actions").iterdir() if p.is_dir() and p.name != "__pycache__"] == []


@pytest.mark.parametrize("name", ["main", "dev", "rasa", "voice", "tools", "node"])
def test_locks_pin_hashes_and_name_no_address(name: str) -> None:
    lock = (ROOT / "requirements" / f"{name}.txt").read_text()
    packages = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert [line for line in packages if "==" not in line or not line.endswith("\\")] == []
    assert "://" not in lock


def test_page_packages_are_locked_without_addresses() -> None:
    assert "://" not in (ROOT / "package-lock.json").read_text()


def test_python_versions_are_those_of_both_environments() -> None:
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert (ROOT / ".python-version").read_text().split() == ["3.13", "3.10"]
    assert required == ">=3.12"
