"""The command line: what it takes, and that every mistake is answered in one line."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from core import city_files
from core.settings import settings


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/sobat.db")
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    settings.cache_clear()
    yield
    settings.cache_clear()


def failure(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and the one line on standard error; nothing else may be printed."""
    try:
        code = main(arguments)
    except SystemExit as ending:
        code = int(ending.code or 0)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return code, printed.err.strip()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "COMMAND"),
        (["fly"], "'fly'"),
        (["run", "--fast"], "--fast"),
        (["staff"], "COMMAND"),
        (["staff", "add", "Rina"], "email"),
        (["staff", "add", "Rina", "rina@bandung.go.id", "--role", "king"], "'king'"),
        (["ledger", "today"], "today"),
        (["retry"], "--all-failed"),
        (["retry", "--message", "satu"], "'satu'"),
        (["retry", "--line", "1", "--all-failed"], "--all-failed"),
        (["discard", "--line", "1"], "--reason"),
        (["discard", "--line", "1", "--reason", " "], "say why"),
    ],
)
def test_bad_usage_is_one_line_that_names_the_mistake(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, line = failure(capsys, *arguments)
    assert code == 2
    assert line.startswith("sobat: ")
    assert word in line


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "gateway",
        "migrate",
        "setup-link",
        "ledger",
        "failures",
        "retry --all-failed",
        "housekeeping",
        "parse",
    ],
)
def test_bad_setting_is_one_line(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOBAT_PORT", "many")
    code, line = failure(capsys, *command.split())
    assert code == 1
    assert line.startswith("sobat: SOBAT_PORT: ")


def test_port_in_use_is_one_line_with_port_and_setting(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        monkeypatch.setenv("SOBAT_PORT", str(port))
        code, line = failure(capsys, "run")
    assert code == 1
    assert f"port {port} is in use" in line
    assert "SOBAT_PORT" in line


def test_database_that_cannot_be_reached_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://sobat:secret@127.0.0.1:1/sobat")
    code, line = failure(capsys, "migrate")
    assert code == 1
    assert line.startswith("sobat: DATABASE_URL: ")
    assert "secret" not in line


def test_migrating_twice_is_fine() -> None:
    assert [main(["migrate"]), main(["migrate"])] == [0, 0]


def test_failures_of_an_unknown_number_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    for arguments in (["retry", "--message", "7"], ["discard", "--message", "7", "--reason", "uji"]):
        assert failure(capsys, *arguments) == (1, "sobat: there is no message 7 of a conversation")


def test_ledger_and_failures_of_a_new_installation(capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    capsys.readouterr()
    assert [main(["ledger", "--json"]), main(["failures"]), main(["retry", "--all-failed"])] == [0, 0, 0]
    assert capsys.readouterr().out.splitlines()[1:] == ["Nothing has failed.", "Nothing has failed."]


def test_setup_link_leads_to_the_console_of_this_installation(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://sobat.example.id")
    main(["migrate"])
    capsys.readouterr()
    assert main(["setup-link"]) == 0
    assert capsys.readouterr().out.startswith("https://sobat.example.id/console/setup?token=")


def test_there_is_no_setup_link_once_an_admin_exists(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text("kopo-leuwi-panjang-1926\n")
    main(["migrate"])
    with (tmp_path / "password").open() as given:
        monkeypatch.setattr("sys.stdin", given)
        assert main(["staff", "add", "Rina", "rina@bandung.go.id", "--role", "admin"]) == 0
    assert capsys.readouterr().out == "Added Rina (admin).\n"
    main(["setup-link"])
    assert capsys.readouterr().out == ""


def test_weak_password_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "password").write_text("123\n")
    main(["migrate"])
    capsys.readouterr()
    with (tmp_path / "password").open() as given:
        monkeypatch.setattr("sys.stdin", given)
        code, _ = failure(capsys, "staff", "add", "Rina", "rina@bandung.go.id")
    assert code == 1


def test_check_names_the_file_and_the_field_of_a_mistake(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "city"
    shutil.copytree(city_files.FOLDER, folder)
    streets = folder / "places" / "streets.json"
    streets.write_text(streets.read_text(encoding="utf-8").replace('"lat": -6.', '"lat": 6.', 1), "utf-8")
    monkeypatch.setattr(city_files, "FOLDER", folder)
    code, line = failure(capsys, "check")

    assert code == 1
    assert line.startswith("sobat: data/city/places/streets.json: streets[")
    assert "].lat: " in line


def test_check_says_nothing_of_sound_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr() == ("", "")
