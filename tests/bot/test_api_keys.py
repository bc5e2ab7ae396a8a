"""The command line's keys: printed once, kept as a hash, taken back by name."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from core.settings import settings


@pytest.fixture
def database(empty_database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "sobat.db"
    path.write_bytes(empty_database.read_bytes())
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    settings.cache_clear()
    yield path
    settings.cache_clear()


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["api-key", *arguments])
    printed = capsys.readouterr()
    return code, printed.out.strip(), printed.err.strip()


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_a_key_is_printed_once_and_only_its_hash_is_kept(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, key, _ = said(capsys, "add", "Aplikasi Warga")

    assert (code, len(key)) == (0, 43)
    [(name, kept)] = rows(database, "SELECT name, key_hash FROM api_keys")
    assert name == "Aplikasi Warga"
    assert key.encode() not in database.read_bytes()
    assert len(str(kept)) == 64
    assert key not in said(capsys, "list")[1]


def test_the_list_tells_which_keys_work(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "add", "Satu")
    said(capsys, "add", "Dua")

    assert said(capsys, "revoke", "Satu") == (0, "Revoked the key of Satu.", "")
    _, listed, _ = said(capsys, "list")

    assert [(line.split()[0], line.split()[-1]) for line in listed.splitlines()] == [
        ("revoked", "Satu"),
        ("active", "Dua"),
    ]


def test_giving_and_taking_leave_a_trace(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "add", "Satu")
    said(capsys, "revoke", "Satu")
    said(capsys, "revoke", "Satu")

    assert rows(database, "SELECT action, target FROM audit ORDER BY id") == [
        ("api_key.add", "api key Satu"),
        ("api_key.revoke", "api key Satu"),
    ]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("add", "Satu"), "another name"),
        (("add", " "), "1 to 120"),
        (("add", "x" * 121), "1 to 120"),
        (("revoke", "Tiga"), "api-key list"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    database: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, str], word: str
) -> None:
    said(capsys, "add", "Satu")

    code, out, err = said(capsys, *arguments)

    assert (code, out, err.count("\n")) == (1, "", 0)
    assert err.startswith("sobat: ")
    assert word in err
