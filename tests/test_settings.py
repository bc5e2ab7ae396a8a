"""Settings: each is documented, each has a working default, a bad one is told in one line."""

import re
from pathlib import Path

import pytest

from core.errors import SettingsError
from core.settings import ROOT, Settings, settings

EXAMPLE = dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
FIELDS = {name.upper(): field for name, field in Settings.model_fields.items()}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in FIELDS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    assert sorted(EXAMPLE) == sorted(FIELDS)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_example_shows_the_default(name: str) -> None:
    assert EXAMPLE[name] == str(FIELDS[name].default)


def test_defaults_need_no_environment() -> None:
    assert settings().sobat_port == 8080


def test_dotenv_in_the_working_folder_is_read() -> None:
    Path(".env").write_text("SOBAT_PORT=9000\n")
    assert settings().sobat_port == 9000


def test_environment_goes_before_dotenv(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("SOBAT_PORT=9000\n")
    monkeypatch.setenv("SOBAT_PORT", "9001")
    assert settings().sobat_port == 9001


def test_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOBAT_PORT", "")
    assert settings().sobat_port == 8080


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOBAT_PORT", "eighty"),
        ("SOBAT_PORT", "0"),
        ("SOBAT_INTERNAL_PORT", "70000"),
        ("RASA_URL", "localhost:5005"),
        ("ACTIONS_URL", "ftp://127.0.0.1"),
        ("PUBLIC_BASE_URL", "sobat.example.id"),
        ("DATABASE_URL", "mysql://somewhere/db"),
        ("TELEGRAM_MODE", "push"),
        ("LOG_LEVEL", "loud"),
        ("TURN_WORKERS", "-1"),
        ("RASA_NOTICE_SECONDS", "soon"),
        ("SOBAT_PROCESSES", "0"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://localhost:6379/locks"),
    ],
)
def test_bad_value_is_one_line_that_names_the_setting(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        settings()
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_postgresql_address_gets_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://sobat:secret@db/sobat")
    assert settings().database_url == "postgresql+asyncpg://sobat:secret@db/sobat"


def test_channels_are_off_without_credentials() -> None:
    assert not settings().telegram_on
    assert len(settings().whatsapp_missing) == 4


SHARED = {
    "SOBAT_PROCESSES": "2",
    "DATABASE_URL": "postgresql://sobat:secret@db/sobat",
    "REDIS_URL": "redis://:secret@cache:6379/1",
    "TELEGRAM_MODE": "webhook",
    "TELEGRAM_BOT_TOKEN": "7:x",
}


def set_all(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    for name, value in (SHARED | changes).items():
        monkeypatch.setenv(name, value)


def test_several_processes_have_consecutive_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, RASA_URL="http://[::1]:6005")
    assert settings().rasa_urls == ("http://[::1]:6005", "http://[::1]:6006")
    assert settings().actions_urls == ("http://127.0.0.1:5055", "http://127.0.0.1:5056")


def test_one_process_needs_no_port_in_an_address() -> None:
    assert Settings(rasa_url="https://rasa.example.id").rasa_urls == ("https://rasa.example.id",)


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("DATABASE_URL", "", "write DATABASE_URL=postgresql://"),
        ("REDIS_URL", "", "write REDIS_URL=redis://"),
        ("TELEGRAM_MODE", "polling", "write TELEGRAM_MODE=webhook"),
        ("ACTIONS_URL", "http://127.0.0.1", "port into RASA_URL and ACTIONS_URL"),
    ],
)
def test_what_several_processes_lack_is_told(
    name: str, value: str, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, **{name: value})
    with pytest.raises(SettingsError, match=f"^SOBAT_PROCESSES: .*{advice}"):
        settings()
